"""Vertical merges below the header: a name or code holds for every row inside, an amount for nobody knows which."""

from collections.abc import Iterable

from importers.intake.cells import CellRow
from importers.workbook import messages
from importers.workbook.coercion import Reporter
from importers.workbook.columns import Type
from importers.workbook.headers import Match

Merge = tuple[int, int, int, int]  # row, column, row, column, counted from 0
COUNTED = frozenset({Type.MONEY, Type.QUANTITY, Type.COUNT})


class Merged:
    """The merges of one sheet, opened and closed as its rows pass. `spoilt`: keys of the row in hand to be left out."""

    def __init__(self, match: Match, merges: Iterable[Merge], reporter: Reporter) -> None:
        header = match.header
        self.titles = {place: header.titles[key] for key, place in header.places.items()}
        self.counted = {
            place: column.key
            for column in match.layout.columns
            if column.type in COUNTED and (place := header.places.get(column.key)) is not None
        }
        self.reporter = reporter
        self.spoilt: list[str] = []
        self.wanted = [
            (top + 1, bottom + 1, place, left == right)
            for top, left, bottom, right in merges
            if bottom > top >= header.last_row
            for place in ((left,) if left == right else self.counted)
            if left <= place <= right and place in self.titles
        ]
        self.wanted.sort(reverse=True)
        self.open: dict[int, tuple[int, str, str]] = {}  # column → last row, kind and text of the first cell

    @property
    def any(self) -> bool:
        return bool(self.wanted or self.open)

    def filled(self, row: CellRow) -> tuple[str | list[str], list[str]]:
        kinds, texts = row.kinds, row.texts
        self.spoilt = []
        for place, (last, kind, text) in list(self.open.items()):
            if row.number > last:
                del self.open[place]
            elif place >= len(kinds) or kinds[place] == "-":
                kinds, texts = self._patched(row.number, [*kinds], [*texts], (place, kind, text))
        while self.wanted and self.wanted[-1][0] <= row.number:
            first, last, place, alone = self.wanted.pop()
            if first != row.number:
                continue
            inside = place < len(texts) and kinds[place] != "-"
            if inside or not alone:  # one column of empty cells hides nothing
                self.open[place] = (last, kinds[place] if inside else "-", texts[place] if inside else "")
        return kinds, texts

    def _patched(
        self, number: int, kinds: list[str], texts: list[str], patch: tuple[int, str, str]
    ) -> tuple[list[str], list[str]]:
        place, kinds_more = patch[0], patch[0] + 1 - len(kinds)
        kinds.extend("-" * kinds_more)
        texts.extend([""] * kinds_more)
        _, kinds[place], texts[place] = patch
        key = self.counted.get(place)
        message = messages.MERGED_FILLED if key is None else messages.MERGED_AMOUNT
        if key is not None:
            self.spoilt.append(key)
        self.reporter.issues.append(
            message.at(sheet=self.reporter.sheet, row=number, column=place, header=self.titles[place], value=patch[2])
        )
        return kinds, texts
