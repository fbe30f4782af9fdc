"""每日核验: every published card worked out again from what was frozen; one that comes out otherwise is an alarm."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kpi.scorecards.queries import recomputed
from vendors.actors import SYSTEM
from vendors.errors import HengjianError
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

AT_ONCE = 200
_NEXT = """
SELECT id, number, rulebook, facts, card FROM kpi_scorecard
WHERE id > $1 AND published_at IS NOT NULL ORDER BY id LIMIT $2
"""
_KEEP = "INSERT INTO kpi_recheck (at, cards, wrong) VALUES ($1, $2, $3) RETURNING id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """How many cards were worked out again, and the numbers of those that came out otherwise or not at all."""

    cards: int
    wrong: tuple[str, ...]


async def recheck(*, at: datetime) -> Rechecked:
    """Cards ever published, superseded ones too: an old card recomputes to the same bytes for ever."""
    last, cards, wrong = 0, 0, []
    while rows := await _some(last):
        last = rows[-1]["id"]
        cards += len(rows)
        wrong += [row["number"] for row in rows if not _same(row)]
    async with act(by=SYSTEM, at=at) as deed:
        made = await deed.connection.fetchval(_KEEP, at, cards, json.dumps(wrong))
        after: dict[str, Json] = {"cards": cards, "wrong": list(wrong)}
        deed.note("scorecard.rechecked", "recheck", made, after=after)
    return Rechecked(cards=cards, wrong=tuple(wrong))


async def _some(after: int) -> "list[Record]":
    async with transaction() as connection:
        return list(await connection.fetch(_NEXT, after, AT_ONCE))


def _same(row: "Record") -> bool:
    try:
        return recomputed(rulebook=row["rulebook"], facts=row["facts"]) == str(row["card"])
    except (HengjianError, ValueError):
        return False
