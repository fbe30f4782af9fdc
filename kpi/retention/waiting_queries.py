"""What waits for a leader: cards to approve, counted."""

from dataclasses import dataclass

from vendors.actors import Actor
from vendors.transaction import transaction

_WAITING = """
SELECT count(*) AS cards FROM kpi_scorecard WHERE state = 'reviewed' AND issued_by_id <> $1
    AND reviewed_by_id IS DISTINCT FROM $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """`cards` are reviewed ones this person neither issued nor reviewed."""

    cards: int


async def waiting(*, for_: Actor) -> Waiting:
    """For people of the bureau."""
    async with transaction() as connection:
        return Waiting(**await connection.fetchrow(_WAITING, for_.id))
