from piccolo.columns import Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.institutions.tables import Institution
from vendors.registry.tables import Vendor
from vendors.tasks.tables import Task


class Handoff(Table, tablename="vendors_handoff"):
    """线索流转单 from one 小组 to another. Whose it is stands in its sides: row-level security asks them."""

    number = Varchar(length=20, unique=True)
    from_group = Varchar(length=20, index=True)
    to_group = Varchar(length=20, index=True)
    subject = Varchar(length=120)
    facts = Text()
    institution = ForeignKey(references=Institution, null=True, default=None, index=True)
    task = ForeignKey(references=Task, null=True, default=None)
    previous = ForeignKey(references="self", null=True, default=None)  # type: ignore[var-annotated]
    state = Varchar(length=16, index=True)
    sent_at = Timestamptz(default=None)
    sent_by = Varchar(length=80)
    dispatched_at = Timestamptz(null=True, default=None)
    due_on = Date(null=True, default=None, index=True)
    due_is_provisional = Boolean(default=False)
    received_at = Timestamptz(null=True, default=None)
    received_by = Varchar(length=80, default="")
    answered_at = Timestamptz(null=True, default=None)
    answered_by = Varchar(length=80, default="")
    answer = Varchar(length=16, default="")
    answer_text = Text(default="")
    response_days = Integer(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    closed_by = Varchar(length=80, default="")


class HandoffSide(Table, tablename="vendors_handoff_side"):
    """A vendor's part in a slip: sender, receiver or one that contributed to what it says."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    handoff = ForeignKey(references=Handoff, null=False, index=True)
    side = Varchar(length=12)
    handoff_side_once = Unique([vendor, handoff, side])
