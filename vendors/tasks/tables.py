from piccolo.columns import JSONB, BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.campaigns.tables import Campaign
from vendors.contracts.tables import Contract
from vendors.draws.tables import Draw
from vendors.institutions.tables import Institution, SettledCase
from vendors.people.tables import Inspector, Staff
from vendors.registry.tables import Vendor


class Task(Table, tablename="vendors_task"):
    """监管任务 given to one vendor under one contract. 逾期 is computed, never a state."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    number = Varchar(length=20, unique=True)
    kind = Varchar(length=30)
    workbook_kind = Varchar(length=1)
    title = Varchar(length=120)
    covers_from = Date()
    covers_to = Date()
    state = Varchar(length=24, index=True)
    deadline_days = Integer()
    issued_at = Timestamptz(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    due_on = Date(null=True, default=None)
    due_is_provisional = Boolean(default=False)
    submitted_at = Timestamptz(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)
    instructions = Text(default="")
    created_at = Timestamptz(default=None)
    campaign = ForeignKey(references=Campaign, null=True, default=None, index=True)
    region = Varchar(length=6, default="", index=True)
    method = Varchar(length=20, default="")
    focus = Varchar(length=60, default="")
    basis = Varchar(length=200, default="")
    on_site = Boolean(default=False)
    follows = Integer(null=True, default=None)


class TaskCase(Table, tablename="vendors_task_case"):
    """A settled case on a task's list; `draw` set when it is in the manual sample (人工抽检)."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    case = ForeignKey(references=SettledCase, null=False, index=True)
    draw = ForeignKey(references=Draw, null=True, default=None)
    reviewed_on = Date(null=True, default=None)
    task_case_once = Unique([task, case])


class Attempt(Table, tablename="vendors_attempt"):
    """One checked upload for a task: how many rows it brought and how many stood without an error (K03)."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    batch = Integer(unique=True)
    batch_number = Varchar(length=24)
    rows_total = Integer()
    rows_clean = Integer()
    at = Timestamptz(default=None)


class TaskResult(Table, tablename="vendors_task_result"):
    """One confirmed row of a record sheet (抽盘、函证、失能评定 …), for the facts of a scorecard to count.

    `superseded_by` is the batch that replaced the row's own; such rows are kept and count for nothing.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    batch = Integer(index=True)
    kind = Varchar(length=30, index=True)
    position = Integer()
    institution = ForeignKey(references=Institution, null=True, default=None)
    subject = Varchar(length=200)
    happened_on = Date(null=True, default=None)
    amount_fen = BigInt(null=True, default=None)
    figures = JSONB()
    sheet = Varchar(length=31)
    row = Integer()
    content = Varchar(length=32)
    superseded_by = Integer(null=True, default=None)
    admitted_at = Timestamptz(default=None)
    result_once_per_batch = Unique([batch, kind, position])


class IncomingResult(Table, tablename="vendors_incoming_result"):
    """A row of a record sheet in a checked batch nobody has confirmed yet; `institution` is its code or empty."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    batch = Integer(index=True)
    kind = Varchar(length=30)
    position = Integer()
    institution = Varchar(length=20, default="")
    subject = Varchar(length=200)
    happened_on = Date(null=True, default=None)
    amount_fen = BigInt(null=True, default=None)
    figures = JSONB()
    sheet = Varchar(length=31)
    row = Integer()
    content = Varchar(length=32)


class TaskInstitution(Table, tablename="vendors_task_institution"):
    """An institution in a task's scope, named by the bureau; those of the case list are in it besides."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    institution = ForeignKey(references=Institution, null=False, index=True)
    task_institution_once = Unique([task, institution])


class TaskInspector(Table, tablename="vendors_task_inspector"):
    """检查人员 of the bureau on an on-site task; name and certificate as they stood when named (LZ Art.32)."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    inspector = ForeignKey(references=Inspector, null=False, index=True)
    name = Varchar(length=40)
    certificate = Varchar(length=60)
    task_inspector_once = Unique([task, inspector])


class TaskStaff(Table, tablename="vendors_task_staff"):
    """One of the vendor's people working on a task, named when it accepts."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    staff = ForeignKey(references=Staff, null=False, index=True)
    name = Varchar(length=40)
    named_at = Timestamptz(default=None)
    task_staff_once = Unique([task, staff])


class ClockSegment(Table, tablename="vendors_task_clock"):
    """A stretch of a task's clock: days after `began_on` up to and including `ended_on`; null while it lasts.

    `days` working days are granted at its beginning; a `round` begins with every issue and every return.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    round = Integer()
    cause = Varchar(length=20)
    running = Boolean(default=True)
    began_on = Date()
    ended_on = Date(null=True, default=None)
    days = Integer(default=0)
    reason = Varchar(length=500, default="")
    by_name = Varchar(length=80, default="")
    at = Timestamptz(default=None)


class PauseRequest(Table, tablename="vendors_task_pause"):
    """暂停计时申请: what material of the bureau the vendor waits for, and what the bureau said and did."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    state = Varchar(length=20, index=True)
    material = Varchar(length=500)
    asked_by = Varchar(length=80)
    asked_at = Timestamptz(default=None)
    answer = Varchar(length=500, default="")
    answered_by = Varchar(length=80, default="")
    answered_at = Timestamptz(null=True, default=None)
    expected_on = Date(null=True, default=None)
    delivered = Varchar(length=500, default="")
    delivered_by = Varchar(length=80, default="")
    delivered_at = Timestamptz(null=True, default=None)
    resumes_in = Varchar(length=24, default="")


class Deliverable(Table, tablename="vendors_task_deliverable"):
    """交付物 a task owes; without a day of its own it is due with the task. Files are attachments."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    task = ForeignKey(references=Task, null=False, index=True)
    kind = Varchar(length=20)
    title = Varchar(length=120)
    state = Varchar(length=20, index=True)
    due_on = Date(null=True, default=None)
    note = Varchar(length=500, default="")
    delivered_at = Timestamptz(null=True, default=None)
    delivered_by = Varchar(length=80, default="")
    judged_at = Timestamptz(null=True, default=None)
    judged_by = Varchar(length=80, default="")
    answer = Varchar(length=500, default="")


class Assignment(Table, tablename="vendors_task_assignment"):
    """派单记录: the proposal as it was shown, who was chosen and why, which bars were set aside.

    `vendor` stays null: other vendors stand in it, so the row is the bureau's alone.
    """

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    task = ForeignKey(references=Task, null=False, index=True)
    chosen = Integer()
    place = Integer(null=True, default=None)
    reason = Varchar(length=500, default="")
    proposal = JSONB(default="{}")
    waived = JSONB(default="[]")
    by_name = Varchar(length=80)
    at = Timestamptz(default=None)
