"""What becomes of a slip that has its receiver: received, answered or forwarded, closed."""

from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Forbidden, Invalid, Words
from vendors.handoffs.actions import held, share_files, store
from vendors.handoffs.rules import Answer, HandoffState, Slip, check_transition, problems
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.policy.calendar import working_days_between
from vendors.policy.identity import exposures, shows_identity
from vendors.registry.rules import Group

if TYPE_CHECKING:
    from asyncpg import Record

_RECEIVE = "UPDATE vendors_handoff SET state = 'received', received_at = $2, received_by = $3 WHERE id = $1"
_ANSWER = """
UPDATE vendors_handoff SET state = $2, answer = $3, answer_text = $4, answered_at = $5, answered_by = $6,
  response_days = $7, received_at = coalesce(received_at, $5),
  received_by = CASE WHEN received_by = '' THEN $6 ELSE received_by END
WHERE id = $1
"""
_CLOSE = "UPDATE vendors_handoff SET state = 'closed', closed_at = $2, closed_by = $3 WHERE id = $1"


async def receive_handoff(*, handoff: int, by: Actor, at: datetime) -> None:
    """The receiving group has the slip. Raises Conflict when it has it already or has no receiver yet."""
    async with act(by=by, at=at) as deed:
        row = await _reached(deed, handoff)
        check_transition(HandoffState(row["state"]), HandoffState.RECEIVED)
        await deed.connection.execute(_RECEIVE, handoff, at, by.name)
        deed.note("handoff.received", "handoff", handoff, vendor=row["receiver"])


async def answer_handoff(
    *, handoff: int, answer: Answer, text: str, by: Actor, at: datetime, file: File | None = None, sha256: str = ""
) -> None:
    """Adopt, adopt in part or not, with what was done or why not. The response time stops."""
    _must_say(text)
    if answer is Answer.FORWARDED:
        raise Invalid({"answer": Words("转办请选择接收小组。", "To forward it, choose the group.")})
    async with act(by=by, at=at) as deed:
        row = await _reached(deed, handoff)
        check_transition(HandoffState(row["state"]), HandoffState.ANSWERED)
        await _answer(deed, row, answer, text)
        if file is not None:
            await attach(
                deed, object_type="handoff", object_id=handoff, vendor=by.vendor, title=f"答复：{row['subject']}"[:120],
                file=file, sha256=sha256,
            )  # fmt: skip
            await share_files(deed, handoff)


async def forward_handoff(*, handoff: int, to_group: Group, text: str, by: Actor, at: datetime) -> int:
    """Hand it on to a third 小组 as a slip of its own, in which the first sender has a part; returns its id."""
    _must_say(text)
    async with act(by=by, at=at) as deed:
        row = await _reached(deed, handoff)
        check_transition(HandoffState(row["state"]), HandoffState.FORWARDED)
        facts = await deed.connection.fetchval("SELECT facts FROM vendors_handoff WHERE id = $1", handoff)
        _must_be_masked(row["subject"], facts)
        slip = Slip(to_group=to_group, subject=row["subject"], facts=f"{facts}\n\n转办说明：{text.strip()}")
        group = Group(row["to_group"])
        wrong = problems(slip, group)
        if wrong:
            raise Invalid(wrong)
        await _answer(deed, row, Answer.FORWARDED, text)
        made = await store(
            deed, slip, group=group, institution=row["institution"], sender=row["receiver"],
            contributors=() if row["sender"] is None else (row["sender"],), previous=handoff,
        )  # fmt: skip
        await share_files(deed, made, source=handoff)
    return made


async def close_handoff(*, handoff: int, by: Actor, at: datetime) -> None:
    """Its sender, or the bureau, takes note of the answer and files the slip."""
    async with act(by=by, at=at) as deed:
        row = await held(deed, handoff)
        if by.vendor not in {None, row["sender"]}:
            raise Forbidden("只有发出方可以办结。", "Only its sender closes a slip.")
        check_transition(HandoffState(row["state"]), HandoffState.CLOSED)
        await deed.connection.execute(_CLOSE, handoff, at, by.name)
        deed.note("handoff.closed", "handoff", handoff, vendor=row["sender"])


async def _answer(deed: Deed, row: "Record", answer: Answer, text: str) -> None:
    state = HandoffState.FORWARDED if answer is Answer.FORWARDED else HandoffState.ANSWERED
    days = working_days_between(local_date(row["dispatched_at"]), local_date(deed.at))
    await deed.connection.execute(
        _ANSWER, row["id"], state.value, answer.value, text.strip(), deed.at, deed.by.name, days
    )
    after = {"answer": answer.value, "response_days": days, "on_time": local_date(deed.at) <= row["due_on"]}
    deed.note(f"handoff.{state.value}", "handoff", row["id"], vendor=row["receiver"], after=after)


async def _reached(deed: Deed, handoff: int) -> "Record":
    """The slip, for its receiver or the bureau in the receiver's place."""
    row = await held(deed, handoff)
    if deed.by.vendor not in {None, row["receiver"]}:
        raise Forbidden("只有接收方可以答复。", "Only its receiver answers a slip.")
    return row


def _must_say(text: str) -> None:
    if not text.strip():
        raise Invalid({"text": Words("请写明办理情况或理由。", "Say what was done, or why not.")})
    exposed = exposures({"text": text})
    if exposed:
        raise Invalid(exposed)


def _must_be_masked(subject: str, facts: str) -> None:
    """A slip from before such numbers were refused goes no further than it is."""
    if shows_identity(subject) or shows_identity(facts):
        zh = "原流转单写有完整的居民身份证号，不能转办：请答复不采纳，由发出方脱敏后重新发出。"
        en = "The slip tells a full identity number and cannot be forwarded: answer it, and have it sent again masked."
        raise Invalid({"text": Words(zh, en)})
