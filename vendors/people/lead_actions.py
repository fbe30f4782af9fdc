"""更换项目负责人: proposed by the vendor, approved by the bureau; the old lead ends and the new begins on one day."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.labels import Labelled
from vendors.people.actions import locked
from vendors.people.rules import Post, StaffState, must_stay
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau, must_reach

if TYPE_CHECKING:
    from asyncpg import Record

_LEAD: Final = """
SELECT id FROM vendors_staff WHERE vendor = $1 AND is_lead AND state <> 'refused'
AND (on_post_to IS NULL OR on_post_to >= $2) ORDER BY id LIMIT 1
"""
_INSERT: Final = """
INSERT INTO vendors_lead_proposal (vendor, outgoing, incoming, reason, state, proposed_by, proposed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_DECIDE: Final = """
UPDATE vendors_lead_proposal
SET state = $2, decided_by = $3, decided_at = $4, opinion = $5, effective_on = $6 WHERE id = $1
"""


class ProposalState(Labelled):
    """Where a proposal stands; an approved one is in force from that day."""

    PENDING = "pending", "待审批", "Awaiting approval"
    APPROVED = "approved", "已同意", "Approved"
    REFUSED = "refused", "不同意", "Refused"


async def propose_lead(*, incoming: int, reason: str, by: Actor, at: datetime) -> int:
    """Propose a person on post as the new project lead; returns the proposal's id.

    Raises NotFound, Invalid without a reason, Conflict for the lead as it is, a person not on post, a second proposal.
    """
    _must_say(reason)
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        person = await locked(deed, incoming)
        await _lock_vendor(deed, person.vendor)
        outgoing = await deed.connection.fetchval(_LEAD, person.vendor, today)
        _check_incoming(person.standing, today, is_lead=outgoing == incoming)
        waiting = "SELECT 1 FROM vendors_lead_proposal WHERE vendor = $1 AND state = 'pending'"
        if await deed.connection.fetchval(waiting, person.vendor):
            raise Conflict("已有一份更换申请待审批。", "A replacement is awaiting approval already.")
        made = await deed.connection.fetchval(
            _INSERT, person.vendor, outgoing, incoming, reason.strip(), ProposalState.PENDING.value, by.name, at
        )
        after: dict[str, Json] = {"proposal": int(made), "outgoing": outgoing, "incoming": incoming}
        deed.note("staff.lead_proposed", "staff", incoming, vendor=person.vendor, after=after, note=reason.strip())
    return int(made)


async def approve_lead(*, proposal: int, by: Actor, at: datetime, opinion: str = "") -> None:
    """同意更换: from today the old lead's role has ended and the new one's begun.

    Raises Forbidden for vendor people, NotFound, Conflict when decided already or the new lead is no longer on post.
    """
    must_be_bureau(by)
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        row = await _pending(deed, proposal)
        person = await locked(deed, row["incoming"])
        _check_incoming(person.standing, today, is_lead=False)
        was = await deed.connection.fetch(
            "UPDATE vendors_staff SET is_lead = false WHERE vendor = $1 AND is_lead RETURNING id", row["vendor"]
        )
        await deed.connection.execute("UPDATE vendors_staff SET is_lead = true WHERE id = $1", row["incoming"])
        await _decide(deed, proposal, ProposalState.APPROVED, opinion, today)
        after: dict[str, Json] = {"proposal": proposal, "effective_on": today.isoformat()}
        for one in was:
            deed.note("staff.lead_ended", "staff", one["id"], vendor=row["vendor"], after=after, note=opinion.strip())
        deed.note("staff.lead_began", "staff", row["incoming"], vendor=row["vendor"], after=after, note=opinion.strip())


async def refuse_lead(*, proposal: int, opinion: str, by: Actor, at: datetime) -> None:
    """不同意更换: everything stays as it was. Raises as `approve_lead`, Invalid without an opinion."""
    must_be_bureau(by)
    _must_say(opinion, "opinion")
    async with act(by=by, at=at) as deed:
        row = await _pending(deed, proposal)
        await _decide(deed, proposal, ProposalState.REFUSED, opinion, None)
        after: dict[str, Json] = {"proposal": proposal}
        deed.note(
            "staff.lead_refused", "staff", row["incoming"], vendor=row["vendor"], after=after, note=opinion.strip()
        )


async def _pending(deed: Deed, proposal: int) -> "Record":
    sql = "SELECT vendor, incoming, state FROM vendors_lead_proposal WHERE id = $1 FOR UPDATE"
    row = await deed.connection.fetchrow(sql, proposal)
    if row is None:
        raise NotFound
    must_reach(deed.by, row["vendor"])
    await _lock_vendor(deed, row["vendor"])
    if row["state"] != ProposalState.PENDING:
        raise Conflict("该申请已经办结。", "The proposal is decided already.")
    return row


async def _decide(deed: Deed, proposal: int, state: ProposalState, opinion: str, effective_on: date | None) -> None:
    told = (proposal, state.value, deed.by.name, deed.at, opinion.strip(), effective_on)
    await deed.connection.execute(_DECIDE, *told)


async def _lock_vendor(deed: Deed, vendor: int) -> None:
    """One change of lead at a time."""
    await deed.connection.execute("SELECT 1 FROM vendors_vendor WHERE id = $1 FOR NO KEY UPDATE", vendor)


def _check_incoming(standing: Post, today: date, *, is_lead: bool) -> None:
    state = standing.state_on(today)
    if is_lead:
        raise Conflict("该人员已是项目负责人。", "This person is the project lead already.")
    if state is not StaffState.ON_POST:
        raise Conflict(
            f"拟任人员状态为“{state.zh}”，须为在岗且资质有效。",
            f"The person proposed is “{state.en}”; the lead must be on post with valid certificates.",
        )
    must_stay(standing, today)


def _must_say(text: str, field: str = "reason") -> None:
    if not text.strip():
        raise Invalid({field: Words("请写明理由。", "Give a reason.")})
