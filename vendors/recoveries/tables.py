from piccolo.columns import BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from vendors.findings.tables import Finding
from vendors.institutions.tables import Institution
from vendors.rulings.tables import Decision


class Recovery(Table, tablename="vendors_recovery"):
    """追回台账 of one decision and one stream (LZ Art.47). The bureau's alone.

    The sums are kept by the database from the shares of the entries (server/database/ledger.sql); nobody else writes
    them. `version` counts what was written, so that a stale form is refused. `destination_note` is where money of a
    stream without a destination by law goes, as the agreement has it.
    """

    vendor = Integer(null=True, default=None)
    number = Varchar(length=24, unique=True)
    decision = ForeignKey(references=Decision, null=False, index=True)
    institution = ForeignKey(references=Institution, null=False, index=True)
    stream = Varchar(length=16, index=True)
    destination = Varchar(length=16)
    destination_note = Varchar(length=120, default="")
    opened_by = Integer()
    opened_by_name = Varchar(length=80)
    opened_at = Timestamptz(default=None)
    version = Integer(default=0)
    due_fen = BigInt(default=0)
    recovered_fen = BigInt(default=0)
    remitted_fen = BigInt(default=0)
    written_off_fen = BigInt(default=0)
    refundable_fen = BigInt(default=0)
    refunded_fen = BigInt(default=0)
    recovery_once = Unique([decision, stream])
    recovery_within_due = Check("recovered_fen >= 0 AND recovered_fen <= due_fen")
    recovery_remitted = Check("remitted_fen >= 0 AND remitted_fen <= recovered_fen")
    recovery_written_off = Check("written_off_fen >= 0 AND written_off_fen <= due_fen - recovered_fen")
    recovery_refunded = Check("refunded_fen >= 0 AND refunded_fen <= refundable_fen")


class RecoveryItem(Table, tablename="vendors_recovery_item"):
    """What of an account is due by one measure for one finding and fund: money is traced by finding here.

    Without a finding it is the whole decision's (违约金, 罚款). `source` is the finding's 线索来源 when it was booked.
    `suspended`: the determination is to be made anew, nothing is asked for meanwhile. Sums as in Recovery.
    """

    vendor = Integer(null=True, default=None)
    recovery = ForeignKey(references=Recovery, null=False, index=True)
    institution = ForeignKey(references=Institution, null=False)
    finding = ForeignKey(references=Finding, null=True, default=None, index=True)
    fund = Varchar(length=20, default="")
    measure = Integer(default=0)
    measure_kind = Varchar(length=24, default="", index=True)
    source = Varchar(length=20, default="")
    suspended = Boolean(default=False)
    due_fen = BigInt(default=0)
    recovered_fen = BigInt(default=0)
    remitted_fen = BigInt(default=0)
    written_off_fen = BigInt(default=0)
    refundable_fen = BigInt(default=0)
    refunded_fen = BigInt(default=0)
    recovery_item_once = Unique([recovery, finding, fund, measure])
    recovery_item_within_due = Check("recovered_fen >= 0 AND recovered_fen <= due_fen")
    recovery_item_remitted = Check("remitted_fen >= 0 AND remitted_fen <= recovered_fen")
    recovery_item_written_off = Check("written_off_fen >= 0 AND written_off_fen <= due_fen - recovered_fen")
    recovery_item_refunded = Check("refunded_fen >= 0 AND refunded_fen <= refundable_fen")


class RecoveryEntry(Table, tablename="vendors_recovery_entry"):
    """One row of the ledger, never edited, never deleted. What takes back an earlier row is negative and names it.

    `reversal` is the Reversal of a determination (its number) that moved the money.
    """

    vendor = Integer(null=True, default=None)
    recovery = ForeignKey(references=Recovery, null=False, index=True)
    institution = ForeignKey(references=Institution, null=False)
    kind = Varchar(length=20, index=True)
    amount_fen = BigInt()
    day = Date(index=True)
    voucher = Varchar(length=60, default="")
    party = Varchar(length=120, default="")
    reason = Text(default="")
    reverses = Integer(null=True, default=None, unique=True)
    reversal = Varchar(length=24, default="", index=True)
    by = Integer()
    by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    recovery_entry_not_nothing = Check("amount_fen <> 0")


class RecoveryShare(Table, tablename="vendors_recovery_share"):
    """Which item how much of an entry belongs to: the shares of an entry come to its amount, to the last fen."""

    vendor = Integer(null=True, default=None)
    entry = ForeignKey(references=RecoveryEntry, null=False, index=True)
    item = ForeignKey(references=RecoveryItem, null=False, index=True)
    institution = ForeignKey(references=Institution, null=False)
    amount_fen = BigInt()
    recovery_share_once = Unique([entry, item])


class RecoveryInstalment(Table, tablename="vendors_recovery_instalment"):
    """分期: a due date and an amount of plan `plan`; the plan with the highest number counts."""

    vendor = Integer(null=True, default=None)
    recovery = ForeignKey(references=Recovery, null=False, index=True)
    institution = ForeignKey(references=Institution, null=False)
    plan = Integer()
    position = Integer()
    due_on = Date(index=True)
    amount_fen = BigInt()
    reason = Text(default="")
    by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    recovery_instalment_once = Unique([recovery, plan, position])
    recovery_instalment_something = Check("amount_fen > 0")


class RecoveryMark(Table, tablename="vendors_recovery_mark"):
    """What happened to an account besides money: 核销 proposed or answered, 强制执行, 对账, 暂停.

    `amount_fen` is what was proposed to write off, or the difference found at 对账; `answers` the proposal; `after` the
    account's version that was looked at.
    """

    vendor = Integer(null=True, default=None)
    recovery = ForeignKey(references=Recovery, null=False, index=True)
    institution = ForeignKey(references=Institution, null=False)
    item = ForeignKey(references=RecoveryItem, null=True, default=None)
    kind = Varchar(length=20, index=True)
    amount_fen = BigInt(default=0)
    day = Date()
    note = Text(default="")
    answers = Integer(null=True, default=None, unique=True)
    after = Integer(default=0)
    by = Integer()
    by_name = Varchar(length=80)
    at = Timestamptz(default=None)
