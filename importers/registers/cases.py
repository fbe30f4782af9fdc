"""结算人次登记表: the frame cases are drawn from. Names must come masked."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Protocol

from importers.registers import messages
from importers.registers.columns_of_cases import COLUMNS
from importers.registers.register import Check, Parsed, Register, Scene, read_register, register_template
from importers.workbook.columns import Layout
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from importers.workbook.sheets import Value
from vendors.institutions.records import CaseRecord
from vendors.money import yuan

LAYOUT: Final = Layout(
    key="settled-cases", zh="结算人次登记表", en="Register of settled cases", sheet="结算人次", columns=COLUMNS
)


def stay_runs_forward(row: Row, scene: Scene) -> Iterator[Issue]:
    admitted, discharged, settled = row.day("begndate"), row.day("enddate"), row.day("setl_time")
    if admitted and discharged and discharged < admitted:
        yield scene.sheet.issue(messages.DISCHARGED_BEFORE, row, "enddate", admitted=admitted)
    if admitted and settled and settled < admitted:
        yield scene.sheet.issue(messages.SETTLED_BEFORE, row, "setl_time", admitted=admitted)


def nothing_lies_ahead(row: Row, scene: Scene) -> Iterator[Issue]:
    for key in ("begndate", "enddate", "setl_time"):
        day = row.day(key)
        if day and day > scene.on:
            yield scene.sheet.issue(messages.FUTURE, row, key, on=scene.on)


def fund_within_total(row: Row, scene: Scene) -> Iterator[Issue]:
    total, fund = row.fen("medfee_sumamt"), row.fen("hifp_pay")
    if total is not None and fund is not None and fund > total:
        yield scene.sheet.issue(messages.FUND_ABOVE_TOTAL, row, "hifp_pay", fund=yuan(fund), total=yuan(total))


def institution_known(known: Collection[str]) -> Check:
    """A check against the codes of the register."""

    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        code = row.text("fixmedins_code")
        if code and code not in known:
            yield scene.sheet.issue(messages.INSTITUTION_UNKNOWN, row, "fixmedins_code")

    return check


CHECKS: Final[tuple[Check, ...]] = (stay_runs_forward, nothing_lies_ahead, fund_within_total)


def record(row: Row) -> CaseRecord:
    """Of a row without errors: required cells are there."""
    name = row.text("diag_name")
    return CaseRecord(
        visit_id=row.text("mdtrt_id"),
        settlement_id=row.text("setl_id"),
        institution_code=row.text("fixmedins_code"),
        hospital_no=row.text("ipt_no"),
        person_no=row.text("psn_no"),
        patient_masked=row.text("psn_name"),
        sex=row.text("gend"),
        age=row.fen("age"),
        insutype=row.text("insutype"),
        med_type=row.text("med_type"),
        admitted_on=_day(row, "begndate"),
        discharged_on=_day(row, "enddate"),
        department=row.text("dept"),
        doctor_code=row.text("dr_code"),
        doctor_name=row.text("dr_name"),
        diagnosis=f"{row.text('diag_code')} {name}".strip(),
        total_fen=row.fen("medfee_sumamt") or 0,
        fund_fen=row.fen("hifp_pay") or 0,
        settled_on=_day(row, "setl_time"),
    )


def _day(row: Row, key: str) -> date:
    day = row.day(key)
    if day is None:
        msg = f"row {row.number} has errors: {key} is empty"
        raise ValueError(msg)
    return day


REGISTER: Final[Register[CaseRecord]] = Register(layout=LAYOUT, key="mdtrt_id", checks=CHECKS, record=record)


async def read_cases(
    *, content: bytes, filename: str, on: date, known: Collection[str] | None = None
) -> Parsed[CaseRecord]:
    """The register of a file, or why there is none; `known` are the institution codes on record (None: not checked)."""
    checks = CHECKS if known is None else (*CHECKS, institution_known(frozenset(known)))
    register: Register[CaseRecord] = Register(layout=LAYOUT, key=REGISTER.key, checks=checks, record=record)
    return await read_register(register, content=content, filename=filename, on=on)


def cases_template(*, at: datetime) -> bytes:
    return register_template(REGISTER, at=at)


class SettledCase(Protocol):
    """What a register's record and a task's list both know of a case."""

    @property
    def visit_id(self) -> str: ...
    @property
    def settlement_id(self) -> str: ...
    @property
    def institution_code(self) -> str: ...
    @property
    def hospital_no(self) -> str: ...
    @property
    def person_no(self) -> str: ...
    @property
    def patient_masked(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def age(self) -> int | None: ...
    @property
    def insutype(self) -> str: ...
    @property
    def med_type(self) -> str: ...
    @property
    def admitted_on(self) -> date: ...
    @property
    def discharged_on(self) -> date: ...
    @property
    def department(self) -> str: ...
    @property
    def doctor_code(self) -> str: ...
    @property
    def doctor_name(self) -> str: ...
    @property
    def diagnosis(self) -> str: ...
    @property
    def total_fen(self) -> int: ...
    @property
    def fund_fen(self) -> int: ...
    @property
    def settled_on(self) -> date: ...


def cells_of(case: SettledCase, *, institution_name: str) -> Mapping[str, Value]:
    """A settled case as cells by column key: pre-fills registers and findings templates, which share these keys."""
    code, _, name = case.diagnosis.partition(" ")
    coded = code[:1].isascii() and bool(name)
    return {
        "fixmedins_code": case.institution_code,
        "fixmedins_name": institution_name,
        "mdtrt_id": case.visit_id,
        "setl_id": case.settlement_id,
        "ipt_no": case.hospital_no,
        "psn_no": case.person_no,
        "psn_name": case.patient_masked,
        "gend": case.sex or None,
        "age": case.age,
        "insutype": case.insutype,
        "med_type": case.med_type,
        "begndate": case.admitted_on,
        "enddate": case.discharged_on,
        "ipt_days": max((case.discharged_on - case.admitted_on).days, 1),
        "dept": case.department,
        "dr_code": case.doctor_code,
        "dr_name": case.doctor_name or None,
        "diag_code": code if coded else None,
        "diag_name": name if coded else case.diagnosis,
        "medfee_sumamt": Decimal(case.total_fen) / 100,
        "hifp_pay": Decimal(case.fund_fen) / 100,
        "setl_time": case.settled_on,
    }
