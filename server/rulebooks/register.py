"""考核规则: every version by kind, a copy of one, a file taken in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from importers.workbook.writing.looks import COUNT, DATE
from kpi.rulebooks.actions import copy_version, upload_version
from kpi.rulebooks.checking import check_text
from kpi.rulebooks.errors import BadDay
from kpi.rulebooks.source import MAX_BYTES
from kpi.rulebooks.version_queries import Version, versions
from server.rulebooks.screens import Entry, RegisterScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.reading import asked, export_address, member
from server.web.tabs import Field
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, Words
from vendors.periods import Period, local_date
from vendors.registry.rules import Kind

FIELDS: Final = (
    Field("编号", 14), Field("类别", 18), Field("名称", 36), Field("状态", 10), Field("生效日期", 12, DATE),
    Field("施行至", 12, DATE), Field("指标数", 8, COUNT), Field("由何版本复制", 14), Field("修订说明", 30),
    Field("编制人", 12), Field("审批人", 12), Field("校验值（SHA-256）", 40),
)  # fmt: skip


@get("/rulebooks", opt={"right": Right.VIEW_RULEBOOKS})
async def rulebooks(request: WebRequest) -> Page:
    return await _register(request)


async def _register(
    request: WebRequest, *, form: Form | None = None, uploading: bool = False, status: int = 200
) -> Page:
    query = asked(request, "kind")
    shown = member(Kind, query["kind"])
    found = await _entries(request, shown)
    kinds = [(kind, [one for one in found if one.version.kind is kind]) for kind in Kind]
    screen = RegisterScreen(
        kinds=[(kind, rows) for kind, rows in kinds if rows],
        shown=shown,
        export=export_address(request, "/rulebooks"),
        form=form or Form(),
        uploading=uploading,
    )
    return Page("rulebooks/register.html", screen, status=status)


async def _entries(request: WebRequest, kind: Kind | None) -> Sequence[Entry]:
    found = await versions(for_=actor(request), on=local_date(clock.now()))
    return [_entry(one) for one in found if kind in {None, one.kind}]


def _entry(one: Version) -> Entry:
    checked = check_text(one.source, name=one.name, kind=one.kind.value)
    book, raw = checked.rulebook, checked.raw or {}
    title = (
        Words(book.words.zh, book.words.en)
        if book
        else Words(str(raw.get("zh", one.name)), str(raw.get("en", one.name)))
    )
    return Entry(
        version=one,
        title=title,
        indicators=sum(block.indicators for block in checked.sums),
        faults=len(checked.faults) if not one.packaged else None,
    )


@get("/rulebooks/export", opt={"right": Right.VIEW_RULEBOOKS})
async def export(request: WebRequest) -> Response[bytes]:
    rows = [
        (
            one.version.name, one.version.kind.zh, one.title.zh, one.version.state.zh, one.version.since,
            one.version.until, one.indicators, one.version.copied_from, one.version.reason,
            one.version.written_by or "随产品提供", one.version.decided_by, one.version.sha256,
        )
        for one in await _entries(request, member(Kind, request.query_params.get("kind", "")))
    ]  # fmt: skip
    return listing("考核规则", FIELDS, rows, at=clock.now(), plain="rulebooks")


@post("/rulebooks/{name:str}/copy", opt={"right": Right.EDIT_RULEBOOK})
async def copy(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    form = await submitted(request, "starts_on", "reason")
    read = Reading(form)
    starts_on, reason = read.day("starts_on"), read.text("reason", longest=500)
    try:
        if starts_on is not None and starts_on != Period.quarter_of(starts_on).starts_on:
            read.fault("starts_on", Words("应为季度的第一天。", "The first day of a quarter."))
        read.finish()
        made = await copy_version(
            name=name, starts_on=starts_on or date.max, reason=reason, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _uncopied(request, name, form, invalid)
    except BadDay as refused:
        return await _uncopied(request, name, form, Invalid({"starts_on": refused.words}))
    said = Words(f"已复制为 {made}，请修改后提交审批。", f"Copied to {made}; change it, then submit it.")
    return see_other(request, f"/rulebooks/{made}/numbers", said=said)


async def _uncopied(request: WebRequest, name: str, form: Form, why: Invalid) -> Page:
    failed = replace(form, values={**form.values, "name": name})
    return await _register(request, form=failed.failed(why), status=422)


@post("/rulebooks/upload", opt={"right": Right.EDIT_RULEBOOK}, request_max_body_size=MAX_BYTES + 65_536)
async def upload(request: WebRequest) -> Page | Redirect:
    form, file = await submitted_with_file(request, "reason")
    try:
        made = await upload_version(text=_decoded(file), reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _register(request, form=form.failed(invalid), uploading=True, status=422)
    except Conflict as taken:  # the id in the file is a version that does not change any more
        return await _register(request, form=form.failed(Invalid({"id": taken.words})), uploading=True, status=422)
    return see_other(request, f"/rulebooks/{made}", said=Words(f"已读入 {made}。", f"{made} is read in."))


def _decoded(file: File | None) -> str:
    if file is None:
        raise Invalid({"file": Words("请选择 TOML 文件。", "Choose a TOML file.")})
    content = file.content
    if len(content) > MAX_BYTES:
        raise Invalid({"file": Words("文件超过 2 MB。", "The file is larger than 2 MB.")})
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as broken:
        raise Invalid({"file": Words("不是 UTF-8 文字。", "It is not UTF-8 text.")}) from broken


HANDLERS = (rulebooks, export, copy, upload)
