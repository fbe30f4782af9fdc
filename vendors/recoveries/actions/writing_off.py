"""What is given up, what is enforced: 核销 proposed by the accountant and answered by the leader, 强制执行."""

from datetime import date, datetime
from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.money import yuan
from vendors.periods import local_date
from vendors.recoveries.actions.posting import Paper, hold, mark, must_be, post
from vendors.recoveries.rules import EntryKind, MarkKind, spread

_OPEN: Final = """
SELECT p.id, p.recovery, p.amount_fen, p.note, p.by FROM vendors_recovery_mark p
WHERE p.kind = 'write_off_proposed' AND p.recovery = $1
  AND NOT EXISTS (SELECT FROM vendors_recovery_mark a WHERE a.answers = p.id)
"""


async def propose_write_off(
    *, recovery: int, version: int, amount_fen: int, reason: str, by: Actor, at: datetime
) -> int:
    """申请核销; one at a time. The proposal's id. Raises NotFound, Forbidden, Conflict, Invalid."""
    must_be(by, Role.ACCOUNTANT)
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        most = sum(item.sums.outstanding_fen for item in account.asked_for)
        faults = {}
        if not 0 < amount_fen <= most:
            faults["amount"] = Words(
                f"核销金额须大于零，且不超过未追回的 {yuan(most)} 元。",
                f"Above zero, and no more than the {yuan(most)} yuan outstanding.",
            )
        if not reason.strip():
            faults["reason"] = Words("请写明核销的理由。", "Give the reason for writing it off.")
        if faults:
            raise Invalid(faults)
        if await deed.connection.fetchval(_OPEN, recovery):
            raise Conflict("已有一项核销申请待批。", "A write-off is waiting already.")
        return await mark(deed, account, MarkKind.WRITE_OFF_PROPOSED, note=reason, amount_fen=amount_fen)


async def answer_write_off(
    *, recovery: int, version: int, approved: bool, opinion: str, by: Actor, at: datetime
) -> None:
    """The leader's answer, never the proposer's own. Approved, the amount is written off the oldest items first.

    Raises NotFound, Forbidden, Conflict (stale; nothing proposed; less is outstanding by now), Invalid.
    """
    must_be(by, Role.LEADER)
    if not approved and not opinion.strip():
        raise Invalid({"opinion": Words("不同意须写明理由。", "A refusal needs its reason.")})
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        waiting = await deed.connection.fetchrow(_OPEN, recovery)
        if waiting is None:
            raise Conflict("没有待批的核销申请。", "No write-off waits for approval.")
        if waiting["by"] == by.id:
            raise Forbidden("申请人不能批准自己的核销申请。", "Nobody approves a write-off they proposed.")
        kind = MarkKind.WRITE_OFF_APPROVED if approved else MarkKind.WRITE_OFF_REFUSED
        await mark(deed, account, kind, note=opinion, amount_fen=waiting["amount_fen"], answers=waiting["id"])
        if approved:
            rooms = [(item.id, item.sums.outstanding_fen) for item in account.asked_for]
            paper = Paper(day=local_date(at), reason=waiting["note"])
            await post(deed, account, EntryKind.WRITE_OFF, spread(waiting["amount_fen"], rooms), paper=paper)


async def enforce(*, recovery: int, version: int, document: str, day: date, by: Actor, at: datetime) -> int:
    """申请强制执行, with the document that asks for it. Raises NotFound, Forbidden, Conflict, Invalid."""
    must_be(by, Role.ACCOUNTANT)
    faults = {}
    if not document.strip():
        faults["document"] = Words("请填写申请强制执行的文号或法院。", "Name the application or the court.")
    if day > local_date(at):
        faults["day"] = Words("日期不能晚于今天。", "The day cannot be in the future.")
    if faults:
        raise Invalid(faults)
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        if not account.sums.outstanding_fen:
            raise Conflict("该台账没有未追回的款项。", "Nothing is outstanding on this account.")
        return await mark(deed, account, MarkKind.ENFORCED, note=document, day=day)


async def reconcile(
    *, recovery: int, version: int, day: date, difference_fen: int = 0, reason: str = "", by: Actor, at: datetime
) -> int:
    """对账 of one account up to a day; a difference from the other side's books needs its reason.

    Raises NotFound, Forbidden, Conflict, Invalid.
    """
    must_be(by, Role.ACCOUNTANT)
    async with act(by=by, at=at) as deed:
        return await _reconciled(deed, recovery, version, day=day, difference_fen=difference_fen, reason=reason)


async def reconcile_many(*, accounts: "dict[int, int]", day: date, note: str, by: Actor, at: datetime) -> int:
    """对账 of several accounts (id → version seen) without differences, all or none; how many.

    Raises as `reconcile` does.
    """
    must_be(by, Role.ACCOUNTANT)
    if not accounts:
        raise Invalid({"pick": Words("请先勾选台账。", "Tick some accounts first.")})
    async with act(by=by, at=at) as deed:
        for recovery, version in sorted(accounts.items()):
            await _reconciled(deed, recovery, version, day=day, difference_fen=0, reason=note)
    return len(accounts)


async def _reconciled(deed: Deed, recovery: int, version: int, *, day: date, difference_fen: int, reason: str) -> int:
    if difference_fen and not reason.strip():
        raise Invalid({"reason": Words("有差异须写明原因。", "A difference needs its reason.")})
    if day > local_date(deed.at):
        raise Invalid({"day": Words("对账日期不能晚于今天。", "The day cannot be in the future.")})
    account = await hold(deed, recovery=recovery, version=version)
    return await mark(deed, account, MarkKind.RECONCILED, note=reason, amount_fen=difference_fen, day=day)
