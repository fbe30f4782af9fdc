"""撤销、变更、责令重作 of a determination: the one act in which determination and ledger move together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.journal.actions import Deed, act
from vendors.recoveries.actions.lowering import lower
from vendors.recoveries.actions.posting import HeldAccount, hold, mark
from vendors.recoveries.reversal_rules import DueItem, new_dues
from vendors.recoveries.rules import MarkKind
from vendors.rulings.actions.deciding import set_state
from vendors.rulings.actions.superseding import Superseded, supersede
from vendors.rulings.decision_rules import DecisionState, ReversalChannel, ReversalResult

_ACCOUNTS: Final = "SELECT DISTINCT recovery FROM vendors_recovery_item WHERE finding = $1 ORDER BY 1"
_FREE: Final = """
SELECT r.id FROM vendors_recovery r WHERE r.decision = $1 AND r.stream IN ('damages', 'fine', 'confiscate')
"""
_AMOUNTS: Final = "SELECT id, amount_fen FROM vendors_determination WHERE id = ANY($1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was ordered, and by whom.

    `amounts` (line → fen, every line) goes with 变更 only; `dues` (item → new due) says what is not to go down in
    proportion.
    """

    result: ReversalResult
    channel: ReversalChannel
    authority: str
    document: str
    decided_on: date
    reason: str
    amounts: Mapping[int, int] | None = None
    dues: Mapping[int, int] | None = None
    discussion_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed:
    """`number` of the reversal; how far the due came down and what became refundable, by item."""

    number: str
    lowered: Mapping[int, int]
    refundable: Mapping[int, int]
    suspended: tuple[int, ...]


async def reverse_determination(*, finding: int, version: int, order: Order, by: Actor, at: datetime) -> Reversed:
    """The determination superseded and its dues lowered or suspended, in one transaction.

    What was recovered above the new due becomes refundable. Raises as `supersede` does, and Invalid for a due that
    does not fit (`due_<item>`).
    """
    async with act(by=by, at=at) as deed:
        done = await supersede(
            deed,
            finding=finding,
            version=version,
            result=order.result,
            amounts=order.amounts,
            channel=order.channel,
            authority=order.authority,
            document=order.document,
            decided_on=order.decided_on,
            reason=order.reason,
            discussion_id=order.discussion_id,
        )
        accounts = await _held(deed, finding, done.decision)
        if order.result is ReversalResult.REMAKE:
            return await _suspend(deed, accounts, done)
        return await _lower(deed, accounts, done, order)


async def _held(deed: Deed, finding: int, decision: int) -> tuple[HeldAccount, ...]:
    """The accounts with items of the finding, and those of the decision whose money names none."""
    own = {row["recovery"] for row in await deed.connection.fetch(_ACCOUNTS, finding)}
    free = {row["id"] for row in await deed.connection.fetch(_FREE, decision)}
    return tuple([await hold(deed, recovery=one, version=None) for one in sorted(own | free)])


async def _suspend(deed: Deed, accounts: Sequence[HeldAccount], done: Superseded) -> Reversed:
    marked = []
    for account in accounts:
        for item in account.items:
            if item.finding == done.finding and item.sums.due_fen and not item.suspended:
                await mark(deed, account, MarkKind.SUSPENDED, item=item.id, note=done.number)
                marked.append(item.id)
    return Reversed(number=done.number, lowered={}, refundable={}, suspended=tuple(marked))


async def _lower(deed: Deed, accounts: Sequence[HeldAccount], done: Superseded, order: Order) -> Reversed:
    rows = await deed.connection.fetch(_AMOUNTS, [done.old, done.new])
    amounts = {row["id"]: row["amount_fen"] for row in rows}
    before, after = amounts[done.old], amounts[done.new or done.old]
    items = [
        DueItem(id=item.id, stream=account.stream, finding=item.finding, due_fen=item.sums.due_fen)
        for account in accounts
        for item in account.items
    ]
    dues = new_dues(items, finding=done.finding, before_fen=before, after_fen=after, given=order.dues or {})
    lowered: dict[int, int] = {}
    refundable: dict[int, int] = {}
    for account in accounts:
        to = {
            item.id: dues[item.id] for item in account.items if dues.get(item.id, item.sums.due_fen) < item.sums.due_fen
        }
        steps = await lower(deed, account, to, reason=order.reason, reversal=done.number)
        lowered |= {item: step.due_fen for item, step in steps.items()}
        refundable |= {item: step.refundable_fen for item, step in steps.items() if step.refundable_fen}
    if refundable:
        await set_state(deed, decision=done.decision, state=DecisionState.RECOVERING)
    return Reversed(number=done.number, lowered=lowered, refundable=refundable, suspended=())
