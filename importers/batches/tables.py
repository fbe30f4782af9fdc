from piccolo.columns import JSONB, BigInt, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.registry.tables import Vendor
from vendors.tasks.tables import Task


class Batch(Table, tablename="importers_batch"):
    """One upload's life: received → checking → refused | ready → stored → superseded | withdrawn; or failed.

    `sheets`: what was recognised, in tab order: {name, kind, header_row, last_row, places {key: column from 0},
    titles {key: header}, merges, rows, blank, hidden}. `rule_counts`: issues by code.
    `deliverable` is the kind of sheet the workbook delivers; `version` counts what was stored of it for the task,
    from 1 (0: not stored), and `replaces` is the batch whose place this version took.
    """

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
    sheets = JSONB(default="[]")
    rule_counts = JSONB(default="{}")
    deliverable = Varchar(length=40, default="", index=True)
    version = Integer(default=0)
    replaces = Integer(null=True, default=None)


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


ISSUE_COLUMNS = (
    "position", "code", "severity", "sheet", "row", "column", "header", "value", "message_zh", "message_en", "fix_zh",
    "fix_en",
)  # fmt: skip


class BatchRow(Table, tablename="importers_batch_row"):
    """One row of a recognised sheet as it stood, titles and totals too; cells that expose a person are `***`.

    `cells` is a JSON array of texts from column A on, `kinds` one letter each (importers.intake.cells). For data rows
    `layout` is the kind's key, `identity` what makes the row the same row in another version (U+001F between),
    `content` a hash of what it says. No foreign keys: a hundred thousand rows come at once, from a batch in hand.
    """

    batch = Integer()
    vendor = Integer()
    sheet = Varchar(length=31)
    row = Integer()
    hidden = Boolean(default=False)
    kinds = Text(default="")
    cells = Text(default="[]")
    layout = Varchar(length=40, default="")
    identity = Text(default="")
    content = Varchar(length=16, default="")
    row_once_per_batch = Unique([batch, sheet, row])


ROW_COLUMNS = ("sheet", "row", "hidden", "kinds", "cells", "layout", "identity", "content")


class StagedVisit(Table, tablename="importers_staged_visit"):
    """A case of the list that was reviewed without a finding, waiting for confirmation."""

    batch = Integer(index=True)
    vendor = Integer()
    position = Integer()
    visit_id = Varchar(length=30)
    sheet = Varchar(length=31)
    row = Integer()


VISIT_COLUMNS = ("position", "visit_id", "sheet", "row")


class MadeTemplate(Table, tablename="importers_template"):
    """A template made beforehand: the latest of each kind of sheet for a task with a long list of cases."""

    vendor = ForeignKey(references=Vendor, null=False)
    task = ForeignKey(references=Task, null=False, index=True)
    kind = Varchar(length=40)
    sha256 = Varchar(length=64)
    size = BigInt()
    cases = Integer()
    made_at = Timestamptz(default=None)
    template_once_per_kind = Unique([task, kind])
