from piccolo.columns import Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class Check(Table, tablename="kpi_check"):
    """抽查: items of a vendor's work the bureau looked at again, for a period; files are attachments ("kpi_check")."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    kind = Varchar(length=16)
    period = Varchar(length=8)
    covers_from = Date()
    covers_to = Date()
    checked_on = Date()
    checkers = Varchar(length=200)
    basis = Text()
    recorded_by = Varchar(length=80)
    recorded_at = Timestamptz(default=None)
    withdrawn_by = Varchar(length=80, default="")
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_why = Text(default="")


class CheckItem(Table, tablename="kpi_check_item"):
    """One item of a check; `source` is the record it was drawn from (result:…, visit:…), empty when it has none."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    session = ForeignKey(references=Check, null=False, index=True)
    position = Integer()
    subject = Varchar(length=200)
    passed = Boolean()
    note = Varchar(length=300, default="")
    source = Varchar(length=60, default="")
