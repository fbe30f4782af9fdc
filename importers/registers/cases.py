"""结算人次登记表: the frame cases are drawn from. Names must come masked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

import msgspec

from importers.registers import messages
from importers.registers.columns_of_cases import COLUMNS
from importers.registers.register import Check, Register, Scene, registered
from importers.workbook.columns import Layout
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from importers.workbook.writing.sheets import Value
from vendors.actors import Role
from vendors.institutions.records import CaseRecord
from vendors.institutions.targets import CASES as TARGET
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


CHECKS: Final[tuple[Check, ...]] = (
    stay_runs_forward,
    nothing_lies_ahead,
    fund_within_total,
    registered("fixmedins_code", "institutions", messages.INSTITUTION_UNKNOWN),
)


def diagnosis(row: Row) -> str:
    return f"{row.text('diag_code')} {row.text('diag_name')}".strip()


def record(cells: Sequence[str]) -> CaseRecord:
    told = TARGET.named(cells)
    told["institution_code"] = told.pop("institution")
    if not told["age"]:
        del told["age"]
    return msgspec.convert(told, CaseRecord, strict=False)


REGISTER: Final = Register(
    zh="结算人次",
    en="Settled cases",
    layout=LAYOUT,
    unique=("mdtrt_id",),
    target=TARGET,
    cells=(
        "mdtrt_id", "setl_id", "fixmedins_code", "ipt_no", "psn_no", "psn_name", "gend", "age", "insutype", "med_type",
        "begndate", "enddate", "dept", "dr_code", "dr_name", diagnosis, "medfee_sumamt", "hifp_pay", "setl_time",
    ),
    keepers=frozenset({Role.TASK_MANAGER}),
    checks=CHECKS,
    needs=("institutions",),
)  # fmt: skip


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
