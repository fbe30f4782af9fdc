from piccolo.columns import BigInt, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.table import Table

from vendors.registry.tables import Vendor


class Contract(Table, tablename="vendors_contract"):
    """服务合同. Money in fen; `linked_ratio` is the assessment-linked share (default 0.20) as a fraction."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    number = Varchar(length=30, unique=True)
    title = Varchar(length=120)
    procurement_method = Varchar(length=30)
    notice_number = Varchar(length=60, default="")
    amount_fen = BigInt()
    budget_year = Integer()
    starts_on = Date()
    ends_on = Date()
    linked_ratio = Numeric(digits=(5, 4))
    instalments = Integer(default=4)
    staff_required = Integer()
    sampling_ratio = Numeric(digits=(5, 4))
    status = Varchar(length=24)
    confidentiality = Text(default="")
    created_at = Timestamptz(default=None)


class ContractItem(Table, tablename="vendors_contract_item"):
    """服务事项: one of the six domains (ZY-09) with unit, quantity, price, deadline and quality standard."""

    contract = ForeignKey(references=Contract, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    domain = Varchar(length=24)
    description = Varchar(length=200)
    unit = Varchar(length=20)
    quantity = Numeric(digits=(14, 3))
    unit_price_fen = BigInt()
    deadline_days = Integer()
    quality_standard = Varchar(length=300)


class ReportDue(Table, tablename="vendors_report_due"):
    """A month/quarter/year report a contract owes (ZY-17): due by, handed in on."""

    contract = ForeignKey(references=Contract, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    period = Varchar(length=8)
    due_on = Date()
    delivered_on = Date(null=True, default=None)
    document = Varchar(length=64, default="")
