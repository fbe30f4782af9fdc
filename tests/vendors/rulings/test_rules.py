from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.errors import Gate, Invalid
from vendors.findings.rules import Certainty, EvidenceKind, FindingState
from vendors.rulings.actions import defence_term
from vendors.rulings.rules import (
    Discussion,
    Outcome,
    ReasonCode,
    check_clue,
    check_discussion,
    check_evidence,
    check_heard,
    check_reason,
    in_time,
    moved_by_defence,
    settle,
)

SHANGHAI = timezone(timedelta(hours=8))
TODAY = date(2026, 9, 25)
MINUTES = Discussion(held_on=date(2026, 9, 25), attendees=("方毅", "邓岚"), conclusion="同意认定")
reports = st.dictionaries(st.integers(1, 99), st.integers(0, 10**9), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("served", "last"),
    [
        (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 30), date(2026, 10, 13)),
        (date(2026, 2, 13), date(2026, 2, 27)),
    ],
)
def test_the_fifth_working_day_ends_the_right_to_be_heard(served: date, last: date) -> None:
    term = defence_term(served)
    assert (term.on, term.provisional) == (last, False)


def test_a_term_into_a_year_without_calendar_is_provisional_and_cannot_run_out() -> None:
    assert defence_term(date(2026, 12, 28)).provisional
    assert in_time(datetime(2030, 1, 1, tzinfo=SHANGHAI), heard_until=None)


def test_a_defence_counts_until_the_last_second_of_the_day() -> None:
    last = date(2026, 9, 24)
    assert in_time(datetime(2026, 9, 24, 23, 59, 59, tzinfo=SHANGHAI), heard_until=last)
    assert not in_time(datetime(2026, 9, 25, 0, 0, 0, tzinfo=SHANGHAI), heard_until=last)


@given(reported=reports, outcome=st.sampled_from(Outcome), data=st.data())
def test_settled_amounts_agree_with_the_outcome_or_are_refused(
    reported: dict[int, int], outcome: Outcome, data: st.DataObject
) -> None:
    amended = data.draw(st.none() | st.fixed_dictionaries({k: st.integers(-1, v + 1) for k, v in reported.items()}))
    try:
        settled = settle(outcome, reported=reported, amended=amended)
    except Invalid:
        return
    assert settled.keys() == reported.keys()
    assert all(0 <= settled[line] <= fen for line, fen in reported.items())
    total, said = sum(settled.values()), sum(reported.values())
    if outcome is Outcome.UPHELD:
        assert settled == reported
    elif outcome is Outcome.NOT_UPHELD:
        assert total == 0
    else:
        assert 0 < total < said


@pytest.mark.parametrize("amended", [{1: 100}, {1: 100, 2: 0, 3: 0}, {1: 101, 2: 0}, {1: -1, 2: 0}, None])
def test_partly_upheld_needs_every_line_within_its_report(amended: dict[int, int] | None) -> None:
    with pytest.raises(Invalid):
        settle(Outcome.PARTLY_UPHELD, reported={1: 100, 2: 100}, amended=amended)


@pytest.mark.parametrize(("total", "closed"), [(4_999_999, False), (5_000_000, True), (5_000_001, True)])
def test_fifty_thousand_yuan_needs_a_discussion(total: int, closed: bool) -> None:
    if closed:
        with pytest.raises(Gate) as gate:
            check_discussion(total, threshold_fen=5_000_000, people=2, discussion=None, on=TODAY)
        assert gate.value.gate == "discussion_missing"
    else:
        check_discussion(total, threshold_fen=5_000_000, people=2, discussion=None, on=TODAY)
    check_discussion(total, threshold_fen=5_000_000, people=2, discussion=MINUTES, on=TODAY)


@pytest.mark.parametrize(
    "record",
    [
        Discussion(held_on=date(2026, 9, 26), attendees=("方毅", "邓岚"), conclusion="同意"),
        Discussion(held_on=TODAY, attendees=("方毅", " 方毅 ", ""), conclusion="同意"),
        Discussion(held_on=TODAY, attendees=("方毅", "邓岚"), conclusion=" "),
    ],
)
def test_a_discussion_record_is_whole_or_refused(record: Discussion) -> None:
    with pytest.raises(Invalid):
        check_discussion(5_000_000, threshold_fen=5_000_000, people=2, discussion=record, on=TODAY)


def test_gates_name_what_is_missing() -> None:
    with pytest.raises(Gate, match="2026-09-24") as gate:
        check_heard(FindingState.NOTIFIED, number="YD-2026-000001", heard_until=date(2026, 9, 24))
    assert gate.value.gate == "defence_open"
    with pytest.raises(Gate) as gate:
        check_heard(FindingState.DEFENDED, number="YD-2026-000001", heard_until=None)
    assert gate.value.gate == "recheck_missing"
    with pytest.raises(Gate) as gate:
        check_clue(Certainty.CLUE, number="YD-2026-000001")
    assert gate.value.gate == "clue_unverified"
    with pytest.raises(Gate) as gate:
        check_evidence(Outcome.PARTLY_UPHELD, [EvidenceKind.EXPERT], number="YD-2026-000001")
    assert gate.value.gate == "corroboration_missing"
    check_evidence(Outcome.NOT_UPHELD, [], number="YD-2026-000001")


def test_a_reason_fits_its_outcome() -> None:
    check_reason(Outcome.UPHELD, ReasonCode.FACTS_PROVEN, "")
    check_reason(Outcome.NOT_UPHELD, ReasonCode.EVIDENCE_LACKING, "医嘱单缺页")
    for outcome, code, words in [
        (Outcome.NOT_UPHELD, ReasonCode.FACTS_PROVEN, "有"),
        (Outcome.UPHELD, ReasonCode.DATA_WRONG, "有"),
        (Outcome.PARTLY_UPHELD, ReasonCode.AMOUNT_MISCOUNTED, " "),
    ]:
        with pytest.raises(Invalid):
            check_reason(outcome, code, words)


def test_a_defence_moved_it_only_when_rechecked_and_not_upheld_in_full() -> None:
    assert moved_by_defence(FindingState.RECHECKED, Outcome.PARTLY_UPHELD)
    assert not moved_by_defence(FindingState.RECHECKED, Outcome.UPHELD)
    assert not moved_by_defence(FindingState.WAIVED, Outcome.NOT_UPHELD)
