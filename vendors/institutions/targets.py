"""Institutions, doctors and settled cases as registers."""

from typing import Final

from vendors.incoming.rules import Field, Target

_INSTITUTION: Final = "JOIN vendors_institution i ON i.id = t.institution"


def _at(place: int) -> str:
    return f"JOIN vendors_institution i ON i.code = x.v[{place}]"


def _institution(zh: str = "机构编码") -> Field:
    return Field(name="institution", zh=zh, en="Institution", type="institution", shown="i.code", taken="i.id")


INSTITUTIONS: Final = Target(
    register="institutions",
    table="vendors_institution",
    key=("code",),
    stamp="updated_at",
    fields=(
        Field(name="code", zh="机构编码", en="Code"),
        Field(name="name", zh="机构名称", en="Name"),
        Field(name="kind", zh="机构类型", en="Kind"),
        Field(name="level", zh="医院等级", en="Level"),
        Field(name="ownership", zh="机构性质", en="Ownership"),
        Field(name="region", zh="所属区划", en="Region"),
        Field(name="grid", zh="网格", en="Grid"),
        Field(name="credit_grade", zh="信用等级", en="Credit grade"),
        Field(name="legal_representative", zh="法定代表人", en="Legal representative"),
    ),
)
DOCTORS: Final = Target(
    register="doctors",
    table="vendors_doctor",
    key=("code", "institution"),
    stamp="updated_at",
    joins=_INSTITUTION,
    links=_at(2),
    fields=(
        Field(name="code", zh="医师代码", en="Code"),
        _institution(),
        Field(name="name", zh="姓名", en="Name"),
        Field(name="kind", zh="人员类别", en="Kind"),
        Field(name="department", zh="科室", en="Department"),
        Field(name="title", zh="职称", en="Title"),
        Field(name="status", zh="服务状态", en="Status"),
        Field(name="begins", zh="生效日期", en="From", type="date"),
        Field(name="ends", zh="截止日期", en="To", type="date"),
    ),
)
CASES: Final = Target(
    register="cases",
    table="vendors_settled_case",
    key=("visit_id",),
    joins=_INSTITUTION,
    links=_at(3),
    fields=(
        Field(name="visit_id", zh="就诊ID", en="Visit id"),
        Field(name="settlement_id", zh="结算ID", en="Settlement id"),
        _institution(),
        Field(name="hospital_no", zh="住院号", en="Hospital number"),
        Field(name="person_no", zh="人员编号", en="Person number"),
        Field(name="patient_masked", zh="患者姓名(脱敏)", en="Patient (masked)"),
        Field(name="sex", zh="性别", en="Sex"),
        Field(name="age", zh="年龄", en="Age", type="integer"),
        Field(name="insutype", zh="险种", en="Insurance type"),
        Field(name="med_type", zh="医疗类别", en="Kind of care"),
        Field(name="admitted_on", zh="入院日期", en="Admitted on", type="date"),
        Field(name="discharged_on", zh="出院日期", en="Discharged on", type="date"),
        Field(name="department", zh="科室", en="Department"),
        Field(name="doctor_code", zh="医师代码", en="Doctor code"),
        Field(name="doctor_name", zh="医师姓名", en="Doctor"),
        Field(name="diagnosis", zh="主要诊断", en="Main diagnosis"),
        Field(name="total_fen", zh="医疗总费用", en="Total fee (yuan)", type="bigint"),
        Field(name="fund_fen", zh="统筹基金支付", en="Paid by the fund (yuan)", type="bigint"),
        Field(name="settled_on", zh="结算日期", en="Settled on", type="date"),
    ),
)
