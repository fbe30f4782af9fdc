"""A vendor entered and its particulars corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.registry.applying import LEGAL, PAPER, PARTICULARS, applied, particulars
from server.registry.frame import Frame, frame, refused, scan_of
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
from vendors.registry.ownership.actions import add_holder
from vendors.registry.ownership.rules import Certificate, HolderRole
from vendors.registry.qualifications.actions import add_qualification
from vendors.registry.qualifications.rules import Requirement, known_for
from vendors.registry.queries import VendorView
from vendors.registry.rules import Kind
from vendors.transaction import transaction


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
    form, file = await submitted_with_file(request, "code", "kind", *PARTICULARS, *LEGAL, *PAPER)
    try:
        vendor = await _enter(request, house, form, file)
    except Invalid as invalid:
        kept = Form(values={name: value for name, value in form.values.items() if name != "legal_number"})
        return _new_page(kept.failed(invalid), status=422)
    said = Words("机构已登记，核对齐全后办理入库。", "The vendor is entered; admit it once its file is complete.")
    return see_other(request, f"/vendors/{vendor}", said=said)


async def _enter(request: WebRequest, house: House, form: Form, file: File | None) -> int:
    """Vendor, legal representative and first certificate together or not at all."""
    by, at, key = actor(request), clock.now(), house.settings.secret.encode()
    found = applied(form, scanned=file is not None, key=key, on=local_date(at), by=by)
    scan, told = await scan_of(file, house), found.told
    async with transaction():
        vendor = await actions.register_vendor(
            code=found.code, kind=found.kind, name=told.name, short_name=told.short_name,
            legal_representative=told.legal_representative, contact=told.contact, note=told.note,
            parent_code=told.parent_code, parent_name=told.parent_name, capital_fen=told.capital_fen,
            address=told.address, former_names=told.former_names, by=by, at=at,
        )  # fmt: skip
        if found.legal:
            await add_holder(vendor=vendor, role=HolderRole.LEGAL, named=found.legal, key=key, by=by, at=at)
        if found.paper:
            await add_qualification(vendor=vendor, shown=found.paper, scan=scan, by=by, at=at)
    return vendor


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
    values = {name: str(getattr(found, name)) for name in PARTICULARS if name != "capital"}
    return Form(values={**values, "capital": capital})


@post("/vendors/{vendor:int}/edit", opt={"right": Right.REGISTER_VENDOR})
async def change(request: WebRequest, vendor: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, *PARTICULARS)
    read = Reading(form)
    told = particulars(read)
    try:
        read.finish()
        await actions.change_vendor(vendor=vendor, particulars=told, by=actor(request), at=clock.now())
    except Invalid as invalid:
        around = await frame(request, vendor)
        screen = EditScreen(frame=around, form=refused("edit", form, invalid).form)
        return Page("registry/edit.html", screen, status=422)
    return see_other(request, f"/vendors/{vendor}", said=Words("机构信息已更正。", "The particulars are corrected."))


HANDLERS = (new_vendor, register_vendor, edit, change)
