"""A table out of a pasted text or an uploaded .xlsx, .xls or .csv; files are read in the jail like every workbook."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from importers.intake.cells import CellRow
from importers.intake.jail import read
from importers.intake.refusals import Refusal
from vendors.attachments.rules import File
from vendors.errors import Invalid, Words
from vendors.periods import SHANGHAI

TABLES: Final = frozenset({".xlsx", ".xls", ".csv", ".et"})
ATTACHABLE: Final = ".xlsx"
MOST_ROWS: Final = 5000
_HEADS: Final = 12  # rows within which the heading must stand
_TIMES: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
Titles = Mapping[str, Sequence[str]]


async def table(file: File, titles: Titles, *, optional: frozenset[str] = frozenset()) -> Sequence[Mapping[str, str]]:
    """The data rows under the heading that names the columns. Raises Invalid naming the field `file`."""
    book = await read(file.content, file.filename)
    if isinstance(book, Refusal):
        raise Invalid({"file": book.message})
    for sheet in book.sheets:
        for place, row in enumerate(sheet.rows[:_HEADS]):
            places = _places(row, titles)
            if set(titles) - set(places) <= optional:
                return _rows(sheet.rows[place + 1 :], places)
    named = "、".join(names[0] for key, names in titles.items() if key not in optional)
    raise Invalid({"file": Words(f"没有找到表头，应有：{named}。", f"No heading found; it should name: {named}.")})


def _places(row: CellRow, titles: Titles) -> Mapping[str, int]:
    said = [re.sub(r"\s+", "", text) for text in row.texts]
    return {key: said.index(name) for key, names in titles.items() for name in names if name in said}


def _rows(rows: Sequence[CellRow], places: Mapping[str, int]) -> Sequence[Mapping[str, str]]:
    found = [
        {key: row.texts[place].strip() if place < len(row.texts) else "" for key, place in places.items()}
        for row in rows
    ]
    kept = [row for row in found if any(row.values())]
    if len(kept) > MOST_ROWS:
        raise Invalid({"file": Words(f"最多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows.")})
    return kept


def pasted(text: str, keys: Sequence[str]) -> Sequence[Mapping[str, str]]:
    """One row a line, its parts separated by tabs or commas (else by blanks), in the order of the keys."""
    found = []
    for line in text.splitlines():
        parts = (
            re.split(r"[\t,，;；]", line.strip()) if re.search(r"[\t,，;；]", line) else line.split(None, len(keys) - 1)
        )
        if any(part.strip() for part in parts):
            found.append({key: part.strip() for key, part in zip(keys, parts, strict=False)})
    return found


def moment(text: str) -> datetime | None:
    """An instant as people type it, by the clock in Shanghai; None when it cannot be read."""
    plain = text.strip().replace("/", "-").replace("T", " ").replace("：", ":").partition(".")[0]
    for form in _TIMES:
        try:
            return datetime.strptime(plain, form).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
    return None
