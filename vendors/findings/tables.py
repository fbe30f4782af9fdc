from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.institutions.tables import Institution, SettledCase
from vendors.registry.tables import Vendor
from vendors.tasks.tables import Task


class Finding(Table, tablename="vendors_finding"):
    """疑点 (case level). `amount_fen` is always the sum of its lines; `batch` is the upload it came from.

    `heard_until` is the last day of the right to be heard: empty until notified, and while that day is provisional.
    `content` is the hash of what its rows say; `supersedes` is the finding of an earlier version of the workbook
    that this one took the place of. `blind`: drawn for a second review that does not see the first. `source` is
    线索来源, `severity` 欺诈/滥用/浪费 (ZY-15), `false_kinds` 三假 (CP-03), `fund` 险种, `doctor` the doctor's code,
    `rule` the review rule's id of a machine clue. `violation` is the code the vendor reported; `recoded` the one the
    bureau put in its place, which then holds.
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
    content = Varchar(length=32, default="")
    supersedes = Integer(null=True, default=None, index=True)
    superseded_at = Timestamptz(null=True, default=None)
    blind = Boolean(default=False)
    source = Varchar(length=20, default="third_party", index=True)
    severity = Varchar(length=12, default="")
    false_kinds = Array(base_column=Varchar(length=12), default=list)
    fund = Varchar(length=20, default="")
    insutype = Varchar(length=10, default="")
    doctor = Varchar(length=30, default="", index=True)
    rule = Varchar(length=50, default="", index=True)
    recoded = Varchar(length=4, default="")
    finding_once_per_batch = Unique([batch, institution, visit_id, violation])


class FindingLine(Table, tablename="vendors_finding_line"):
    """违规明细, with its place in the vendor's file (sheet, row).

    `same` is what makes two lines the same thing reported twice: institution, visit, item, day and violation, joined
    by U+001F. `told_at` is when the vendor first said so, whichever version of its workbook the line stands in now;
    `warned_on` when it sent a warning of it (及时预警, B04).
    """

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
    same = Varchar(length=120, index=True)
    warned_on = Date(null=True, default=None, index=True)
    told_at = Timestamptz(default=None)


class Evidence(Table, tablename="vendors_evidence"):
    """证据: one of the eight types of LZ Art.37, its name and page; its file, if any, is an attachment ("evidence").

    `vendor` is whose it is; without one the bureau's alone. What came with the workbook has no `added_at`. Never
    deleted: with `voided_at` it proves nothing any more.
    """

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=True, default=None)
    kind = Varchar(length=24)
    name = Varchar(length=200)
    page = Varchar(length=40, default="")
    source = Varchar(length=120, default="")
    added_by = Varchar(length=80, default="")
    added_at = Timestamptz(null=True, default=None)
    voided_by = Varchar(length=80, default="")
    voided_at = Timestamptz(null=True, default=None)
    void_reason = Text(default="")


class Contributor(Table, tablename="vendors_finding_contributor"):
    """A further vendor that had a part in a finding; the one that reported it stands on the finding itself.

    `vendor` is always null: the bureau's alone, for no vendor learns what another reported. `other` is the
    contributor's own finding of the same thing, if it made one.
    """

    vendor = Integer(null=True, default=None)
    finding = ForeignKey(references=Finding, null=False, index=True)
    contributor = ForeignKey(references=Vendor, null=False, index=True)
    kind = Varchar(length=12)
    note = Varchar(length=300, default="")
    other = Integer(null=True, default=None, index=True)
    added_by = Varchar(length=80, default="")
    added_at = Timestamptz(default=None)
    contributor_once = Unique([finding, contributor, kind])


class Review(Table, tablename="vendors_review"):
    """初审/复审/裁定 opinion. The second is another person (LZ Art.17).

    `blind`: a second opinion given without sight of the first. `settles` is false for one that differed from the
    first, so that a third person decided.
    """

    finding = ForeignKey(references=Finding, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    stage = Varchar(length=12)
    opinion = Varchar(length=12)
    reason = Text(default="")
    reviewer = Integer(index=True)
    reviewer_name = Varchar(length=80)
    at = Timestamptz(default=None)
    blind = Boolean(default=False)
    settles = Boolean(default=True)


class MissedFinding(Table, tablename="vendors_missed_finding"):
    """漏检: what a second review found on a case the vendor had passed (indicator A06)."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    case = ForeignKey(references=SettledCase, null=False)
    violation = Varchar(length=4)
    note = Text()
    recorded_by = Varchar(length=80)
    recorded_at = Timestamptz(default=None)


class Duplicate(Table, tablename="vendors_duplicate"):
    """重复: a line that says what an earlier one, `first_line`, had said. Which of them counts is asked when needed.

    `vendor` is whose both are. Across vendors it is null, so that row-level security shows the link to the bureau
    alone: no vendor learns what another reported.
    """

    vendor = Integer(null=True, default=None)
    line = ForeignKey(references=FindingLine, null=False, unique=True)
    first_line = ForeignKey(references=FindingLine, null=False, index=True)
    found_at = Timestamptz(default=None)


class IncomingFinding(Table, tablename="vendors_incoming_finding"):
    """A case of a checked workbook, waiting for its vendor to confirm. Institutions are codes here.

    No foreign keys: a hundred thousand rows come at once, from a batch in hand.
    """

    batch = Integer(index=True)
    vendor = Integer()
    position = Integer()
    institution = Varchar(length=12)
    visit_id = Varchar(length=30)
    patient_masked = Varchar(length=20, default="")
    violation = Varchar(length=4)
    certainty = Varchar(length=24)
    basis = Text()
    description = Text()
    auditor = Varchar(length=30)
    checker = Varchar(length=30)
    audited_on = Date()
    amount_fen = BigInt()
    fund_loss_fen = BigInt()
    content = Varchar(length=32)
    evidence = JSONB()
    source = Varchar(length=20, default="third_party")
    false_kinds = Array(base_column=Varchar(length=12), default=list)
    insutype = Varchar(length=10, default="")
    doctor = Varchar(length=30, default="")
    rule = Varchar(length=50, default="")


class IncomingLine(Table, tablename="vendors_incoming_line"):
    """A line of such a case; `finding` is the case's position."""

    batch = Integer(index=True)
    vendor = Integer()
    finding = Integer()
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
    same = Varchar(length=120)
    warned_on = Date(null=True, default=None)
