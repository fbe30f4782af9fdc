"""The reader of one sheet's rows: a function written from the column definitions, one expression a column.

It turns a row's kinds and texts into values by key. Which memos answer depends on the row's kinds, and most rows of a
sheet have the same ones: they are looked up once a row, not once a cell.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import cast

from importers.workbook.coercion import Cell, Reporter
from importers.workbook.columns import Layout, Type, Value
from importers.workbook.headers import Match
from importers.workbook.memos import Memo, memo

Values = Callable[[str, list[str]], dict[str, Value]]
Said = Callable[[Mapping[str, Value]], str]
_SHAPES = 4_096  # different sequences of kinds that are kept
_UNSAID = frozenset({"seq"})  # a row moved is the same row


class Memos:
    """The memos of a sheet's columns, in order, by the kinds of a row's cells."""

    def __init__(self, cells: list[Cell], width: int) -> None:
        self.cells, self.width = cells, width
        self.known: dict[tuple[int, str], Memo] = {}
        self.shapes: dict[str, tuple[Memo, ...]] = {}

    def of(self, kinds: str) -> tuple[Memo, ...]:
        full = kinds.ljust(self.width, "-")
        found = tuple(self._memo(cell, full[cell.place]) for cell in self.cells)
        if len(self.shapes) < _SHAPES:
            self.shapes[kinds] = found
        return found

    def _memo(self, cell: Cell, kind: str) -> Memo:
        key = (cell.place, kind)
        if key not in self.known:
            self.known[key] = memo(cell, kind)
        return self.known[key]


def values_of(match: Match, reporter: Reporter, on: date) -> Values:
    """(kinds, texts) → the row's values by key, in the layout's order; issues and unreadable keys go to `reporter`."""
    header = match.header
    cells = [
        Cell(column, place=place, title=header.titles[column.key], reporter=reporter, on=on)
        for column in match.layout.columns
        if (place := header.places.get(column.key)) is not None
    ]
    width = max(header.places.values(), default=-1) + 1
    memos = Memos(cells, width)
    names = "".join(f"m{index}, " for index in range(len(cells)))
    entries = ", ".join(f"{cell.column.key!r}: m{index}[texts[{cell.place}]]" for index, cell in enumerate(cells))
    source = f"""
def values(kinds, texts):
    memos = shapes.get(kinds)
    if memos is None:
        memos = of(kinds)
    short = {width} - len(texts)
    if short > 0:
        texts = texts + [""] * short
    {names or "_empty"} = memos
    return {{{entries}}}
"""
    return cast("Values", _written("values", source, {"shapes": memos.shapes, "of": memos.of}))


def said_of(layout: Layout, places: Collection[str]) -> Said:
    """A row's values as one text that says the same for equal values, wherever the columns and the row stand.

    `places` are the keys the sheet has; the others are empty.
    """
    parts = [
        _said(column.key, column.type) if column.key in places else ""
        for column in sorted(layout.columns, key=lambda column: column.key)
        if column.key not in _UNSAID
    ]
    body = "\\x1f".join(parts)
    source = f'def said(values):\n    return f"{body}"\n'
    return cast("Said", _written("said", source, {"day": date.toordinal}))


def _said(key: str, of: Type) -> str:
    value = f"values['{key}']"
    if of in {Type.TEXT, Type.CODE, Type.CHOICE}:
        return f"{{{value} or ''}}"
    return f"{{'' if (v := {value}) is None else {'day(v)' if of is Type.DATE else 'v'}!s}}"


def _written(name: str, source: str, known: Mapping[str, object]) -> object:
    space: dict[str, object] = {}
    exec(compile(source, f"<{name}>", "exec"), dict(known), space)  # noqa: S102 keys and numbers of our own columns
    return space[name]
