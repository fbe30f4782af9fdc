"""Stratified appraisal: the strata's totals added up, their variances likewise, limits by the normal quantile."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from scipy.stats import norm

from kpi.engine.inference.given import USUAL, Unanswerable, confidences
from kpi.engine.inference.variables import AmountEstimate, Summary, limit, variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """So many units, of which `sample` tells."""

    name: str
    universe: int
    sample: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedEstimate:
    """The whole, and each stratum by its name as if it stood alone."""

    universe: int
    sample: int
    whole: AmountEstimate
    strata: tuple[tuple[str, AmountEstimate], ...]


def stratified(strata: Sequence[Stratum], *, confidence: Sequence[float] = USUAL) -> StratifiedEstimate:
    """Raises Unanswerable: no strata, one twice, one with fewer than two sampled units."""
    if not strata or len({one.name for one in strata}) != len(strata):
        raise Unanswerable("每层一行，层名不得重复。", "One row a stratum, no name twice.")
    each = tuple(
        (one.name, variable(universe=one.universe, sample=one.sample, confidence=confidence)) for one in strata
    )
    universe = sum(one.universe for one in strata)
    point = fsum(found.point for _, found in each)
    se_total = sqrt(fsum(found.se_total**2 for _, found in each))
    whole = AmountEstimate(
        mean=point / universe,
        point=point,
        se_mean=se_total / universe,
        se_total=se_total,
        limits=tuple(limit(one, float(norm.ppf((1 + one) / 2)), point, se_total) for one in confidences(confidence)),
    )
    return StratifiedEstimate(
        universe=universe, sample=sum(one.sample.size for one in strata), whole=whole, strata=each
    )
