"""检查、查处情况 (BT-02, BT-03): institutions inspected by type, violating ones by outcome, each counted once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.periods import Period
from vendors.registry.rules import must_be_bureau
from vendors.statistics.campaign.figure_sql import SUMMARY
from vendors.statistics.campaign.figures import Window, figures
from vendors.statistics.entered_queries import EnteredView, current
from vendors.statistics.entered_rules import Kind
from vendors.statistics.units import units


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One row. 检查 = 医疗机构 + 零售药店 and 违规 = 约谈 + 处罚 + 其他 hold because each institution counts once.

    `basis` is where entered figures come from (empty: the records); only those have an `amount_fen` (涉及金额), and
    money nobody entered is None.
    """

    inspected: int = 0
    medical: int = 0
    pharmacies: int = 0
    violating: int = 0
    interviewed: int = 0
    penalised: int = 0
    other: int = 0
    recovered_fen: int | None = 0
    returned_fen: int | None = 0
    amount_fen: int | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedTable:
    """Rows by county with 市本级 last; the total distinct over them, None for a county's people."""

    rows: Mapping[str, Inspected]
    total: Inspected | None


async def inspected(*, window: tuple[date, date], as_of: datetime, for_: Actor) -> InspectedTable:
    """Over every task in the days of `window`; a county's people get their own row alone.

    A unit whose figures were entered for just these days has those; a total nobody entered is then the rows added up,
    since an institution lies in one county.
    """
    must_be_bureau(for_)
    over = units(window[1])
    asked = Window(campaign=None, begins=window[0], ends=window[1], known=as_of)
    found = await figures(asked, over=over, which=SUMMARY)
    names = (for_.region,) if for_.region else over.rows
    entered = await _entered(window)
    rows = {code: entered.get(code) or _row(found.get(code, {})) for code in names}
    if for_.region:
        return InspectedTable(rows=rows, total=None)
    counted = _added(list(rows.values())) if any(row.basis for row in rows.values()) else _row(found.get(over.city, {}))
    return InspectedTable(rows=rows, total=entered.get("") or counted)


async def _entered(window: tuple[date, date]) -> Mapping[str, Inspected]:
    """By county what was entered for exactly these days; the whole city's under no code."""
    found = [(one, Period.parse(one.period)) for one in await current(Kind.INSPECTED, region=None)]
    return {one.region: _published(one) for one, of in found if (of.starts_on, of.ends_on) == window}


def _published(one: EnteredView) -> Inspected:
    return Inspected(
        inspected=one.figures["inspected"],
        medical=one.figures["medical"],
        pharmacies=one.figures["pharmacies"],
        violating=one.figures["violating"],
        interviewed=one.figures["talked"],
        penalised=one.figures["penalised"],
        other=one.figures["other"],
        recovered_fen=one.figures.get("recovered_fen"),
        returned_fen=None,
        amount_fen=one.figures.get("amount_fen"),
        basis=one.basis,
    )


def _added(rows: Sequence[Inspected]) -> Inspected:
    """Every count added up; money is None when a row's is not known."""
    return Inspected(
        inspected=sum(row.inspected for row in rows),
        medical=sum(row.medical for row in rows),
        pharmacies=sum(row.pharmacies for row in rows),
        violating=sum(row.violating for row in rows),
        interviewed=sum(row.interviewed for row in rows),
        penalised=sum(row.penalised for row in rows),
        other=sum(row.other for row in rows),
        recovered_fen=_fen([row.recovered_fen for row in rows]),
        returned_fen=_fen([row.returned_fen for row in rows]),
    )


def _fen(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _row(row: Mapping[str, int]) -> Inspected:
    return Inspected(
        inspected=row.get("inspected", 0),
        medical=row.get("medical_inspected", 0),
        pharmacies=row.get("pharmacy_inspected", 0),
        violating=row.get("violating", 0),
        interviewed=row.get("by_interview", 0),
        penalised=row.get("by_penalty", 0),
        other=row.get("by_other", 0),
        recovered_fen=row.get("recovered_fen", 0),
        returned_fen=row.get("returned_fen", 0),
    )
