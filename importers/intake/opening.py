"""One door for every format: bytes in, sheets out, each of them streamed anew as often as it is asked.

Runs in the jailed child only. A sheet costs nothing until its rows are read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from importers.intake.cells import CellRow
from importers.intake.library import READERS
from importers.intake.library import Refused as Told
from importers.intake.limits import Limits
from importers.intake.refusals import Refused

Merge = tuple[int, int, int, int]  # row, column, row, column, counted from 0


@dataclass(frozen=True, slots=True)
class SheetSource:
    """One worksheet. `height` is what the file announces: for progress only, never to be believed."""

    name: str
    stream: Callable[[], Iterator[CellRow]] = field(repr=False)
    hidden: bool = False
    height: int = 0
    ranges: Callable[[], Sequence[Merge]] = field(default=tuple, repr=False)

    @property
    def merges(self) -> Sequence[Merge]:
        """Merged ranges of more than one cell, in the file's order. Raises Refused."""
        return self.ranges()

    def rows(self) -> Iterator[CellRow]:
        """A fresh pass over the non-empty rows, in order. Raises Refused."""
        return self.stream()


def opened(content: bytes, form: str, limits: Limits) -> list[SheetSource]:
    """Worksheets in tab order. `form` is xlsx, xls or csv. Raises Refused."""
    orders = {"rows": limits.rows, "cells": limits.cells, "columns": limits.columns, "sheets": limits.sheets}
    sheets: list[SheetSource] = []
    found: list[CellRow] = []
    try:
        for what, *rest in READERS[form](content, orders, form):
            if what == "row":
                found.append(CellRow(*rest))  # type: ignore[arg-type]
                continue
            name, hidden, height, merges = rest
            found, ranges = [], [tuple(merge) for merge in merges]  # type: ignore[attr-defined]
            sheets.append(
                SheetSource(str(name), partial(iter, found), bool(hidden), int(str(height)), partial(list, ranges))
            )
    except Told as told:
        _, code, words = told.line
        raise Refused(str(code), **words) from None  # type: ignore[arg-type]
    return sheets
