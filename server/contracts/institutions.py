"""定点机构 and 结算人次: the registers, and bringing them in from Excel, all or nothing."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.intake.limits import LIMITS, MIB
from importers.registers.cases import cases_template, read_cases
from importers.registers.institutions import institutions_template, read_institutions
from importers.registers.register import Parsed
from server.contracts.registers import Book, ImportScreen, InstitutionsScreen, ProblemsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import workbook
from server.web.forms import Form
from server.web.house import House
from server.web.pages import Page, see_other
from server.web.paging import Paged, seal, unseal, with_query
from vendors.actors import Actor
from vendors.errors import Invalid, NotFound, Words
from vendors.institutions import actions, queries
from vendors.institutions.records import CaseRecord, InstitutionRecord, Stored
from vendors.periods import local_date
from vendors.policy.codes import code_list

BODY_LIMIT: Final = LIMITS.file_bytes + MIB
SIZE: Final = 50


@get("/institutions", opt={"right": Right.VIEW_INSTITUTIONS})
async def institutions(
    request: WebRequest, region: FromQuery[str] = "", text: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    found = await queries.institutions(region=region, text=text)
    every = await queries.institutions()
    place = unseal(after)
    rest = [one for one in found if one.code > str(place[0])] if place else list(found)
    more = seal(rest[SIZE - 1].code) if len(rest) > SIZE else None
    screen = InstitutionsScreen(
        page=Paged(rows=rest[:SIZE], total=len(found), next=with_query(request, after=more) if more else None),
        first=with_query(request) if after else "",
        counts=Counter(one.region for one in every),
        every=len(every),
        regions=code_list("region"),
        region=region,
        text=text,
    )
    return Page("contracts/institutions.html", screen)


@get("/institutions/import", opt={"right": Right.IMPORT_REGISTERS})
async def import_page(house: NamedDependency[House]) -> Page:
    return _import_page(house, Form())


@get("/institutions/templates/{book:str}", opt={"right": Right.IMPORT_REGISTERS})
async def template(book: FromPath[str]) -> Response[bytes]:
    which, at = _book(book), clock.now()
    make = institutions_template if which is Book.INSTITUTIONS else cases_template
    content = await asyncio.to_thread(make, at=at)
    return workbook(content, name=f"{which.zh}_模板.xlsx", plain=f"{which.value}.xlsx")


@post("/institutions/import/{book:str}", opt={"right": Right.IMPORT_REGISTERS}, request_max_body_size=BODY_LIMIT)
async def import_register(request: WebRequest, house: NamedDependency[House], book: FromPath[str]) -> Page | Redirect:
    which, who, at = _book(book), actor(request), clock.now()
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        missing = Invalid({which.value: Words("请选择要导入的文件。", "Choose the file to import.")})
        return _import_page(house, Form().failed(missing), status=422)
    content = await file.read()
    if len(content) > _limit(house):
        return _import_page(house, Form().failed(_too_large(which, house)), status=413)
    try:
        parsed, stored = await _take(which, content, file.filename, by=who, at=at)
    except Invalid as invalid:
        told = ProblemsScreen(book=which, filename=file.filename, parsed=Parsed(), faults=invalid.fields)
        return Page("contracts/problems.html", told, status=422)
    if stored is None:
        screen = ProblemsScreen(book=which, filename=file.filename, parsed=parsed)
        return Page("contracts/problems.html", screen, status=422)
    return see_other(request, "/institutions", said=_said(which, stored, warnings=len(parsed.issues)))


async def _take(
    which: Book, content: bytes, filename: str, *, by: Actor, at: datetime
) -> tuple[Parsed[InstitutionRecord] | Parsed[CaseRecord], Stored | None]:
    """The file as read, and what storing it did; None when it was kept out."""
    on = local_date(at)
    if which is Book.INSTITUTIONS:
        rows = await read_institutions(content=content, filename=filename, on=on)
        return rows, await actions.store_institutions(rows=rows.rows, by=by, at=at) if rows.good else None
    cases = await _cases(content, filename, on)
    return cases, await actions.store_cases(rows=cases.rows, by=by, at=at) if cases.good else None


async def _cases(content: bytes, filename: str, on: date) -> Parsed[CaseRecord]:
    known: Sequence[str] = [one.code for one in await queries.institutions()]
    return await read_cases(content=content, filename=filename, on=on, known=known)


def _book(name: str) -> Book:
    if name not in set(Book):
        raise NotFound
    return Book(name)


def _said(which: Book, stored: Stored, *, warnings: int) -> Words:
    zh = f"{which.zh}导入完成：新增 {stored.added} 条，更新 {stored.changed} 条，无变化 {stored.unchanged} 条"
    en = f"{which.en}: {stored.added} added, {stored.changed} changed, {stored.unchanged} unchanged"
    if not warnings:
        return Words(f"{zh}。", f"{en}.")
    return Words(f"{zh}；另有 {warnings} 处提醒，未影响导入。", f"{en}; {warnings} remarks did not stop it.")


def _limit(house: House) -> int:
    return min(house.settings.upload_limit, LIMITS.file_bytes)


def _too_large(which: Book, house: House) -> Invalid:
    most = _limit(house) // MIB
    said = Words(f"文件超过上限 {most} MB，请拆分后分别导入。", f"The file is above {most} MB; split it in parts.")
    return Invalid({which.value: said})


def _import_page(house: House, form: Form, *, status: int = 200) -> Page:
    return Page("contracts/import.html", ImportScreen(form=form, limit_mb=_limit(house) // MIB), status=status)


HANDLERS = (institutions, import_page, template, import_register)
