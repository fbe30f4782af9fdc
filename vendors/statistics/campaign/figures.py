"""The proposals of every cell, by row and column; the total counted anew and not added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.statistics.campaign.figure_sql import EVERY
from vendors.statistics.units import Units
from vendors.transaction import transaction

Figures = Mapping[str, Mapping[str, int]]
"""Region → column → number; the city's code holds the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days of a campaign (None: of every task), as known at an instant, standing then or at a later one."""

    campaign: int | None
    begins: date
    ends: date
    known: datetime
    standing: datetime | None = None


async def figures(window: Window, *, over: Units, which: Sequence[str] = EVERY) -> Figures:
    """Every computed column; a region without records has none. Call it within `seeing(None)` for the whole city."""
    values = (
        window.campaign, window.begins, window.ends, window.known, list(over.direct), window.standing or window.known,
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {}
    async with transaction() as connection:
        for sql in which:
            for row in await connection.fetch(sql, *values):
                place = {None: over.city, "": over.own}.get(row["region"], row["region"])
                found.setdefault(place, {}).update({key: int(value) for key, value in row.items() if key != "region"})
    return found
