"""Flags and circumstances of a decision, where a transfer ends, what is taken while an investigation runs. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.policy.calendar import Deadline, deadline
from vendors.policy.parameters import parameter


class FlagKind(Labelled):
    """What makes a case one to be reported up (LZ Art.6, 24)."""

    MAJOR = "major", "重大违约", "Major breach"
    OPINION = "opinion", "舆情", "Public concern"
    BULLETIN = "bulletin", "要情", "Matter for a bulletin"


class Direction(Labelled):
    """从重、从轻 (LZ Art.41-42)."""

    AGGRAVATING = "aggravating", "从重情节", "Aggravating"
    MITIGATING = "mitigating", "从轻情节", "Mitigating"


LIST_OF: Final = {Direction.AGGRAVATING: "aggravating_factor", Direction.MITIGATING: "mitigating_factor"}
"""The code list of each direction."""


class TransferResult(Labelled):
    """What the other agency made of it."""

    OPENED = "opened", "立案", "Case opened"
    DECLINED = "declined", "不予立案", "No case opened"
    PENALISED = "penalised", "作出处罚、处分", "Penalty or sanction"
    RETURNED = "returned", "退回", "Sent back"
    OTHER = "other", "其他", "Other"


class PrecautionKind(Labelled):
    """Taken while the facts are looked into (LZ Art.19, 36)."""

    HOLD = "hold", "调查期间暂停结算", "Settlement held during the investigation"
    PRESERVE = "preserve", "登记保存", "Registered and preserved"
    SEAL = "seal", "封存", "Sealed"


class PrecautionOutcome(Labelled):
    """How it ended."""

    RELEASED = "released", "解除、恢复", "Released"
    RETURNED = "returned", "返还", "Given back"
    SEALED = "sealed", "转为封存", "Sealed instead"
    KEPT = "kept", "作为证据入卷", "Kept as evidence"
    TRANSFERRED = "transferred", "移送", "Transferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A last day, and whether a calendar still to come may move it (暂定)."""

    on: date
    provisional: bool = False


def filing_due(decided_on: date) -> Deadline:
    """备案 within the working days in force on the day of the decision (LZ Art.24)."""
    return deadline(decided_on, parameter("filing_days", decided_on).whole)


def precaution_due(kind: PrecautionKind, taken_on: date) -> Term | None:
    """The last day of a preservation or a sealing; a hold names its own."""
    if kind is PrecautionKind.HOLD:
        return None
    if kind is PrecautionKind.SEAL:
        return Term(on=taken_on + timedelta(days=parameter("seal_days", taken_on).whole))
    days = parameter("preservation_days", taken_on).whole
    if parameter("preservation_working_days", taken_on).whole:
        last = deadline(taken_on, days)
        return Term(on=last.on, provisional=last.provisional)
    return Term(on=taken_on + timedelta(days=days))


def extended(due_on: date, *, on: date) -> date:
    """A sealing's last day once it is extended."""
    return due_on + timedelta(days=parameter("seal_extension_days", on).whole)


def missing(**texts: str) -> dict[str, Words]:
    """The fields left empty."""
    return {name: Words("此项必填。", "This field is required.") for name, text in texts.items() if not text.strip()}
