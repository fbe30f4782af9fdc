"""docs/explanation/intake-speed.md: its measured part is written anew by each full run, its prose by people."""

import os
import platform
import re
from collections.abc import Sequence
from math import isfinite
from pathlib import Path

from tests.bench.intake import plot, tables, targets
from tests.bench.intake.runs import FLOOR, OURS, Measured

FOLDER = Path(__file__).parents[3] / "docs" / "explanation"
PAGE, PICTURE = FOLDER / "intake-speed.md", FOLDER / "intake-speed.svg"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def measured(found: Sequence[Measured], profile: str) -> str:
    """The Markdown between the two marks."""
    largest = max(one.rows for one in found if one.path not in {OURS, FLOOR})
    here, there = (tables.exponent(found, path, least=10_000) for path in (OURS, FLOOR))
    slope = f"CPU grows with rows to the power of {here:.3f} (ours) and {there:.3f} (floor), from 10 000 rows on."
    parts = [
        f"This run: {os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}.",
        "## Targets\n\n" + targets.verdicts(found),
        f"![Seconds against rows for each path]({PICTURE.name})",
        "## Side by side\n\nMedian wall seconds; in brackets against ours.\n\n" + tables.side_by_side(found),
        f"### {largest:,} rows in detail\n\n" + tables.in_detail(found, largest),
        "## How cost grows\n\n" + tables.growth(found),
        slope if isfinite(here) else "",
        "## Against the Federal Audit Clearinghouse\n\n" + tables.against_the_clearinghouse(found),
        "## After the check: the vendor confirms\n\n" + tables.confirmed(found),
        "## Where our time goes\n\n" + profile,
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def write(found: Sequence[Measured], profile: str) -> None:
    """Raises ValueError when the page has lost its marks."""
    text = PAGE.read_text(encoding="utf-8")
    part = f"{BEGIN}\n\n{measured(found, profile)}\n{END}"
    text, times = re.subn(f"{BEGIN}.*?{END}", lambda _: part, text, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"{PAGE.name} must have {BEGIN} and {END} once")
    PAGE.write_text(text, encoding="utf-8")
    PICTURE.write_text(plot.drawn(found), encoding="utf-8")
