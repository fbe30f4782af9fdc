"""Pairs of opinions from which agreement is reckoned."""

from datetime import date

import pytest

from tests.support import blind, filed
from vendors.errors import NotFound
from vendors.findings.rules import Opinion
from vendors.reviewing.queries.pairs import blind_pairs

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


async def test_only_opinions_given_blind_make_a_pair() -> None:
    world = await filed.world()
    (seen,) = await filed.stored(world, filed.case(world.visits[3]))
    await filed.lead(seen)
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.PASS)
    (pair,) = await blind_pairs(window=YEAR, for_=filed.SECOND)
    assert (pair.finding, pair.first_name, pair.second_name) == (id_, "安宁", "白露")
    assert (pair.first_said, pair.second_said, pair.counts) == (Opinion.PASS, Opinion.PASS, True)


async def test_a_return_is_a_pair_that_does_not_count() -> None:
    (id_,) = await blind.drawn(await filed.world(), Opinion.PASS)
    await blind.second(id_, Opinion.RETURN)
    (pair,) = await blind_pairs(window=YEAR, for_=filed.SECOND)
    assert not pair.counts


async def test_each_round_is_a_pair_of_its_own_and_the_tie_break_is_told() -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    await blind.tie(id_, Opinion.RETURN)
    await blind.answered(world, id_)
    await blind.spoken_first(id_, Opinion.REJECT)
    await blind.second(id_, Opinion.REJECT)
    first, second = await blind_pairs(window=YEAR, for_=filed.SECOND)
    assert (first.first_said, first.second_said, first.tie_said) == (Opinion.PASS, Opinion.REJECT, Opinion.RETURN)
    assert (second.first_said, second.second_said, second.tie_said) == (Opinion.REJECT, Opinion.REJECT, None)


async def test_a_pair_is_closed_while_its_finding_is_looked_at_blind_again() -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    await blind.tie(id_, Opinion.RETURN)
    await blind.answered(world, id_)
    await blind.spoken_first(id_, Opinion.REJECT)
    assert [pair.closed for pair in await blind_pairs(window=YEAR, for_=filed.SECOND)] == [True]
    assert [pair.closed for pair in await blind_pairs(window=YEAR, for_=blind.AUDITOR)] == [False]


async def test_the_window_is_of_shanghai_days_and_no_vendor_reads_pairs() -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.PASS)
    day = date(2026, 9, 1)
    assert len(await blind_pairs(window=(day, day), for_=filed.SECOND)) == 1
    assert await blind_pairs(window=(date(2026, 9, 2), date(2026, 9, 9)), for_=filed.SECOND) == ()
    with pytest.raises(NotFound):
        await blind_pairs(window=YEAR, for_=world.clerk)
