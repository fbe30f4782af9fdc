"""What every estimator refuses, in the words of both languages."""

from collections.abc import Sequence
from math import isfinite
from typing import Final

from kpi.engine.errors import EngineError

USUAL: Final = (0.8, 0.9, 0.95)
"""The confidences an appraisal is printed with."""

MOST: Final = 10**12
"""No bureau counts further; beyond it a binary float no longer tells one unit from the next."""
_LARGEST: Final = 1e18


class Unanswerable(EngineError):
    """The figures given cannot be those of a sample."""


def confidences(asked: Sequence[float]) -> tuple[float, ...]:
    """Shares strictly between 0 and 1. Raises Unanswerable."""
    for one in asked:
        if not (isfinite(one) and 0 < one < 1):
            raise Unanswerable(
                f"置信度应大于 0 且小于 1，如 0.95：{one}。", f"A confidence lies between 0 and 1, like 0.95: {one}."
            )
    return tuple(asked)


def sample_of(*, universe: int, sample: int, least: int = 1) -> None:
    """A sample of `sample` units of `universe`. Raises Unanswerable."""
    countable(universe)
    if not least <= sample <= universe:
        raise Unanswerable(
            f"样本量应在 {least} 与总体 {universe} 之间：{sample}。",
            f"A sample has {least} to {universe} (the universe) units: {sample}.",
        )


def hits_of(hits: int, sample: int) -> None:
    """So many of the sample. Raises Unanswerable."""
    countable(sample)
    if not 0 <= hits <= sample:
        raise Unanswerable(
            f"命中数应在 0 与样本量 {sample} 之间：{hits}。", f"Hits lie between 0 and the sample's {sample}: {hits}."
        )


def countable(number: int) -> None:
    """No more than MOST. Raises Unanswerable."""
    if number > MOST:
        raise Unanswerable(f"数量过大：{number}。", f"The number is too large: {number}.")


def figures(values: Sequence[float], *, least: int = 1) -> tuple[float, ...]:
    """Finite numbers, so many at least. Raises Unanswerable."""
    if len(values) < least:
        raise Unanswerable(f"至少需要 {least} 个数值。", f"At least {least} values are needed.")
    for one in values:
        if not isfinite(one) or abs(one) > _LARGEST:
            raise Unanswerable(f"不是有限的数，或过大：{one}。", f"Not a finite number, or too large: {one}.")
    return tuple(values)
