"""What the whitelisted functions work out, one small function each; `calls.FUNCTIONS` names them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, isqrt

from kpi.engine.amounts import Absent, bounded
from kpi.engine.nodes import ZERO_DENOMINATOR
from kpi.engine.numbers import half_up
from kpi.engine.sizes import z
from kpi.engine.words import Words, fill, listed

Values = Sequence[Fraction]
Wording = Callable[[Sequence[Words], Words], Words]
MAX_AGE = 1000
ROOT_PLACES = 12
SUREST = Fraction(999_999, 1_000_000)


def ratio(values: Values) -> Fraction | Absent:
    return bounded(values[0] / values[1]) if values[1] else Absent(ZERO_DENOMINATOR)


def clamp(values: Values) -> Fraction:
    value, low, high = values
    return min(max(value, low), high)


def rounded(values: Values) -> Fraction | Absent:
    value, places = values
    if places not in range(13):
        return Absent(Words("小数位数应为 0–12", "the number of decimals must be 0 to 12"))
    return Fraction(half_up(value, int(places)))


def linear(values: Values) -> Fraction | Absent:
    at, points = values[0], tuple(zip(values[1::2], values[2::2], strict=True))
    if at <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if at <= x1:
            return bounded(y0 + (at - x0) / (x1 - x0) * (y1 - y0))
    return points[-1][1]


def steps(values: Values) -> Fraction:
    at, otherwise = values[0], values[-1]
    steps = tuple(zip(values[1:-1:2], values[2:-1:2], strict=True))
    return next((points for edge, points in steps if at >= edge), otherwise)


def linear_words(texts: Sequence[Words], result: Words) -> Words:
    scale = listed(fill("{}→{}", *pair) for pair in zip(texts[1::2], texts[2::2], strict=True))
    return Words(
        f"{texts[0].zh} 按 {scale.zh} 线性取 {result.zh}", f"{texts[0].en} on the line {scale.en} gives {result.en}"
    )


def steps_words(texts: Sequence[Words], result: Words) -> Words:
    scale = listed(fill("≥{}→{}", *pair) for pair in zip(texts[1:-1:2], texts[2:-1:2], strict=True))
    return Words(
        f"{texts[0].zh} 按分段 {scale.zh}，其余→{texts[-1].zh} 取 {result.zh}",
        f"{texts[0].en} on the steps {scale.en}, otherwise→{texts[-1].en} gives {result.en}",
    )


def share_words(texts: Sequence[Words], result: Words) -> Words:
    product = fill("{} × {}", *texts)
    return Words(f"{product.zh} 向上取整为 {result.zh}", f"{product.en} rounded up is {result.en}")


def ceil_share(values: Values) -> Fraction | Absent:
    return bounded(Fraction(ceil(values[0] * values[1])))


def decay(values: Values) -> Fraction | Absent:
    """`keep` once for every whole unit of age: 80 % after one, 64 % after two; younger than one counts in full."""
    age, keep = values
    if not 0 <= keep <= 1 or age > MAX_AGE:
        return Absent(
            Words("衰减比例应在 0% 与 100% 之间，期数不超过 1000", "keep must be 0% to 100%, the age at most 1000")
        )
    return bounded(keep ** max(0, floor(age)))


def lower_bound(values: Values) -> Fraction | Absent:
    return _wilson(values, -1)


def upper_bound(values: Values) -> Fraction | Absent:
    return _wilson(values, 1)


def _wilson(values: Values, side: int) -> Fraction | Absent:
    """The lower (-1) or upper (1) Wilson limit of a share; exact but for z (ten decimals) and the root (twelve)."""
    hits, n, confidence = values
    if not n:
        return Absent(ZERO_DENOMINATOR)
    if not 0 <= hits <= n or not 0 < confidence <= SUREST:
        return Absent(Words("数据或置信度超出范围", "the counts or the confidence are out of range"))
    rate, quantile = hits / n, z(confidence)
    weight = quantile**2 / n
    reach = quantile * _root((rate * (1 - rate) + weight / 4) / n)
    return min(
        max(Fraction(half_up((rate + weight / 2 + side * reach) / (1 + weight), ROOT_PLACES)), Fraction(0)), Fraction(1)
    )


def _root(square: Fraction) -> Fraction:
    scale = 10**ROOT_PLACES
    return Fraction(isqrt(square.numerator * scale**2 // square.denominator), scale)


def bound_words(side: Words) -> Wording:
    def words(texts: Sequence[Words], result: Words) -> Words:
        return Words(
            f"{texts[0].zh} ÷ {texts[1].zh} 在 {texts[2].zh} 置信度下的{side.zh}为 {result.zh}",
            f"the {side.en} limit of {texts[0].en} ÷ {texts[1].en} at {texts[2].en} is {result.en}",
        )

    return words


def decay_words(texts: Sequence[Words], result: Words) -> Words:
    return Words(
        f"{texts[0].zh}，每满 1 期按 {texts[1].zh} 计，折为 {result.zh}",
        f"{texts[0].en}, {texts[1].en} for each whole unit, leaves {result.en}",
    )
