from piccolo.columns import Boolean, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class Scorecard(Table, tablename="kpi_scorecard"):
    """An issued card: frozen facts, rulebook version, lines. Never edited, only superseded.

    `origin` is why this version was made; `heard_*` when the vendor said it has nothing (more) to object.
    """

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
    origin = Varchar(length=16, default="")
    fed_back_by = Varchar(length=80, default="")
    fed_back_at = Timestamptz(null=True, default=None)
    objections_due_on = Date(null=True, default=None)
    objections_provisional = Boolean(default=False)
    heard_by = Varchar(length=80, default="")
    heard_at = Timestamptz(null=True, default=None)
    reviewed_by = Varchar(length=80, default="")
    reviewed_by_id = Integer(null=True, default=None)
    reviewed_at = Timestamptz(null=True, default=None)
    approved_by = Varchar(length=80, default="")
    approved_at = Timestamptz(null=True, default=None)
    published_by = Varchar(length=80, default="")
    published_at = Timestamptz(null=True, default=None)
    applied_at = Timestamptz(null=True, default=None)
    archived_at = Timestamptz(null=True, default=None)
    scorecard_once = Unique([contract, period, version])
