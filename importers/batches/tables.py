from piccolo.columns import JSONB, BigInt, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from vendors.registry.tables import Vendor
from vendors.tasks.tables import Task


class Batch(Table, tablename="importers_batch"):
    """One upload's life: received → checking → refused | ready → stored → superseded | withdrawn; or failed."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    number = Varchar(length=24, unique=True)
    attempt = Integer()
    state = Varchar(length=16, index=True)
    kind = Varchar(length=1, default="")
    filename = Varchar(length=200)
    sha256 = Varchar(length=64, index=True)
    size = BigInt()
    check_only = Boolean(default=False)
    rows_total = Integer(default=0)
    rows_done = Integer(default=0)
    rows_bad = Integer(default=0)
    errors = Integer(default=0)
    warnings = Integer(default=0)
    notices = Integer(default=0)
    refusal_zh = Text(default="")
    refusal_en = Text(default="")
    annotated = Varchar(length=64, default="")
    receipt = Varchar(length=24, default="")
    uploaded_by = Integer()
    uploaded_by_name = Varchar(length=80)
    received_at = Timestamptz(default=None)
    checked_at = Timestamptz(null=True, default=None)
    stored_at = Timestamptz(null=True, default=None)
    timings = JSONB(default="{}")


class BatchIssue(Table, tablename="importers_batch_issue"):
    """One problem at one cell; all are kept."""

    batch = ForeignKey(references=Batch, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    position = Integer()
    code = Varchar(length=40)
    severity = Varchar(length=8)
    sheet = Varchar(length=31)
    row = Integer(null=True, default=None)
    column = Varchar(length=4, default="")
    header = Varchar(length=60, default="")
    value = Varchar(length=300, default="")
    message_zh = Text()
    message_en = Text()
    fix_zh = Text()
    fix_en = Text()


class StagedCase(Table, tablename="importers_staged_case"):
    """A checked case waiting for confirmation: a finding as JSON, or (null) one reviewed without finding."""

    batch = ForeignKey(references=Batch, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    position = Integer()
    visit_id = Varchar(length=30)
    finding = JSONB(null=True, default=None)
