from piccolo.columns import JSONB, BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from vendors.findings.tables import Finding
from vendors.registry.tables import Vendor


class Notice(Table, tablename="vendors_notice"):
    """告知书 (LZ Art.22): facts, reasons, basis, and the day the right to be heard ends."""

    finding = ForeignKey(references=Finding, null=False, unique=True)
    vendor = ForeignKey(references=Vendor, null=False)
    facts = Text()
    reasons = Text()
    basis = Text()
    method = Varchar(length=20)
    served_on = Date()
    defence_until = Date()
    deadline_provisional = Boolean(default=False)
    served_by = Varchar(length=80)
    at = Timestamptz(default=None)


class Defence(Table, tablename="vendors_defence"):
    """陈述申辩: recordable at any time before the determination; an oral one's `content` is its transcript."""

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    form = Varchar(length=10)
    content = Text()
    made_at = Timestamptz(default=None)
    in_time = Boolean()
    recorded_by = Varchar(length=80)


class Recheck(Table, tablename="vendors_recheck"):
    """复核 of a defence, by somebody other than both reviewers."""

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    upheld_defence = Varchar(length=10)
    opinion = Text()
    reviewer = Integer()
    reviewer_name = Varchar(length=80)
    at = Timestamptz(default=None)


class Determination(Table, tablename="vendors_determination"):
    """认定: 成立 / 部分成立 / 不成立, the amended amount per line, and whether a defence moved it.

    Findings of one institution ruled on together share one `decision` number and its discussion record.
    """

    finding = ForeignKey(references=Finding, null=False, unique=True)
    vendor = ForeignKey(references=Vendor, null=False, index=True)
    decision = Varchar(length=24, index=True)
    outcome = Varchar(length=16)
    reported_fen = BigInt()
    amount_fen = BigInt()
    lines = JSONB()
    reason_code = Varchar(length=24)
    reason = Text()
    discussion = JSONB(null=True, default=None)
    defence_moved_it = Boolean(default=False)
    determined_by = Integer()
    determined_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
