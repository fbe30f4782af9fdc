"""Persons shown where no column of ours looks: titles, signatures, 汇总, strange columns, sheets that are not read."""

import re
from collections.abc import Collection, Iterator, Sequence

from importers.intake.cells import CellRow, letters
from importers.workbook import messages
from importers.workbook.issues import Issue, Message
from importers.workbook.masks import masked, shows_identity
from importers.workbook.text import cleaned, nfkc

_HIDDEN = "***"
_LENGTH = 18  # of an identity number
_NAME = re.compile("姓名")
_ON_DUTY = re.compile(
    "医师|医生|护士|护理员|药师|审核|复核|审查|经办|填报|制表|负责|法人|法定|联系|调查|评估|监盘|会计|工作人员|主任"
)
_FULL_NAME = re.compile(r"[\u3400-\u9fff]{2}")


class Exposure:
    """One sheet. `titles` are the headers by place, `known` the places of our own columns, which look for themselves.

    `header` is the row the titles stand in: rows above it are not under them.
    """

    def __init__(self, sheet: str, titles: Sequence[str] = (), known: Collection[int] = (), *, header: int = 0) -> None:
        self.sheet, self.header = sheet, header
        self.titles = {
            place: title.strip() for place, title in enumerate(titles) if title.strip() and not shows_identity(title)
        }
        self.named = tuple(
            place for place, title in self.titles.items() if place not in known and names_patients(title)
        )

    def look(self, cells: CellRow, *, frame: bool) -> Iterator[Issue]:
        """Identity numbers anywhere in a row of the frame, full names in the strange columns of a data row."""
        if frame:
            yield from self.identities(cells)
        elif self.named:
            yield from self.names(cells)

    def identities(self, cells: CellRow) -> Iterator[Issue]:
        for place, text in enumerate(cells.texts):
            if len(text) >= _LENGTH and shows_identity(text):
                yield self._issue(messages.ID_EXPOSED, cells, place)

    def names(self, cells: CellRow) -> Iterator[Issue]:
        for place in self.named:
            text = cells.texts[place] if place < len(cells.texts) else ""
            if text and full_name(text) and not shows_identity(text):
                yield self._issue(messages.NAME_UNMASKED, cells, place)

    def _issue(self, message: Message, cells: CellRow, place: int) -> Issue:
        title = self.titles.get(place, "") if cells.number > self.header else ""
        return message.at(
            sheet=self.sheet,
            row=cells.number,
            column=place,
            header=title or letters(place),
            value=_HIDDEN,
            example="张*明",
        )


def names_patients(title: str) -> bool:
    """姓名, 患者真实姓名, 参保人姓名 …; not 医师姓名 or 审核人姓名, whose people sign with their names."""
    plain = nfkc(title)
    return _NAME.search(plain) is not None and _ON_DUTY.search(plain) is None


def full_name(text: str) -> bool:
    plain = nfkc(cleaned(text))
    return "某" not in plain and _FULL_NAME.search(plain) is not None and not masked(plain)


def first_titles(head: Sequence[CellRow]) -> Sequence[str]:
    """What may be the headers of a sheet nobody knows: its first row with more than one text."""
    return next((row.texts for row in head if sum(bool(text.strip()) for text in row.texts) > 1), ())
