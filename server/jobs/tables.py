from piccolo.columns import Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class Ledger(Table, tablename="server_ledger"):
    """Once per job and period: the row is the permission to run (two schedulers are harmless)."""

    job = Varchar(length=60)
    period = Varchar(length=20)
    state = Varchar(length=12)
    detail = Text(default="")
    fired_at = Timestamptz(default=None)
    finished_at = Timestamptz(null=True, default=None)
    ledger_once = Unique([job, period])
