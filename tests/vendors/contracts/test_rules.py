from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.contracts.rules import ContractState, months_between, problems, report_calendar, state_on, warnings

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def wrong(**changes: object) -> set[str]:
    return set(problems(a.terms(1, **changes), longest_months=36, least_sampling=Decimal("0.05")))


def test_sound_terms_have_no_problem() -> None:
    assert wrong() == set()
    assert warnings(a.terms(1)) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "HT 2026/1"),
        ("number", "HT1"),
        ("title", " "),
        ("amount_fen", 0),
        ("ends_on", date(2025, 12, 31)),
        ("ends_on", date(2029, 1, 1)),
        ("linked_ratio", Decimal("1.01")),
        ("sampling_ratio", Decimal("0.0499")),
        ("staff_required", 0),
        ("instalments", 0),
        ("items", ()),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object) -> None:
    assert wrong(**{field: value}) == {field}


def test_all_wrong_fields_are_named_at_once() -> None:
    items = (a.item(), a.item(unit=""), a.item(quantity=Decimal(0)))
    assert wrong(amount_fen=-1, title="", items=items) == {"amount_fen", "title", "items.2", "items.3"}


def test_exactly_thirty_six_months_are_allowed() -> None:
    assert wrong(ends_on=date(2028, 12, 31)) == set()
    assert months_between(date(2026, 1, 15), date(2029, 1, 14)) == 36
    assert months_between(date(2026, 1, 15), date(2029, 1, 15)) == 37


def test_items_that_do_not_add_up_are_a_warning_only() -> None:
    (words,) = warnings(a.terms(1, amount_fen=48_000_001))
    assert "480,000.00" in words.zh
    assert "480,000.01" in words.en


@given(starts=days, length=st.integers(0, 1200), day=days)
def test_a_signed_contract_is_in_force_exactly_between_its_dates(starts: date, length: int, day: date) -> None:
    ends = starts + timedelta(days=length)
    seen = state_on(ContractState.SIGNED, starts_on=starts, ends_on=ends, day=day)
    assert (seen is ContractState.IN_FORCE) is (starts <= day <= ends)
    assert (seen is ContractState.EXPIRED) is (day > ends)
    assert state_on(ContractState.SUSPENDED, starts_on=starts, ends_on=ends, day=day) is ContractState.SUSPENDED


def test_a_year_owes_twelve_months_four_quarters_and_a_year() -> None:
    owed = report_calendar(date(2026, 1, 1), date(2026, 12, 31), kinds=("M", "Q", "Y"), days=10)
    assert [str(period) for period, _ in owed[:4]] == ["2026M01", "2026M02", "2026M03", "2026Q1"]
    assert [str(period) for period, _ in owed[-3:]] == ["2026M12", "2026Q4", "2026"]
    assert len(owed) == 17


def test_a_report_is_due_on_the_tenth_working_day_after_its_period() -> None:
    owed = dict(report_calendar(date(2026, 1, 1), date(2026, 12, 31), kinds=("Q",), days=10))
    due = {str(period): day for period, day in owed.items()}
    assert due["2026Q3"] == date(2026, 10, 20)
    assert due["2026Q1"] == date(2026, 4, 15)


def test_a_contract_over_new_year_owes_reports_of_both_years() -> None:
    owed = report_calendar(date(2026, 12, 15), date(2027, 1, 14), kinds=("M", "H"), days=10)
    assert [str(period) for period, _ in owed] == ["2026M12", "2026H2", "2027M01", "2027H1"]
