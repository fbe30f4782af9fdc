"""数据台账: the bureau's registers, loaded from Excel: file, preview with the difference, commit."""

import asyncio
from typing import Final

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from importers.intake.limits import MIB, REGISTER_LIMITS
from importers.registers import actions, queries
from importers.registers.catalogue import register_named
from importers.registers.register import template
from importers.registers.rules import UploadState
from server.registry.register_screens import (
    OPEN,
    TONES,
    RegisterScreen,
    RegistersScreen,
    UploadScreen,
    known_registers,
    may_load,
    packaged,
)
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import workbook
from server.web.forms import Form
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.periods import local_date

BODY_LIMIT: Final = REGISTER_LIMITS.file_bytes + MIB
_AGAIN: Final = Words(
    "这份文件此前已经上传过，下面是首次核对的结果。", "You sent this very file before; this is the first answer."
)


@get("/registry", opt={"right": Right.VIEW_REGISTERS})
async def registers(request: WebRequest) -> Page:
    views = await queries.registers(for_=actor(request))
    return Page("registry/registers.html", RegistersScreen(known=known_registers(views)))


@get("/registry/{register:str}", opt={"right": Right.VIEW_REGISTERS})
async def one_register(request: WebRequest, register: FromPath[str]) -> Page:
    return await _register_page(request, register, Form())


@get("/registry/{register:str}/template", opt={"right": Right.VIEW_REGISTERS})
async def register_template(register: FromPath[str]) -> Response[bytes]:
    known = register_named(register)
    content = await asyncio.to_thread(template, known, at=clock.now())
    return workbook(content, name=f"{known.layout.zh}_模板.xlsx", plain=f"{known.key}.xlsx")


@post("/registry/{register:str}", opt={"right": Right.IMPORT_REGISTERS}, request_max_body_size=BODY_LIMIT)
async def bring(request: WebRequest, house: NamedDependency[House], register: FromPath[str]) -> Page | Redirect:
    who = actor(request)
    actions.must_keep(who, register_named(register))
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        missing = Invalid({"file": Words("请选择要上传的文件。", "Choose the file to upload.")})
        return await _register_page(request, register, Form().failed(missing), status=422)
    try:
        taken = await actions.take_in(
            register=register,
            filename=file.filename,
            content=await file.read(),
            by=who,
            at=clock.now(),
            blobs=house.blobs,
            queue=house.queue,
        )
    except Invalid as invalid:
        return await _register_page(request, register, Form().failed(invalid), status=422)
    return see_other(request, f"/registry/uploads/{taken.upload}", said=_AGAIN if taken.again else None)


@get("/registry/uploads/{upload:int}", opt={"right": Right.VIEW_REGISTERS})
async def one_upload(request: WebRequest, upload: FromPath[int]) -> Page:
    who = actor(request)
    found = await queries.upload(upload, for_=who)
    register = register_named(found.register)
    screen = UploadScreen(
        upload=found,
        register=register,
        issues=await queries.issues(upload, for_=who) if not found.under_way else (),
        preview=await queries.preview(upload, for_=who) if found.state is UploadState.READY else None,
        mine=may_load(who, register),
        on=local_date(clock.now()),
    )
    return Page("registry/upload.html", screen, fragment="registry/_upload.html")


@post("/registry/uploads/{upload:int}/commit", opt={"right": Right.IMPORT_REGISTERS})
async def commit(request: WebRequest, house: NamedDependency[House], upload: FromPath[int]) -> Redirect:
    await actions.commit(upload=upload, by=actor(request), at=clock.now(), queue=house.queue)
    return see_other(request, f"/registry/uploads/{upload}")


@post("/registry/uploads/{upload:int}/recheck", opt={"right": Right.IMPORT_REGISTERS})
async def recheck(request: WebRequest, house: NamedDependency[House], upload: FromPath[int]) -> Redirect:
    await actions.recheck(upload=upload, by=actor(request), at=clock.now(), queue=house.queue)
    return see_other(request, f"/registry/uploads/{upload}")


@post("/registry/uploads/{upload:int}/withdraw", opt={"right": Right.IMPORT_REGISTERS})
async def withdraw(request: WebRequest, upload: FromPath[int]) -> Redirect:
    await actions.withdraw(upload=upload, by=actor(request), at=clock.now())
    said = Words("已撤回，登记表没有变动。", "Withdrawn; the register is as it was.")
    return see_other(request, f"/registry/uploads/{upload}", said=said)


async def _register_page(request: WebRequest, register: str, form: Form, *, status: int = 200) -> Page:
    who, known = actor(request), register_named(register)
    views = await queries.registers(for_=who)
    screen = RegisterScreen(
        known=next(one for one in known_registers(views) if one.register is known),
        entries=await queries.entries(register, for_=who) if register in OPEN else (),
        packaged=packaged(known),
        on=local_date(clock.now()),
        uploads=await queries.uploads(register, for_=who),
        form=form,
        limit_mb=REGISTER_LIMITS.file_bytes // MIB,
        mine=may_load(who, known),
        tones=TONES,
    )
    return Page("registry/register.html", screen, status=status)


HANDLERS = (registers, one_register, register_template, bring, one_upload, commit, recheck, withdraw)
