"""扣减方式: what each way asks for, and what the amount must be."""

from datetime import date
from decimal import Decimal

import pytest

from importers.findings.kinds import RECORD_REVIEW
from importers.workbook.columns import Value
from tests.support.findings_rows import at, row_codes, row_issues

D = Decimal
BY_DAY: dict[str, Value] = {"deduction": "按日", "vola_cnt": D(6), "due_pric": None, "vola_amt": 18_000}


@pytest.mark.parametrize(
    "changes",
    [
        {"deduction": "全额", "vola_amt": 18_000, "due_pric": None},
        {"deduction": "全额", "vola_amt": 18_000},  # 应收单价 counts for nothing
        {"deduction": "全额", "pric": None, "due_pric": None},
        {"deduction": "差额", "vola_amt": 10_801},  # a fen of rounding
        BY_DAY,
        {**BY_DAY, "due_pric": D(12), "vola_amt": 10_800},
        {**BY_DAY, "pric": None, "vola_amt": 9_999},
        {**BY_DAY, "vola_amt": None, "fund_loss": None, "certainty": "线索", "vola_cnt": D(6)},
        {"deduction": "按例", "pric": None, "due_pric": None, "vola_cnt": None},
        {"deduction": None},
    ],
)
def test_these_amounts_are_right(changes: dict[str, Value]) -> None:
    assert row_codes(RECORD_REVIEW, **changes) == []


@pytest.mark.parametrize(
    ("changes", "code", "key", "said"),
    [
        ({"vola_amt": 10_802}, "amount-formula-differs", "vola_amt", "108.00"),
        ({"deduction": "全额"}, "amount-formula-differs", "vola_amt", "6 × 30"),
        ({**BY_DAY, "vola_amt": 17_000}, "amount-formula-differs", "vola_amt", "180.00"),
        ({"due_pric": None}, "amount-formula-incomplete", "due_pric", "差额"),
        ({**BY_DAY, "vola_cnt": None}, "amount-formula-incomplete", "vola_cnt", "按日"),
        ({**BY_DAY, "vola_cnt": D(10), "cnt": D(10), "vola_amt": 30_000}, "days-above-stay", "vola_cnt", "9 天"),
    ],
)
def test_a_wrong_amount_names_the_way_and_the_right_one(
    changes: dict[str, Value], code: str, key: str, said: str
) -> None:
    (issue,) = row_issues(RECORD_REVIEW, **changes)
    assert (issue.code, issue.column) == at(RECORD_REVIEW, code, key)
    assert said in issue.message.zh


def test_days_of_an_unknown_or_reversed_stay_are_not_counted() -> None:
    many: dict[str, Value] = {**BY_DAY, "vola_cnt": D(10), "cnt": D(10), "vola_amt": 30_000}
    assert row_codes(RECORD_REVIEW, **many, enddate=None) == []
    reversed_stay = row_codes(RECORD_REVIEW, **many, enddate=date(2026, 8, 1))
    assert reversed_stay == [at(RECORD_REVIEW, "dates-reversed", "enddate")]


def test_an_unreadable_price_has_its_own_issue_already() -> None:
    assert row_codes(RECORD_REVIEW, bad=["due_pric"], due_pric=None) == []
