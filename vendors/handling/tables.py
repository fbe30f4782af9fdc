from piccolo.columns import JSONB, BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.findings.tables import Finding
from vendors.institutions.tables import Institution
from vendors.rulings.tables import Decision, Discussion


class Measure(Table, tablename="vendors_measure"):
    """处理措施 of a decision (LZ Art.18). The bureau's alone, like everything here.

    `amount_fen` is the sum of its parts, or for 违约金, 罚款 and 没收 the amount itself. `grounds` is a code of
    termination_reason; `opinion` the department's discussion, `discussion` the leaders'. `ends_on` is the last day of
    a suspension, of a hold, or of the ban after a rescission. `reference` is a 立案号 or a penalty's 文号.
    """

    vendor = Integer(null=True, default=None)
    decision = ForeignKey(references=Decision, null=False, index=True)
    kind = Varchar(length=24, index=True)
    branch = Varchar(length=16)
    state = Varchar(length=16, index=True)
    stream = Varchar(length=16, default="")
    amount_fen = BigInt(default=0)
    serious = Boolean(default=False)
    months = Integer(null=True, default=None)
    target = Varchar(length=80, default="")
    doctor = Varchar(length=14, default="", index=True)
    grounds = Varchar(length=4, default="")
    basis = Text(default="")
    reference = Varchar(length=120, default="")
    opinion = ForeignKey(references=Discussion, null=True, default=None)
    discussion = ForeignKey(references=Discussion, null=True, default=None)
    begins_on = Date(null=True, default=None)
    ends_on = Date(null=True, default=None, index=True)
    carried_note = Text(default="")
    lifted_on = Date(null=True, default=None)
    lifted_reason = Text(default="")
    proposed_by = Integer()
    proposed_by_name = Varchar(length=80)
    proposed_at = Timestamptz(default=None)
    approved_by = Integer(null=True, default=None)
    approved_by_name = Varchar(length=80, default="")
    approved_at = Timestamptz(null=True, default=None)


class MeasurePart(Table, tablename="vendors_measure_part"):
    """What a measure takes back on one finding, in fen."""

    vendor = Integer(null=True, default=None)
    measure = ForeignKey(references=Measure, null=False, index=True)
    finding = ForeignKey(references=Finding, null=False, index=True)
    fen = BigInt()
    measure_part_once = Unique([measure, finding])


class LegalReview(Table, tablename="vendors_legal_review"):
    """法制审核 of a measure (LZ Art.20), by somebody other than who proposed it."""

    vendor = Integer(null=True, default=None)
    decision = ForeignKey(references=Decision, null=False)
    measure = ForeignKey(references=Measure, null=False, index=True)
    passed = Boolean()
    opinion = Text()
    reviewer = Integer()
    reviewer_name = Varchar(length=80)
    at = Timestamptz(default=None)


class Filing(Table, tablename="vendors_filing"):
    """备案 of a decision with the city bureau (LZ Art.24)."""

    vendor = Integer(null=True, default=None)
    decision = ForeignKey(references=Decision, null=False, unique=True)
    filed_on = Date()
    document = Varchar(length=120)
    recorded_by_name = Varchar(length=80)
    at = Timestamptz(default=None)


class DecisionFlag(Table, tablename="vendors_decision_flag"):
    """重大、舆情、要情 (LZ Art.6, 24), and when and to whom it was reported up."""

    vendor = Integer(null=True, default=None)
    decision = ForeignKey(references=Decision, null=False, index=True)
    kind = Varchar(length=16)
    note = Text(default="")
    set_by_name = Varchar(length=80)
    set_at = Timestamptz(default=None)
    reported_on = Date(null=True, default=None)
    reported_to = Varchar(length=120, default="")
    document = Varchar(length=120, default="")
    decision_flag_once = Unique([decision, kind])


class DecisionFactor(Table, tablename="vendors_decision_factor"):
    """从重、从轻情节 (LZ Art.41-42): a code of aggravating_factor or mitigating_factor, and why it applies."""

    vendor = Integer(null=True, default=None)
    decision = ForeignKey(references=Decision, null=False, index=True)
    direction = Varchar(length=12)
    code = Varchar(length=4)
    note = Text()
    set_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    decision_factor_once = Unique([decision, direction, code])


class Transfer(Table, tablename="vendors_transfer"):
    """移送 to another agency (LZ Art.39); `target` is a code of transfer_target, `findings` the ids handed over."""

    vendor = Integer(null=True, default=None)
    decision = ForeignKey(references=Decision, null=False, index=True)
    number = Varchar(length=24, unique=True)
    target = Varchar(length=4, index=True)
    agency = Varchar(length=120, default="")
    transferred_on = Date(index=True)
    findings = JSONB(default="[]")
    amount_fen = BigInt(default=0)
    reason = Text()
    basis = Text(default="")
    document = Varchar(length=120, default="")
    sent_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    receipt_on = Date(null=True, default=None)
    receipt_by = Varchar(length=80, default="")
    result = Varchar(length=16, default="")
    result_on = Date(null=True, default=None)
    result_text = Text(default="")
    result_fen = BigInt(default=0)


class Precaution(Table, tablename="vendors_precaution"):
    """调查期间的措施: 暂停结算 (LZ Art.19), 登记保存, 封存 (LZ Art.36), against an institution, before any decision."""

    vendor = Integer(null=True, default=None)
    institution = ForeignKey(references=Institution, null=False, index=True)
    kind = Varchar(length=16)
    matter = Text()
    place = Varchar(length=100, default="")
    taken_on = Date()
    due_on = Date(index=True)
    provisional = Boolean(default=False)
    extended_on = Date(null=True, default=None)
    extension_reason = Text(default="")
    outcome = Varchar(length=16, default="")
    outcome_on = Date(null=True, default=None)
    outcome_text = Text(default="")
    recorded_by_name = Varchar(length=80)
    at = Timestamptz(default=None)
