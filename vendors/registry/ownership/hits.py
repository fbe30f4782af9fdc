"""Whom of the vendors the blacklist means on a day: the company itself, its head office, those behind it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from vendors.errors import Words
from vendors.registry.ownership.blacklist_rules import Hit, Listed, Tied, hits
from vendors.registry.ownership.rules import HolderRole
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_NAMED = """
SELECT id, code, name, legal_representative, parent_code, parent_name FROM vendors_vendor WHERE id = ANY($1::int[])
"""
_HOLDERS = """
SELECT vendor, role, name, fingerprint, company_code FROM vendors_holder
WHERE vendor = ANY($1::int[]) AND (until IS NULL OR until > $2) ORDER BY id
"""
_LISTED = """
SELECT id, is_company, name, fingerprint, company_code, listed_until AS until, source FROM vendors_blacklist
WHERE listed_from <= $1 AND (listed_until IS NULL OR listed_until >= $1) AND (ended_on IS NULL OR ended_on > $1)
ORDER BY id
"""
_SELF = Words("机构", "The vendor")
_PARENT = Words("上级机构", "The head office")
_LEGAL = Words(HolderRole.LEGAL.zh, "The legal representative")


async def blacklist_hits(vendors: Collection[int] | None, *, on: date) -> tuple[Hit, ...]:
    """Of some vendors, or with None of all in sight."""
    async with transaction() as connection:
        wanted = vendors
        if wanted is None:
            wanted = [row["id"] for row in await connection.fetch("SELECT id FROM vendors_vendor ORDER BY id")]
        return await _blacklist_hits(connection, await connection.fetch(_NAMED, list(wanted)), on=on)


async def _blacklist_hits(connection: "Connection", rows: "Sequence[Record]", *, on: date) -> tuple[Hit, ...]:
    listed = [Listed(**dict(one)) for one in await connection.fetch(_LISTED, on)]
    if not listed:
        return ()
    holders = await connection.fetch(_HOLDERS, [row["id"] for row in rows], on)
    tied: list[Tied] = []
    for row in rows:
        mine = [one for one in holders if one["vendor"] == row["id"]]
        tied += _tied(row, mine)
    return tuple(hits(listed, tied))


def _tied(row: "Record", holders: "Sequence[Record]") -> list[Tied]:
    """The vendor, its head office, and its holders; the representative by name alone where no number was given."""
    vendor = row["id"]
    found = [Tied(vendor=vendor, what=_SELF, is_company=True, name=row["name"], company_code=row["code"])]
    if row["parent_code"]:
        found.append(
            Tied(vendor=vendor, what=_PARENT, is_company=True, name=row["parent_name"], company_code=row["parent_code"])
        )
    if not any(one["role"] == HolderRole.LEGAL for one in holders):
        found.append(Tied(vendor=vendor, what=_LEGAL, is_company=False, name=row["legal_representative"]))
    for one in holders:
        role = HolderRole(one["role"])
        found.append(
            Tied(
                vendor=vendor,
                what=Words(role.zh, f"The {role.en.lower()}"),
                is_company=bool(one["company_code"]),
                name=one["name"],
                fingerprint=one["fingerprint"],
                company_code=one["company_code"],
            )
        )
    return found
