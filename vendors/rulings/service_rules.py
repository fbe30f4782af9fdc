"""告知书: what it must tell, how it may be served, and from which day the time to be heard runs. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vendors.errors import Invalid, Words
from vendors.labels import Labelled
from vendors.rulings.rules import DefenceForm, NoticeMethod


class LetterState(Labelled):
    """How far a notice has come as a paper."""

    DRAFT = "draft", "草稿", "Draft"
    PRINTED = "printed", "已制作", "Printed"
    SERVED = "served", "已送达", "Served"
    VOID = "void", "已作废", "Void"


UNSERVED: Final = frozenset({LetterState.DRAFT, LetterState.PRINTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """送达: how, and on which day it was handed over, posted or published (`told_on`).

    Left at the premises (留置) it needs a witness and why it was refused.
    """

    method: NoticeMethod
    told_on: date
    receiver: str = ""
    witness: str = ""
    refusal: str = ""


def counts_as_served(service: Service, *, public_days: int) -> date:
    """The day of service: a public notice counts when its days have passed, any other at once."""
    return service.told_on + timedelta(days=public_days if service.method is NoticeMethod.PUBLIC else 0)


def refuse_bad_service(service: Service, *, today: date) -> None:
    """Not of the future; 留置送达 with a witness and the refusal. Raises Invalid."""
    faults: dict[str, Words] = {}
    if service.told_on > today:
        faults["told_on"] = Words("送达日期不能晚于今天。", "It cannot have been served in the future.")
    if service.method is NoticeMethod.LEFT:
        if not service.witness.strip():
            faults["witness"] = Words("留置送达须有见证人。", "Left at the premises, it needs a witness.")
        if not service.refusal.strip():
            faults["refusal"] = Words("请写明拒收的情况。", "Say how it was refused.")
    if faults:
        raise Invalid(faults)


def refuse_untold(texts: Mapping[str, str]) -> None:
    """Facts, reasons and basis, by the form's field. Raises Invalid."""
    missing = {
        name: Words("告知须写明事实、理由和依据。", "A notice tells the facts, the reasons and the basis.")
        for name, text in texts.items()
        if not text.strip()
    }
    if missing:
        raise Invalid(missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and its answer in a transcript."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who spoke in a hearing and as what, who asked, who took it down; why it was not signed, if it was not."""

    name: str = ""
    capacity: str = ""
    asked_by: str = ""
    taken_down_by: str = ""
    place: str = ""
    signed: bool = True
    unsigned_reason: str = ""


def refuse_bad_record(form: DefenceForm, speaker: Speaker, *, said: str) -> None:
    """Something was said; of an oral defence also who spoke, asked and took it down (笔录, LZ Art.22 and 32).

    Raises Invalid.
    """
    faults: dict[str, Words] = {}
    if not said.strip():
        faults["content"] = Words("请记录申辩内容或笔录。", "Record what was said.")
    if form is DefenceForm.ORAL:
        people = {"speaker": speaker.name, "asked_by": speaker.asked_by, "taken_down_by": speaker.taken_down_by}
        needed = Words(
            "笔录须写明申辩人、询问人和记录人。", "A transcript names who spoke, who asked and who took it down."
        )
        faults |= {name: needed for name, value in people.items() if not value.strip()}
        if not speaker.signed and not speaker.unsigned_reason.strip():
            faults["unsigned_reason"] = Words("拒签须注明原因。", "Say why it was not signed.")
        if speaker.asked_by.strip() and speaker.asked_by.strip() == speaker.taken_down_by.strip():
            faults["taken_down_by"] = Words("询问人与记录人不能是同一人。", "One asks and another takes it down.")
    if faults:
        raise Invalid(faults)
