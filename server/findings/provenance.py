"""A line back in the vendor's sheet: the rows around it as they stood, and what of its own row was stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from importers.batches.queries import Neighbourhood, SheetRow
from importers.intake.cells import CellKind, letters
from server.findings.screens import reckoned
from server.findings.wanted import Wanted
from server.web.i18n import _
from vendors.findings.queries import FindingDetail, Line
from vendors.money import yuan

SPAN: Final = 5
"""Rows shown above and below the line's own."""
AMOUNT: Final = frozenset({"vola_amt"})
SAID: Final = frozenset(
    {"fund_loss", "vola_type", "vola_cont", "vola_evid", "hilist_code", "hilist_name", "fee_ocur_time", "cnt", "pric",
     "vola_cnt", "deduction", "due_pric", "evidence", "mdtrt_id", "certainty"}
)  # fmt: skip
"""Columns whose cells became the finding; the amount's own stands out from them."""
_NUMBERS: Final = frozenset({CellKind.NUMBER, CellKind.DATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell as it stood. `mark`: `key` the amount, `said` another value that was stored, else empty."""

    text: str
    number: bool
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """`mine` is the line's own row, `kin` another line of the same finding; `gap` when rows are left out before it."""

    number: int
    cells: Sequence[Cell]
    head: bool = False
    mine: bool = False
    kin: bool = False
    gap: bool = False
    hidden: bool = False

    @property
    def title(self) -> str:
        """The text of a heading row that says one thing, as titles do; else empty."""
        said = [cell.text for cell in self.cells if cell.text]
        return said[0] if self.head and len(said) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One cell of the line's row: where it stands, under which header, what it says."""

    address: str
    header: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceScreen:
    """`around` is None when no rows are kept of the batch (a finding the bureau recorded by itself)."""

    wanted: Wanted
    finding: FindingDetail
    line: Line
    around: Neighbourhood | None

    @property
    def columns(self) -> Sequence[str]:
        return tuple(letters(place) for place in range(self._width))

    @property
    def rows(self) -> Sequence[GridRow]:
        if self.around is None:
            return ()
        shown: list[GridRow] = []
        for row in (*self.around.headers, *self.around.rows):
            gap = bool(shown) and row.number > shown[-1].number + 1
            shown.append(self._row(row, head=row in self.around.headers, gap=gap))
        return shown

    @property
    def told(self) -> Sequence[Told]:
        """The line's own row, one recognised column after the other."""
        own = next((row for row in self.around.rows if row.number == self.line.row), None) if self.around else None
        if own is None or self.around is None:
            return ()
        places = sorted(self.around.places.items(), key=lambda pair: pair[1])
        return tuple(
            Told(
                address=f"{letters(place)}{own.number}",
                header=self.around.titles.get(key, key),
                text=own.texts[place] if place < len(own.texts) else "",
                mark=_mark(key),
            )
            for key, place in places
        )

    @property
    def amount(self) -> str:
        """The address of the cell that counted; empty when its column was not recognised."""
        return next((cell.address for cell in self.told if cell.mark == "key"), "")

    @property
    def kin(self) -> Sequence[Line]:
        """The finding's other lines."""
        return tuple(line for line in self.finding.lines if line.id != self.line.id)

    @property
    def back(self) -> str:
        return self.wanted.address(f"/review/{self.finding.head.id}")

    @property
    def stored(self) -> Sequence[tuple[str, str]]:
        """What of the row was stored."""
        amounts = (
            (_("违规金额（元）"), yuan(self.line.amount_fen)),
            (_("基金损失（元）"), yuan(self.line.fund_loss_fen)),
        )
        item = " ".join(text for text in (self.line.item_code, self.line.item_name) if text)
        return ((_("项目"), item or "—"), *reckoned(self.line), *amounts)

    def source(self, line: Line) -> str:
        return self.wanted.address(f"/review/{self.finding.head.id}/source/{line.id}")

    @property
    def _width(self) -> int:
        rows = (*self.around.headers, *self.around.rows) if self.around else ()
        return max((len(row.texts) for row in rows), default=0)

    def _row(self, row: SheetRow, *, head: bool, gap: bool) -> GridRow:
        kin = {line.row for line in self.finding.lines if line.sheet == self.line.sheet}
        mine = not head and row.number == self.line.row
        marks = self._marks if mine else {}
        cells = []
        for place in range(self._width):
            text = row.texts[place] if place < len(row.texts) else ""
            number = place < len(row.kinds) and row.kinds[place] in _NUMBERS
            cells.append(Cell(text=text, number=number, mark=marks.get(place, "")))
        return GridRow(
            number=row.number,
            cells=cells,
            head=head,
            mine=mine,
            kin=not head and not mine and row.number in kin,
            gap=gap,
            hidden=row.hidden,
        )

    @property
    def _marks(self) -> Mapping[int, str]:
        places = self.around.places if self.around else {}
        return {place: _mark(key) for key, place in places.items() if _mark(key)}


def _mark(key: str) -> str:
    return "key" if key in AMOUNT else "said" if key in SAID else ""
