from piccolo.columns import JSONB, BigInt, Boolean, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.registry.tables import Vendor


class Contract(Table, tablename="vendors_contract"):
    """服务合同. Money in fen; `linked_ratio` is the assessment-linked share (default 0.20) as a fraction.

    `amount_fen` and `ends_on` hold as supplemented; the `original_` ones are what was signed, None while they agree.
    `clauses` maps the codes of the checklist to the clause's number in the contract. `state_reason` says why it was
    suspended or rescinded, `chain_months` how long it and the contracts it renews run in all,
    `renewal_barred` why it is not to be renewed (不续签).
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    number = Varchar(length=30, unique=True)
    title = Varchar(length=120)
    procurement_method = Varchar(length=30)
    notice_number = Varchar(length=60, default="")
    amount_fen = BigInt()
    budget_year = Integer(index=True)
    starts_on = Date(index=True)
    ends_on = Date(index=True)
    linked_ratio = Numeric(digits=(5, 4))
    instalments = Integer(default=4)
    staff_required = Integer()
    sampling_ratio = Numeric(digits=(5, 4))
    status = Varchar(length=24, index=True)
    confidentiality = Text(default="")
    created_at = Timestamptz(default=None)
    notice_on = Date(null=True, default=None)
    awarded_on = Date(null=True, default=None)
    evaluation_score = Numeric(digits=(5, 2), null=True, default=None)
    budget_line = Varchar(length=60, default="")
    basis = Text(default="")
    clauses = JSONB(default="{}")
    report_kinds = Varchar(length=8, default="MQY")
    original_amount_fen = BigInt(null=True, default=None)
    original_ends_on = Date(null=True, default=None)
    renews = Integer(null=True, default=None, index=True)
    chain_months = Integer(null=True, default=None)
    drafted_by = Varchar(length=80, default="")
    drafted_by_id = Integer(default=0)
    reviewed_by = Varchar(length=80, default="")
    reviewed_by_id = Integer(default=0)
    reviewed_at = Timestamptz(null=True, default=None)
    review_passed = Boolean(default=False)
    review_opinion = Text(default="")
    signed_on = Date(null=True, default=None)
    sign_due_on = Date(null=True, default=None)
    publish_due_on = Date(null=True, default=None)
    publish_is_provisional = Boolean(default=False)
    published_on = Date(null=True, default=None)
    file_due_on = Date(null=True, default=None)
    file_is_provisional = Boolean(default=False)
    filed_on = Date(null=True, default=None)
    filing_number = Varchar(length=60, default="")
    ended_on = Date(null=True, default=None)
    state_reason = Text(default="")
    archive_sha256 = Varchar(length=64, default="")
    archived_at = Timestamptz(null=True, default=None)
    renewal_barred = Varchar(length=300, default="")


class ContractItem(Table, tablename="vendors_contract_item"):
    """服务事项: one of the six domains (ZY-09) with unit, quantity, price, deadline and quality standard.

    `supplement` is the supplementary agreement that brought it in.
    """

    contract = ForeignKey(references=Contract, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    domain = Varchar(length=24)
    description = Varchar(length=200)
    unit = Varchar(length=20)
    quantity = Numeric(digits=(14, 3))
    unit_price_fen = BigInt()
    deadline_days = Integer()
    quality_standard = Varchar(length=300)
    deadline_rule = Varchar(length=200, default="")
    supplement = Integer(null=True, default=None)


class Bidder(Table, tablename="vendors_contract_bidder"):
    """投标人 of the procurement; shown to the bureau alone."""

    contract = ForeignKey(references=Contract, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    name = Varchar(length=100)
    code = Varchar(length=18, default="")
    score = Numeric(digits=(5, 2), null=True, default=None)
    awarded = Boolean(default=False)


class ReportDue(Table, tablename="vendors_report_due"):
    """A month/quarter/year report a contract owes (ZY-17): due by, handed in on."""

    contract = ForeignKey(references=Contract, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    period = Varchar(length=8)
    due_on = Date()
    delivered_on = Date(null=True, default=None)
    document = Varchar(length=64, default="")
    due_is_provisional = Boolean(default=False)


class Supplement(Table, tablename="vendors_contract_supplement"):
    """补充协议: what it adds to the amount, a later end, and why; its items stand with the contract's."""

    contract = ForeignKey(references=Contract, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    number = Varchar(length=30, unique=True)
    amount_fen = BigInt()
    ends_on = Date(null=True, default=None)
    reason = Text()
    signed_on = Date()
    made_by = Varchar(length=80)
    made_at = Timestamptz(default=None)


class DataReturn(Table, tablename="vendors_contract_data_return"):
    """数据返还/销毁确认 at a contract's end (个人信息保护法 Art.21): how, when, by whom, witnessed by the bureau."""

    contract = ForeignKey(references=Contract, null=False, unique=True)
    vendor = ForeignKey(references=Vendor, null=False)
    method = Varchar(length=24)
    done_on = Date()
    done_by = Varchar(length=80)
    witness = Varchar(length=80)
    scope = Text()
    confirmed_by = Varchar(length=80)
    confirmed_at = Timestamptz(default=None)


class Payment(Table, tablename="vendors_payment"):
    """付款: one instalment, planned when the contract is signed, then proposed, approved, paid. Money in fen.

    `fixed_fen` + `linked_fen` is what the plan gives it, `deducted_fen` what the assessment takes off it (corrections
    of earlier instalments included, so it may be below 0). The instalment after the last holds corrections alone.
    """

    contract = ForeignKey(references=Contract, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False, index=True)
    instalment = Integer()
    covers_from = Date()
    covers_to = Date()
    budget_year = Integer(index=True)
    fixed_fen = BigInt()
    linked_fen = BigInt()
    deducted_fen = BigInt(default=0)
    state = Varchar(length=16, index=True)
    proposed_by = Varchar(length=80, default="")
    proposed_by_id = Integer(default=0)
    proposed_at = Timestamptz(null=True, default=None)
    note = Text(default="")
    approved_by = Varchar(length=80, default="")
    approved_by_id = Integer(default=0)
    approved_at = Timestamptz(null=True, default=None)
    opinion = Text(default="")
    paid_on = Date(null=True, default=None)
    voucher = Varchar(length=60, default="")
    paid_by = Varchar(length=80, default="")
    payment_once = Unique([contract, instalment])


class PaymentPart(Table, tablename="vendors_payment_part"):
    """The linked fee of one assessed period within a payment, and the published card that decided it.

    `corrects` is the part of an earlier payment this one puts right after its card was superseded.
    """

    payment = ForeignKey(references=Payment, null=False, index=True)
    contract = ForeignKey(references=Contract, null=False, index=True)
    vendor = ForeignKey(references=Vendor, null=False)
    period = Varchar(length=8)
    linked_fen = BigInt()
    coefficient = Numeric(digits=(5, 4))
    deducted_fen = BigInt()
    card = Integer()
    card_number = Varchar(length=30)
    corrects = Integer(null=True, default=None)
