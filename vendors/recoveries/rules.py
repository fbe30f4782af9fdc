"""The ledger's vocabulary and its arithmetic. Everything here is pure; every amount is in fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from vendors.errors import Conflict, Invalid, Words
from vendors.handling.rules import BY_FINDING, MeasureKind, Stream
from vendors.labels import Labelled
from vendors.money import yuan


class Destination(Labelled):
    """去向 (LZ Art.47). Money of two destinations is never added up."""

    FISCAL_ACCOUNT = "fiscal_account", "财政专户", "Fiscal account of the fund"
    TREASURY = "treasury", "国库", "State treasury"
    NONE = "none", "不发生资金流", "No money moves"
    AGREEMENT = "agreement", "按协议约定", "As the agreement says"


DESTINATION: Final[Mapping[Stream, Destination]] = {
    Stream.RECOVER: Destination.FISCAL_ACCOUNT,
    Stream.RETURN: Destination.FISCAL_ACCOUNT,
    Stream.REFUSE: Destination.NONE,
    Stream.DAMAGES: Destination.AGREEMENT,
    Stream.FINE: Destination.TREASURY,
    Stream.CONFISCATE: Destination.TREASURY,
}
FUND_STREAMS: Final = frozenset({Stream.RECOVER, Stream.RETURN})
"""What goes back to the fund's own account: the only streams whose money may be counted together."""
PRINCIPAL: Final = BY_FINDING
"""Streams that are the determined amount itself, paid back or not paid: never more than it."""
PLANNED: Final = frozenset(Stream) - {Stream.REFUSE}
"""Streams whose money comes in by a day; what is refused is never paid out."""


class EntryKind(Labelled):
    """A row of the ledger; what it does to the sums stands in server/database/ledger.sql."""

    DUE = "due", "应追", "Due"
    DUE_LOWERED = "due_lowered", "应追调减", "Due lowered"
    RECEIPT = "receipt", "收款", "Received"
    RECEIPT_REVERSED = "receipt_reversed", "冲销收款", "Receipt taken back"
    OFFSET = "offset", "拒付抵扣", "Refused at settlement"
    OFFSET_REVERSED = "offset_reversed", "冲销拒付", "Refusal taken back"
    REMITTANCE = "remittance", "上缴", "Paid in"
    REMITTANCE_REVERSED = "remittance_reversed", "冲销上缴", "Payment in taken back"
    REMITTANCE_RECALLED = "remittance_recalled", "已上缴转应退", "Paid in, to be given back"
    REFUNDABLE = "refundable", "转应退还", "To be refunded"
    REFUND = "refund", "退还机构", "Refunded"
    REFUND_REVERSED = "refund_reversed", "冲销退还", "Refund taken back"
    WRITE_OFF = "write_off", "核销", "Written off"
    WRITE_OFF_LOWERED = "write_off_lowered", "核销调减", "Write-off lowered"


TAKEN_BACK_BY: Final[Mapping[EntryKind, EntryKind]] = {
    EntryKind.RECEIPT: EntryKind.RECEIPT_REVERSED,
    EntryKind.OFFSET: EntryKind.OFFSET_REVERSED,
    EntryKind.REMITTANCE: EntryKind.REMITTANCE_REVERSED,
    EntryKind.REFUND: EntryKind.REFUND_REVERSED,
}


class MarkKind(Labelled):
    """What happens to an account besides money."""

    WRITE_OFF_PROPOSED = "write_off_proposed", "申请核销", "Write-off proposed"
    WRITE_OFF_APPROVED = "write_off_approved", "批准核销", "Write-off approved"
    WRITE_OFF_REFUSED = "write_off_refused", "不同意核销", "Write-off refused"
    ENFORCED = "enforced", "申请强制执行", "Enforcement applied for"
    RECONCILED = "reconciled", "对账", "Reconciled"
    SUSPENDED = "suspended", "暂停追缴(重新认定)", "Suspended: to be determined anew"
    RESUMED = "resumed", "重新认定后结清", "Settled after the new determination"


class State(Labelled):
    """追回 (domain.md §2.3); derived, never stored."""

    DUE = "due", "应追", "Due"
    PARTLY = "partly", "部分追回", "Partly recovered"
    OVERDUE = "overdue", "逾期", "Overdue"
    ENFORCED = "enforced", "强制执行", "Under enforcement"
    RECOVERED = "recovered", "全部追回", "Recovered in full"
    REFUSED = "refused", "已拒付", "Payment refused in full"
    WRITTEN_OFF = "written_off", "核销", "Written off"
    ANNULLED = "annulled", "已撤销", "Nothing due any more"
    RECONCILED = "reconciled", "已对账", "Reconciled"


class Column(Labelled):
    """The four of LZ Art.23 的定期对账, and what is none of them."""

    NOT_APPROPRIATED = "not_appropriated", "不予拨付", "Not appropriated"
    NOT_PAID = "not_paid", "不予支付", "Not paid"
    RECOVERED = "recovered", "追回", "Recovered"
    DAMAGES = "damages", "违约金", "Damages"
    PENALTY = "penalty", "罚没", "Fines and confiscations"


COLUMN_OF: Final[Mapping[MeasureKind, Column]] = {
    MeasureKind.WITHHOLD: Column.NOT_APPROPRIATED,
    MeasureKind.REFUSE: Column.NOT_PAID,
    MeasureKind.RECOVER: Column.RECOVERED,
    MeasureKind.DAMAGES: Column.DAMAGES,
    MeasureKind.FINE: Column.PENALTY,
    MeasureKind.CONFISCATE: Column.PENALTY,
}


class Stage(Labelled):
    """How far a finding, and the money on it, have come."""

    REPORTED = "reported", "上报", "Reported"
    FIRST = "first", "完成初审", "First review done"
    SECOND = "second", "复审通过", "Second review passed"
    NOTIFIED = "notified", "已告知", "Notified"
    DETERMINED = "determined", "已认定", "Determined"
    DUE = "due", "应追", "Due"
    RECOVERED = "recovered", "已追回", "Recovered"
    RETURNED = "returned", "已缴财政专户", "Paid into the fund's account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The sums of an account or an item. `refundable_fen` is all that ever became refundable."""

    due_fen: int
    recovered_fen: int
    remitted_fen: int
    written_off_fen: int
    refundable_fen: int
    refunded_fen: int

    @property
    def outstanding_fen(self) -> int:
        return self.due_fen - self.recovered_fen - self.written_off_fen

    @property
    def held_fen(self) -> int:
        """Recovered and not yet paid in."""
        return self.recovered_fen - self.remitted_fen

    @property
    def owed_back_fen(self) -> int:
        return self.refundable_fen - self.refunded_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    due_on: date
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowering:
    """What has to be written, in this order, so that an item comes down to a new due and still adds up."""

    recalled_fen: int
    refundable_fen: int
    write_off_fen: int
    due_fen: int


def spread(amount_fen: int, rooms: Sequence[tuple[int, int]]) -> Mapping[int, int]:
    """`amount_fen` over items (id, room) in the order given, the first filled before the next; nothing is lost.

    Raises Conflict when there is not room for it all.
    """
    left, found = amount_fen, {}
    for item, room in rooms:
        part = min(left, max(room, 0))
        if part:
            found[item] = part
            left -= part
    if left or amount_fen <= 0:
        most = sum(max(room, 0) for _item, room in rooms)
        raise Conflict(
            f"金额 {yuan(amount_fen)} 元超过可登记的 {yuan(most)} 元。",
            f"{yuan(amount_fen)} yuan is more than the {yuan(most)} that may be booked.",
        )
    return found


def lowering(item: Sums, *, to_fen: int) -> Lowering:
    """How an item comes down to `to_fen`: what was recovered above it is refundable, what was paid in is recalled."""
    recovered = min(item.recovered_fen, to_fen)
    written_off = min(item.written_off_fen, to_fen - recovered)
    return Lowering(
        recalled_fen=item.remitted_fen - min(item.remitted_fen, recovered),
        refundable_fen=item.recovered_fen - recovered,
        write_off_fen=item.written_off_fen - written_off,
        due_fen=item.due_fen - to_fen,
    )


def check_plan(plan: Sequence[Instalment], *, due_fen: int) -> None:
    """Amounts above zero that come to the due, on days that go forward. Raises Invalid."""
    if not plan or any(one.amount_fen <= 0 for one in plan):
        raise Invalid({"plan": Words("每期须有到期日和大于零的金额。", "Each instalment needs a day and an amount.")})
    if any(later.due_on <= earlier.due_on for earlier, later in pairwise(plan)):
        raise Invalid({"plan": Words("各期到期日须依次递增。", "The due dates must go forward.")})
    total = sum(one.amount_fen for one in plan)
    if total != due_fen:
        raise Invalid(
            {
                "plan": Words(
                    f"各期合计 {yuan(total)} 元，应等于应追 {yuan(due_fen)} 元。",
                    f"The instalments come to {yuan(total)} yuan; the due is {yuan(due_fen)}.",
                )
            }
        )
