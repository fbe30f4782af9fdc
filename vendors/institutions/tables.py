from piccolo.columns import BigInt, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class Institution(Table, tablename="vendors_institution"):
    """定点医药机构. `code` has 12 characters (H… hospital, P… pharmacy, domain.md §4.5)."""

    code = Varchar(length=12, unique=True)
    name = Varchar(length=100)
    kind = Varchar(length=30)
    level = Varchar(length=20, default="")
    ownership = Varchar(length=10)
    region = Varchar(length=6, index=True)
    grid = Varchar(length=30, default="")
    credit_grade = Varchar(length=4, default="")
    legal_representative = Varchar(length=40, default="")
    updated_at = Timestamptz(default=None)


class SettledCase(Table, tablename="vendors_settled_case"):
    """结算人次: the frame cases are drawn from. Names arrive and stay masked (张*明)."""

    visit_id = Varchar(length=30, unique=True)
    settlement_id = Varchar(length=30)
    institution = ForeignKey(references=Institution, null=False, index=True)
    hospital_no = Varchar(length=30)
    person_no = Varchar(length=30)
    patient_masked = Varchar(length=20)
    sex = Varchar(length=1, default="")
    age = Integer(null=True, default=None)
    insutype = Varchar(length=6)
    med_type = Varchar(length=6)
    admitted_on = Date()
    discharged_on = Date()
    department = Varchar(length=40)
    doctor_code = Varchar(length=13)
    doctor_name = Varchar(length=40, default="")
    diagnosis = Varchar(length=120)
    total_fen = BigInt()
    fund_fen = BigInt()
    settled_on = Date(index=True)


class Doctor(Table, tablename="vendors_doctor"):
    """医保医师 or 药师 at one institution; whoever works at two stands here twice (多点执业)."""

    code = Varchar(length=13, index=True)
    institution = ForeignKey(references=Institution, null=False, index=True)
    name = Varchar(length=40)
    kind = Varchar(length=10)
    department = Varchar(length=40, default="")
    title = Varchar(length=30, default="")
    status = Varchar(length=20)
    begins = Date()
    ends = Date(null=True, default=None)
    updated_at = Timestamptz(default=None)
    doctor_once = Unique([code, institution])
