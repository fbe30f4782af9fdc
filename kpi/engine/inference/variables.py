"""Variable appraisal: what a universe amounts to, from the amounts of a sample (RAT-STATS unrestricted)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from scipy.stats import t as student

from kpi.engine.inference.given import USUAL, Unanswerable, confidences, figures, sample_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountLimit:
    """`quantile` is Student's t (or the normal z of a stratified estimate); `precision` its reach by the point."""

    confidence: float
    quantile: float
    lower: float
    upper: float
    precision: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountEstimate:
    """`point` and `se_total` are of the whole universe, `mean` and `se_mean` of a unit."""

    mean: float
    point: float
    se_mean: float
    se_total: float
    limits: tuple[AmountLimit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A sample by its figures; `deviation` divides by n - 1."""

    size: int
    mean: float
    deviation: float


def summary(values: Sequence[float]) -> Summary:
    """Two values or more. Raises Unanswerable."""
    known = figures(values, least=2)
    mean = fsum(known) / len(known)
    return Summary(
        size=len(known), mean=mean, deviation=sqrt(fsum((one - mean) ** 2 for one in known) / (len(known) - 1))
    )


def variable(*, universe: int, sample: Summary, confidence: Sequence[float] = USUAL) -> AmountEstimate:
    """Mean per unit times N, Student's t with n - 1 degrees, the finite correction √(1-n/N). Raises Unanswerable."""
    sample_of(universe=universe, sample=sample.size, least=2)
    figures((sample.mean, sample.deviation))
    if sample.deviation < 0:
        raise Unanswerable("标准差不能为负。", "A standard deviation is not negative.")
    se_mean = sample.deviation / sqrt(sample.size) * sqrt(1 - sample.size / universe)
    point, se_total = sample.mean * universe, se_mean * universe
    degrees = sample.size - 1
    return AmountEstimate(
        mean=sample.mean,
        point=point,
        se_mean=se_mean,
        se_total=se_total,
        limits=tuple(
            limit(one, float(student.ppf((1 + one) / 2, degrees)), point, se_total) for one in confidences(confidence)
        ),
    )


def limit(confidence: float, quantile: float, point: float, se_total: float) -> AmountLimit:
    """Point ± quantile · se."""
    reach = quantile * se_total
    return AmountLimit(
        confidence=confidence,
        quantile=quantile,
        lower=point - reach,
        upper=point + reach,
        precision=reach / abs(point) if point else None,
    )
