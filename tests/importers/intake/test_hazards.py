"""Every hazard class lands in one class: refused with the sentence that helps, or read."""

import pytest

from importers.intake.jail import Book, read
from importers.intake.refusals import Refusal
from tests.support.findings_books import findings_book, rows_of
from tests.support.hazards import REFUSED, Base, Hazard
from tests.support.hazards_active import ACTIVE
from tests.support.hazards_archive import ARCHIVE
from tests.support.hazards_binary import BINARY
from tests.support.hazards_sheets import SHEETS
from tests.support.hazards_text import CSV, TEXT
from tests.support.hazards_xml import XML

pytestmark = pytest.mark.anyio
HAZARDS = (*ARCHIVE, *XML, *SHEETS, *ACTIVE, *TEXT, *BINARY, *CSV)
BASE = Base(findings_book(rows_of(3)))


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
async def test_a_hazard_is_refused_with_its_code_or_read(hazard: Hazard) -> None:
    answer = await read(hazard.make(BASE), hazard.filename)
    if hazard.verdict == REFUSED:
        assert isinstance(answer, Refusal)
        assert answer.code in hazard.codes
    else:
        assert isinstance(answer, Book), answer


def test_no_hazard_is_the_same_file_as_another() -> None:
    names = [hazard.name for hazard in HAZARDS]
    assert len(set(names)) == len(names)
