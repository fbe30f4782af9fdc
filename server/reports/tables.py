from piccolo.columns import BigInt, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class Report(Table, tablename="server_report"):
    """An archived report: frozen figures (JSON) and the files rendered from them, by hash."""

    number = Varchar(length=40, unique=True)
    kind = Varchar(length=30)
    period = Varchar(length=8)
    version = Integer(default=1)
    title = Varchar(length=120)
    cutoff = Timestamptz(default=None)
    figures = Text()
    xlsx = Varchar(length=64)
    xlsx_size = BigInt()
    pdf = Varchar(length=64)
    pdf_size = BigInt()
    made_by = Varchar(length=80)
    made_at = Timestamptz(default=None)
    report_once = Unique([kind, period, version])
