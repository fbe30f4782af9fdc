"""What a register import brings: the shape of one institution and one settled case before they are stored."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionRecord:
    """定点医药机构: `code` H/P + 6 region digits + 5 (domain.md §4.5), `region` six digits (GB/T 2260)."""

    code: str
    name: str
    kind: str
    ownership: str
    region: str
    level: str = ""
    grid: str = ""
    credit_grade: str = ""
    legal_representative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """结算人次. Money in fen; `patient_masked` carries at least one asterisk (张*明)."""

    visit_id: str
    settlement_id: str
    institution_code: str
    hospital_no: str
    person_no: str
    patient_masked: str
    insutype: str
    med_type: str
    admitted_on: date
    discharged_on: date
    department: str
    doctor_code: str
    diagnosis: str
    total_fen: int
    fund_fen: int
    settled_on: date
    sex: str = ""
    age: int | None = None
    doctor_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What an import did: rows new to the register, rows changed, rows that said nothing new."""

    added: int
    changed: int
    unchanged: int
