"""One definition drives everything: the examples of a sheet's columns fill its template, and the check is content."""

import io
from datetime import UTC, datetime
from types import ModuleType

import pytest
from openpyxl import load_workbook

from importers.findings.answers import as_text
from importers.findings.checking import Verdict
from importers.findings.checks import context_checks, record_checks, row_checks, sheet_checks
from importers.findings.checks.rule_checks import shown
from importers.findings.kinds import KINDS, family, kind_named
from importers.findings.scene import Kind
from importers.workbook.columns import Need
from importers.workbook.writing.detail import Detail
from importers.workbook.writing.template import Order, task_template
from tests.support.examining import in_hand
from tests.support.findings_books import ON, Cell, example_of, example_rows, findings_book, letter, saved
from tests.support.findings_rows import row_codes, typed, typed_row

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
TITLES = [
    "病历审核疑点明细表", "智能监控疑点明细表", "药品(材料)进销存比对表", "审计发现问题明细表",
    "药品(材料)购销存核查表", "抽盘记录表", "函证结果汇总表", "医生工作量分析表", "医疗成本核对表",
    "意外伤害调查结果表", "失能评定明细表", "护理服务质量评估表", "费用审核结算明细表", "宣传咨询台账",
]  # fmt: skip


def test_the_fourteen_sheets_are_there_family_by_family() -> None:
    assert [kind.zh for kind in KINDS] == TITLES
    assert [len(family(letter)) for letter in "ABCD"] == [1, 2, 6, 5]
    assert all(family(letter.lower())[0].record is None for letter in "ABCD")
    assert all(kind.record is not None for letter in "ABCD" for kind in family(letter)[1:])


@every_kind
def test_a_kind_answers_to_its_key_its_title_and_the_first_of_a_family_to_its_letter(kind: Kind) -> None:
    assert kind_named(kind.key) is kind_named(kind.zh) is kind_named(kind.layout.sheet) is kind
    assert kind_named(kind.letter.lower()) is family(kind.letter)[0]
    assert kind_named("Z") is None


@every_kind
def test_keys_headers_and_tabs_are_of_one_column_each(kind: Kind) -> None:
    columns = kind.layout.columns
    assert len({column.key for column in columns}) == len({column.zh for column in columns}) == len(columns)
    assert len(kind.layout.sheet) <= 31
    assert all(column.zh and column.en for column in columns)
    assert all(column.example for column in columns if column.need is Need.CONDITIONAL)


@every_kind
def test_what_a_kind_names_are_columns_of_its_own(kind: Kind) -> None:
    keys = {column.key for column in kind.layout.columns}
    named = {*kind.reading.finding, *kind.reading.reviewed, *kind.reading.unique, *(rule.key for rule in kind.derived)}
    named |= {key for pair in kind.reading.not_above for key in pair}
    if kind.record is not None:
        named |= {*kind.record.subject, *kind.record.figures, kind.record.happened_on}
        named |= {kind.record.amount} - {""}
    assert named <= keys
    assert {rule.key for rule in kind.derived} <= {column.key for column in kind.layout.columns if column.derived}


@every_kind
def test_the_examples_of_a_kind_fit_together(kind: Kind) -> None:
    assert row_codes(kind) == []
    assert all(
        example_of(column) in column.options(ON)
        for column in kind.layout.columns
        if column.options(ON) and column.example
    )


@every_kind
def test_a_derived_column_is_what_its_formula_says(kind: Kind) -> None:
    for rule in kind.derived:
        column = kind.layout.column(rule.key)
        assert shown(rule.of(typed_row(kind)), column) == shown(typed(column), column)


@pytest.mark.parametrize("module", [context_checks, record_checks, row_checks, sheet_checks])
def test_no_check_is_written_and_then_left_out_of_every_list(module: ModuleType) -> None:
    listed = {check.__name__ for kind in KINDS for check in (*kind.row_checks, *kind.sheet_checks)}
    own = {name for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__}
    assert {name for name in own if not name.startswith("_")} <= listed


def test_a_check_made_of_columns_is_named_for_them() -> None:
    names = [check.__name__ for check in family("C")[2].row_checks]
    assert names[5:] == [
        "different(auditor, checker)", "derived",
        "ordered(cutoff_on, counted_on)", "past(counted_on)", "different(observer, insider)", "needed(diff_reason)",
    ]  # fmt: skip


def template(kind: Kind) -> bytes:
    order = Order(
        number="RW-2026-0047",
        title=kind.zh,
        kind=kind.letter,
        period="2026年第三季度",
        vendor=7,
        vendor_name="示例机构",
        uscc="91620700MA0000015U",
    )
    detail = Detail(layout=kind.layout, reading=kind.reading)
    return task_template(details=[detail], order=order, secret=b"secret", at=datetime(2026, 9, 1, 2, tzinfo=UTC))


def filled(content: bytes, kind: Kind, rows: list[dict[str, Cell]]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book[kind.layout.sheet]
    for number, row in enumerate(rows, start=4):
        for place, column in enumerate(kind.layout.columns, start=1):
            sheet.cell(number, place).value = row[column.key]
    return saved(book)


@every_kind
def test_a_template_filled_with_the_examples_is_clean(kind: Kind) -> None:
    result = in_hand(filled(template(kind), kind, example_rows(kind, 12)))
    assert (result.verdict, result.kind) == (Verdict.CLEAN, kind), as_text(result)
    assert {issue.code for issue in result.issues} <= {"summary-not-computed"}
    assert result.read_rows == 12


@every_kind
def test_each_required_cell_left_empty_is_named_at_its_place(kind: Kind) -> None:
    required = [column for column in kind.layout.columns if column.required]
    rows = [{**row, column.key: None} for row, column in zip(example_rows(kind, len(required)), required, strict=True)]
    result = in_hand(findings_book(rows, kind))
    named = {issue.cell for issue in result.issues if issue.code == "required-missing"}
    assert named == {f"{letter(column.key, kind)}{row}" for row, column in enumerate(required, start=4)}


@every_kind
def test_optional_and_derived_columns_may_be_left_out_altogether(kind: Kind) -> None:
    optional = {c.key for c in kind.layout.columns if c.need is Need.OPTIONAL}
    rows = [{**row, **dict.fromkeys(optional)} for row in example_rows(kind, 2)]
    result = in_hand(findings_book(rows, kind))
    assert result.verdict is Verdict.CLEAN, as_text(result)
