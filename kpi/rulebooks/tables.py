from piccolo.columns import Array, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class RulebookVersion(Table, tablename="kpi_rulebook"):
    """A rulebook the bureau wrote: a TOML text that stands alone. Approved, it never changes again.

    It holds from `starts_on` until the day before the next approved one of its kind does.
    """

    name = Varchar(length=40, unique=True)
    kind = Varchar(length=20, index=True)
    state = Varchar(length=16, index=True)
    starts_on = Date()
    source = Text()
    sha256 = Varchar(length=64)
    copied_from = Varchar(length=40, default="")
    reason = Varchar(length=500, default="")
    written_by = Varchar(length=80)
    writers = Array(base_column=Integer())
    written_at = Timestamptz(default=None)
    submitted_by = Varchar(length=80, default="")
    submitted_by_id = Integer(null=True, default=None)
    submitted_at = Timestamptz(null=True, default=None)
    decided_by = Varchar(length=80, default="")
    decided_at = Timestamptz(null=True, default=None)
    opinion = Varchar(length=500, default="")


class ContractTarget(Table, tablename="kpi_contract_target"):
    """合同约定目标: takes the place of a rulebook's value from a day on, under one contract."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    fact = Varchar(length=60)
    value = Numeric(digits=(24, 6), null=True, default=None)
    basis = Varchar(length=300)
    begins = Date()
    set_by = Varchar(length=80)
    set_by_id = Integer()
    set_at = Timestamptz(default=None)
    contract_target_once = Unique([contract, fact, begins])
