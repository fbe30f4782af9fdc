"""Taking hold of a finding and moving it: the one place where a finding's state is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from vendors.errors import Conflict, NotFound
from vendors.findings.rules import Act, Certainty, FindingState, effective, next_state
from vendors.journal.actions import Deed
from vendors.journal.rules import Json

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = "id, vendor, number, institution, state, version, certainty, amount_fen, uploaded_by, heard_until, blind"
_HOLD = f"SELECT {_COLUMNS} FROM vendors_finding WHERE id = $1 FOR UPDATE"  # noqa: S608 constant columns
_MOVE = "UPDATE vendors_finding SET state = $2, version = version + 1 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A finding whose row this transaction has locked; `state` is the effective one at the act's instant."""

    id: int
    vendor: int
    number: str
    institution: int
    state: FindingState
    expired: bool
    version: int
    certainty: Certainty
    amount_fen: int
    uploaded_by: int
    heard_until: date | None
    blind: bool


def _held(row: "Record", deed: Deed) -> Held:
    fields = dict(row)
    stored = FindingState(fields.pop("state"))
    certainty = Certainty(fields.pop("certainty"))
    state = effective(stored, heard_until=fields["heard_until"], at=deed.at)
    return Held(**fields, certainty=certainty, state=state, expired=state is not stored)


async def hold(deed: Deed, *, finding: int, version: int) -> Held:
    """Lock the row. NotFound when not there or another vendor's, Conflict when it has moved on since `version`."""
    row = await deed.connection.fetchrow(_HOLD, finding)
    if row is None or (not deed.by.at_bureau and deed.by.vendor != row["vendor"]):
        raise NotFound
    if row["version"] != version:
        raise Conflict(
            f"{row['number']} 已被他人更新（您看到的是第 {version} 版，现为第 {row['version']} 版），请刷新后再办。",
            f"{row['number']} has changed since (you saw version {version}, it is now {row['version']}); reload it.",
        )
    return _held(row, deed)


async def move(
    deed: Deed, held: Held, act: Act, *, note: str = "", after: Mapping[str, Json] | None = None
) -> FindingState:
    """Do `act` to a held finding: check it, write the new state, journal it (with a waiver that had come due)."""
    to = next_state(state=held.state, act=act, by=deed.by, vendor=held.vendor)
    if held.expired:
        note_expiry(deed, finding=held.id, vendor=held.vendor, heard_until=held.heard_until)
    await deed.connection.execute(_MOVE, held.id, to.value)
    deed.note(
        f"finding.{act.value}",
        "finding",
        held.id,
        vendor=held.vendor,
        before={"state": held.state.value},
        after={"state": to.value, **(after or {})},
        note=note,
    )
    return to


def note_expiry(deed: Deed, *, finding: int, vendor: int, heard_until: date | None) -> None:
    """Journal that the time to be heard ran out unused."""
    deed.note(
        f"finding.{Act.EXPIRE.value}",
        "finding",
        finding,
        vendor=vendor,
        before={"state": FindingState.NOTIFIED.value},
        after={"state": FindingState.WAIVED.value, "heard_until": str(heard_until)},
    )
