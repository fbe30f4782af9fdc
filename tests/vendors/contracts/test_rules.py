from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.contracts.calendar import months_between, report_calendar
from vendors.contracts.checking import Limits, chain_warning, problems, warnings
from vendors.contracts.rules import TRANSITIONS, BidderTerms, ContractState, state_on

LIMITS = Limits(longest_months=36, least_sampling=Decimal("0.05"), best_score=Decimal(100), today=a.MONDAY)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def wrong(**changes: object) -> set[str]:
    return set(problems(a.terms(1, **changes), LIMITS))


def test_sound_terms_have_no_problem() -> None:
    assert wrong() == set()
    assert warnings(amount_fen=48_000_000, items=(a.item(),)) == ()


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
        ("evaluation_score", Decimal("100.01")),
        ("awarded_on", date(2026, 7, 7)),
        ("notice_on", date(2026, 7, 7)),
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
    (words,) = warnings(amount_fen=48_000_001, items=(a.item(),))
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
    due = {str(period): day.on for period, day in owed.items()}
    assert due["2026Q3"] == date(2026, 10, 20)
    assert due["2026Q1"] == date(2026, 4, 15)


def test_a_contract_over_new_year_owes_reports_of_both_years() -> None:
    owed = report_calendar(date(2026, 12, 15), date(2027, 1, 14), kinds=("M", "H"), days=10)
    assert [str(period) for period, _ in owed] == ["2026M12", "2026H2", "2027M01", "2027H1"]


def test_a_report_due_in_a_year_without_a_notice_is_provisional() -> None:
    owed = report_calendar(date(2026, 1, 1), date(2026, 12, 31), kinds=("Q",), days=10)
    assert [due.provisional for _, due in owed] == [False, False, False, True]


def test_an_award_before_its_notice_and_two_winners_are_refused() -> None:
    winners = (BidderTerms(name="甲公司", awarded=True), BidderTerms(name="乙公司", awarded=True))
    dates = {"notice_on": date(2025, 12, 1), "awarded_on": date(2025, 11, 30)}
    assert wrong(bidders=winners, **dates) == {"bidders", "awarded_on"}
    odd = (BidderTerms(name=" "), BidderTerms(name="丙公司", code="91620700MA0000000X"))
    assert wrong(bidders=odd) == {"bidders.1", "bidders.2"}


def test_renewals_beyond_thirty_six_months_are_told_and_not_refused() -> None:
    assert chain_warning(36, longest=36) is None
    told = chain_warning(37, longest=36)
    assert told
    assert "合计 37 个月" in told.zh


@given(st.lists(st.sampled_from(list(ContractState)), max_size=12))
def test_no_walk_leaves_the_archive_or_skips_the_review(wanted: list[ContractState]) -> None:
    seen, walked = ContractState.DRAFT, [ContractState.DRAFT]
    for to in wanted:
        if to in TRANSITIONS[seen]:
            seen = ContractState.IN_FORCE if to is ContractState.SIGNED else to
            walked.append(to)
    if ContractState.SIGNED in walked:
        assert walked[walked.index(ContractState.SIGNED) - 1] is ContractState.LEGAL_REVIEW
    if ContractState.ARCHIVED in walked:
        assert walked[-1] is ContractState.ARCHIVED
