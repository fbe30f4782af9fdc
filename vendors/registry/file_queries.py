"""What the registry knows of a vendor on a day, gathered for bars, admission and pages."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from vendors.actors import SYSTEM
from vendors.attachments.queries import attachments
from vendors.errors import NotFound
from vendors.policy.parameters import parameter
from vendors.registry.bar_rules import Known
from vendors.registry.credit.rules import Checked, CreditSource, credit_state, unasked
from vendors.registry.ownership.blacklist_rules import Hit
from vendors.registry.ownership.hits import blacklist_hits
from vendors.registry.qualifications.actions import ATTACHED
from vendors.registry.qualifications.rules import Held, QualificationState, known_for, lacking, unproven
from vendors.registry.rules import Kind, Standing
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_VENDORS = """
SELECT id, kind, status, banned_until, admitted_on FROM vendors_vendor WHERE id = ANY($1::int[])
"""
_HELD = """
SELECT id, vendor, code, valid_from, valid_until, status, reason FROM vendors_qualification
WHERE vendor = ANY($1::int[])
"""
_CHECKED = (
    "SELECT vendor, source, checked_on, on_record FROM vendors_credit_check WHERE vendor = ANY($1::int[]) ORDER BY id"
)


async def files(vendors: Collection[int], *, on: date) -> dict[int, Known]:
    """By vendor; those out of sight are left out. Whoever calls answers for who may read it."""
    wanted = list(vendors)
    async with transaction() as connection:
        rows = await connection.fetch(_VENDORS, wanted)
        held = await connection.fetch(_HELD, wanted)
        checked = await connection.fetch(_CHECKED, wanted)
        found = await blacklist_hits(wanted, on=on)
    scanned = await _scanned([one["id"] for one in held])
    valid_days = parameter("credit_check_valid_days", on).whole
    return {row["id"]: _file(row, held, checked, found, scanned, on=on, valid_days=valid_days) for row in rows}


async def _scanned(qualifications: Sequence[int]) -> frozenset[int]:
    files = await attachments(object_type=ATTACHED, object_ids=qualifications, for_=SYSTEM)
    return frozenset(file.object_id for file in files)


async def file_of(vendor: int, *, on: date) -> Known:
    """One vendor's. Raises NotFound."""
    found = (await files([vendor], on=on)).get(vendor)
    if found is None:
        raise NotFound
    return found


def _file(
    row: "Record",
    held: "Sequence[Record]",
    checked: "Sequence[Record]",
    found: Sequence[Hit],
    scanned: Collection[int],
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
            proven=one["id"] in scanned or bool(one["reason"]),
        )
        for one in held
        if one["vendor"] == vendor
    ]
    answers = [
        Checked(source=CreditSource(one["source"]), on=one["checked_on"], on_record=one["on_record"])
        for one in checked
        if one["vendor"] == vendor
    ]
    standing, asked = Standing(row["status"]), known_for(Kind(row["kind"]), on=on)
    return Known(
        standing=standing,
        banned_until=row["banned_until"],
        before_register=standing is not Standing.PENDING and row["admitted_on"] is None,
        lacks=lacking(asked, shown, on=on),
        hits=[hit for hit in found if hit.vendor == vendor],
        credit=credit_state(answers, on=on, valid_days=valid_days),
        unproven=unproven(asked, shown, on=on),
        unasked=unasked(answers, on=on, valid_days=valid_days),
    )
