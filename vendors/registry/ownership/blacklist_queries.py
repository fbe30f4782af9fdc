from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.registry.ownership.rules import Certificate
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = """
id, is_company, name, certificate, identity, company_code, reason, basis, source, listed_from, listed_until, ended_on,
end_reason, by_name, added_at
"""
# one order for the list and its export: the newest entry first, the id as the key
_WHERE = """
WHERE ($1 = '' OR strpos(name || company_code || reason || source, $1) > 0)
  AND ($2 = '' OR is_company = ($2 = 'company'))
  AND ($3 = '' OR ($3 = 'open') = (
    (listed_until IS NULL OR listed_until >= $4) AND (ended_on IS NULL OR ended_on > $4) AND listed_from <= $4))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """`subject` is person, company or empty; `state` open, ended or empty."""

    text: str = ""
    subject: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry; `identity` is masked, `listed_until` None is for good."""

    id: int
    is_company: bool
    name: str
    certificate: Certificate | None
    identity: str
    company_code: str
    reason: str
    basis: str
    source: str
    listed_from: date
    listed_until: date | None
    ended_on: date | None
    end_reason: str
    by_name: str
    added_at: datetime

    def in_force(self, day: date) -> bool:
        begun, ended = self.listed_from <= day, self.ended_on is not None and self.ended_on <= day
        return begun and not ended and (self.listed_until is None or day <= self.listed_until)


def _view(row: "Record") -> EntryView:
    fields = dict(row)
    certificate = fields.pop("certificate")
    return EntryView(certificate=Certificate(certificate) if certificate else None, **fields)


async def entries(
    wanted: EntryFilter, *, for_: Actor, on: date, before: int | None = None, limit: int | None = None
) -> Sequence[EntryView]:
    """Entries the filter lets through, newest first, from after the id `before`. Forbidden to vendor people."""
    must_be_bureau(for_)
    sql = (
        f"SELECT {_COLUMNS} FROM vendors_blacklist {_WHERE} AND ($5::int IS NULL OR id < $5) ORDER BY id DESC LIMIT $6"  # noqa: S608 constants
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, wanted.text.strip(), wanted.subject, wanted.state, on, before, limit)
    return tuple(_view(row) for row in rows)


async def entry_count(wanted: EntryFilter, *, for_: Actor, on: date) -> int:
    must_be_bureau(for_)
    sql = f"SELECT count(*) FROM vendors_blacklist {_WHERE}"  # noqa: S608 constants
    async with transaction() as connection:
        return int(await connection.fetchval(sql, wanted.text.strip(), wanted.subject, wanted.state, on))


async def entry(entry_id: int, *, for_: Actor) -> EntryView:
    """One entry. Raises NotFound, Forbidden for vendor people."""
    must_be_bureau(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM vendors_blacklist WHERE id = $1", entry_id)  # noqa: S608 constants
    if row is None:
        raise NotFound
    return _view(row)
