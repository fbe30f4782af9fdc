"""Published cards with their lines, as they stand; for means and comparisons over many cards."""

from collections.abc import Collection
from dataclasses import dataclass

from kpi.engine.canonical import card_from_json
from kpi.engine.card import Card
from vendors.actors import Actor
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

_OPENED = """
SELECT s.id, s.vendor, s.contract, v.kind, s.period, s.card
FROM kpi_scorecard s JOIN vendors_vendor v ON v.id = s.vendor
WHERE s.state = 'published' AND ($1::int IS NULL OR s.vendor = $1) AND s.period = ANY($2) ORDER BY s.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A published card; unlike `queries.card` it is not recomputed on the way."""

    id: int
    vendor: int
    contract: int
    kind: Kind
    period: Period
    card: Card


async def opened(*, for_: Actor, periods: Collection[Period]) -> tuple[Opened, ...]:
    """The published cards of some periods; a vendor's people get their own."""
    async with transaction() as connection:
        rows = await connection.fetch(_OPENED, for_.vendor, [str(period) for period in periods])
    return tuple(
        Opened(
            id=row["id"],
            vendor=row["vendor"],
            contract=row["contract"],
            kind=Kind(row["kind"]),
            period=Period.parse(row["period"]),
            card=card_from_json(row["card"]),
        )
        for row in rows
    )
