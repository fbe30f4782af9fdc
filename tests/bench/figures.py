"""Figures and how they are measured: the median of a few runs, the yardstick in the same run."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`ratio` compares `measured` with `yardstick`; empty when there is nothing to compare with."""

    what: str
    ratio: str
    measured: str
    yardstick: str = ""


async def seconds(doing: Callable[[], Awaitable[object]], *, runs: int = 3) -> float:
    """The median of a few runs."""
    took = []
    for _ in range(runs):
        started = perf_counter()
        await doing()
        took.append(perf_counter() - started)
    return median(took)


def times(measured: float, yardstick: float) -> str:
    return f"{measured / yardstick:.2f}×"


def table(figures: Sequence[Figure]) -> str:
    head = "| what | ratio | measured | against |\n|---|---|---|---|\n"
    rows = (f"| {one.what} | {one.ratio or '—'} | {one.measured} | {one.yardstick or '—'} |\n" for one in figures)
    return head + "".join(rows)
