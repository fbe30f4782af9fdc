"""What the registry knows of a vendor on a day, gathered for bars, admission and pages."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from vendors.errors import NotFound, Words
from vendors.policy.parameters import parameter
from vendors.registry.bar_rules import Known
from vendors.registry.blacklist_rules import Hit, Listed, Tied, hits
from vendors.registry.credit_rules import Checked, CreditSource, credit_state
from vendors.registry.ownership_rules import HolderRole
from vendors.registry.qualification_rules import Held, QualificationState, known_for, lacking
from vendors.registry.rules import Kind, Standing
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_VENDORS = """
SELECT id, kind, status, banned_until, admitted_on, code, name, legal_representative, parent_code, parent_name
FROM vendors_vendor WHERE id = ANY($1::int[])
"""
_HELD = """
SELECT vendor, code, valid_from, valid_until, status FROM vendors_qualification WHERE vendor = ANY($1::int[])
"""
_CHECKED = (
    "SELECT vendor, source, checked_on, on_record FROM vendors_credit_check WHERE vendor = ANY($1::int[]) ORDER BY id"
)
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


async def files(vendors: Collection[int], *, on: date) -> dict[int, Known]:
    """By vendor; those out of sight are left out. Whoever calls answers for who may read it."""
    wanted = list(vendors)
    async with transaction() as connection:
        rows = await connection.fetch(_VENDORS, wanted)
        held = await connection.fetch(_HELD, wanted)
        checked = await connection.fetch(_CHECKED, wanted)
        found = await _blacklist_hits(connection, rows, on=on)
    valid_days = parameter("credit_check_valid_days", on).whole
    return {row["id"]: _file(row, held, checked, found, on=on, valid_days=valid_days) for row in rows}


async def file_of(vendor: int, *, on: date) -> Known:
    """One vendor's. Raises NotFound."""
    found = (await files([vendor], on=on)).get(vendor)
    if found is None:
        raise NotFound
    return found


async def blacklist_hits(vendors: Collection[int] | None, *, on: date) -> tuple[Hit, ...]:
    """Of some vendors, or with None of all in sight."""
    async with transaction() as connection:
        wanted = vendors
        if wanted is None:
            wanted = [row["id"] for row in await connection.fetch("SELECT id FROM vendors_vendor ORDER BY id")]
        return await _blacklist_hits(connection, await connection.fetch(_VENDORS, list(wanted)), on=on)


def _file(
    row: "Record",
    held: "Sequence[Record]",
    checked: "Sequence[Record]",
    found: Sequence[Hit],
    *,
    on: date,
    valid_days: int,
) -> Known:
    vendor = row["id"]
    shown = [
        Held(
            code=one["code"],
            valid_from=one["valid_from"],
            valid_until=one["valid_until"],
            state=QualificationState(one["status"]),
        )
        for one in held
        if one["vendor"] == vendor
    ]
    answers = [
        Checked(source=CreditSource(one["source"]), on=one["checked_on"], on_record=one["on_record"])
        for one in checked
        if one["vendor"] == vendor
    ]
    standing = Standing(row["status"])
    return Known(
        standing=standing,
        banned_until=row["banned_until"],
        before_register=standing is not Standing.PENDING and row["admitted_on"] is None,
        lacks=lacking(known_for(Kind(row["kind"]), on=on), shown, on=on),
        hits=[hit for hit in found if hit.vendor == vendor],
        credit=credit_state(answers, on=on, valid_days=valid_days),
    )


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
