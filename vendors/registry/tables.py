from piccolo.columns import BigInt, Boolean, Date, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table


class Vendor(Table, tablename="vendors_vendor"):
    """第三方机构. `code` is the 统一社会信用代码; `kind` one of A–D; `status` a vendors.registry.rules.Standing.

    A branch names its head office by code, registered here or not. `admitted_on` is the day of its last 入库,
    none for vendors of before that check; `expelled_on` the rescission a ban is reckoned from. Under probation
    (观察期) until `probation_until` it has no more than `probation_cap` tasks in hand.
    """

    code = Varchar(length=18, unique=True)
    name = Varchar(length=100)
    short_name = Varchar(length=20)
    kind = Varchar(length=1, index=True)
    legal_representative = Varchar(length=40)
    contact = Varchar(length=80, default="")
    status = Varchar(length=24)
    banned_until = Date(null=True, default=None)
    note = Text(default="")
    registered_at = Timestamptz(default=None)
    parent_code = Varchar(length=18, default="")
    parent_name = Varchar(length=100, default="")
    capital_fen = BigInt(null=True, default=None)
    address = Varchar(length=200, default="")
    former_names = Varchar(length=300, default="")
    admitted_on = Date(null=True, default=None)
    expelled_on = Date(null=True, default=None)
    probation_until = Date(null=True, default=None)
    probation_cap = SmallInt(null=True, default=None)


class Qualification(Table, tablename="vendors_qualification"):
    """资质证书. `code` is one of data/qualifications.toml; without `valid_until` it is 长期."""

    vendor = ForeignKey(references=Vendor)
    code = Varchar(length=40)
    number = Varchar(length=80)
    issuer = Varchar(length=100)
    valid_from = Date(default=None)
    valid_until = Date(null=True, default=None)
    status = Varchar(length=16)
    submitted_by = Varchar(length=80)
    submitted_at = Timestamptz(default=None)
    judged_by = Varchar(length=80, default="")
    judged_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=300, default="")


class Holder(Table, tablename="vendors_holder"):
    """法定代表人、股东、实际控制人. No identity number in clear: `identity` is masked, `fingerprint` keyed.

    A company is known by its 统一社会信用代码 (`company_code`). `share` is in ten-thousandths (‱).
    """

    vendor = ForeignKey(references=Vendor)
    role = Varchar(length=16)
    name = Varchar(length=100)
    certificate = Varchar(length=20, default="")
    identity = Varchar(length=40, default="")
    fingerprint = Varchar(length=64, default="", index=True)
    company_code = Varchar(length=18, default="", index=True)
    share = Integer(null=True, default=None)
    since = Date(default=None)
    until = Date(null=True, default=None)


class BlacklistEntry(Table, tablename="vendors_blacklist"):
    """黑名单 (LT-07): a person or company, from a day to a day or for good. Never deleted, only ended with a reason."""

    is_company = Boolean(default=False)
    name = Varchar(length=100)
    certificate = Varchar(length=20, default="")
    identity = Varchar(length=40, default="")
    fingerprint = Varchar(length=64, default="", index=True)
    company_code = Varchar(length=18, default="", index=True)
    reason = Varchar(length=300)
    basis = Varchar(length=200)
    source = Varchar(length=100)
    listed_from = Date(default=None)
    listed_until = Date(null=True, default=None)
    ended_on = Date(null=True, default=None)
    end_reason = Varchar(length=300, default="")
    by_name = Varchar(length=80)
    added_at = Timestamptz(default=None)


class CreditCheck(Table, tablename="vendors_credit_check"):
    """失信核查: what one public list said about a vendor on a day."""

    vendor = ForeignKey(references=Vendor)
    source = Varchar(length=24)
    checked_on = Date(default=None)
    on_record = Boolean(default=False)
    note = Varchar(length=300, default="")
    by_name = Varchar(length=80)
    recorded_at = Timestamptz(default=None)


class VendorRisk(Table, tablename="vendors_vendor_risk"):
    """风险评估 (ZY-08): likelihood and impact from 1 to 5. The bureau's own; vendor people never read it."""

    vendor = ForeignKey(references=Vendor)
    category = Varchar(length=24)
    description = Varchar(length=500)
    likelihood = SmallInt()
    impact = SmallInt()
    measure = Varchar(length=500)
    owner = Varchar(length=80)
    review_on = Date(default=None)
    recorded_at = Timestamptz(default=None)
    closed_on = Date(null=True, default=None)
    outcome = Varchar(length=300, default="")


class VendorInspection(Table, tablename="vendors_vendor_inspection"):
    """监督检查 of a vendor by the bureau (ZY-08)."""

    vendor = ForeignKey(references=Vendor)
    inspected_on = Date(default=None)
    kind = Varchar(length=16)
    inspectors = Varchar(length=200)
    findings = Text()
    rectify_by = Date(null=True, default=None)
    recorded_at = Timestamptz(default=None)
    closed_on = Date(null=True, default=None)
    outcome = Varchar(length=300, default="")
