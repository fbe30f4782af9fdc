from piccolo.columns import Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.table import Table

from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class OutageLog(Table, tablename="kpi_outage_log"):
    """监控日志 of one month; `service_minutes` is what was agreed to run. The file is an attachment ("outage_log")."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    month = Varchar(length=8)
    covers_from = Date()
    covers_to = Date()
    service_minutes = Integer()
    basis = Varchar(length=300)
    recorded_by = Varchar(length=80)
    recorded_at = Timestamptz(default=None)
    replaced_at = Timestamptz(null=True, default=None)


class Outage(Table, tablename="kpi_outage"):
    """One outage of a log."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    month_log = ForeignKey(references=OutageLog, null=False, index=True)
    position = Integer()
    began_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None)
    kind = Varchar(length=12)
    system = Varchar(length=100, default="")
    cause = Varchar(length=300, default="")
