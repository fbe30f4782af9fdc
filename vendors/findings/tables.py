from piccolo.columns import JSONB, BigInt, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.institutions.tables import Institution, SettledCase
from vendors.registry.tables import Vendor
from vendors.tasks.tables import Task


class Finding(Table, tablename="vendors_finding"):
    """疑点 (case level). `amount_fen` is always the sum of its lines; `batch` is the upload it came from.

    `heard_until` is the last day of the right to be heard: empty until notified, and while that day is provisional.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    batch = Integer(index=True)
    number = Varchar(length=24, unique=True)
    institution = ForeignKey(references=Institution, null=False, index=True)
    case = ForeignKey(references=SettledCase, null=True, default=None)
    visit_id = Varchar(length=30, index=True)
    patient_masked = Varchar(length=20, default="")
    violation = Varchar(length=4, index=True)
    certainty = Varchar(length=24)
    basis = Text()
    description = Text()
    amount_fen = BigInt()
    fund_loss_fen = BigInt()
    auditor = Varchar(length=30)
    checker = Varchar(length=30)
    audited_on = Date()
    state = Varchar(length=24, index=True)
    version = Integer(default=1)
    first_reviewer = Integer(null=True, default=None)
    uploaded_by = Integer(default=0)
    heard_until = Date(null=True, default=None)
    created_at = Timestamptz(default=None)
    finding_once_per_batch = Unique([batch, institution, visit_id, violation])


class FindingLine(Table, tablename="vendors_finding_line"):
    """违规明细, with its place in the vendor's file (sheet, row) and the cells as they stood there."""

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False, index=True)
    position = Integer()
    item_code = Varchar(length=30, default="")
    item_name = Varchar(length=100, default="")
    fee_on = Date(null=True, default=None)
    quantity = Numeric(digits=(14, 4), null=True, default=None)
    unit_price = Numeric(digits=(16, 4), null=True, default=None)
    wrong_quantity = Numeric(digits=(14, 4), null=True, default=None)
    deduction = Varchar(length=10, default="")
    due_price = Numeric(digits=(16, 4), null=True, default=None)
    amount_fen = BigInt()
    fund_loss_fen = BigInt()
    sheet = Varchar(length=31)
    row = Integer()
    cells = JSONB()


class Evidence(Table, tablename="vendors_evidence"):
    """证据: one of the eight types of LZ Art.37, its name and page."""

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    kind = Varchar(length=24)
    name = Varchar(length=200)
    page = Varchar(length=40, default="")


class Review(Table, tablename="vendors_review"):
    """初审/复审 opinion. The second is another person (LZ Art.17)."""

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    stage = Varchar(length=12)
    opinion = Varchar(length=12)
    reason = Text(default="")
    reviewer = Integer()
    reviewer_name = Varchar(length=80)
    at = Timestamptz(default=None)


class MissedFinding(Table, tablename="vendors_missed_finding"):
    """漏检: what a second review found on a case the vendor had passed (indicator A06)."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    case = ForeignKey(references=SettledCase, null=False)
    violation = Varchar(length=4)
    note = Text()
    recorded_by = Varchar(length=80)
    recorded_at = Timestamptz(default=None)
