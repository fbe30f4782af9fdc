"""One defect in a clean workbook: named at its cell, by its code, and nothing else is an error."""

from collections import Counter

import pytest

from importers.findings.checking import Checked, Verdict
from importers.findings.kinds import KINDS, RECORD_REVIEW
from importers.findings.scene import Kind
from importers.intake.cells import letters
from importers.workbook.issues import Severity
from importers.workbook.text import nfkc
from tests.importers.corpus.cell_defects import CODES, COERCION, EXPOSED, ROW
from tests.importers.corpus.frame_defects import FRAME, SECURITY, STAMP, TASK
from tests.importers.corpus.planting import ROWS, Planted, filled
from tests.importers.corpus.record_defects import RECORDS
from tests.support.findings_books import example_rows, saved
from tests.support.here import checked_here

CORPUS: tuple[Planted, ...] = (
    *FRAME, *COERCION, *ROW, *CODES, *EXPOSED, *RECORDS, *TASK, *STAMP, *SECURITY,
)  # fmt: skip

LAYERS = {
    "structure", "header", "units", "coercion", "codes", "exposed", "row", "sheet", "summary", "record", "context",
    "stamp", "security",
}  # fmt: skip


def said(checked: Checked, severity: Severity) -> list[tuple[str, str]]:
    found = [issue for issue in checked.issues if issue.severity is severity]
    return sorted((issue.code, issue.cell or str(issue.row or "")) for issue in found)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.key for kind in KINDS])
def test_a_clean_workbook_of_every_kind_is_clean(kind: Kind) -> None:
    checked = checked_here(saved(filled(example_rows(kind, ROWS), kind)))
    assert (checked.verdict, checked.kind, checked.issues) == (Verdict.CLEAN, kind, ())
    assert checked.counts.rows == ROWS


@pytest.mark.parametrize("planted", CORPUS, ids=[f"{one.layer}: {one.name}" for one in CORPUS])
def test_a_planted_defect_is_named_at_its_cell_and_nothing_else_is_an_error(planted: Planted) -> None:
    checked = checked_here(planted.content(), planted.filename, kind=planted.wanted, context=planted.context)
    if planted.refused:
        assert checked.refusal is not None
        assert checked.refusal.code == planted.refused
        return
    assert said(checked, Severity.ERROR) == planted.places(planted.errors)
    assert said(checked, Severity.WARNING) == planted.places(planted.warnings)
    assert checked.verdict is (Verdict.ISSUES if planted.errors else Verdict.CLEAN)
    assert all(issue.message.zh and issue.message.en and issue.fix.zh and issue.fix.en for issue in checked.issues)


def test_the_corpus_has_every_layer_and_each_name_once() -> None:
    assert len(CORPUS) >= 120
    assert {one.layer for one in CORPUS} == LAYERS
    assert max(Counter((one.layer, one.name) for one in CORPUS).values()) == 1


def test_no_issue_repeats_an_identity_number() -> None:
    for planted in (*EXPOSED, *COERCION):
        for issue in checked_here(planted.content()).issues:
            assert "110101199003070353" not in nfkc(issue.value + issue.message.zh + issue.message.en + issue.fix.zh)


def test_an_identity_number_in_a_column_of_the_vendors_own_is_named_too() -> None:
    rows = example_rows(RECORD_REVIEW, ROWS)
    book = filled(rows)
    sheet = book.worksheets[0]
    place = sheet.max_column + 1
    sheet.cell(3, place, "身份证号")
    sheet.cell(5, place, "110101199003070353")
    checked = checked_here(saved(book))
    assert said(checked, Severity.ERROR) == [("id-exposed", f"{letters(place - 1)}5")]
