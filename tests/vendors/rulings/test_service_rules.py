from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.errors import Invalid
from vendors.findings.rules import FindingState, Opinion
from vendors.periods import end_of_day
from vendors.rulings.decision_rules import Earlier, adds_up, check_undiscussed, difference
from vendors.rulings.panel_rules import Member, majority, refuse_bad_panel, why_due
from vendors.rulings.rules import NoticeMethod, Outcome, Verdict, in_time
from vendors.rulings.service_rules import Service, counts_as_served

TODAY = date(2026, 9, 25)
THRESHOLD = 5_000_000


@given(day=st.dates(date(2026, 1, 1), date(2026, 12, 31)), seconds=st.integers(-200_000, 200_000))
def test_a_defence_is_in_time_up_to_the_end_of_the_last_day_in_shanghai(day: date, seconds: int) -> None:
    made_at = end_of_day(day) + timedelta(microseconds=1, seconds=seconds)
    assert in_time(made_at, heard_until=day) is (seconds < 0)
    assert in_time(made_at, heard_until=None)


@given(method=st.sampled_from(NoticeMethod), days=st.integers(0, 60))
def test_only_a_public_notice_counts_later_than_it_was_told(method: NoticeMethod, days: int) -> None:
    found = counts_as_served(Service(method=method, told_on=TODAY), public_days=days)
    assert found == TODAY + timedelta(days=days if method is NoticeMethod.PUBLIC else 0)


def test_a_panel_is_due_where_the_recheck_disagrees_with_both_reviews_or_much_is_at_stake() -> None:
    both, split = (Opinion.PASS, Opinion.PASS), (Opinion.REJECT, Opinion.PASS)
    big, small = 20_000_000, 19_999_999

    def due(verdict: Verdict | None, *opinions: Opinion, fen: int = 100, heard: bool = True) -> bool:
        state = FindingState.RECHECKED if heard else FindingState.WAIVED
        return bool(why_due(state=state, verdict=verdict, opinions=opinions, reported_fen=fen, from_fen=big))

    assert due(Verdict.ACCEPTED, *both)
    assert not due(Verdict.PARTLY, *both)
    assert not due(Verdict.ACCEPTED, *split)
    assert due(Verdict.REJECTED, *both, fen=big)
    assert not due(Verdict.REJECTED, *both, fen=small)
    assert not due(None, *both, fen=big, heard=False)


@given(votes=st.lists(st.sampled_from(Outcome), max_size=9))
def test_a_majority_is_more_than_half(votes: list[Outcome]) -> None:
    found = majority([Member(name=str(n), outcome=vote, words="意见") for n, vote in enumerate(votes)])
    assert found is None or votes.count(found) * 2 > len(votes)
    assert found is not None or all(votes.count(one) * 2 <= len(votes) for one in Outcome)


@pytest.mark.parametrize(
    ("votes", "conclusion", "fault"),
    [
        ("uu", Outcome.UPHELD, "members"),
        ("uun", Outcome.NOT_UPHELD, "conclusion"),
        ("upn", Outcome.UPHELD, "conclusion"),
        ("uuu", Outcome.UPHELD, ""),
    ],
)
def test_a_panels_record_is_whole(votes: str, conclusion: Outcome, fault: str) -> None:
    read = {"u": Outcome.UPHELD, "p": Outcome.PARTLY_UPHELD, "n": Outcome.NOT_UPHELD}
    members = [Member(name=f"成员{n}", outcome=read[vote], words="有理由") for n, vote in enumerate(votes)]
    if not fault:
        refuse_bad_panel(members, conclusion=conclusion, held_on=TODAY, on=TODAY, people=3)
        return
    with pytest.raises(Invalid) as caught:
        refuse_bad_panel(members, conclusion=conclusion, held_on=TODAY, on=TODAY, people=3)
    assert fault in caught.value.fields


def test_a_dissent_without_its_reason_and_one_member_twice_are_refused() -> None:
    two, dissent = Outcome.UPHELD, Outcome.NOT_UPHELD
    silent = [Member(name="甲", outcome=two), Member(name="乙", outcome=two), Member(name="丙", outcome=dissent)]
    twice = [Member(name="甲", outcome=two)] * 2 + [Member(name="乙", outcome=two)]
    for members in (silent, twice):
        with pytest.raises(Invalid) as caught:
            refuse_bad_panel(members, conclusion=two, held_on=TODAY, on=TODAY, people=3)
        assert "members" in caught.value.fields


@given(total=st.integers(0, 10_000_000), discussed=st.booleans())
def test_an_undiscussed_fifty_thousand_never_passes(total: int, discussed: bool) -> None:
    try:
        check_undiscussed(total, threshold_fen=THRESHOLD, discussed=discussed)
    except Exception:  # noqa: BLE001 whatever is raised is a refusal
        assert total >= THRESHOLD
        assert not discussed
    else:
        assert discussed or total < THRESHOLD


def test_decisions_each_below_the_threshold_are_warned_of_when_they_reach_it_together() -> None:
    def before(fen: int, *, discussed: bool = False) -> Earlier:
        return Earlier(id=1, number="JD-2026-000001", decided_on=TODAY, amount_fen=fen, discussed=discussed)

    assert adds_up([before(2_500_000)], total_fen=2_500_000, threshold_fen=THRESHOLD)
    assert not adds_up([before(2_500_000)], total_fen=2_499_999, threshold_fen=THRESHOLD)
    assert not adds_up([before(2_500_000, discussed=True)], total_fen=2_500_000, threshold_fen=THRESHOLD)
    assert not adds_up([], total_fen=4_999_999, threshold_fen=THRESHOLD)


def test_a_difference_is_told_line_by_line() -> None:
    assert difference({1: 100, 2: 50}, {1: 100, 2: 0}) == {1: 0, 2: -50}
