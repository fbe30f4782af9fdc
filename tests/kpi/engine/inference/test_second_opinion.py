"""A thousand random samples against other people's libraries, or against counting."""

from fractions import Fraction
from math import comb
from random import Random

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from kpi.engine.agreement import agreement
from kpi.engine.inference.acceptance import accept
from kpi.engine.inference.attributes import attribute
from kpi.engine.inference.proportions import exact, wilson
from kpi.engine.inference.strata import Stratum, stratified
from kpi.engine.inference.variables import Summary, summary, variable

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


def test_means_of_a_small_universe_agree_with_scipy_and_the_finite_correction() -> None:
    random = Random(3)  # noqa: S311 the same samples each run
    for _ in range(ROUNDS):
        size = random.randint(2, 300)
        universe = size + random.randint(0, 2000)
        mean, deviation, confidence = random.uniform(-1e4, 1e5), random.uniform(0, 1e5), random.uniform(0.5, 0.999)
        limit = variable(
            universe=universe, sample=Summary(size=size, mean=mean, deviation=deviation), confidence=[confidence]
        ).limits[0]
        spread = deviation / size**0.5 * (1 - size / universe) ** 0.5 * universe
        if not spread:
            assert (limit.lower, limit.upper) == (mean * universe, mean * universe)
            continue
        lower, upper = stats.t.interval(confidence, size - 1, loc=mean * universe, scale=spread)
        assert (limit.lower, limit.upper) == pytest.approx((lower, upper), rel=1e-9, abs=1e-3)


def test_strata_agree_with_numpy_and_the_normal_quantile() -> None:
    random = Random(4)  # noqa: S311 the same samples each run
    for _ in range(ROUNDS):
        samples = [
            [random.lognormvariate(5, 1) for _ in range(random.randint(2, 30))] for _ in range(random.randint(1, 6))
        ]
        universes = [len(one) + random.randint(0, 500) for one in samples]
        found = stratified(
            [
                Stratum(name=str(place), universe=universe, sample=summary(one))
                for place, (universe, one) in enumerate(zip(universes, samples, strict=True))
            ],
            confidence=[0.9],
        ).whole
        pairs = list(zip(universes, samples, strict=True))
        point = sum(universe * float(np.mean(one)) for universe, one in pairs)
        variance = sum(
            universe**2 * float(np.var(one, ddof=1)) / len(one) * (1 - len(one) / universe) for universe, one in pairs
        )
        reach = float(stats.norm.ppf(0.95)) * variance**0.5
        assert (found.limits[0].lower, found.limits[0].upper) == pytest.approx((point - reach, point + reach), abs=1e-6)


def test_kappas_agree_with_statsmodels() -> None:
    random, seen = Random(5), 0  # noqa: S311 the same tables each run
    while seen < ROUNDS:
        size = random.randint(2, 4)
        table = [[random.randint(0, 40) for _ in range(size)] for _ in range(size)]
        ours = agreement(table)
        if ours.kappa is None:
            continue
        seen += 1
        theirs = cohens_kappa(np.array(table))
        assert (float(ours.kappa), float(ours.error or 0)) == pytest.approx((theirs.kappa, theirs.std_kappa), abs=1e-6)


def test_plans_agree_with_adding_up() -> None:
    random = Random(6)  # noqa: S311 the same plans each run
    for _ in range(ROUNDS):
        sample = random.randint(1, 200)
        allowed, rate = random.randint(0, sample), Fraction(random.randint(0, 100), 100)
        exactly = sum(
            comb(sample, faults) * rate**faults * (1 - rate) ** (sample - faults) for faults in range(allowed + 1)
        )
        assert accept(sample=sample, allowed=allowed, rate=float(rate)) == pytest.approx(float(exactly), abs=1e-12)


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
