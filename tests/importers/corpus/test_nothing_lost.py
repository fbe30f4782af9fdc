"""Must show: every accepted file is counted again apart, by zipfile and ElementTree; it agrees to the fen."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook

from importers.findings.checking import Checked, Verdict
from importers.findings.kinds import KINDS, RECORD_REVIEW
from importers.findings.scene import Kind
from importers.workbook.columns import Type
from tests.importers.corpus.counter import Counted, counted
from tests.importers.corpus.patching import iso_dates, odd_formats, since_1904, small_dimension, strict
from tests.importers.corpus.planting import FIRST, Planted, filled
from tests.importers.corpus.test_planted import CORPUS
from tests.support.findings_books import example_rows, findings_book, letter, rows_of, saved
from tests.support.hazards import Base
from tests.support.hazards_binary import compound, workbook
from tests.support.here import checked_here

ROWS = 7
ACCEPTED = [one for one in CORPUS if not one.errors and not one.refused]


def again(content: bytes, kind: Kind) -> Counted:
    """Every money column of the first detail sheet, counted apart."""
    money = {column.key: letter(column.key, kind) for column in kind.layout.columns if column.type is Type.MONEY}
    name = kind.layout.sheet.replace("/", "")
    return counted(content, sheet=name, header=FIRST - 1, seq=letter("seq", kind), money=money)


def ours(checked: Checked, kind: Kind) -> Counted:
    money = [column.key for column in kind.layout.columns if column.type is Type.MONEY]
    sums = {key: sum(row.fen(key) or 0 for row in checked.rows) for key in money}
    return Counted(checked.counts.rows, sums)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.key for kind in KINDS])
def test_rows_and_sums_of_every_kind_agree(kind: Kind) -> None:
    content = saved(filled(example_rows(kind, ROWS), kind))
    checked = checked_here(content)
    assert checked.verdict is Verdict.CLEAN
    assert ours(checked, kind) == again(content, kind)
    assert checked.counts.rows == ROWS


@pytest.mark.parametrize("planted", ACCEPTED, ids=[one.name for one in ACCEPTED])
def test_rows_and_sums_of_every_accepted_file_of_the_corpus_agree(planted: Planted) -> None:
    content = planted.content()
    checked = checked_here(content, context=planted.context)
    assert checked.verdict is Verdict.CLEAN
    assert ours(checked, planted.kind) == again(content, planted.kind)


def test_the_amounts_said_are_the_sums_of_the_rows() -> None:
    checked = checked_here(findings_book(rows_of(ROWS)))
    found = ours(checked, RECORD_REVIEW)
    counts = checked.counts
    assert (counts.findings, counts.amount_fen, counts.fund_loss_fen) == (
        ROWS,
        found.fen["vola_amt"],
        found.fen["fund_loss"],
    )


def _gaps(book: Workbook) -> None:
    book.worksheets[0].insert_rows(FIRST + 2, 3)


def _frame(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.append(["合计"])
    sheet.append(["填报人：何小满"])


def _hidden(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.row_dimensions[FIRST + 1].hidden = True
    sheet.auto_filter.ref = sheet.dimensions


@pytest.mark.parametrize("twist", [_gaps, _frame, _hidden])
def test_blank_hidden_and_framing_rows_are_told_from_data(twist: Callable[[Workbook], None]) -> None:
    book = filled(rows_of(ROWS))
    twist(book)
    content = saved(book)
    checked = checked_here(content)
    assert ours(checked, RECORD_REVIEW) == again(content, RECORD_REVIEW)
    [sheet] = checked.sheets
    assert sheet.rows == ROWS
    assert sheet.rows + sheet.frame + sheet.blank >= book.worksheets[0].max_row - sheet.blank
    assert sheet.blank == (3 if twist is _gaps else 0)


SAVED_BY_OTHERS: dict[str, Callable[[bytes], bytes]] = {
    "WPS, dimension A1:A1": small_dimension,
    "WPS, number format 31": lambda content: odd_formats(content, 31),
    "WPS, number format 57": lambda content: odd_formats(content, 57),
    "WPS, number format 58": lambda content: odd_formats(content, 58),
    "Strict": strict,
    "Strict with dates as text": lambda content: strict(iso_dates(content)),
    "since 1904": since_1904,
}


@pytest.mark.parametrize("program", SAVED_BY_OTHERS)
def test_what_other_programs_save_is_read_the_same(program: str) -> None:
    plain = findings_book(rows_of(ROWS))
    content = SAVED_BY_OTHERS[program](plain)
    assert content != plain
    checked, usual = checked_here(content), checked_here(plain)
    assert (checked.verdict, checked.issues) == (Verdict.CLEAN, ())
    assert [row.values for row in checked.rows] == [row.values for row in usual.rows]
    assert ours(checked, RECORD_REVIEW) == again(content, RECORD_REVIEW)


def test_an_et_of_the_new_wps_is_a_workbook_by_its_content() -> None:
    checked = checked_here(findings_book(rows_of(ROWS)), "疑点.et")
    assert (checked.verdict, checked.counts.rows) == (Verdict.CLEAN, ROWS)


def test_an_et_of_the_old_wps_is_read_like_the_workbook_it_holds() -> None:
    plain = findings_book(rows_of(ROWS))
    checked, usual = checked_here(compound({"Workbook": workbook(Base(plain))}), "疑点.et"), checked_here(plain)
    assert checked.verdict is Verdict.CLEAN
    assert [row.values for row in checked.rows] == [row.values for row in usual.rows]
    assert ours(checked, RECORD_REVIEW) == again(plain, RECORD_REVIEW)
