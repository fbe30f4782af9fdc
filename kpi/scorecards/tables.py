from piccolo.columns import Boolean, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class Scorecard(Table, tablename="kpi_scorecard"):
    """An issued card: frozen facts, rulebook version, lines. Never edited, only superseded."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    number = Varchar(length=30, unique=True)
    period = Varchar(length=8, index=True)
    version = Integer(default=1)
    state = Varchar(length=16, index=True)
    rulebook = Varchar(length=40)
    facts = Text()
    card = Text()
    total = Numeric(digits=(5, 2), null=True, default=None)
    grade = Varchar(length=16)
    vetoed = Boolean(default=False)
    cutoff = Timestamptz(default=None)
    issued_by = Varchar(length=80)
    issued_by_id = Integer()
    issued_at = Timestamptz(default=None)
    approved_by = Varchar(length=80, default="")
    approved_at = Timestamptz(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    scorecard_once = Unique([contract, period, version])
