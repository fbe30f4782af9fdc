"""Shrinking figures that were measured, some of them for certain."""

from math import fsum
from random import Random

import pytest

from kpi.engine.inference.given import Unanswerable
from kpi.engine.inference.shrinkage import Measured, Observed, pull, shrink

ROUNDS = 1_000


def measured(*pairs: tuple[float, float]) -> list[Measured]:
    return [
        Measured(name=str(place), figure=figure, variance=variance) for place, (figure, variance) in enumerate(pairs)
    ]


def test_what_was_not_sampled_keeps_its_figure() -> None:
    found = pull(measured((90, 0), (80, 0), (70, 25), (95, 0), (60, 4)))
    assert [one.estimate for one in found.members[:2]] == pytest.approx([90, 80])
    assert 70 < found.members[2].estimate < found.mean
    assert found.members[3].weight == 1


def test_equal_figures_stay_where_they_are() -> None:
    assert {one.estimate for one in pull(measured(*[(88.0, 0.0)] * 4)).members} == {88.0}
    assert {one.estimate for one in pull(measured(*[(88.0, 3.0)] * 4)).members} == {88.0}


def test_the_less_is_known_of_a_member_the_further_it_is_pulled() -> None:
    found = pull(measured((90, 1), (90, 50), (60, 1), (70, 1), (75, 1)))
    assert found.members[0].weight > found.members[1].weight
    assert found.members[0].estimate > found.members[1].estimate


def test_three_say_nothing_of_how_members_differ() -> None:
    with pytest.raises(Unanswerable):
        pull(measured((1, 1), (2, 1), (3, 1)))


def test_a_thousand_equal_samples_agree_with_the_closed_form() -> None:
    random = Random(1970)  # noqa: S311 the same samples each run
    for _ in range(ROUNDS):
        trials = random.randint(1, 200)
        hits = [random.randint(0, trials) for _ in range(random.randint(4, 25))]
        found = shrink([Observed(name=str(place), hits=one, trials=trials) for place, one in enumerate(hits)])
        rates = [one / trials for one in hits]
        mean = fsum(rates) / len(rates)
        spread = fsum((one - mean) ** 2 for one in rates)
        kept = max(0.0, 1 - (len(rates) - 3) * mean * (1 - mean) / trials / spread) if spread else 0.0
        assert found.mean == pytest.approx(mean)
        assert [one.estimate for one in found.members] == pytest.approx([mean + kept * (one - mean) for one in rates])
