from piccolo.columns import Boolean, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from kpi.scorecards.tables import Scorecard
from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class Assessment(Table, tablename="kpi_assessment"):
    """数据冻结: the facts of a contract's period as known at the cut-off, and the vendor's evaluation of itself."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    period = Varchar(length=8, index=True)
    rulebook = Varchar(length=40)
    facts = Text()
    card = Text()
    frozen_by = Varchar(length=80)
    frozen_by_id = Integer()
    frozen_at = Timestamptz(default=None)
    evaluate_by = Date()
    evaluate_provisional = Boolean(default=False)
    evaluated_by = Varchar(length=80, default="")
    evaluated_at = Timestamptz(null=True, default=None)
    summary = Text(default="")
    carded_at = Timestamptz(null=True, default=None)
    assessment_once = Unique([contract, period])


class SelfScore(Table, tablename="kpi_self_score"):
    """自评: the points a vendor gives itself on one line, and why."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    assessment = ForeignKey(references=Assessment, null=False, index=True)
    indicator = Varchar(length=20)
    points = Numeric(digits=(5, 2), null=True, default=None)
    said = Text(default="")
    self_score_once = Unique([assessment, indicator])


class Objection(Table, tablename="kpi_objection"):
    """考核异议: a vendor's objection to one line of a card fed back to it, and how another person decided it."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    scorecard = ForeignKey(references=Scorecard, null=False, index=True)
    indicator = Varchar(length=20)
    statement = Text()
    raised_by = Varchar(length=80)
    raised_by_id = Integer()
    raised_at = Timestamptz(default=None)
    state = Varchar(length=16, index=True)
    remedy = Varchar(length=16, default="")
    reasons = Text(default="")
    decided_by = Varchar(length=80, default="")
    decided_by_id = Integer(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    objection_once = Unique([scorecard, indicator])


class Correction(Table, tablename="kpi_correction"):
    """数据更正: a fact put right, or (without a name) points adjusted, after an accepted objection.

    It holds for every later version of the contract's period; frozen facts keep their own.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    period = Varchar(length=8)
    objection = ForeignKey(references=Objection, null=False, index=True)
    indicator = Varchar(length=20)
    name = Varchar(length=60, default="")
    value = Numeric(digits=(18, 6))
    basis = Text()
    made_by = Varchar(length=80)
    made_at = Timestamptz(default=None)


class Approval(Table, tablename="kpi_approval"):
    """集体审定: the meeting a card was approved at. `vendor` is always empty: it is the bureau's own record."""

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    scorecard = ForeignKey(references=Scorecard, null=False, index=True)
    held_on = Date()
    members = Text()
    minutes = Text()
    conclusion = Text(default="")
    approved_by = Varchar(length=80)
    approved_at = Timestamptz(default=None)


class Recheck(Table, tablename="kpi_recheck"):
    """每日核验: published cards worked out again from what was frozen; `wrong` names those that came out otherwise.

    `vendor` is always empty: it is the bureau's own record.
    """

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    at = Timestamptz(default=None, index=True)
    cards = Integer(default=0)
    wrong = Text(default="[]")
