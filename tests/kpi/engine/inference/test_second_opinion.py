"""A thousand random samples against other people's libraries, or against counting."""

from fractions import Fraction
from math import comb
from random import Random

import pytest
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from kpi.engine.inference.attributes import attribute
from kpi.engine.inference.proportions import exact, wilson
from kpi.engine.inference.variables import summary, variable

ROUNDS = 1_000


@pytest.mark.parametrize(("ours", "theirs"), [(exact, "beta"), (wilson, "wilson")])
def test_proportions_agree_with_statsmodels(ours: type, theirs: str) -> None:
    random = Random(20260818)  # noqa: S311 the same samples each run
    for _ in range(ROUNDS):
        trials = random.randint(1, 500)
        hits, confidence = random.randint(0, trials), random.choice([0.8, 0.9, 0.95, 0.99])
        found = ours(hits=hits, trials=trials, confidence=confidence)
        lower, upper = proportion_confint(hits, trials, alpha=1 - confidence, method=theirs)
        assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-9)


def test_means_of_a_wide_universe_agree_with_statsmodels() -> None:
    random = Random(1)  # noqa: S311 the same samples each run
    for _ in range(ROUNDS):
        values = [random.lognormvariate(5, 2) for _ in range(random.randint(2, 60))]
        found = variable(universe=10**12, sample=summary(values), confidence=[0.9])
        lower, upper = DescrStatsW(values).tconfint_mean(alpha=0.1)
        assert (found.limits[0].lower / 10**12, found.limits[0].upper / 10**12) == pytest.approx((lower, upper))


def test_counts_agree_with_counting_every_draw() -> None:
    random = Random(2)  # noqa: S311 the same samples each run
    for _ in range(ROUNDS):
        universe = random.randint(2, 60)
        sample = random.randint(1, universe)
        hits, confidence = random.randint(0, sample), random.choice([Fraction(4, 5), Fraction(9, 10), Fraction(19, 20)])
        found = attribute(universe=universe, sample=sample, hits=hits, confidence=[float(confidence)]).limits[0]
        assert (found.lower, found.upper) == counted(universe, sample, hits, confidence)


def counted(universe: int, sample: int, hits: int, confidence: Fraction) -> tuple[int, int]:
    """The least and greatest number in the universe that the sample does not speak against."""

    def chance(number: int, among: range) -> Fraction:
        ways = sum(comb(number, one) * comb(universe - number, sample - one) for one in among)
        return Fraction(ways, comb(universe, sample))

    tail = (1 - confidence) / (1 if hits in (0, sample) and sample < universe else 2)
    possible = range(hits, universe - (sample - hits) + 1)
    likely = [
        number
        for number in possible
        if chance(number, range(hits, sample + 1)) >= tail and chance(number, range(hits + 1)) >= tail
    ]
    return min(likely), max(likely)
