"""依据文件: what the parameters, contracts and notices rest on, with validity and files."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from importers.workbook.writing.looks import DATE
from server.reference.lists import asked, elsewhere
from server.reference.screens import BasisListScreen, BasisRow, BasisScreen, ValueRow
from server.reference.values import values
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading
from server.web.history import history
from server.web.house import House
from server.web.i18n import _
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.attachments.actions import attach, keep
from vendors.attachments.queries import attachments
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Invalid, Words
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.policy.actions import store_basis
from vendors.policy.basis import Basis, BasisKind, Validity, basis_document, basis_documents
from vendors.policy.parameters import histories

NAMES: Final = ("code", "number", "title", "kind", "issuer", "issued_on", "begins", "ends", "note", "revises")


@get("/basis", opt={"right": Right.VIEW_REFERENCE})
async def basis_list(request: WebRequest) -> Page:
    who, today = actor(request), local_date(clock.now())
    kind, text = asked(request, "kind"), asked(request, "text")
    every = await _rows(await basis_documents(for_=who), who, today)
    rows = [row for row in every if text in row.one.title + row.one.number and kind in ("", row.one.kind.value)]
    screen = BasisListScreen(
        rows=rows,
        every=len(every),
        warned=[row for row in every if row.validity is Validity.LAPSING],
        kinds=BasisKind,
        text=text,
        kind=kind,
        export=elsewhere(request, "/basis/export"),
    )
    return Page("reference/basis_list.html", screen)


@get("/basis/export", opt={"right": Right.VIEW_REFERENCE})
async def export_basis(request: WebRequest) -> Response[bytes]:
    kind, today = asked(request, "kind"), local_date(clock.now())
    chosen = BasisKind(kind) if kind in set(BasisKind) else None
    found = await basis_documents(text=asked(request, "text"), kind=chosen, for_=actor(request))
    fields = (
        Field(_("文件名称"), 50),
        Field(_("文号"), 24),
        Field(_("类别"), 12),
        Field(_("发文机关"), 24),
        Field(_("发文日期"), 12, DATE),
        Field(_("生效日期"), 12, DATE),
        Field(_("有效期至"), 12, DATE),
        Field(_("状态"), 10),
    )
    told = (
        (one.title, one.number, one.kind.zh, one.issuer, one.issued_on, one.begins, one.ends, one.validity(today).zh)
        for one in found
    )
    return listing(_("依据文件"), fields, told, at=clock.now(), plain="basis")


@get("/basis/new", opt={"right": Right.MANAGE_REFERENCE})
async def new_basis(request: WebRequest) -> Page:
    return await _page(request, None, Form())


@get("/basis/{code:str}", opt={"right": Right.VIEW_REFERENCE})
async def one_basis(request: WebRequest, code: FromPath[str]) -> Page:
    one = await basis_document(code, for_=actor(request))
    return await _page(request, one, Form(values=_filled(one)))


@post("/basis/new", opt={"right": Right.MANAGE_REFERENCE}, request_max_body_size=BODY_LIMIT)
async def keep_basis(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    """A new document, or with `revises` a change to the one of that code; with a file when there is one."""
    who, at = actor(request), clock.now()
    form, file = await submitted_with_file(request, *NAMES)
    revised = await basis_document(form.value("revises"), for_=who) if form.value("revises") else None
    try:
        basis = await _read(form, revised, who)
        sha = await keep(file, blobs=house.blobs) if file else ""
        async with act(by=who, at=at) as deed:
            made = await store_basis(deed, basis=basis)
            if file:
                await attach(
                    deed, object_type="basis", object_id=made, vendor=None, title=basis.title, file=file, sha256=sha
                )
    except Invalid as invalid:
        return await _page(request, revised, form.failed(invalid))
    return see_other(request, f"/basis/{basis.code}", said=Words("依据文件已登记。", "The document is on record."))


async def _read(form: Form, revised: Basis | None, who: Actor) -> Basis:
    read = Reading(form)
    code = revised.code if revised else read.text("code", longest=40).upper()
    if not revised and not all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in code):
        read.fault("code", Words("代码由字母、数字、横线组成。", "Letters, digits and dashes."))
    if not revised and any(one.code == code for one in await basis_documents(for_=who)):
        read.fault("code", Words("该代码已被使用。", "This code is taken."))
    kind = read.choice("kind", BasisKind)
    basis = Basis(
        code=code,
        title=read.text("title", longest=200),
        kind=kind or BasisKind.NOTICE,
        number=read.text("number", required=False, longest=80),
        issuer=read.text("issuer", required=False, longest=120),
        issued_on=read.day("issued_on", required=False),
        begins=read.day("begins", required=False),
        ends=read.day("ends", required=False),
        note=read.text("note", required=False, longest=300),
    )
    read.finish()
    return basis


async def _page(request: WebRequest, one: Basis | None, form: Form) -> Page:
    who, today = actor(request), local_date(clock.now())
    row = (await _rows([one], who, today))[0] if one else None
    screen = BasisScreen(
        row=row,
        cited=_cited(one, await basis_documents(for_=who), today) if one else (),
        history=await history("basis", one.id) if one and one.id else (),
        kinds=BasisKind,
        accepted=ACCEPTED,
        form=form,
    )
    return Page("reference/basis.html", screen, status=422 if form.errors else 200)


def _cited(one: Basis, every: Sequence[Basis], on: date) -> Sequence[ValueRow]:
    """The values whose source is this document: by its number, or its title where no longer title is meant."""
    longer = [other.title for other in every if one.title in other.title and other.title != one.title]
    return [
        held
        for code in histories()
        for held in values(code, on)
        if (one.number and one.number in held.row.source)
        or (one.title in held.row.source and not any(title in held.row.source for title in longer))
    ]


async def _rows(found: Sequence[Basis], who: Actor, on: date) -> list[BasisRow]:
    stored = [one.id for one in found if one.id is not None]
    files = await attachments(object_type="basis", object_ids=stored, for_=who) if stored else ()
    return [
        BasisRow(one=one, validity=one.validity(on), files=[file for file in files if file.object_id == one.id])
        for one in found
    ]


def _filled(one: Basis) -> dict[str, str]:
    days = {name: getattr(one, name) for name in ("issued_on", "begins", "ends")}
    values = {"number": one.number, "title": one.title, "kind": one.kind.value, "issuer": one.issuer, "note": one.note}
    return values | {name: day.isoformat() if day else "" for name, day in days.items()}


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (basis_list, export_basis, new_basis, one_basis, keep_basis)
