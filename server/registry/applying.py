"""The long form of a new vendor: particulars, representative, first certificate; every fault told at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from server.registry.qualifications import shown_in
from server.web.forms import Form, Reading
from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.registry.ownership.rules import Certificate, Named, known
from vendors.registry.particulars import Particulars, problems
from vendors.registry.qualifications.actions import Shown, check
from vendors.registry.rules import Kind
from vendors.registry.uscc import normalise, problem

PARTICULARS: Final = (
    "name", "short_name", "legal_representative", "contact", "note", "parent_code", "parent_name", "capital", "address",
    "former_names",
)  # fmt: skip
LEGAL: Final = ("legal_certificate", "legal_number")
PAPER: Final = (
    "paper_code",
    "paper_number",
    "paper_issuer",
    "paper_valid_from",
    "paper_valid_until",
    "paper_unscanned",
)
_LEGAL_OF: Final[Mapping[str, str]] = {
    "name": "legal_representative", "certificate": "legal_certificate", "number": "legal_number",
}  # fmt: skip
_PAPER_OF: Final[Mapping[str, str]] = {name.removeprefix("paper_"): name for name in PAPER}
_NO_KIND: Final = Words("请先选择类别。", "Choose the kind first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a form tells, checked as far as it can be without the register."""

    code: str
    kind: Kind
    told: Particulars
    legal: Named | None
    paper: Shown | None


def applied(form: Form, *, scanned: bool, key: bytes, on: date, by: Actor) -> Applied:
    """Raises Invalid naming every field that is wrong, by the form's own names."""
    read = Reading(form)
    code, kind, told = normalise(read.text("code", longest=40)), read.choice("kind", Kind), particulars(read)
    if code and (wrong := problem(code)):
        read.fault("code", wrong)
    for field, said in problems(told.tidy(), code=code).items():
        read.fault(field, said)
    legal, paper = _legal(form, told), None
    faults = _faults(read.finish)
    if legal:
        faults = _faults(partial(known, legal, key=key, on=on), _LEGAL_OF) | faults
    if scanned or any(form.value(name) for name in PAPER):
        try:
            paper = _paper(form, kind, scanned=scanned, by=by)
        except Invalid as invalid:
            faults = invalid.fields | faults
    if faults or kind is None:
        raise Invalid(faults)
    return Applied(code=code, kind=kind, told=told, legal=legal, paper=paper)


def particulars(read: Reading) -> Particulars:
    return Particulars(
        name=read.text("name", longest=100),
        short_name=read.text("short_name", longest=20),
        legal_representative=read.text("legal_representative", longest=40),
        contact=read.text("contact", required=False, longest=80),
        note=read.text("note", required=False),
        parent_code=read.text("parent_code", required=False, longest=40),
        parent_name=read.text("parent_name", required=False, longest=100),
        capital_fen=read.fen("capital", required=False),
        address=read.text("address", required=False, longest=200),
        former_names=read.text("former_names", required=False, longest=300),
    )


def _legal(form: Form, told: Particulars) -> Named | None:
    number, typed = form.value("legal_number"), form.value("legal_certificate")
    if not number and not typed:
        return None
    certificate = Certificate(typed) if typed in set(Certificate) else None
    return Named(name=told.legal_representative, certificate=certificate, number=number)


def _paper(form: Form, kind: Kind | None, *, scanned: bool, by: Actor) -> Shown:
    meant, _, code = form.value("paper_code").partition(":")
    shown = shown_in(Form(values={**form.values, "paper_code": code}), before="paper_")
    if kind is None:
        raise Invalid({"kind": _NO_KIND})
    if meant != kind:
        words = Words(f"这项资质不属于“{kind.zh}”。", f"This certificate is none of a “{kind.en}”.")
        raise Invalid({"paper_code": words})
    if faults := _faults(partial(check, shown, kind, scanned=scanned, by=by), _PAPER_OF):
        raise Invalid(faults)
    return shown


def _faults(checked: Callable[[], object], names: Mapping[str, str] | None = None) -> dict[str, Words]:
    """What a check finds wrong, by the form's names."""
    try:
        checked()
    except Invalid as invalid:
        return {(names or {}).get(field, field): said for field, said in invalid.fields.items()}
    return {}
