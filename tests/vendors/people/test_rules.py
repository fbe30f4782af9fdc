from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.errors import Conflict, Invalid
from vendors.people.identities import identify
from vendors.people.recusal.ties import Standing, TieKind, TieState, years_after
from vendors.people.recusal.ties import check_transition as check_tie
from vendors.people.rules import TRANSITIONS, Held, Post, Span, StaffState, check_transition

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
ends = st.none() | days
held = st.builds(Held, kind=st.sampled_from(["1", "2"]), begins=ends, ends=ends)
spans = st.builds(Span, begins=days, until=ends)
posts = st.builds(
    Post, on_post_from=days, on_post_to=ends, certified_until=ends, undertaking_signed_on=ends,
    state=st.sampled_from([StaffState.PENDING, StaffState.REFUSED, StaffState.ON_POST]), admitted_on=ends,
    suspensions=st.tuples(spans), certificates=st.lists(held, max_size=3).map(tuple),
)  # fmt: skip


@given(first=days, last=st.none() | days, expires=st.none() | days, signed=st.none() | days, day=days)
def test_whoever_counts_is_present_certified_and_bound(
    first: date, last: date | None, expires: date | None, signed: date | None, day: date
) -> None:
    post = Post(on_post_from=first, on_post_to=last, certified_until=expires, undertaking_signed_on=signed)
    expected = first <= day <= (last or day) and day <= (expires or day) and signed is not None and signed <= day
    assert post.counts(day) is expected


@given(post=posts, day=days)
def test_nobody_counts_who_is_not_approved_or_is_suspended(post: Post, day: date) -> None:
    if post.counts(day):
        assert post.state_on(day) is StaffState.ON_POST
        assert post.admitted_on is None or post.admitted_on <= day
        assert not any(span.begins <= day and (span.until is None or day < span.until) for span in post.suspensions)


@given(post=posts, day=days)
def test_what_people_see_follows_from_the_decision_first_and_the_dates_after_it(post: Post, day: date) -> None:
    seen = post.state_on(day)
    if post.state is not StaffState.ON_POST:
        assert seen is post.state
    elif post.on_post_to is not None and post.on_post_to < day:
        assert seen is StaffState.LEFT
    else:
        assert (seen is StaffState.SUSPENDED) == post.suspended(day)


@given(first=st.dates(), length=st.integers(0, 400), gap=st.integers(0, 400))
def test_a_certificate_lapses_the_day_after_its_last_and_another_of_its_kind_takes_over(
    first: date, length: int, gap: int
) -> None:
    if first.year > 9990:
        return
    last = first + timedelta(days=length)
    old = Held(kind="2", begins=first, ends=last)
    post = Post(
        on_post_from=first, on_post_to=None, certified_until=None, undertaking_signed_on=first, certificates=(old,)
    )
    again = last + timedelta(days=1 + gap)
    assert (post.certified(last), post.certified(last + timedelta(days=1))) == (True, False)
    renewed = Post(
        on_post_from=first, on_post_to=None, certified_until=None, undertaking_signed_on=first,
        certificates=(old, Held(kind="2", begins=again)),
    )  # fmt: skip
    assert renewed.certified(again)
    assert renewed.certified(last + timedelta(days=1)) is (gap == 0)


@given(walk=st.lists(st.sampled_from(list(StaffState)), max_size=12))
def test_nobody_comes_to_a_post_but_through_the_bureau_and_nobody_comes_back_from_leaving(
    walk: list[StaffState],
) -> None:
    state, approved = StaffState.PENDING, False
    for to in walk:
        if to not in TRANSITIONS[state]:
            with pytest.raises(Conflict):
                check_transition(state, to)
            continue
        check_transition(state, to)
        approved = approved or to is StaffState.ON_POST
        assert state is not StaffState.LEFT
        assert approved or to in {StaffState.REFUSED, StaffState.PENDING}
        state = to


@given(left=st.dates(date(1950, 1, 1), date(2090, 1, 1)), years=st.integers(0, 10), after=st.integers(-5, 5))
def test_a_former_employment_bars_until_the_cooling_years_are_over_and_no_longer(
    left: date, years: int, after: int
) -> None:
    last = years_after(left, years)
    tie = Standing(kind=TieKind.FORMER, state=TieState.UPHELD, ended_on=left)
    assert tie.bars(last + timedelta(days=after), cooling_years=years) is (after <= 0)


@given(kind=st.sampled_from(list(TieKind)), state=st.sampled_from(list(TieState)), day=days)
def test_only_a_decision_that_it_is_none_sets_another_tie_aside(kind: TieKind, state: TieState, day: date) -> None:
    assert Standing(kind=kind, state=state).bars(day, cooling_years=3) is (state is not TieState.DISMISSED)


def test_the_day_after_a_leap_day_counts_from_the_28th() -> None:
    assert years_after(date(2024, 2, 29), 3) == date(2027, 2, 28)


def test_nothing_goes_back_to_undecided() -> None:
    for state in TieState:
        with pytest.raises(Conflict):
            check_tie(state, TieState.DECLARED)


def test_an_identity_document_is_kept_as_a_mask_and_a_fingerprint_under_the_key() -> None:
    number, on = "620702190001010013", date(2026, 7, 6)
    kept = identify("01", number, key=b"one", on=on)
    assert (kept.masked, number in kept.print) == ("620702********0013", False)
    assert kept.print == identify("01", " 620702 1900 0101 0013", key=b"one", on=on).print
    assert kept.print != identify("01", number, key=b"two", on=on).print


@pytest.mark.parametrize(
    "number", ["620702190001010014", "620102190002290018", "62070219000101001", "6207021900010100130"]
)
def test_a_number_that_cannot_exist_is_refused(number: str) -> None:
    with pytest.raises(Invalid) as caught:
        identify("01", number, key=b"one", on=date(2026, 7, 6))
    assert set(caught.value.fields) == {"identity_number"}


def test_a_passport_is_masked_and_a_scrap_refused() -> None:
    on = date(2026, 7, 6)
    assert identify("08", "e12345678", key=b"one", on=on).masked == "E1********78"
    with pytest.raises(Invalid):
        identify("08", "E1", key=b"one", on=on)
