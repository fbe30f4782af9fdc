from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from vendors.people.rules import Post

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(first=days, last=st.none() | days, expires=st.none() | days, signed=st.none() | days, day=days)
def test_whoever_counts_is_present_certified_and_bound(
    first: date, last: date | None, expires: date | None, signed: date | None, day: date
) -> None:
    post = Post(on_post_from=first, on_post_to=last, certified_until=expires, undertaking_signed_on=signed)
    expected = first <= day <= (last or day) and day <= (expires or day) and signed is not None and signed <= day
    assert post.counts(day) is expected
