"""A row of a record sheet as the record takes it."""

import json
from datetime import date
from decimal import Decimal

import pytest

from importers.findings.kinds import KINDS, RECORD_REVIEW
from importers.findings.record_kinds import (
    CARE_QUALITY,
    CONFIRMATIONS,
    DISABILITY_ASSESSMENT,
    DOCTOR_WORKLOAD,
    FEE_REVIEW,
    OUTREACH,
    PURCHASE_VERIFICATION,
    STOCK_COMPARISON,
    STOCKTAKE,
)
from importers.findings.records import figures_of, result_of
from importers.findings.scene import Kind
from importers.workbook.columns import Value
from tests.support.findings_rows import typed_row
from vendors.tasks.results.incoming import RESULT_COLUMNS

D = Decimal


def result(kind: Kind, **changes: Value) -> dict[str, object]:
    row = typed_row(kind, number=9, **changes)
    return dict(zip(RESULT_COLUMNS, result_of(row, kind, position=6, content="c0ffee"), strict=True))


def test_a_stocktaken_item_is_told_with_its_day_and_difference() -> None:
    told = result(STOCKTAKE, rolled_qty=None, diff_qty=None)
    assert {key: told[key] for key in RESULT_COLUMNS if key != "figures"} == {
        "kind": "stocktake", "position": 6, "institution": "H62070299901", "subject": "示例片 40mg×28片 20260401",
        "happened_on": date(2026, 9, 22), "amount_fen": None, "sheet": "抽盘记录", "row": 9, "content": "c0ffee",
    }  # fmt: skip
    assert json.loads(str(told["figures"])) == {
        "book_qty": "60", "counted_qty": "63", "rolled_qty": "58", "diff_qty": "-2", "outcome": "盘亏",
    }  # fmt: skip


def test_a_derived_amount_left_empty_is_worked_out() -> None:
    assert result(STOCK_COMPARISON, gap_amt=None)["amount_fen"] == 25_000
    assert result(STOCK_COMPARISON, gap_amt=25_001)["amount_fen"] == 25_001
    assert result(STOCK_COMPARISON, gap_amt=None, avg_price=None)["amount_fen"] is None


@pytest.mark.parametrize(
    ("kind", "changes", "outcome"),
    [
        (STOCKTAKE, {"counted_qty": D(70)}, "盘盈"),
        (STOCKTAKE, {"counted_qty": D(65)}, "相符"),
        (CONFIRMATIONS, {}, "已回函不符"),
        (CONFIRMATIONS, {"reply_amt": 375_000, "reply_qty": D(300)}, "已回函相符"),
        (CONFIRMATIONS, {"reply_amt": 375_000, "reply_qty": D(299)}, "已回函不符"),
        (CONFIRMATIONS, {"replied_on": None}, "替代程序"),
        (CONFIRMATIONS, {"replied_on": None, "alternative": None}, "未回函"),
        (DOCTOR_WORKLOAD, {}, "有不可能时点"),
        (DOCTOR_WORKLOAD, {"impossible": 0}, "无不可能时点"),
        (DISABILITY_ASSESSMENT, {}, "一致"),
        (DISABILITY_ASSESSMENT, {"review_level": "2", "consistent": None}, "不一致"),
        (DISABILITY_ASSESSMENT, {"review_level": None}, "未复评"),
        (FEE_REVIEW, {}, "已支付"),
        (OUTREACH, {}, "窗口咨询"),
        (STOCK_COMPARISON, {}, "有疑点"),
        (PURCHASE_VERIFICATION, {}, "一致"),
    ],
)
def test_what_became_of_a_row_is_one_word(kind: Kind, changes: dict[str, Value], outcome: str) -> None:
    assert figures_of(typed_row(kind, **changes), kind)["outcome"] == outcome


def test_a_month_counts_on_its_last_day() -> None:
    assert result(DOCTOR_WORKLOAD, month="2028-02")["happened_on"] == date(2028, 2, 29)
    assert result(DOCTOR_WORKLOAD, month=None)["happened_on"] is None


def test_a_care_agency_is_named_by_its_own_code() -> None:
    told = result(CARE_QUALITY)
    assert (told["institution"], told["subject"]) == ("H62070299905", "H62070299905 刘*")
    assert "outcome" not in str(told["figures"])


def test_days_and_whole_numbers_are_figures_too() -> None:
    figures = figures_of(typed_row(OUTREACH, sessions=None), OUTREACH)
    assert figures == {"people": 12, "complaints": 1, "closed_on": "2026-09-05", "outcome": "窗口咨询"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.record], ids=lambda kind: kind.key)
def test_every_record_sheet_gives_results_its_table_can_hold(kind: Kind) -> None:
    told = result(kind)
    assert len(str(told["kind"])) <= 30
    assert len(str(told["institution"])) <= 20
    assert 0 < len(str(told["subject"])) <= 200
    assert isinstance(told["happened_on"], date)


def test_findings_are_no_results() -> None:
    assert figures_of(typed_row(RECORD_REVIEW), RECORD_REVIEW) == {}
    with pytest.raises(ValueError, match="record-review"):
        result(RECORD_REVIEW)
