"""Every hazard class lands in one class: refused with the sentence that helps, or read, every cell of it."""

import pytest

from importers.findings.kinds import RECORD_REVIEW
from importers.intake.jail import Book, read
from importers.intake.refusals import Refusal
from tests.support.findings_books import findings_book, rows_of
from tests.support.hazards import REFUSED, Base, Hazard
from tests.support.hazards_all import HARMLESS, HAZARDS

pytestmark = pytest.mark.anyio
BASE = Base(findings_book(rows_of(3)))
Cells = list[tuple[int, str, list[str]]]


def cells(book: Book) -> Cells:
    """Of the detail sheet."""
    sheet = next(sheet for sheet in book.sheets if sheet.name == RECORD_REVIEW.layout.sheet)
    return [(row.number, "".join(row.kinds), row.texts) for row in sheet.rows]


@pytest.fixture(scope="module")
async def good() -> Cells:
    book = await read(BASE.content, "a.xlsx")
    assert isinstance(book, Book)
    return cells(book)


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
async def test_a_hazard_is_refused_with_its_code_or_read(hazard: Hazard, good: Cells) -> None:
    answer = await read(hazard.make(BASE), hazard.filename)
    if hazard.verdict == REFUSED:
        assert isinstance(answer, Refusal)
        assert answer.code in hazard.codes
    else:
        assert isinstance(answer, Book), answer
        assert hazard.name not in HARMLESS or cells(answer) == good


def test_no_hazard_is_called_like_another() -> None:
    names = [hazard.name for hazard in HAZARDS]
    assert len(set(names)) == len(names)
    assert set(names) >= HARMLESS
