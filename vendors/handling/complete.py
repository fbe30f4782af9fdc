"""What a measure of each kind must say. Pure."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol

from vendors.errors import Words
from vendors.handling.rules import BY_FINDING, FREE, OF_AUTHORITIES, OF_PERSONS, SUSPENSIONS, MeasureKind, Stream


class Measured(Protocol):
    """A measure as it is proposed."""

    @property
    def kind(self) -> MeasureKind: ...
    @property
    def stream(self) -> Stream | None: ...
    @property
    def parts(self) -> Mapping[int, int]: ...
    @property
    def amount_fen(self) -> int: ...
    @property
    def months(self) -> int | None: ...
    @property
    def target(self) -> str: ...
    @property
    def doctor(self) -> str: ...
    @property
    def grounds(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def ends_on(self) -> date | None: ...


def problems(measure: Measured, *, on: date, grounds: Collection[str]) -> dict[str, Words]:
    """What is missing or wrong, by field; `grounds` are the codes of LZ Art.20 in force."""
    return _money(measure) | _whom(measure) | _dates(measure, on) | _reasons(measure, grounds)


def _money(measure: Measured) -> dict[str, Words]:
    found: dict[str, Words] = {}
    if measure.stream in BY_FINDING:
        if not any(measure.parts.values()):
            found["parts"] = Words("请填写每个问题的处理金额。", "Say how much of each finding.")
        if any(fen < 0 for fen in measure.parts.values()):
            found["parts"] = Words("金额不能为负。", "Amounts are not negative.")
    elif measure.stream in FREE and measure.amount_fen <= 0:
        found["amount"] = Words("请填写金额。", "Give the amount.")
    return found


def _whom(measure: Measured) -> dict[str, Words]:
    if measure.kind is MeasureKind.SUSPEND_PART and not measure.target.strip():
        return {"target": Words("请写明责任人员或部门。", "Name the people or the department.")}
    if measure.kind in OF_PERSONS and not measure.doctor.strip():
        return {"doctor": Words("请填写医保医师（药师）代码。", "Give the doctor's or pharmacist's code.")}
    return {}


def _dates(measure: Measured, on: date) -> dict[str, Words]:
    if measure.kind in SUSPENSIONS and measure.months is None:
        return {"months": Words("请填写月数。", "Give the number of months.")}
    if measure.kind is MeasureKind.HOLD_SETTLEMENT and (measure.ends_on is None or measure.ends_on < on):
        return {
            "ends_on": Words("请填写恢复结算日期，不早于今天。", "Give the day settlement resumes, today or later.")
        }
    return {}


def _reasons(measure: Measured, grounds: Collection[str]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    if measure.kind is MeasureKind.RESCIND and measure.grounds not in grounds:
        found["grounds"] = Words("请选择第二十条的解除情形。", "Choose the ground of Art. 20.")
    if (measure.stream in FREE or measure.kind is MeasureKind.RESCIND) and not measure.basis.strip():
        found["basis"] = Words("请写明依据（协议条款、处罚决定等）。", "Give the basis: the clause or the decision.")
    if measure.kind in OF_AUTHORITIES and not measure.reference.strip():
        found["reference"] = Words("请填写立案号或决定文号。", "Give the case or decision number.")
    return found
