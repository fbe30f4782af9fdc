"""A workbook held against its task; what is unknown is not checked."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from importers.findings.answers import as_text
from importers.findings.checking import Checked, Verdict, check
from importers.findings.context import CaseEntry, TaskContext
from importers.findings.kinds import RECORD_REVIEW
from importers.intake.jail import Book, read
from importers.workbook.writing.detail import Detail
from importers.workbook.writing.template import Order, task_template
from tests.support.copies import annotate
from tests.support.examining import in_hand
from tests.support.findings_books import ON, Cell, findings_book, rows_of, saved

pytestmark = pytest.mark.anyio

VISIT = "620700G000000000001"
CASE = CaseEntry(
    visit=VISIT,
    institution_code="H62070299901",
    institution_name="示例市第一人民医院",
    total_fen=863_250,
    fund_fen=612_030,
    admitted=date(2026, 8, 3),
    discharged=date(2026, 8, 11),
)
TASK = TaskContext(
    task_number="RW-2026-0047",
    vendor=7,
    starts=date(2026, 9, 1),
    ends=date(2026, 11, 30),
    today=ON,
    cases={VISIT: CASE},
    staff=frozenset({"王某", "李某"}),
    institutions={"H62070299901": "示例市第一人民医院", "H62070299902": "示例县医院"},
    secret=b"secret",
)


async def against(**changes: Cell) -> Checked:
    return await check(findings_book(rows_of(1, **changes)), "a.xlsx", context=TASK, on=ON)


async def test_a_workbook_that_fits_its_task_is_clean() -> None:
    assert (await against()).issues == ()


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("task_no", "RW-2026-0048", "task-differs"),
        ("fixmedins_code", "H62070299909", "institution-unknown"),
        ("fixmedins_code", "H62070299902", "case-institution-differs"),
        ("fixmedins_name", "示例市第一医院", "institution-name-differs"),
        ("mdtrt_id", "620700G000000000009", "case-not-in-task"),
        ("medfee_sumamt", 8632.51, "case-total-differs"),
        ("begndate", date(2026, 8, 2), "case-total-differs"),
        ("checker", "钱某", "staff-unknown"),
        ("audited_on", date(2026, 8, 31), "audited-outside-task"),
        ("audited_on", date(2026, 10, 21), "audited-in-future"),
    ],
)
async def test_what_does_not_fit_the_task_is_named(key: str, value: Cell, code: str) -> None:
    assert code in {issue.code for issue in (await against(**{key: value})).issues}


TEAM = replace(TASK, staff=frozenset({"王某", "李某", "赵某"}), team=frozenset({"王某", "李某"}))
HERE = CASE.institution_code


@pytest.mark.parametrize(
    ("context", "told"),
    [
        (TEAM, []),
        (replace(TEAM, barred=frozenset({("李某", "H62070299902")})), []),
        (replace(TEAM, barred=frozenset({("李某", HERE)})), ["staff-recused"]),
        (replace(TEAM, closed=frozenset({HERE})), ["vendor-recused"]),
        (replace(TEAM, closed=frozenset({"H62070299902"})), []),
    ],
)
def test_who_signs_a_row_has_no_tie_to_its_institution_nor_has_the_company(
    context: TaskContext, told: list[str]
) -> None:
    result = in_hand(findings_book(rows_of(1)), context=context)
    assert [issue.code for issue in result.issues] == told
    assert all("示例市第一人民医院" in issue.message.zh and "第三十四条" in issue.message.zh for issue in result.issues)


def test_only_who_was_named_for_a_task_signs_its_rows() -> None:
    content = findings_book(rows_of(1, checker="赵某"))
    (issue,) = in_hand(content, context=TEAM).issues
    assert issue.code == "staff-not-on-task"
    assert "赵某 不在本任务的参加人员名单中" in issue.message.zh
    assert in_hand(content, context=replace(TEAM, team=frozenset())).issues == ()


async def test_without_a_register_the_task_s_list_knows_the_name() -> None:
    context = replace(TASK, institutions=None)
    content = findings_book(rows_of(1, fixmedins_name="另一家医院"))
    result = await check(content, "a.xlsx", context=context, on=ON)
    assert [issue.code for issue in result.issues] == ["institution-name-differs"]


async def test_lines_of_a_visit_stay_within_what_was_settled() -> None:
    line = {**rows_of(1)[0], "deduction": "按例", "vola_amt": 8000, "fund_loss": 1, "medfee_sumamt": 20000}
    content = findings_book([line, {**line, "seq": 2, "vola_type": "0201"}])
    result = await check(content, "a.xlsx", context=TASK, on=ON)
    assert "case-sum-above-fee" in {issue.code for issue in result.issues}


async def test_an_amount_above_the_settled_total_is_an_error() -> None:
    changes: dict[str, Cell] = {"medfee_sumamt": 99999, "vola_amt": 9000, "fund_loss": 1, "deduction": "按例"}
    assert "amount-above-fee" in {issue.code for issue in (await against(**changes)).issues}


async def test_an_amount_above_the_rows_own_total_is_said_once() -> None:
    changes: dict[str, Cell] = {"medfee_sumamt": 8000, "vola_amt": 9000, "fund_loss": 1, "deduction": "按例"}
    codes = [issue.code for issue in (await against(**changes)).issues]
    assert codes.count("amount-above-fee") == 1


def template(*, vendor: int = 7, task: str = "RW-2026-0047", secret: bytes = b"secret") -> bytes:
    order = Order(
        number=task,
        title="病历审核",
        kind="A",
        period="2026年第三季度",
        vendor=vendor,
        vendor_name="示例评估中心",
        uscc="91620700MA0000015U",
    )
    detail = Detail(layout=RECORD_REVIEW.layout, reading=RECORD_REVIEW.reading)
    return task_template(details=[detail], order=order, secret=secret, at=datetime(2026, 9, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(("vendor", "task"), [(8, "RW-2026-0047"), (7, "RW-2026-0099")])
async def test_a_template_issued_for_someone_else_is_refused(vendor: int, task: str) -> None:
    result = await check(template(vendor=vendor, task=task), "a.xlsx", context=TASK, on=ON)
    assert result.verdict is Verdict.REFUSED
    assert result.refusal is not None
    assert result.refusal.code == "wrong-stamp"


async def test_our_own_template_is_recognised_and_a_broken_stamp_is_a_warning() -> None:
    own = await check(template(), "a.xlsx", context=TASK, on=ON)
    forged = await check(template(secret=b"other"), "a.xlsx", context=TASK, on=ON)
    assert (own.verdict, own.kind) == (Verdict.ISSUES, RECORD_REVIEW)
    assert {issue.code for issue in own.issues} == {"sheet-no-rows"}
    assert "stamp-forged" in {issue.code for issue in forged.issues}


def filled(content: bytes, row: dict[str, Cell]) -> bytes:
    """The template as a clerk's program fills it: formulas of 汇总 lose their results."""
    book = load_workbook(io.BytesIO(content))
    sheet = book[RECORD_REVIEW.layout.sheet]
    for place, column in enumerate(RECORD_REVIEW.layout.columns, 1):
        sheet.cell(4, place).value = row.get(column.key)
    return saved(book)


async def test_our_filled_template_is_clean() -> None:
    result = await check(filled(template(), rows_of(1)[0]), "a.xlsx", context=TASK, on=ON)
    assert result.verdict is Verdict.CLEAN, as_text(result)
    assert {issue.code for issue in result.issues} == {"summary-not-computed"}
    assert (result.sheets[0].header_row, result.sheets[0].last_row) == (3, 4)


async def test_an_annotated_copy_may_come_back_corrected_or_not() -> None:
    content = findings_book(rows_of(1, psn_name="张三", begndate="2026.8.3"))
    first, book = in_hand(content, context=TASK), await read(content, "a.xlsx")
    assert isinstance(book, Book)
    copy = annotate(
        sheets=book.sheets,
        issues=first.issues,
        at=datetime(2026, 10, 20, tzinfo=UTC),
        header_rows=first.headers,
        merges=book.merges,
    )
    again = in_hand(copy, context=TASK)
    assert [(i.code, i.cell) for i in again.issues] == [(i.code, i.cell) for i in first.issues]
    assert [row.values for row in again.rows] == [row.values for row in first.rows]
