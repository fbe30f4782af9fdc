from collections.abc import Mapping
from datetime import datetime

from asyncpg import UniqueViolationError

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.findings.casework import take_up
from vendors.findings.rules import Part
from vendors.journal.actions import act
from vendors.journal.rules import Json

_INSERT = """
INSERT INTO vendors_finding_contributor (finding, contributor, kind, note, added_by, added_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
"""
_TAKE_BACK = """
DELETE FROM vendors_finding_contributor WHERE id = $1 AND finding = $2 RETURNING contributor, kind, note
"""
_REFUSED = Words("报送机构已在案，请选择其他机构。", "The vendor that reported it is named already; choose another.")


async def add_contributor(*, finding: int, vendor: int, kind: Part, note: str = "", by: Actor, at: datetime) -> int:
    """贡献机构: another vendor that had a part in the finding, noted by the bureau; the entry's id.

    Raises NotFound, Forbidden, Conflict (determined, or noted already), Invalid (the vendor that reported it).
    """
    async with act(by=by, at=at) as deed:
        held = await take_up(deed, finding=finding)
        if vendor == held.vendor or kind is Part.REPORTED:
            raise Invalid({"vendor": _REFUSED})
        if not await deed.connection.fetchval("SELECT EXISTS (SELECT FROM vendors_vendor WHERE id = $1)", vendor):
            raise NotFound
        try:
            made = await deed.connection.fetchval(_INSERT, finding, vendor, kind.value, note[:300], by.name, at)
        except UniqueViolationError as twice:
            raise Conflict("该机构的这项贡献已经登记。", "This part of the vendor is noted already.") from twice
        after: Mapping[str, Json] = {"contributor": vendor, "kind": kind.value}
        deed.note("finding.contributor_added", "finding", finding, after=after, note=note)
    return int(made)


async def remove_contributor(*, finding: int, entry: int, reason: str, by: Actor, at: datetime) -> None:
    """Take back an entry the bureau made. Raises NotFound, Forbidden, Conflict, Invalid (no reason)."""
    if not reason.strip():
        raise Invalid({"reason": Words("请说明撤销的理由。", "Say why it is taken back.")})
    async with act(by=by, at=at) as deed:
        held = await take_up(deed, finding=finding)
        row = await deed.connection.fetchrow(_TAKE_BACK, entry, finding)
        if row is None:
            raise NotFound
        before: Mapping[str, Json] = {"contributor": row["contributor"], "kind": row["kind"], "note": row["note"]}
        deed.note("finding.contributor_removed", "finding", held.id, before=before, note=reason)
