"""Rows that say the same thing again count once: the last of them holds."""

from collections.abc import Callable, Sequence
from typing import Final

from vendors.tasks.results.fact_queries import SheetRow

RESULT: Final = "result"


def once(
    rows: Sequence[SheetRow], key: Callable[[SheetRow], object], why: str
) -> tuple[Sequence[SheetRow], Sequence[tuple[str, str]]]:
    """The rows that count, in order, and those they took the place of with the reason."""
    last = {key(row): row for row in rows}
    kept = {row.id for row in last.values()}
    left_out = [(f"{RESULT}:{row.id}", why) for row in rows if row.id not in kept]
    return [row for row in rows if row.id in kept], left_out
