"""Bringing items down to a new due, so that every invariant of the ledger holds after each row."""

from collections.abc import Collection, Mapping
from typing import Final

from vendors.journal.actions import Deed
from vendors.periods import local_date
from vendors.recoveries.actions.posting import HeldAccount, Paper, hold, mark, post
from vendors.recoveries.rules import EntryKind, Lowering, MarkKind, lowering

_SUSPENDED: Final = """
SELECT DISTINCT i.recovery FROM vendors_recovery_item i JOIN vendors_recovery r ON r.id = i.recovery
WHERE i.finding = ANY($1) AND i.suspended AND ($2::int IS NULL OR r.decision <> $2) ORDER BY 1
"""


async def lower(
    deed: Deed, account: HeldAccount, to: Mapping[int, int], *, reason: str, reversal: str = ""
) -> Mapping[int, Lowering]:
    """Items (id → new due) come down: paid-in money recalled, then recovered money made refundable, then the rest.

    In that order no sum is ever below another it has to cover.
    """
    items = {item.id: item for item in account.items}
    steps = {item: lowering(items[item].sums, to_fen=fen) for item, fen in to.items()}
    paper = Paper(day=local_date(deed.at), reason=reason)
    rows = (
        (EntryKind.REMITTANCE_RECALLED, {item: -step.recalled_fen for item, step in steps.items()}),
        (EntryKind.REFUNDABLE, {item: step.refundable_fen for item, step in steps.items()}),
        (EntryKind.WRITE_OFF_LOWERED, {item: -step.write_off_fen for item, step in steps.items()}),
        (EntryKind.DUE_LOWERED, {item: -step.due_fen for item, step in steps.items()}),
    )
    for kind, shares in rows:
        told = {item: fen for item, fen in shares.items() if fen}
        if told:
            await post(deed, account, kind, told, paper=paper, reversal=reversal)
    return steps


async def settle_anew(deed: Deed, *, findings: Collection[int], decision: int | None = None) -> None:
    """Findings have been determined anew: what an earlier decision's accounts still held for them comes to nothing.

    What had been recovered there becomes refundable; `decision` is the new one, whose accounts are left alone.
    """
    for row in await deed.connection.fetch(_SUSPENDED, list(findings), decision):
        account = await hold(deed, recovery=row["recovery"], version=None)
        waiting = [item for item in account.items if item.suspended and item.finding in findings]
        await lower(deed, account, {item.id: 0 for item in waiting}, reason="重新认定，原应追结清")
        for item in waiting:
            await mark(deed, account, MarkKind.RESUMED, item=item.id)
