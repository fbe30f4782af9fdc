from piccolo.columns import BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.draws.tables import Draw
from vendors.findings.tables import Finding, MissedFinding
from vendors.institutions.tables import SettledCase
from vendors.people.tables import Expert
from vendors.registry.tables import Vendor
from vendors.tasks.tables import Task


class ReviewSample(Table, tablename="vendors_review_sample"):
    """盲审批次: which findings, or which cases passed without one, are looked at again; the draw is in `draw`.

    `vendor` is always null: the bureau's alone. `of_vendor`, `of_task` and `of_batch` are what the frame was narrowed
    to; `frame_size` and `opened_at` are empty until it is opened.
    """

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    region = Varchar(length=6, default="")
    number = Varchar(length=20, unique=True)
    kind = Varchar(length=12)
    draw = ForeignKey(references=Draw, null=False, index=True)
    title = Varchar(length=120)
    of_vendor = Integer(null=True, default=None)
    of_task = Integer(null=True, default=None)
    of_batch = Integer(null=True, default=None)
    frame_size = Integer(default=0)
    frame_amount = BigInt(default=0)
    due_on = Date(null=True, default=None)
    due_provisional = Boolean(default=False)
    committed_by = Varchar(length=80)
    committed_at = Timestamptz(default=None)
    opened_by = Varchar(length=80, default="")
    opened_at = Timestamptz(null=True, default=None)
    cancelled_at = Timestamptz(null=True, default=None)
    cancelled_why = Varchar(length=200, default="")


class SampledFinding(Table, tablename="vendors_sampled_finding"):
    """A finding drawn for blind re-review; `since` is the last opinion on it by then."""

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    sample = ForeignKey(references=ReviewSample, null=False, index=True)
    finding = ForeignKey(references=Finding, null=False, index=True)
    position = Integer()
    since = Integer()
    sampled_finding_once = Unique([sample, finding])


class SampledCase(Table, tablename="vendors_sampled_case"):
    """A case its vendor had passed, drawn to be looked at; `outcome` is empty until somebody has."""

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    sample = ForeignKey(references=ReviewSample, null=False, index=True)
    task = ForeignKey(references=Task, null=False)
    case = ForeignKey(references=SettledCase, null=False)
    position = Integer()
    outcome = Varchar(length=12, default="")
    note = Text(default="")
    missed = ForeignKey(references=MissedFinding, null=True, default=None)
    looked_by = Integer(null=True, default=None)
    looked_by_name = Varchar(length=80, default="")
    looked_at = Timestamptz(null=True, default=None)
    sampled_case_once = Unique([sample, task, case])


class ExpertRequest(Table, tablename="vendors_expert_request"):
    """专家评审 (LZ Art.37) asked for on one finding; `draw` when the experts were drawn, else each is named with a why.

    `vendor` is always null: the bureau's alone.
    """

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    finding = ForeignKey(references=Finding, null=False, index=True)
    question = Text()
    draw = ForeignKey(references=Draw, null=True, default=None)
    due_on = Date()
    due_provisional = Boolean(default=False)
    asked_by = Integer()
    asked_by_name = Varchar(length=80)
    asked_at = Timestamptz(default=None)


class ExpertOpinion(Table, tablename="vendors_expert_opinion"):
    """One expert's answer, or the place kept for it; no expert sees another's."""

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    request = ForeignKey(references=ExpertRequest, null=False, index=True)
    finding = ForeignKey(references=Finding, null=False)
    expert = ForeignKey(references=Expert, null=False, index=True)
    named_why = Varchar(length=200, default="")
    state = Varchar(length=12, index=True)
    conclusion = Varchar(length=16, default="")
    reason = Text(default="")
    signed_on = Date(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    expert_asked_once = Unique([request, expert])
