"""The targets, each with what was measured and whether it is met. Ratios of one run on one machine."""

from collections.abc import Iterator, Sequence

from tests.bench.intake.runs import FLOOR, OURS, Measured, finder
from tests.bench.intake.tables import CLEARINGHOUSE, further_rows, table

BIG, MIDDLE = 100_000, 10_000
FLAT = 64  # MiB: the file itself is held, and little more


def verdicts(found: Sequence[Measured]) -> str:
    rows = ([what, wanted, measured, "yes" if met else "**no**"] for what, wanted, measured, met in _verdicts(found))
    return table("target | wanted | measured | met", rows)


def _verdicts(found: Sequence[Measured]) -> Iterator[tuple[str, str, str, bool]]:
    at = finder(found)
    ours, floor, middle = at(OURS, BIG), at(FLOOR, BIG), at(OURS, MIDDLE)
    if middle:
        yield "10 000 rows, wall", "< 2 s", f"{middle.wall:.2f} s", middle.wall < 2
        theirs = CLEARINGHOUSE[9_999] / 9_999 / (middle.cpu / MIDDLE)
        yield "CPU a row against the Audit Clearinghouse, 10 000 rows", "≥ 60× less", f"{theirs:.0f}×", theirs >= 60
    if ours and floor:
        ratio = ours.wall / floor.wall
        yield "wall against the floor, 100 000 rows", "≤ 1.5×, better ≤ 1.3×", f"{ratio:.2f}×", ratio <= 1.5
    for path, name, least in (
        ("pandas_openpyxl", "pandas.read_excel and to_sql", 5),
        ("openpyxl_piccolo", "openpyxl and Piccolo inserts", 8),
        ("import_export", "django-import-export", 10),
    ):
        if ours and (peer := at(path, BIG)):
            ratio = peer.wall / ours.wall
            yield f"faster than {name}, 100 000 rows", f"≥ {least}×", f"{ratio:.1f}×", ratio >= least
    further = further_rows(found)
    if len(further) > 1:
        spread = max(further) / min(further) - 1
        said = f"{spread:.0%} ({' · '.join(f'{value:.1f}' for value in further)} µs)"
        yield "CPU of each further row, from 1 000 up: largest over smallest", "within 10 %", said, spread <= 0.10
    series = [one.cost for one in found if (one.path, one.lap) == (OURS, "check")]
    grown = max(cost.memory for cost in series) - min(cost.memory for cost in series)
    yield "the worker's memory, largest file over smallest", "flat", f"+{grown:.0f} MiB", grown <= FLAT
    child = max(cost.child_memory for cost in series) * 1.048576
    yield "the child's memory, largest file", "≤ 600 MB", f"{child:.0f} MB", child <= 600
