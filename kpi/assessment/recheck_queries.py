import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vendors.transaction import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckView:
    """One night's recomputation; `wrong` are the numbers of the cards that did not come out the same."""

    id: int
    at: datetime
    cards: int
    wrong: Sequence[str]


async def rechecks(*, most: int) -> tuple[RecheckView, ...]:
    """The newest first; the bureau's people alone can read them."""
    sql = "SELECT id, at, cards, wrong FROM kpi_recheck ORDER BY id DESC LIMIT $1"
    async with transaction() as connection:
        rows = await connection.fetch(sql, most)
    return tuple(RecheckView(**{**row, "wrong": tuple(json.loads(row["wrong"]))}) for row in rows)
