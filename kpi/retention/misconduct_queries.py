from dataclasses import dataclass
from datetime import date

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.transaction import transaction

_ALL = """
SELECT m.*, v.kind, v.status = 'banned' AS banned, v.banned_until
FROM kpi_misconduct m JOIN vendors_vendor v ON v.id = m.vendor WHERE ($1::int IS NULL OR m.vendor = $1)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MisconductView:
    """A record of misconduct with the name and code of its day; `banned_until` is the registry's ban."""

    id: int
    vendor: int
    kind: str
    proposal: int | None
    number: str
    name: str
    code: str
    legal_representative: str
    grounds: str
    basis: str
    listed_on: date
    until: date
    listed_by: str
    reported_on: date | None
    reported_as: str
    ended_on: date | None
    end_reason: str
    ended_by: str
    banned: bool
    banned_until: date | None

    def in_force(self, on: date) -> bool:
        return self.listed_on <= on <= self.until and (self.ended_on is None or on < self.ended_on)


async def misconduct(
    *,
    for_: Actor,
    on: date,
    vendor: int | None = None,
    in_force: bool = False,
    before: int | None = None,
    size: int | None = None,
) -> tuple[MisconductView, ...]:
    """Newest first, from before an id; `in_force` leaves out those that have ended. A vendor sees its own."""
    sql = (
        f"{_ALL} AND ($2::int IS NULL OR m.vendor = $2)"
        " AND (NOT $3 OR ($4 BETWEEN m.listed_on AND m.until AND (m.ended_on IS NULL OR $4 < m.ended_on)))"
        " AND ($5::int IS NULL OR m.id < $5) ORDER BY m.id DESC LIMIT $6"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, vendor, in_force, on, before, size)
    return tuple(MisconductView(**dict(row)) for row in rows)


async def misconduct_record(id_: int, *, for_: Actor) -> MisconductView:
    """Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_ALL} AND m.id = $2", for_.vendor, id_)
    if row is None:
        raise NotFound
    return MisconductView(**dict(row))
