from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.handling.queries import Due, dues
from vendors.handling.rules import Stream
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import RECOVERIES, allot
from vendors.periods import local_date
from vendors.recoveries.actions.lowering import settle_anew
from vendors.recoveries.actions.posting import HeldAccount, Paper, hold, must_be, post
from vendors.recoveries.rules import DESTINATION, PLANNED, Destination, EntryKind, Instalment, check_plan
from vendors.rulings.actions.deciding import set_state
from vendors.rulings.decision_rules import DecisionState

if TYPE_CHECKING:
    from asyncpg import Record

_DECISION: Final = "SELECT id, number, institution, state FROM vendors_decision WHERE id = $1 FOR UPDATE"
_BOOKED: Final = """
SELECT i.measure, i.finding FROM vendors_recovery_item i JOIN vendors_recovery r ON r.id = i.recovery
WHERE r.decision = $1
"""
_ABOUT: Final = """
SELECT m.id AS measure, m.kind, f.id AS finding, f.source
FROM vendors_measure m LEFT JOIN vendors_finding f ON f.id = ANY($2) WHERE m.id = ANY($1)
"""
_OPEN: Final = """
INSERT INTO vendors_recovery
  (number, decision, institution, stream, destination, destination_note, opened_by, opened_by_name, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
"""
_ITEM: Final = """
INSERT INTO vendors_recovery_item (recovery, institution, finding, fund, measure, measure_kind, source)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_PLAN: Final = """
SELECT due_on, amount_fen FROM vendors_recovery_instalment WHERE recovery = $1
  AND plan = (SELECT max(plan) FROM vendors_recovery_instalment WHERE recovery = $1) ORDER BY position
"""
_INSTALMENT: Final = """
INSERT INTO vendors_recovery_instalment
  (recovery, institution, plan, position, due_on, amount_fen, reason, by_name, at)
SELECT $1, $2, coalesce((SELECT max(plan) FROM vendors_recovery_instalment WHERE recovery = $1), 0) + 1, position,
  due_on, amount_fen, $5, $6, $7
FROM unnest($3::date[], $4::bigint[]) WITH ORDINALITY AS told (due_on, amount_fen, position)
"""


async def open_ledger(
    *, decision: int, due_on: date, destination_note: str = "", by: Actor, at: datetime
) -> tuple[int, ...]:
    """Book what a decision's approved measures make due and is not booked yet: an account for each stream.

    `due_on` is the last day to pay; `destination_note` says where 违约金 goes by the agreement, and is needed with it.
    Items of the same findings that waited for a new determination are settled by this. The accounts' ids.
    Raises NotFound, Forbidden, Conflict (nothing to book), Invalid.
    """
    must_be(by, Role.ACCOUNTANT)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_DECISION, decision)
        if row is None:
            raise NotFound
        booked = {(one["measure"], one["finding"]) for one in await deed.connection.fetch(_BOOKED, decision)}
        new = [one for one in await dues(decision) if one.fen > 0 and (one.measure, one.finding) not in booked]
        if not new:
            raise Conflict("没有待立账的处理措施。", "No approved measure waits to be booked.")
        _check(new, due_on=due_on, destination_note=destination_note, on=local_date(at))
        await settle_anew(deed, findings={one.finding for one in new if one.finding}, decision=decision)
        made = [
            await _book(deed, await _account(deed, row, stream, destination_note), row["number"], new, due_on=due_on)
            for stream in Stream
            if any(one.stream is stream for one in new)
        ]
        await set_state(deed, decision=decision, state=DecisionState.RECOVERING)
    return tuple(made)


def _check(new: Sequence[Due], *, due_on: date, destination_note: str, on: date) -> None:
    faults: dict[str, Words] = {}
    streams = {one.stream for one in new}
    if streams & PLANNED and due_on < on:
        faults["due_on"] = Words("到期日不能早于今天。", "The due date cannot have passed.")
    agreed = any(DESTINATION[stream] is Destination.AGREEMENT for stream in streams)
    if agreed and not destination_note.strip():
        faults["destination_note"] = Words("请按协议填写违约金的去向。", "Say where the agreement sends the damages.")
    if faults:
        raise Invalid(faults)


async def _book(deed: Deed, account: HeldAccount, decision: str, approved: Sequence[Due], *, due_on: date) -> int:
    new = [one for one in approved if one.stream is account.stream]
    told = await deed.connection.fetch(_ABOUT, [one.measure for one in new], [one.finding or 0 for one in new])
    kinds = {row["measure"]: row["kind"] for row in told}
    sources = {row["finding"]: row["source"] for row in told}
    shares = {}
    for one in new:
        about = (one.finding, one.fund, one.measure, kinds[one.measure], sources.get(one.finding) or "")
        item: int = await deed.connection.fetchval(_ITEM, account.id, account.institution, *about)
        shares[item] = one.fen
    paper = Paper(day=local_date(deed.at), voucher=decision)
    await post(deed, account, EntryKind.DUE, shares, paper=paper)
    if account.stream in PLANNED:
        rows = await deed.connection.fetch(_PLAN, account.id)
        before = [Instalment(due_on=row["due_on"], amount_fen=row["amount_fen"]) for row in rows]
        await _write_plan(deed, account, added(before, due_on=due_on, fen=sum(shares.values())), reason="")
    return account.id


async def _account(deed: Deed, decision: "Record", stream: Stream, destination_note: str) -> HeldAccount:
    """The decision's account of this stream, opened if need be, and held."""
    known = await deed.connection.fetchval(
        "SELECT id FROM vendors_recovery WHERE decision = $1 AND stream = $2", decision["id"], stream.value
    )
    if known is None:
        (number,) = await allot(deed.connection, RECOVERIES, year=local_date(deed.at).year)
        destination = DESTINATION[stream]
        note = destination_note.strip() if destination is Destination.AGREEMENT else ""
        known = await deed.connection.fetchval(
            _OPEN, number, decision["id"], decision["institution"], stream.value, destination.value, note,
            deed.by.id, deed.by.name, deed.at,
        )  # fmt: skip
        after = {"number": number, "stream": stream.value, "decision": decision["number"]}
        deed.note("recovery.opened", "recovery", known, after=after)
    return await hold(deed, recovery=known, version=None)


def added(plan: Sequence[Instalment], *, due_on: date, fen: int) -> tuple[Instalment, ...]:
    """A plan with one more amount on a day, in order."""
    days = {one.due_on: one.amount_fen for one in plan}
    days[due_on] = days.get(due_on, 0) + fen
    return tuple(Instalment(due_on=day, amount_fen=days[day]) for day in sorted(days))


async def plan_instalments(
    *, recovery: int, version: int, plan: Sequence[Instalment], reason: str, by: Actor, at: datetime
) -> None:
    """分期: a new plan in the place of the present one. Its amounts come to what is due.

    Raises NotFound, Forbidden, Conflict (stale; nothing to pay in this stream), Invalid.
    """
    must_be(by, Role.ACCOUNTANT)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明分期的理由。", "Give the reason for the instalments.")})
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        if account.stream not in PLANNED or not account.sums.outstanding_fen:
            raise Conflict("该台账没有需要缴纳的款项。", "Nothing is to be paid on this account.")
        check_plan(plan, due_fen=account.sums.due_fen)
        await _write_plan(deed, account, plan, reason=reason.strip())


async def _write_plan(deed: Deed, account: HeldAccount, plan: Sequence[Instalment], *, reason: str) -> None:
    days, fens = [one.due_on for one in plan], [one.amount_fen for one in plan]
    await deed.connection.execute(
        _INSTALMENT, account.id, account.institution, days, fens, reason, deed.by.name, deed.at
    )
    told: list[Mapping[str, Json]] = [{"due_on": one.due_on.isoformat(), "amount_fen": one.amount_fen} for one in plan]
    deed.note("recovery.planned", "recovery", account.id, after={"plan": told}, note=reason)
