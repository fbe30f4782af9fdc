from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from server.statistics.asking import counties
from server.web.forms import Form
from server.web.i18n import _, words
from vendors.campaigns.queries import CampaignView
from vendors.errors import Words
from vendors.statistics.campaign.assembling import CellView, values
from vendors.statistics.campaign.checks import full
from vendors.statistics.campaign.columns import COLUMNS, Column, Part, Unit, coverage
from vendors.statistics.campaign.queries import ReportHead, ReportView, RowHead
from vendors.statistics.campaign.rules import ReportState, RowState, Scope

WAN = 1_000_000
TONES: Mapping[ReportState, str] = {
    ReportState.FILLING: "",
    ReportState.SUBMITTED: "brand",
    ReportState.APPROVED: "warn",
    ReportState.REPORTED: "good",
}
STEPS: Mapping[ReportState, int] = {
    ReportState.FILLING: 1,
    ReportState.SUBMITTED: 3,
    ReportState.APPROVED: 4,
    ReportState.REPORTED: 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsScreen:
    """Tables with the form that begins one."""

    rows: Sequence[ReportHead]
    campaigns: Sequence[CampaignView]
    today: date
    form: Form = field(default_factory=Form)
    tones: Mapping[ReportState, str] = field(default_factory=lambda: TONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportScreen:
    """One table: indicators down, units across. `moved`: what a reversal changed since the lock."""

    view: ReportView
    scope: Scope
    today: date
    fillable: frozenset[str]
    approvable: bool
    city: bool
    moved: Mapping[str, Mapping[str, int]]
    newest: ReportHead | None = None
    form: Form = field(default_factory=Form)
    asked: str = ""
    refused: Words | None = None
    scopes: Sequence[Scope] = tuple(Scope)
    tones: Mapping[ReportState, str] = field(default_factory=lambda: TONES)
    steps: Mapping[ReportState, int] = field(default_factory=lambda: STEPS)

    @property
    def head(self) -> ReportHead:
        return self.view.head

    @property
    def parts(self) -> list[tuple[Part, list[Column]]]:
        return by_part()

    @property
    def waiting(self) -> int:
        """Units that have not handed in."""
        return sum(row.state is not RowState.SUBMITTED for row in self.view.rows if row.region != self.view.city)

    def name(self, row: RowHead) -> str:
        return unit(row.region, self.view.city)

    def place(self, region: str) -> str:
        return unit(region, self.view.city)

    def cell(self, column: Column, row: RowHead) -> "Shown":
        return shown(column, self.view.cells[self.scope][row.region])

    def full(self, key: str) -> str:
        return words(full(next(one for one in COLUMNS if one.key == key)))

    def money(self, key: str) -> bool:
        return next(one for one in COLUMNS if one.key == key).money


@dataclass(frozen=True, slots=True, kw_only=True)
class RowScreen:
    """One unit's row, to be filled in (`open`) or read."""

    view: ReportView
    row: RowHead
    scope: Scope
    open: bool
    returnable: bool
    form: Form = field(default_factory=Form)
    refused: bool = False
    scopes: Sequence[Scope] = tuple(Scope)

    @property
    def head(self) -> ReportHead:
        return self.view.head

    @property
    def name(self) -> str:
        return unit(self.row.region, self.view.city)

    @property
    def total(self) -> bool:
        return self.row.region == self.view.city

    @property
    def parts(self) -> list[tuple[Part, list[Column]]]:
        return by_part()

    @property
    def problems(self) -> list[str]:
        return [words(one.words) for one in self.view.problems if one.region == self.row.region]

    def cell(self, column: Column) -> "Shown":
        return shown(column, self.view.cells[self.scope][self.row.region])

    def typed(self, column: Column) -> str:
        """What the input holds: what was typed, else what was written."""
        if self.form.values:
            return self.form.value(f"v_{column.key}")
        written = self.view.cells[self.scope][self.row.region][column.key].written
        if written is None or written.value is None:
            return ""
        return f"{Decimal(written.value) / 100:.2f}" if column.money else str(written.value)

    def reason(self, column: Column) -> str:
        if self.form.values:
            return self.form.value(f"r_{column.key}")
        written = self.view.cells[self.scope][self.row.region][column.key].written
        return written.reason if written else ""

    @property
    def labels(self) -> Mapping[str, str]:
        return {f"{letter}_{one.key}": words(full(one)) for one in COLUMNS for letter in ("v", "r")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A cell as drawn; `tone` of an entered one, `by` who wrote it and why."""

    text: str
    records: str
    entered: bool
    departs: bool
    by: str


def shown(column: Column, cells: Mapping[str, CellView]) -> Shown:
    if column.unit is Unit.SHARE:
        share = coverage(values(cells))
        text = f"{share * 100:.2f}%" if share is not None else "—"
        return Shown(text=text, records="", entered=False, departs=False, by="")
    cell = cells[column.key]
    return Shown(
        text=number(column, cell.value),
        records=number(column, cell.computed),
        entered=cell.written is not None,
        departs=cell.overridden,
        by="" if cell.written is None else f"{cell.written.by} {cell.written.reason}".strip(),
    )


def number(column: Column, value: int | None) -> str:
    """万元 with two decimals, or a plain number; a dash for what is not known."""
    if value is None:
        return "—"
    return f"{Decimal(value) / WAN:,.2f}" if column.money else f"{value:,}"


def by_part() -> list[tuple[Part, list[Column]]]:
    return [(part, [one for one in COLUMNS if one.part is part]) for part in Part]


def unit(region: str, city: str) -> str:
    return _("合计") if region == city else counties().get(region, region)
