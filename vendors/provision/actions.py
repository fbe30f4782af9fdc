"""Putting releases on the ledger and seeing them through; every act is also in the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from vendors.actors import SYSTEM, Actor
from vendors.contracts.queries import contracts
from vendors.errors import Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.numbering import PROVISIONS, allot
from vendors.periods import local_date
from vendors.policy.identity import exposures
from vendors.policy.parameters import parameter
from vendors.provision.entitlement import must_be_entitled
from vendors.provision.rules import (
    TASK_OBJECTS,
    Channel,
    ProvisionState,
    What,
    closed_gate,
    interchangeable,
    needs_leader,
)
from vendors.registry.rules import must_be_bureau, must_reach

if TYPE_CHECKING:
    from asyncpg.connection import Connection

NOTHING_FOUND: Final[Mapping[str, Words]] = MappingProxyType({})
LEGAL_BASIS: Final = "个人信息保护法第二十一条；数据安全法第四十条"
_INSERT = """
INSERT INTO vendors_provision
  (vendor, number, what, description, row_count, recipient, purpose, legal_basis, channel, object_type, object_id,
   state, requested_by, requested_by_id, requested_at, approval, approved_by, approved_by_id, approved_at,
   provided_at, provided_by, due_back_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
RETURNING id
"""
_APPROVED = """
SELECT id, state, approved_by, approved_by_id, approved_at FROM vendors_provision
WHERE vendor = $1 AND object_type = $2 AND object_id = $3 AND row_count >= $4 AND approval IS NULL
  AND what = ANY($5::text[]) AND approved_by_id IS NOT NULL AND state <> 'refused' ORDER BY id LIMIT 1 FOR UPDATE
"""
_PROVIDED = """
UPDATE vendors_provision SET state = 'provided', row_count = $2, recipient = $3, channel = $4, provided_at = $5,
  provided_by = $6, due_back_on = coalesce(due_back_on, $7) WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What is to be released, to whom at the vendor, for what and how; `due_back_on` none means by the contract.

    `contract` is the one of the task it is for, none outside a task; only asked whether it still runs.
    """

    vendor: int
    what: What
    rows: int
    purpose: str
    description: str = ""
    recipient: str = ""
    legal_basis: str = LEGAL_BASIS
    channel: Channel = Channel.SYSTEM
    object_type: str = ""
    object_id: int | None = None
    due_back_on: date | None = None
    contract: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Approval:
    """Who approved: a leader's own row on the ledger, or the act that gave the object out."""

    row: int | None
    name: str
    person: int | None = None
    at: datetime | None = None


async def record_provision(
    *,
    vendor: int,
    what: What,
    rows: int,
    purpose: str,
    object_type: str,
    object_id: int,
    approved_by: str,
    by: Actor,
    at: datetime,
    description: str = "",
    recipient: str = "",
    channel: Channel = Channel.SYSTEM,
    due_back_on: date | None = None,
    contract: int | None = None,
) -> int:
    """A release that happens now, within the caller's act; returns its row on the ledger.

    `approved_by` says which act covers it (the task's issue, and by whom). Outside a task, or above
    `provision_approval_rows`, a leader must have approved it on the ledger before: else Gate `provision_approval`.
    An approved row not provided yet becomes this release; later ones name it. Raises Gate as must_be_entitled.
    """
    taker = recipient or (by.name if by.vendor else "")
    release = Release(
        vendor=vendor, what=what, rows=rows, purpose=purpose, description=description, recipient=taker, channel=channel,
        object_type=object_type, object_id=object_id, due_back_on=due_back_on, contract=contract,
    )  # fmt: skip
    must_reach(by, vendor)
    _must_be_sound(release)
    await must_be_entitled(vendor, contract, on=local_date(at))
    async with act(by=by, at=at) as deed:
        due = due_back_on or await _due_back(vendor, at)
        made = await _provide(deed, release, approved_by=approved_by, due=due)
        _note(deed, "provision.provided", made, release)
    return made


async def _provide(deed: Deed, release: Release, *, approved_by: str, due: date) -> int:
    """The release as a row of its own, or as the approved row that waited for it. Raises Gate."""
    same = [one.value for one in interchangeable(release.what)]
    about = (release.vendor, release.object_type, release.object_id, release.rows, same)
    row = await deed.connection.fetchrow(_APPROVED, *about)
    if row is None:
        most = parameter("provision_approval_rows", local_date(deed.at)).whole
        if needs_leader(object_type=release.object_type, rows=release.rows, most=most):
            raise closed_gate(rows=release.rows, most=most, in_task=release.object_type in TASK_OBJECTS)
        approval = _Approval(row=None, name=approved_by, at=deed.at)
        return await _insert(deed, release, state=ProvisionState.PROVIDED, approval=approval, due=due)
    if row["state"] == ProvisionState.APPROVED.value:
        told = (release.rows, release.recipient, release.channel.value, deed.at, deed.by.name, due)
        await deed.connection.execute(_PROVIDED, row["id"], *told)
        return int(row["id"])
    approval = _Approval(row=row["id"], name=row["approved_by"], person=row["approved_by_id"], at=row["approved_at"])
    return await _insert(deed, release, state=ProvisionState.PROVIDED, approval=approval, due=due)


async def request_provision(*, release: Release, by: Actor, at: datetime) -> int:
    """Put a planned release before a leader, or, when the task's issue covers it, take it as approved by who asks.

    Raises Invalid naming the fields, NotFound for a vendor there is not, Gate as must_be_entitled.
    """
    must_be_bureau(by)
    _must_be_sound(release, exposures({"purpose": release.purpose, "description": release.description}))
    await must_be_entitled(release.vendor, release.contract, on=local_date(at))
    most = parameter("provision_approval_rows", local_date(at)).whole
    leader = needs_leader(object_type=release.object_type, rows=release.rows, most=most)
    state = ProvisionState.REQUESTED if leader else ProvisionState.APPROVED
    approval = None if leader else _Approval(row=None, name=by.name, at=at)
    async with act(by=by, at=at) as deed:
        due = release.due_back_on or await _due_back(release.vendor, at)
        made = await _insert(deed, release, state=state, approval=approval, due=due)
        _note(deed, "provision.requested", made, release)
    return made


def _must_be_sound(release: Release, found: Mapping[str, Words] = NOTHING_FOUND) -> None:
    wrong = dict(found)
    if release.rows < 1:
        wrong["rows"] = Words("行数至少为 1。", "There is at least one row.")
    if not release.purpose.strip():
        wrong["purpose"] = Words("请写明用途。", "Say what it is for.")
    if wrong:
        raise Invalid(wrong)


async def _due_back(vendor: int, at: datetime) -> date:
    """So many days after the vendor's last running contract ends; without one, after today."""
    today = local_date(at)
    running = await contracts(for_=SYSTEM, vendor=vendor, in_force_on=today)
    end = max((one.ends_on for one in running), default=today)
    return end + timedelta(days=parameter("provision_return_days", today).whole)


async def _insert(deed: Deed, release: Release, *, state: ProvisionState, approval: _Approval | None, due: date) -> int:
    connection: Connection = deed.connection
    (number,) = await allot(connection, PROVISIONS, year=local_date(deed.at).year)
    out = state is ProvisionState.PROVIDED
    made = await connection.fetchval(
        _INSERT, release.vendor, number, release.what.value, release.description[:200], release.rows,
        release.recipient[:80], release.purpose[:300], release.legal_basis[:200], release.channel.value,
        release.object_type, release.object_id, state.value, deed.by.name, deed.by.id, deed.at,
        approval and approval.row, (approval.name if approval else "")[:80], approval and approval.person,
        approval and approval.at, deed.at if out else None, deed.by.name if out else "", due,
    )  # fmt: skip
    return int(made)


def _note(deed: Deed, kind: str, made: int, release: Release) -> None:
    deed.note(
        kind, "provision", made, vendor=release.vendor,
        after={
            "what": release.what.value, "rows": release.rows, "purpose": release.purpose,
            "object": f"{release.object_type} {release.object_id or ''}".strip(), "channel": release.channel.value,
            "recipient": release.recipient,
        },
    )  # fmt: skip
