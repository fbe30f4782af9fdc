from piccolo.columns import Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from vendors.registry.tables import Vendor


class Provision(Table, tablename="vendors_provision"):
    """数据提供台账: one release of personal data to a vendor. Never deleted while it must be kept, never rewritten.

    `approval` is the approved row under which a later release of the same object was made.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    number = Varchar(length=20, unique=True)
    what = Varchar(length=20)
    description = Varchar(length=200)
    row_count = Integer()
    recipient = Varchar(length=80)
    purpose = Varchar(length=300)
    legal_basis = Varchar(length=200, default="")
    channel = Varchar(length=20)
    object_type = Varchar(length=30, default="")
    object_id = Integer(null=True, default=None, index=True)
    state = Varchar(length=16, index=True)
    requested_by = Varchar(length=80)
    requested_by_id = Integer(default=0)
    requested_at = Timestamptz(default=None)
    approval = ForeignKey(references="self", null=True, default=None)  # type: ignore[var-annotated]
    approved_by = Varchar(length=80, default="")
    approved_by_id = Integer(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    opinion = Text(default="")
    provided_at = Timestamptz(null=True, default=None)
    provided_by = Varchar(length=80, default="")
    received_at = Timestamptz(null=True, default=None)
    received_by = Varchar(length=80, default="")
    due_back_on = Date(null=True, default=None, index=True)
    disposal = Varchar(length=12, default="")
    disposed_on = Date(null=True, default=None)
    disposed_by = Varchar(length=80, default="")
    disposal_note = Text(default="")
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_by = Varchar(length=80, default="")
