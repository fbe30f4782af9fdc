"""Must show: a vendor's own layout, nothing of our template, read right; the same in ten thousand yuan, refused."""

from datetime import date

import pytest
from openpyxl import load_workbook

from importers.findings.checking import Verdict
from importers.findings.kinds import RECORD_REVIEW
from importers.intake.cells import letters
from importers.workbook.issues import Severity
from tests.importers.corpus.counter import counted
from tests.importers.corpus.own_layout import FIRST, KEYS, SPELLED, own_book
from tests.support.findings_books import GOOD, saved
from tests.support.here import checked_here

REREAD = {
    ("header-unknown", "own_mark", 4),
    ("code-normalised", "fixmedins_code", 6),
    ("date-reread", "begndate", 6),
    ("number-reread", "vola_amt", 6),
    ("date-reread", "begndate", 7),
    ("number-reread", "vola_amt", 7),
    ("number-reread", "cnt", 7),
    ("row-hidden", "", 8),
    ("date-reread", "begndate", 8),
    ("choice-reread", "vola_type", 8),
    ("choice-reread", "insutype", 8),
    ("date-reread", "begndate", 9),
    ("number-reread", "medfee_sumamt", 9),
    ("text-cleaned", "psn_name", 9),
    ("date-reread", "begndate", 10),
    ("choice-reread", "vola_type", 10),
    ("date-time-dropped", "audited_on", 10),
}


def test_it_is_read_right_and_every_reinterpretation_is_listed() -> None:
    checked = checked_here(own_book())
    assert (checked.verdict, checked.kind) == (Verdict.CLEAN, RECORD_REVIEW)
    told = {(issue.code, issue.cell or f"{issue.row}") for issue in checked.issues}
    assert told == {(code, f"{letters(KEYS.index(key))}{row}" if key else f"{row}") for code, key, row in REREAD}
    assert {issue.severity for issue in checked.issues} == {Severity.NOTICE}


def test_its_values_are_those_of_the_plain_row_whatever_their_spelling() -> None:
    rows = checked_here(own_book()).rows
    assert [row.number for row in rows] == [FIRST + place for place in range(len(SPELLED))]
    for row in rows:
        assert row.values["begndate"] == date(2026, 8, 3)
        assert row.values["vola_amt"] == 10_800
        assert row.values["medfee_sumamt"] == 863_250
        assert row.text("vola_type") == GOOD["vola_type"]
        assert row.text("insutype") == GOOD["insutype"]
        assert row.text("psn_name") == GOOD["psn_name"]
        assert row.text("fixmedins_code") == GOOD["fixmedins_code"]


def test_an_independent_count_agrees() -> None:
    checked = checked_here(own_book())
    money = {"vola_amt": letters(KEYS.index("vola_amt")), "fund_loss": letters(KEYS.index("fund_loss"))}
    seen = counted(own_book(), sheet="8月疑点清单", header=FIRST - 1, seq="A", money=money)
    counts = checked.counts
    assert (seen.rows, seen.fen["vola_amt"], seen.fen["fund_loss"]) == (
        counts.findings,
        counts.amount_fen,
        counts.fund_loss_fen,
    )


def test_its_twin_with_the_unit_in_the_meta_row_is_refused() -> None:
    checked = checked_here(own_book(unit="万元"))
    assert checked.verdict is Verdict.ISSUES
    assert [(i.code, i.cell) for i in checked.issues if i.severity is Severity.ERROR] == [("unit-wan", "E2")]


@pytest.mark.parametrize(
    ("key", "row", "title"), [("vola_amt", 4, "涉及金额（万元）"), ("vola_type", 3, "判定（万元）")]
)
def test_its_twin_with_the_unit_in_either_header_row_is_refused(key: str, row: int, title: str) -> None:
    from io import BytesIO

    book = load_workbook(BytesIO(own_book()))
    address = f"{letters(KEYS.index(key))}{row}"
    book.worksheets[0][address] = title
    checked = checked_here(saved(book))
    assert [(i.code, i.cell) for i in checked.issues if i.severity is Severity.ERROR] == [("unit-wan", address)]
