from piccolo.columns import Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class ManualFact(Table, tablename="kpi_manual_fact"):
    """A number only people know (satisfaction, work-paper checks …), entered with its evidence."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    period = Varchar(length=8)
    name = Varchar(length=60)
    value = Numeric(digits=(18, 6))
    evidence = Text()
    entered_by = Varchar(length=80)
    entered_at = Timestamptz(default=None)
    manual_fact_once = Unique([contract, period, name])


class ConductEvent(Table, tablename="kpi_conduct_event"):
    """A deduction, veto or bonus event of a vendor (K04, K05, the nine vetoes, bonus), with its basis.

    `source` is the record it was made of (tie:…, inspection:…), empty when people knew of it otherwise. One recorded
    in error is withdrawn (作废): it stays to be read and counts at cut-offs before that.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    happened_on = Date()
    kind = Varchar(length=40)
    times = Integer(default=1)
    basis = Text()
    recorded_by = Varchar(length=80)
    recorded_at = Timestamptz(default=None)
    source = Varchar(length=60, default="")
    withdrawn_by = Varchar(length=80, default="")
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_why = Text(default="")
