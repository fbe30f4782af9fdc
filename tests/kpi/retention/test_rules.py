"""What a grade proposes, and what it costs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.retention.rules import linked_fee, propose
from tests.support.scores import A
from vendors.contracts.instalments import linked_amount, share
from vendors.errors import Invalid


def proposal(grade: str, *earlier: str | None, vetoed: bool = False, annual: bool = False) -> tuple[str, Decimal]:
    found = propose(rulebook=A, grade=grade, vetoed=vetoed, earlier=earlier, annual=annual)
    return found.code, found.linked_fee


@pytest.mark.parametrize(
    ("grade", "earlier", "code", "share"),
    [
        ("excellent", (), "excellent", "1"),
        ("good", ("fail",), "good", "1"),
        ("pass", (), "passed", "0.8"),
        ("fail", (), "failed", "0.5"),
        ("fail", ("good", None, "good"), "failed", "0.5"),
        ("fail", ("fail",), "failed_again", "0.5"),
        ("fail", ("good", "good", "fail"), "failed_again", "0.5"),
        ("fail", ("good", "good", "good", "fail"), "failed", "0.5"),
    ],
)
def test_the_first_consequence_that_fits_holds(
    grade: str, earlier: tuple[str | None, ...], code: str, share: str
) -> None:
    assert proposal(grade, *earlier) == (code, Decimal(share))


def test_a_veto_ends_the_contract_and_pays_nothing() -> None:
    found = propose(rulebook=A, grade="fail", vetoed=True)
    assert [measure.code for measure in found.measures] == ["terminate", "bad_record", "report_to_finance"]
    assert found.linked_fee == 0


def test_a_failed_year_ends_the_contract_at_once() -> None:
    assert proposal("fail", annual=True)[0] == "failed_year"


def test_the_reason_names_share_measures_and_basis() -> None:
    found = propose(rulebook=A, grade="pass", vetoed=False)
    assert "考核挂钩款按 80% 支付；措施：限期整改（15个工作日）并提交整改报告、约谈项目负责人" in found.reason.zh
    assert "80% of the linked fee is due" in found.reason.en
    assert found.clause in found.reason.zh


def test_the_reason_counts_the_repeats() -> None:
    found = propose(rulebook=A, grade="fail", vetoed=False, earlier=("fail", None, "fail"))
    assert "近 4 个季度内 3 次" in found.reason.zh
    assert "3 times in the last 4 quarters" in found.reason.en


def test_a_grade_nobody_knows_is_refused() -> None:
    with pytest.raises(Invalid):
        propose(rulebook=A, grade="superb", vetoed=False)


def test_the_linked_fee_of_the_worked_example() -> None:
    quarter = share(linked_amount(480_000_00, Decimal("0.2")), 1, 4)
    fee = linked_fee(quarter, Decimal("0.8"))
    assert (fee.linked, fee.due, fee.deduction) == (24_000_00, 19_200_00, 4_800_00)


@given(st.integers(0, 10**14), st.decimals(0, 1, places=4))
def test_due_and_deduction_are_exactly_the_linked_part(linked: int, coefficient: Decimal) -> None:
    fee = linked_fee(linked, coefficient)
    assert fee.due + fee.deduction == linked
    assert 0 <= fee.due <= linked


@pytest.mark.parametrize("coefficient", ["1.0001", "-0.1"])
def test_a_coefficient_that_is_no_share_is_refused(coefficient: str) -> None:
    with pytest.raises(Invalid):
        linked_fee(100, Decimal(coefficient))
