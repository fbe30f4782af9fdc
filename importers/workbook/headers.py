"""Finding the header row by its names, wherever it stands and however the columns were moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from importers.intake.cells import CellRow
from importers.workbook.columns import Column, Layout
from importers.workbook.rows import Header
from importers.workbook.text import header_name, without_unit

SEARCHED = 50
_ENOUGH = 0.4  # of the required columns, and never fewer than three columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The best header row for a layout. `share` is the part of its required columns that was found."""

    layout: Layout
    header: Header
    titles: tuple[str, ...]
    matched: int
    share: float
    doubled: tuple[tuple[str, int], ...] = ()

    @property
    def good(self) -> bool:
        return self.matched >= 3 and self.share >= _ENOUGH

    @property
    def missing(self) -> tuple[Column, ...]:
        return tuple(c for c in self.layout.columns if c.required and c.key not in self.header.places)


def names_of(layout: Layout) -> dict[str, str]:
    """Normalised spelling → column key; a column's own header wins over another's alias."""
    found: dict[str, str] = {}
    for column in layout.columns:
        found[header_name(column.zh)] = column.key
    for column in layout.columns:
        for name in column.names:
            found.setdefault(header_name(name), column.key)
    return found


def find(rows: Sequence[CellRow], layouts: Iterable[Layout]) -> Match | None:
    """The best match of any layout in the first rows; None when there are no rows."""
    head = [row for row in rows if row.number <= rows[0].number + SEARCHED] if rows else []
    head = head[:SEARCHED]
    best: Match | None = None
    for layout in layouts:
        names = names_of(layout)
        for index, row in enumerate(head):
            below = head[index + 1] if index + 1 < len(head) else None
            for match in _matches(layout, names, row, below):
                if best is None or _rank(match) > _rank(best):
                    best = match
    return best


def _rank(match: Match) -> tuple[int, float]:
    return (match.matched, match.share)


def _matches(layout: Layout, names: dict[str, str], row: CellRow, below: CellRow | None) -> Iterable[Match]:
    single = _match(layout, names, row.texts, row.number, row.number)
    yield single
    if below is not None and below.number == row.number + 1 and single.matched >= 2:
        width = max(len(row.texts), len(below.texts))
        upper = [*row.texts, *[""] * (width - len(row.texts))]
        lower = [*below.texts, *[""] * (width - len(below.texts))]
        texts = [low if _key(names, low) else up for up, low in zip(upper, lower, strict=True)]
        double = _match(layout, names, texts, row.number, below.number)
        if double.matched > single.matched + 1:
            yield double


def _key(names: dict[str, str], text: str) -> str:
    """The column a header names, with its unit in brackets, behind it, or not stated; empty for none."""
    name = header_name(text) if text else ""
    return names.get(name) or names.get(without_unit(name), "")


def _match(layout: Layout, names: dict[str, str], texts: Sequence[str], first: int, last: int) -> Match:
    places: dict[str, int] = {}
    titles: dict[str, str] = {}
    doubled = []
    for index, text in enumerate(texts):
        key = _key(names, text)
        if not key:
            continue
        if key in places:
            doubled.append((key, index))
        else:
            places[key] = index
            titles[key] = text.strip()
    required = [column.key for column in layout.columns if column.required]
    share = sum(key in places for key in required) / max(len(required), 1)
    header = Header(row=first, last_row=last, places=places, titles=titles)
    return Match(
        layout=layout, header=header, titles=tuple(texts), matched=len(places), share=share, doubled=tuple(doubled)
    )
