from vendors.recoveries.actions.booking import attach_voucher, book_receipt, refund, remit, take_back
from vendors.recoveries.actions.closing import close_decision
from vendors.recoveries.actions.opening import open_ledger, plan_instalments
from vendors.recoveries.actions.posting import Paper
from vendors.recoveries.actions.reversing import Order, Reversed, reverse_determination
from vendors.recoveries.actions.settling import settle_suspended
from vendors.recoveries.actions.writing_off import (
    answer_write_off,
    enforce,
    propose_write_off,
    reconcile,
    reconcile_many,
)

__all__ = [
    "Order",
    "Paper",
    "Reversed",
    "answer_write_off",
    "attach_voucher",
    "book_receipt",
    "close_decision",
    "enforce",
    "open_ledger",
    "plan_instalments",
    "propose_write_off",
    "reconcile",
    "reconcile_many",
    "refund",
    "remit",
    "reverse_determination",
    "settle_suspended",
    "take_back",
]
