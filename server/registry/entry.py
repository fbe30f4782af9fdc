"""A vendor entered and its particulars corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.registry.frame import Frame, frame, refused, scan_of
from server.registry.qualifications import shown_in
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.rules import ACCEPTED, File
from vendors.errors import Invalid, Words
from vendors.money import Fen, yuan
from vendors.periods import local_date
from vendors.registry import actions
from vendors.registry.ownership_actions import add_holder
from vendors.registry.ownership_rules import Certificate, HolderRole, Named
from vendors.registry.particulars import Particulars
from vendors.registry.qualification_actions import Scan, add_qualification
from vendors.registry.qualification_rules import Requirement, known_for
from vendors.registry.queries import VendorView
from vendors.registry.rules import Kind
from vendors.transaction import transaction

_PARTICULARS: Final = (
    "name", "short_name", "legal_representative", "contact", "note", "parent_code", "parent_name", "capital", "address",
    "former_names",
)  # fmt: skip
_PAPER: Final = ("paper_code", "paper_number", "paper_issuer", "paper_valid_from", "paper_valid_until")
_LEGAL: Final = ("legal_certificate", "legal_number")
_NUMBER_OF: Final[Mapping[str, str]] = {
    "name": "legal_representative", "certificate": "legal_certificate", "number": "legal_number",
}  # fmt: skip
_PAPER_OF: Final[Mapping[str, str]] = {name.removeprefix("paper_"): name for name in _PAPER}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVendorScreen:
    """`papers` are the certificates of every kind, told apart by kind and code."""

    form: Form
    papers: Sequence[Requirement]
    kinds: Sequence[Kind] = tuple(Kind)
    certificates: Sequence[Certificate] = tuple(Certificate)
    accept: str = ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class EditScreen:
    frame: Frame
    form: Form


@get("/vendors/new", opt={"right": Right.REGISTER_VENDOR})
async def new_vendor() -> Page:
    return _new_page(Form())


@post("/vendors/new", opt={"right": Right.REGISTER_VENDOR}, request_max_body_size=BODY_LIMIT)
async def register_vendor(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "code", "kind", *_PARTICULARS, *_LEGAL, *_PAPER)
    try:
        vendor = await _enter(request, house, form, file)
    except Invalid as invalid:
        kept = Form(values={name: value for name, value in form.values.items() if name != "legal_number"})
        return _new_page(kept.failed(invalid), status=422)
    said = Words("机构已登记，核对齐全后办理入库。", "The vendor is entered; admit it once its file is complete.")
    return see_other(request, f"/vendors/{vendor}", said=said)


async def _enter(request: WebRequest, house: House, form: Form, file: File | None) -> int:
    """Vendor, legal representative and first certificate together or not at all."""
    read, at = Reading(form), clock.now()
    code, kind, told = read.text("code", longest=40), read.choice("kind", Kind), _particulars(read)
    certificate = read.choice("legal_certificate", Certificate, required=False)
    legal = Named(name=told.legal_representative, certificate=certificate, number=form.value("legal_number"))
    read.finish()
    chosen = kind or Kind.A
    scan = await scan_of(file, house)
    async with transaction():
        vendor = await actions.register_vendor(
            code=code, kind=chosen, name=told.name, short_name=told.short_name,
            legal_representative=told.legal_representative, contact=told.contact, note=told.note,
            parent_code=told.parent_code, parent_name=told.parent_name, capital_fen=told.capital_fen,
            address=told.address, former_names=told.former_names, by=actor(request), at=at,
        )  # fmt: skip
        if legal.number or legal.certificate:
            await _enter_legal(request, house, vendor, legal)
        if scan or any(form.value(name) for name in _PAPER):
            await _enter_paper(request, form, vendor, chosen, scan)
    return vendor


async def _enter_legal(request: WebRequest, house: House, vendor: int, legal: Named) -> None:
    key = house.settings.secret.encode()
    try:
        await add_holder(vendor=vendor, role=HolderRole.LEGAL, named=legal, key=key, by=actor(request), at=clock.now())
    except Invalid as invalid:
        raise _moved(invalid, _NUMBER_OF) from invalid


async def _enter_paper(request: WebRequest, form: Form, vendor: int, kind: Kind, scan: Scan | None) -> None:
    meant, _, code = form.value("paper_code").partition(":")
    if code and meant != kind:
        words = Words(f"这项资质不属于“{kind.zh}”。", f"This certificate is none of a “{kind.en}”.")
        raise Invalid({"paper_code": words})
    try:
        shown = shown_in(Form(values={**form.values, "paper_code": code}), before="paper_")
    except Invalid as invalid:
        raise Invalid(invalid.fields) from invalid
    try:
        await add_qualification(vendor=vendor, shown=shown, scan=scan, by=actor(request), at=clock.now())
    except Invalid as invalid:
        raise _moved(invalid, _PAPER_OF) from invalid


def _moved(invalid: Invalid, names: Mapping[str, str]) -> Invalid:
    return Invalid({names.get(field, field): said for field, said in invalid.fields.items()})


def _particulars(read: Reading) -> Particulars:
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


def _new_page(form: Form, *, status: int = 200) -> Page:
    today = local_date(clock.now())
    papers = tuple(one for kind in Kind for one in known_for(kind, on=today))
    return Page("registry/new.html", NewVendorScreen(form=form, papers=papers), status=status)


@get("/vendors/{vendor:int}/edit", opt={"right": Right.REGISTER_VENDOR})
async def edit(request: WebRequest, vendor: FromPath[int]) -> Page:
    around = await frame(request, vendor)
    return Page("registry/edit.html", EditScreen(frame=around, form=_as_it_stands(around.vendor)))


def _as_it_stands(found: VendorView) -> Form:
    capital = yuan(Fen(found.capital_fen)).replace(",", "") if found.capital_fen else ""
    values = {name: str(getattr(found, name)) for name in _PARTICULARS if name != "capital"}
    return Form(values={**values, "capital": capital})


@post("/vendors/{vendor:int}/edit", opt={"right": Right.REGISTER_VENDOR})
async def change(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, *_PARTICULARS)
    read = Reading(form)
    told = _particulars(read)
    try:
        read.finish()
        await actions.change_vendor(vendor=vendor, particulars=told, by=actor(request), at=clock.now())
    except Invalid as invalid:
        around = await frame(request, vendor)
        screen = EditScreen(frame=around, form=refused("edit", form, invalid).form)
        return Page("registry/edit.html", screen, status=422)
    return see_other(request, f"/vendors/{vendor}", said=Words("机构信息已更正。", "The particulars are corrected."))


HANDLERS = (new_vendor, register_vendor, edit, change)
