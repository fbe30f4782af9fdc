"""What was measured, as Markdown tables: side by side, growth, against the figures of the Audit Clearinghouse."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import log, nan

from tests.bench.intake.meter import Cost
from tests.bench.intake.runs import FLOOR, NAMES, OURS, Measured, finder

CLEARINGHOUSE = {1_000: 7.2, 5_000: 16.6, 9_999: 30.0, 19_998: 67.6}
"""CPU seconds of the US Federal Audit Clearinghouse for a workbook of 25 columns, by rows; measured elsewhere."""
Cells = Iterable[str]


def table(head: str, rows: Iterable[Cells]) -> str:
    columns = head.split(" | ")
    lines = [f"| {head} |", "|" + "|".join(["---", *["--:"] * (len(columns) - 1)]) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def side_by_side(found: Sequence[Measured]) -> str:
    sizes, at = _sizes(found), finder(found)
    head = "wall seconds | " + " | ".join(f"{rows:,} rows" for rows in sizes)
    return table(head, ([name, *(_wall(at, path, rows) for rows in sizes)] for path, name in NAMES.items()))


def _wall(at: Callable[[str, int], Cost | None], path: str, rows: int) -> str:
    cost, ours = at(path, rows), at(OURS, rows)
    if cost is None or ours is None:
        return "—"
    return f"{cost.wall:.2f}" if path == OURS else f"{cost.wall:.2f} ({cost.wall / ours.wall:.2f}×)"


def in_detail(found: Sequence[Measured], rows: int) -> str:
    head = "path | wall s | CPU s: itself | its child | PostgreSQL | together | peak MiB: itself | its child | runs"
    chosen = [one for path in NAMES for one in found if (one.path, one.lap, one.rows) == (path, "check", rows)]
    return table(head, ([NAMES[one.path], *_costs(one.cost), str(one.runs)] for one in chosen))


def _costs(cost: Cost) -> list[str]:
    seconds = [f"{value:.2f}" for value in (cost.wall, cost.own, cost.children, cost.server, cost.cpu)]
    return [*seconds, f"{cost.memory:.0f}", f"{cost.child_memory:.0f}" if cost.child_memory else "—"]


def confirmed(found: Sequence[Measured]) -> str:
    head = "rows confirmed | wall s | CPU s: itself | PostgreSQL | peak MiB | µs wall a row"
    laps = [one for one in found if (one.path, one.lap) == (OURS, "confirm")]
    return table(
        head,
        (
            [
                f"{one.rows:,}", f"{one.cost.wall:.2f}", f"{one.cost.own:.2f}", f"{one.cost.server:.2f}",
                f"{one.cost.memory:.0f}", f"{one.cost.wall / one.rows * 1e6:.0f}",
            ]
            for one in laps
        ),
    )  # fmt: skip


def growth(found: Sequence[Measured]) -> str:
    head = "rows | path | CPU µs a row | wall µs a row | CPU µs for each further row | peak MiB: itself | its child"
    lines = []
    for path in (OURS, FLOOR):
        before: tuple[int, Cost] | None = None
        for rows, cost in _series(found, path):
            further = f"{(cost.cpu - before[1].cpu) / (rows - before[0]) * 1e6:.1f}" if before else "—"
            lines.append([
                f"{rows:,}", path, f"{cost.cpu / rows * 1e6:.1f}", f"{cost.wall / rows * 1e6:.1f}", further,
                f"{cost.memory:.0f}", f"{cost.child_memory:.0f}" if cost.child_memory else "—",
            ])  # fmt: skip
            before = rows, cost
    return table(head, lines)


def further_rows(found: Sequence[Measured], path: str = OURS) -> list[float]:
    """CPU µs of each further row, from size to size: what the fixed cost of a start cannot blur."""
    series = _series(found, path)
    return [(b.cpu - a.cpu) / (n - m) * 1e6 for (m, a), (n, b) in pairwise(series)]


def exponent(found: Sequence[Measured], path: str, *, least: int = 0) -> float:
    """The slope of log CPU over log rows by least squares: 1 is linear."""
    points = [(log(rows), log(cost.cpu)) for rows, cost in _series(found, path) if rows >= least]
    if len(points) < 2:
        return nan
    across, up = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    return sum((x - across) * (y - up) for x, y in points) / sum((x - across) ** 2 for x, _ in points)


def against_the_clearinghouse(found: Sequence[Measured]) -> str:
    """Theirs, ours, and the floor's: a factor that not even the floor reaches is out of anybody's reach here."""
    at = finder(found)
    lines = []
    for theirs, here in ((1_000, 1_000), (9_999, 10_000)):
        ours, floor = at(OURS, here), at(FLOOR, here)
        if ours and floor:
            one = CLEARINGHOUSE[theirs] / theirs * 1e3
            each = [cost.cpu / here * 1e3 for cost in (ours, floor)]
            lines.append(
                [f"{theirs:,}", f"{one:.2f}", f"{here:,}", *(f"{ms:.3f} ({one / ms:.0f}× less)" for ms in each)]
            )
    return table("rows, FAC | CPU ms a row, FAC | rows here | ours | the floor", lines)


def _series(found: Sequence[Measured], path: str) -> list[tuple[int, Cost]]:
    return sorted(((one.rows, one.cost) for one in found if (one.path, one.lap) == (path, "check")), key=lambda x: x[0])


def _sizes(found: Sequence[Measured]) -> list[int]:
    return sorted({one.rows for one in found})
