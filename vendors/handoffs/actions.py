"""A slip sent, given its receiver, or taken back; how it is answered is in answer_actions."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.attachments.actions import attach, share
from vendors.attachments.rules import File
from vendors.errors import Forbidden, Gate, Invalid, NotFound, Words
from vendors.handoffs.rules import HandoffState, Side, Slip, check_transition, kind_of, problems
from vendors.institutions.queries import institutions_by_code
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import HANDOFFS, allot
from vendors.people.recusal.barring import Tie, company_conflicts
from vendors.people.recusal.ties import PersonType
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.policy.identity import exposures
from vendors.policy.parameters import parameter
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import ASSIGNABLE, Group, must_be_bureau
from vendors.scope import widened
from vendors.tasks.queries import task as task_view

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT = """
INSERT INTO vendors_handoff
  (number, from_group, to_group, subject, facts, institution, task, previous, state, sent_at, sent_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10) RETURNING id
"""
_SIDE = """
INSERT INTO vendors_handoff_side (vendor, handoff, side) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
"""
_DISPATCH = """
UPDATE vendors_handoff SET state = 'sent', dispatched_at = $2, due_on = $3, due_is_provisional = $4 WHERE id = $1
"""
_HELD = """
SELECT h.id, h.number, h.from_group, h.to_group, h.subject, h.institution, h.state, h.sent_at, h.dispatched_at,
  h.due_on, h.received_at,
  (SELECT s.vendor FROM vendors_handoff_side s WHERE s.handoff = h.id AND s.side = 'sender') AS sender,
  (SELECT s.vendor FROM vendors_handoff_side s WHERE s.handoff = h.id AND s.side = 'receiver') AS receiver
FROM vendors_handoff h WHERE h.id = $1 FOR UPDATE OF h
"""
_SEEN = """
SELECT 1 FROM vendors_handoff h WHERE h.id = $1 AND ($2::int IS NULL OR EXISTS (
  SELECT FROM vendors_handoff_side s WHERE s.handoff = h.id AND s.vendor = $2))
"""
_OF_GROUP = "SELECT id FROM vendors_vendor WHERE kind = $1 AND status = ANY($2::text[]) ORDER BY id"


async def send_handoff(*, slip: Slip, by: Actor, at: datetime, file: File | None = None, sha256: str = "") -> int:
    """Send a slip to another 小组; returns its id. A vendor sends from its own group.

    The receiving group's only vendor in service gets it at once, unless it must keep away from the institution; else,
    or with several of them, it waits for the bureau to choose, unless the bureau has. Raises Invalid naming the
    fields, NotFound for a task that is not this person's, Gate for a chosen vendor that must keep away.
    """
    group = slip.from_group
    if by.vendor is not None:
        group = (await vendor_view(by.vendor, for_=by)).kind.group
    wrong = problems(slip, group)
    if by.region and not slip.institution:
        wrong["institution"] = Words("县区发流转单须填写涉及机构。", "A county's slip names one of its institutions.")
    if wrong or group is None:
        raise Invalid(wrong)
    institution = await _institution(slip.institution)
    if slip.task is not None:
        await task_view(slip.task, for_=by)
    contributors = slip.contributors if by.at_bureau else ()
    for vendor in contributors:
        await vendor_view(vendor, for_=by)
    async with act(by=by, at=at) as deed:
        made = await store(
            deed, slip, group=group, institution=institution, sender=by.vendor, contributors=contributors
        )
        if file is not None:
            await attach(
                deed, object_type="handoff", object_id=made, vendor=by.vendor, title=slip.subject.strip(), file=file,
                sha256=sha256,
            )  # fmt: skip
            await share_files(deed, made)
    return made


async def store(
    deed: Deed,
    slip: Slip,
    *,
    group: Group,
    institution: int | None,
    sender: int | None,
    contributors: Collection[int] = (),
    previous: int | None = None,
) -> int:
    """A new slip with its sides, within an act; dispatched when its receiver is known."""
    receiver = await _receiver(deed, slip, institution)
    (number,) = await allot(deed.connection, HANDOFFS, year=local_date(deed.at).year)
    sides = dict.fromkeys(contributors, Side.CONTRIBUTOR)
    sides |= {sender: Side.SENDER} if sender else {}
    sides |= {receiver: Side.RECEIVER} if receiver else {}
    subject = slip.subject.strip()[:120]
    async with widened(deed.connection):
        made = int(
            await deed.connection.fetchval(
                _INSERT, number, group.value, slip.to_group.value, subject, slip.facts.strip(), institution, slip.task,
                previous, deed.at, deed.by.name,
            )
        )  # fmt: skip
        await deed.connection.executemany(_SIDE, [(vendor, made, side.value) for vendor, side in sides.items()])
        after: dict[str, Json] = {"number": number, "from": group.value, "to": slip.to_group.value, "subject": subject}
        deed.note("handoff.sent", "handoff", made, vendor=sender, after=after)
        if receiver is not None:
            await dispatch(deed, made)
    return made


async def share_files(deed: Deed, handoff: int, *, source: int | None = None) -> None:
    """Every vendor with a side in the slip sees its files, or those of the slip it was forwarded from."""
    async with widened(deed.connection):
        sides = await deed.connection.fetch("SELECT vendor FROM vendors_handoff_side WHERE handoff = $1", handoff)
        for side in sides:
            await share(deed, object_type="handoff", object_id=handoff, vendor=side["vendor"], source=source)


async def dispatch(deed: Deed, handoff: int) -> None:
    """The receiver's time begins; it is told in the journal and in `due_on`."""
    today = local_date(deed.at)
    due = deadline(today, parameter("handoff_answer_days", today).whole)
    await deed.connection.execute(_DISPATCH, handoff, deed.at, due.on, due.provisional)
    after: dict[str, Json] = {"due_on": due.on.isoformat(), "provisional": due.provisional}
    deed.note("handoff.dispatched", "handoff", handoff, after=after)


async def route_handoff(*, handoff: int, vendor: int, by: Actor, at: datetime) -> None:
    """The bureau gives a waiting slip to a vendor of its group.

    Raises Conflict, Invalid for one of another kind, Gate for one that must keep away from the slip's institution.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        row = await held(deed, handoff)
        check_transition(HandoffState(row["state"]), HandoffState.SENT)
        await _must_be_of_group(deed, vendor, Group(row["to_group"]))
        await _must_be_free(deed, vendor, row["institution"])
        await deed.connection.execute(_SIDE, vendor, handoff, Side.RECEIVER.value)
        await share_files(deed, handoff)
        await dispatch(deed, handoff)


async def withdraw_handoff(*, handoff: int, reason: str, by: Actor, at: datetime) -> None:
    """Its sender, or the bureau, takes back a slip nobody has received yet, with a reason."""
    if not reason.strip():
        raise Invalid({"reason": Words("请写明撤回理由。", "Say why it is taken back.")})
    exposed = exposures({"reason": reason})
    if exposed:
        raise Invalid(exposed)
    async with act(by=by, at=at) as deed:
        row = await held(deed, handoff)
        if by.vendor not in {None, row["sender"]}:
            raise Forbidden("只有发出方可以撤回。", "Only its sender takes a slip back.")
        check_transition(HandoffState(row["state"]), HandoffState.WITHDRAWN)
        await deed.connection.execute("UPDATE vendors_handoff SET state = 'withdrawn' WHERE id = $1", handoff)
        deed.note("handoff.withdrawn", "handoff", handoff, vendor=row["sender"], note=reason.strip())


async def held(deed: Deed, handoff: int) -> "Record":
    """The locked row of a slip this person has a part in, with its sender and receiver. Raises NotFound."""
    if not await deed.connection.fetchval(_SEEN, handoff, deed.by.vendor):
        raise NotFound
    async with widened(deed.connection):
        row: Record = await deed.connection.fetchrow(_HELD, handoff)
    return row


async def _institution(code: str) -> int | None:
    if not code:
        return None
    found = (await institutions_by_code([code])).get(code)
    if found is None:
        words = Words(f"登记表中没有机构编码 {code}。", f"{code} is not in the register.")
        raise Invalid({"institution": words})
    return found.id


async def _receiver(deed: Deed, slip: Slip, institution: int | None) -> int | None:
    """Who gets it: the vendor the bureau chose, or the group's only one; None when there is a choice to make."""
    if slip.to_vendor is not None and deed.by.at_bureau:
        await _must_be_of_group(deed, slip.to_vendor, slip.to_group)
        await _must_be_free(deed, slip.to_vendor, institution)
        return slip.to_vendor
    async with widened(deed.connection):
        rows = await deed.connection.fetch(_OF_GROUP, kind_of(slip.to_group).value, sorted(ASSIGNABLE))
    if not rows:
        raise Invalid({"to_group": Words("该小组没有在服机构。", "No vendor of this group is in service.")})
    only = int(rows[0]["id"]) if len(rows) == 1 else None
    return None if only is None or await _ties(deed, only, institution) else only


async def _ties(deed: Deed, vendor: int, institution: int | None) -> tuple[Tie, ...]:
    """The company's own ties to the institution a slip is about; its people's keep them, not the company, away."""
    if institution is None:
        return ()
    async with widened(deed.connection):
        found = await company_conflicts(vendor, institutions=[institution], on=local_date(deed.at))
    return tuple(tie for tie in found if tie.person_type is PersonType.VENDOR)


async def _must_be_free(deed: Deed, vendor: int, institution: int | None) -> None:
    ties = await _ties(deed, vendor, institution)
    if ties:
        zh, en = " ".join(tie.words.zh for tie in ties), " ".join(tie.words.en for tie in ties)
        rule = ties[0].rule
        raise Gate(
            "handoff_recusal",
            f"该机构须回避，不能接收本流转单：{zh}（{rule}）。请改派其他机构或撤回。",
            f"The vendor must keep away and cannot receive it: {en} (LZ Art.34). Choose another, or withdraw it.",
        )


async def _must_be_of_group(deed: Deed, vendor: int, group: Group) -> None:
    rows = await deed.connection.fetch(_OF_GROUP, kind_of(group).value, sorted(ASSIGNABLE))
    if vendor not in {row["id"] for row in rows}:
        raise Invalid({"to_vendor": Words("请选择接收小组的在服机构。", "Choose a vendor of the group in service.")})
