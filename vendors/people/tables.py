from piccolo.columns import Array, BigInt, Boolean, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.institutions.tables import Institution
from vendors.registry.tables import Vendor


class Staff(Table, tablename="vendors_staff"):
    """服务人员 of a vendor: managed by the vendor, approved by the bureau (双重管理, ZY-13).

    `state` is what was decided (pending, on_post, refused); suspension, lapse and leaving follow from dates.
    `certificate` and `certified_until` are the post's own certificate as the register gives it. An identity number is
    kept as its mask and its keyed fingerprint alone. `admitted_on` is empty for whoever stood here before approvals.
    """

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    name = Varchar(length=40)
    post = Varchar(length=40)
    certificate = Varchar(length=60, default="")
    certified_until = Date(null=True, default=None)
    undertaking_signed_on = Date(null=True, default=None)
    on_post_from = Date()
    on_post_to = Date(null=True, default=None)
    is_lead = Boolean(default=False)
    registered_at = Timestamptz(default=None)
    state = Varchar(length=12, default="on_post")
    admitted_on = Date(null=True, default=None)
    opinion = Varchar(length=300, default="")
    identity_kind = Varchar(length=4, default="")
    identity_masked = Varchar(length=40, default="")
    identity_print = Varchar(length=64, default="", index=True)
    speciality = Varchar(length=60, default="")
    title = Varchar(length=60, default="")
    former_employer = Varchar(length=100, default="")
    former_until = Date(null=True, default=None)


class StaffCertificate(Table, tablename="vendors_staff_certificate"):
    """资格证书 beside the post's own; one the vendor added counts once the bureau has checked it."""

    vendor = ForeignKey(references=Vendor, null=False)
    staff = ForeignKey(references=Staff, null=False, index=True)
    kind = Varchar(length=4)
    number = Varchar(length=60)
    valid_from = Date(null=True, default=None)
    valid_until = Date(null=True, default=None)
    scan = Integer(null=True, default=None)
    checked_by = Varchar(length=80, default="")
    checked_at = Timestamptz(null=True, default=None)
    void = Boolean(default=False)
    added_by = Varchar(length=80)
    added_at = Timestamptz(default=None)


class Suspension(Table, tablename="vendors_staff_suspension"):
    """暂停 of a person by the bureau; `until` is the day they were back, empty while it lasts."""

    vendor = ForeignKey(references=Vendor, null=False)
    staff = ForeignKey(references=Staff, null=False, index=True)
    begins = Date()
    until = Date(null=True, default=None)
    reason = Varchar(length=300)


class Stationing(Table, tablename="vendors_stationing"):
    """驻点 (LT-04): at an institution or, without one, at the bureau's office named in `place`."""

    vendor = ForeignKey(references=Vendor, null=False)
    staff = ForeignKey(references=Staff, null=False, index=True)
    institution = ForeignKey(references=Institution, null=True, default=None)
    place = Varchar(length=100)
    begins = Date()
    ends = Date(null=True, default=None)


class Training(Table, tablename="vendors_training"):
    """A session of 业务培训 (ZY-54) and whether this person was there."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    staff = ForeignKey(references=Staff, null=False, index=True)
    held_on = Date()
    topic = Varchar(length=120)
    hours = Numeric(digits=(5, 1))
    organiser = Varchar(length=80)
    attended = Boolean(default=True)


class LeadProposal(Table, tablename="vendors_lead_proposal"):
    """更换项目负责人: proposed by the vendor with a reason, decided by the bureau, in force from `effective_on`."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    outgoing = ForeignKey(references=Staff, null=True, default=None)
    incoming = ForeignKey(references=Staff, null=False)
    reason = Varchar(length=300)
    state = Varchar(length=12)
    proposed_by = Varchar(length=80)
    proposed_at = Timestamptz(default=None)
    decided_by = Varchar(length=80, default="")
    decided_at = Timestamptz(null=True, default=None)
    opinion = Varchar(length=300, default="")
    effective_on = Date(null=True, default=None)


class Headcount(Table, tablename="vendors_headcount"):
    """Month-end snapshot: how many counted, how many were there, how many the contracts ask for."""

    vendor = ForeignKey(references=Vendor, null=False)
    month = Varchar(length=8)
    taken_for = Date()
    counted = Integer()
    present = Integer()
    required = Integer()
    taken_at = Timestamptz(default=None)
    headcount_once = Unique([vendor, month])


class Inspector(Table, tablename="vendors_inspector"):
    """监督检查人员 of the bureau with their 执法证 (LZ Art.32). `organisation` is where in the tree, when known."""

    name = Varchar(length=40)
    unit = Varchar(length=100)
    organisation = Integer(null=True, default=None)
    certificate = Varchar(length=60, unique=True)
    valid_from = Date(null=True, default=None)
    valid_until = Date(null=True, default=None)
    speciality = Varchar(length=60, default="")
    former_employer = Varchar(length=100, default="")
    former_until = Date(null=True, default=None)
    active = Boolean(default=True)
    registered_at = Timestamptz(default=None)


class Expert(Table, tablename="vendors_expert"):
    """专家库 (LT-11); `specialities` are values of pool.cards.Speciality; `institution` is the employer's.

    `account` is the id of the account the expert signs in with.
    """

    name = Varchar(length=40)
    employer = Varchar(length=100)
    institution = ForeignKey(references=Institution, null=True, default=None)
    title = Varchar(length=60, default="")
    specialities = Array(base_column=Varchar(length=12))
    former_employer = Varchar(length=100, default="")
    former_until = Date(null=True, default=None)
    active = Boolean(default=True)
    registered_at = Timestamptz(default=None)
    account = Integer(null=True, default=None, unique=True)


class ExpertSession(Table, tablename="vendors_expert_session"):
    """劳务报酬: sessions an expert gave on a day and the fee for them in fen."""

    expert = ForeignKey(references=Expert, null=False, index=True)
    held_on = Date()
    purpose = Varchar(length=120)
    sessions = Integer()
    fee_fen = BigInt()
    recorded_by = Varchar(length=80)
    recorded_at = Timestamptz(default=None)


class Declaration(Table, tablename="vendors_declaration"):
    """回避申报 of one person for one piece of work; `none` says that there is no tie. The newest one holds."""

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    object_type = Varchar(length=20, index=True)
    object_id = BigInt(index=True)
    person_type = Varchar(length=12)
    person = Integer()
    none = Boolean()
    declared_by = Varchar(length=80)
    declared_at = Timestamptz(default=None)


class Tie(Table, tablename="vendors_tie"):
    """利害关系 of a person or a vendor company with an institution (LZ Art.34); kept for good, whatever was decided."""

    vendor = ForeignKey(references=Vendor, null=True, default=None)
    person_type = Varchar(length=12)
    person = Integer(index=True)
    institution = ForeignKey(references=Institution, null=False, index=True)
    kind = Varchar(length=20)
    ended_on = Date(null=True, default=None)
    detail = Text(default="")
    source = Varchar(length=12)
    state = Varchar(length=12)
    declaration = ForeignKey(references=Declaration, null=True, default=None)
    noted_by = Varchar(length=80)
    noted_at = Timestamptz(default=None)
    decided_by = Varchar(length=80, default="")
    decided_at = Timestamptz(null=True, default=None)
    reason = Text(default="")
    basis = Varchar(length=200, default="")
