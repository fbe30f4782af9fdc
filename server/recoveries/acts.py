"""What can be done to an account, as data: which form, when it is open, what stands in it already."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.web.access import Right, may
from vendors.actors import Actor
from vendors.handling.rules import Stream
from vendors.labels import Labelled
from vendors.money import yuan
from vendors.recoveries.queries import AccountView
from vendors.recoveries.rules import PLANNED, Destination

ROWS: Final = 6
"""Instalments a plan may have on its form; further rows are offered once these are filled."""


class Act(Labelled):
    """The acts; the value is the last part of the address."""

    RECEIPT = "receipt", "登记收款", "Book a receipt"
    REMITTANCE = "remittance", "登记上缴", "Book a payment in"
    REFUND = "refund", "登记退还", "Book a refund"
    PLAN = "plan", "分期计划", "Plan instalments"
    WRITE_OFF = "write-off", "申请核销", "Propose a write-off"
    ENFORCEMENT = "enforcement", "申请强制执行", "Record enforcement"
    RECONCILIATION = "reconciliation", "对账", "Reconcile"
    SETTLEMENT = "settlement", "重新认定后结清", "Settle what was suspended"
    ANSWER = "answer", "审批核销", "Answer the write-off"


GLYPHS: Final[Mapping[Act, str]] = {
    Act.RECEIPT: "hand-coins",
    Act.REMITTANCE: "landmark",
    Act.REFUND: "undo-2",
    Act.PLAN: "calendar-days",
    Act.WRITE_OFF: "circle-minus",
    Act.ENFORCEMENT: "gavel",
    Act.RECONCILIATION: "scale",
    Act.SETTLEMENT: "check",
    Act.ANSWER: "check",
}
FIELDS: Final[Mapping[Act, tuple[str, ...]]] = {
    Act.RECEIPT: ("amount", "day", "voucher", "party", "reason"),
    Act.REMITTANCE: ("amount", "day", "voucher", "reason"),
    Act.REFUND: ("amount", "day", "voucher", "party", "reason"),
    Act.PLAN: ("reason", *(f"{part}_{row}" for row in range(1, 2 * ROWS + 1) for part in ("due_on", "part"))),
    Act.WRITE_OFF: ("amount", "reason"),
    Act.ENFORCEMENT: ("day", "document"),
    Act.RECONCILIATION: ("day", "difference", "reason"),
    Act.SETTLEMENT: (),
    Act.ANSWER: ("verdict", "opinion"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """When an act is open on an account, and whose it is."""

    right: Right
    when: Callable[[AccountView], bool]


def _asked(view: AccountView) -> int:
    return view.row.sums.outstanding_fen - view.row.suspended_fen


OPEN: Final[Mapping[Act, Open]] = {
    Act.RECEIPT: Open(right=Right.BOOK_RECOVERY, when=lambda view: _asked(view) > 0),
    Act.REMITTANCE: Open(
        right=Right.BOOK_RECOVERY,
        when=lambda view: view.row.destination is not Destination.NONE and view.row.sums.held_fen > 0,
    ),
    Act.REFUND: Open(right=Right.BOOK_RECOVERY, when=lambda view: view.row.sums.owed_back_fen > 0),
    Act.PLAN: Open(right=Right.BOOK_RECOVERY, when=lambda view: view.row.stream in PLANNED and _asked(view) > 0),
    Act.WRITE_OFF: Open(right=Right.BOOK_RECOVERY, when=lambda view: _asked(view) > 0 and view.proposal is None),
    Act.ENFORCEMENT: Open(
        right=Right.BOOK_RECOVERY, when=lambda view: view.row.overdue_fen > 0 and not view.row.enforced
    ),
    Act.RECONCILIATION: Open(right=Right.BOOK_RECOVERY, when=lambda view: bool(view.entries)),
    Act.SETTLEMENT: Open(
        right=Right.BOOK_RECOVERY,
        when=lambda view: any(item.suspended and item.standing_fen is not None for item in view.items),
    ),
    Act.ANSWER: Open(right=Right.APPROVE_WRITE_OFF, when=lambda view: view.proposal is not None),
}


def open_acts(view: AccountView, who: Actor) -> Sequence[Act]:
    """The acts to offer this person now; the ledger may still refuse."""
    return [
        act
        for act, rule in OPEN.items()
        if may(who, rule.right)
        and rule.when(view)
        and not (act is Act.ANSWER and view.proposal is not None and view.proposal.by == who.id)
    ]


def prefilled(act: Act, view: AccountView, *, today: date) -> Mapping[str, str]:
    """What is known already, so that nobody types it again."""
    row, day = view.row, today.isoformat()
    amounts = {
        Act.RECEIPT: _asked(view),
        Act.REMITTANCE: row.sums.held_fen,
        Act.REFUND: row.sums.owed_back_fen,
        Act.WRITE_OFF: _asked(view),
    }
    told = {"day": day, "party": row.institution_name if row.stream is not Stream.REFUSE else ""}
    if act in amounts:
        told["amount"] = yuan(amounts[act]).replace(",", "")
    if act is Act.RECONCILIATION:
        told["difference"] = "0.00"
    if act is Act.PLAN:
        for place, one in enumerate(view.plan, start=1):
            told |= {f"due_on_{place}": one.due_on.isoformat(), f"part_{place}": yuan(one.amount_fen).replace(",", "")}
    return told
