from piccolo.columns import (
    JSONB,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from kpi.scorecards.tables import Scorecard
from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class Proposal(Table, tablename="kpi_proposal"):
    """What a published grade proposes: measures, linked-fee ratio and money, and what the leader decided.

    `adopted` are the codes of the measures taken, empty for decisions of before one could choose; `discussed_on`,
    `discussed_by` and `discussion` the record of the collective discussion behind it.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    scorecard = ForeignKey(references=Scorecard, null=False, unique=True)
    grade = Varchar(length=16)
    measures = JSONB()
    fee_ratio = Numeric(digits=(5, 4))
    fee_due_fen = BigInt()
    fee_deducted_fen = BigInt()
    reason = Text()
    state = Varchar(length=16)
    decided_by = Varchar(length=80, default="")
    decision = Text(default="")
    decided_at = Timestamptz(null=True, default=None)
    proposed_at = Timestamptz(default=None)
    adopted = Text(default="")
    discussed_on = Date(null=True, default=None)
    discussed_by = Text(default="")
    discussion = Text(default="")


class RetentionNotice(Table, tablename="kpi_retention_notice"):
    """告知: the measures a vendor is told of before they are decided, and how it answered.

    `answer` is empty until it did: a statement, a wish to be heard, or nothing to say.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    proposal = ForeignKey(references=Proposal, null=False, unique=True)
    number = Varchar(length=30, unique=True)
    may_be_heard = Boolean(default=False)
    note = Text(default="")
    served_by = Varchar(length=80)
    served_by_id = Integer()
    served_at = Timestamptz(default=None)
    answer_by = Date()
    answer_provisional = Boolean(default=False)
    answer = Varchar(length=16, default="")
    statement = Text(default="")
    answered_by = Varchar(length=80, default="")
    answered_at = Timestamptz(null=True, default=None)


class RetentionHearing(Table, tablename="kpi_retention_hearing"):
    """申辩复核 or 听证: who presided, who was there, what was said and what the bureau made of it."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    notice = ForeignKey(references=RetentionNotice, null=False, unique=True)
    called_on = Date(null=True, default=None)
    set_for = Date(null=True, default=None)
    place = Varchar(length=120, default="")
    called_by = Varchar(length=80, default="")
    held_on = Date(null=True, default=None)
    chair = Varchar(length=80, default="")
    people = Text(default="")
    record = Text(default="")
    upheld = Boolean(null=True, default=None)
    opinion = Text(default="")
    recorded_by = Varchar(length=80, default="")
    recorded_at = Timestamptz(null=True, default=None)


class Rectification(Table, tablename="kpi_rectification"):
    """限期整改: plan, report, exit test. `due_on` is the day of the report, moved by an extension."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    proposal = ForeignKey(references=Proposal, null=True, default=None, unique=True)
    number = Varchar(length=30, unique=True)
    grounds = Text()
    state = Varchar(length=16, index=True)
    opened_by = Varchar(length=80)
    opened_on = Date()
    plan_due_on = Date()
    due_on = Date()
    due_provisional = Boolean(default=False)
    extensions = SmallInt(default=0)
    plan = Text(default="")
    plan_by = Varchar(length=80, default="")
    plan_at = Timestamptz(null=True, default=None)
    report = Text(default="")
    report_by = Varchar(length=80, default="")
    report_at = Timestamptz(null=True, default=None)
    findings = Text(default="")
    examined_by = Varchar(length=80, default="")
    examined_at = Timestamptz(null=True, default=None)


class Probation(Table, tablename="kpi_probation"):
    """观察期: entered with a cap on work, ended by an exit test."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    proposal = ForeignKey(references=Proposal, null=True, default=None)
    number = Varchar(length=30, unique=True)
    grounds = Text()
    cap = SmallInt()
    starts_on = Date()
    ends_on = Date()
    state = Varchar(length=16, index=True)
    entered_by = Varchar(length=80)
    entered_at = Timestamptz(default=None)
    findings = Text(default="")
    ended_by = Varchar(length=80, default="")
    ended_at = Timestamptz(null=True, default=None)


class Misconduct(Table, tablename="kpi_misconduct"):
    """不良记录: on the bureau's record until a day. Never deleted, only taken off early with a reason."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    proposal = ForeignKey(references=Proposal, null=True, default=None)
    number = Varchar(length=30, unique=True)
    name = Varchar(length=100)
    code = Varchar(length=18)
    legal_representative = Varchar(length=40)
    grounds = Text()
    basis = Text()
    listed_on = Date(index=True)
    until = Date(index=True)
    listed_by = Varchar(length=80)
    reported_on = Date(null=True, default=None)
    reported_as = Varchar(length=120, default="")
    ended_on = Date(null=True, default=None)
    end_reason = Text(default="")
    ended_by = Varchar(length=80, default="")
