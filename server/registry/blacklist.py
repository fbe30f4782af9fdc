"""黑名单: who is on it, until when and why; entered, ended early, taken away as a workbook. The bureau's alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, CODE, DATE, LONG_TEXT
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import Event, history
from server.web.house import House
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.registry.ownership import blacklist_actions as actions
from vendors.registry.ownership import blacklist_queries as queries
from vendors.registry.ownership.blacklist_actions import Grounds
from vendors.registry.ownership.blacklist_queries import EntryFilter, EntryView
from vendors.registry.ownership.rules import Certificate, Named

_PAGE: Final = 50
_NAMES: Final = (
    "subject", "name", "certificate", "number", "company_code", "reason", "basis", "source", "since", "until",
)  # fmt: skip
_COLUMNS: Final = (
    Field("对象", 8, CENTRED), Field("名称或姓名", 28), Field("证件类型", 16, CENTRED),
    Field("证件号码（脱敏）", 24, CODE), Field("统一社会信用代码", 24, CODE), Field("事由", 44, LONG_TEXT),
    Field("依据", 34, LONG_TEXT),
    Field("来源", 22), Field("列入日期", 13, DATE), Field("截止日期", 13, DATE), Field("提前移出", 13, DATE),
    Field("移出理由", 30, LONG_TEXT),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BlacklistScreen:
    page: Paged[EntryView]
    first: str
    after: str
    export: str
    wanted: EntryFilter
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntryScreen:
    form: Form
    certificates: Sequence[Certificate] = tuple(Certificate)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryScreen:
    row: EntryView
    history: Sequence[Event]
    form: Form
    today: date


@get("/vendors/blacklist", opt={"right": Right.VIEW_OVERSIGHT})
async def blacklist(
    request: WebRequest,
    text: FromQuery[str] = "",
    subject: FromQuery[str] = "",
    status: FromQuery[str] = "open",
    after: FromQuery[str] = "",
) -> Page:
    wanted, who, today = _wanted(text, subject, status), actor(request), local_date(clock.now())
    found = await queries.entries(wanted, for_=who, on=today, before=_key(after), limit=_PAGE + 1)
    rows = found[:_PAGE]
    cursor = seal(rows[-1].id) if len(found) > _PAGE else None
    here = with_query(request)
    screen = BlacklistScreen(
        page=Paged(rows=rows, total=await queries.entry_count(wanted, for_=who, on=today), next=cursor),
        first=here if after else "",
        after=with_query(request, after=cursor) if cursor else "",
        export=here.replace("/vendors/blacklist", "/vendors/blacklist/export", 1),
        wanted=wanted,
        today=today,
    )
    return Page("registry/blacklist.html", screen)


def _wanted(text: str, subject: str, state: str) -> EntryFilter:
    return EntryFilter(
        text=text,
        subject=subject if subject in {"person", "company"} else "",
        state=state if state in {"open", "ended"} else "",
    )


def _key(after: str) -> int | None:
    values = unseal(after)
    return values[0] if values and len(values) == 1 and isinstance(values[0], int) else None


@get("/vendors/blacklist/export", opt={"right": Right.VIEW_OVERSIGHT})
async def export(
    request: WebRequest, text: FromQuery[str] = "", subject: FromQuery[str] = "", status: FromQuery[str] = "open"
) -> Response[bytes]:
    at = clock.now()
    rows = await queries.entries(_wanted(text, subject, status), for_=actor(request), on=local_date(at))
    told = (
        (
            "单位" if one.is_company else "个人", one.name, one.certificate.zh if one.certificate else None,
            one.identity or None, one.company_code or None, one.reason, one.basis, one.source, one.listed_from,
            one.listed_until, one.ended_on, one.end_reason or None,
        )
        for one in rows
    )  # fmt: skip
    return listing("黑名单", _COLUMNS, told, at=at, plain="blacklist")


@get("/vendors/blacklist/new", opt={"right": Right.REGISTER_VENDOR})
async def new_entry() -> Page:
    today = local_date(clock.now()).isoformat()
    return Page("registry/blacklist_new.html", NewEntryScreen(form=Form(values={"since": today})))


@post("/vendors/blacklist/new", opt={"right": Right.REGISTER_VENDOR})
async def add(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    form = await submitted(request, *_NAMES)
    read = Reading(form)
    subject = read.text("subject")
    if subject not in {"", "person", "company"}:
        read.fault("subject", Words("请从列表中选择。", "Choose from the list."))
    named, grounds = _named(read), _grounds(read)
    try:
        read.finish()
        if grounds is None:
            raise NotFound
        entered = await actions.blacklist(
            named=named, is_company=subject == "company", grounds=grounds,
            key=house.settings.secret.encode(), by=actor(request), at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        kept = Form(values={name: value for name, value in form.values.items() if name != "number"})
        return Page("registry/blacklist_new.html", NewEntryScreen(form=kept.failed(invalid)), status=422)
    vendors = len({hit.vendor for hit in entered.hits})
    said = Words(f"已列入黑名单，涉及 {vendors} 家第三方机构。", f"Blacklisted; {vendors} vendors are concerned.")
    return see_other(request, f"/vendors/blacklist/{entered.entry}", said=said)


def _named(read: Reading) -> Named:
    return Named(
        name=read.text("name", longest=100),
        certificate=read.choice("certificate", Certificate, required=False),
        number=read.text("number", required=False, longest=40),
        company_code=read.text("company_code", required=False, longest=40),
    )


def _grounds(read: Reading) -> Grounds | None:
    reason, basis = read.text("reason", longest=300), read.text("basis", longest=200)
    source, since = read.text("source", longest=100), read.day("since")
    until = read.day("until", required=False)
    return None if since is None else Grounds(reason=reason, basis=basis, source=source, since=since, until=until)


@get("/vendors/blacklist/{entry:int}", opt={"right": Right.VIEW_OVERSIGHT})
async def one(request: WebRequest, entry: FromPath[int]) -> Page:
    return await _one(request, entry, Form())


@post("/vendors/blacklist/{entry:int}/end", opt={"right": Right.REGISTER_VENDOR})
async def end(request: WebRequest, entry: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    read = Reading(form)
    reason = read.text("reason", longest=300)
    try:
        read.finish()
        await actions.unlist(entry=entry, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _one(request, entry, form.failed(invalid), status=422)
    said = Words("已移出黑名单。", "Taken off the blacklist.")
    return see_other(request, "/vendors/blacklist", said=said)


async def _one(request: WebRequest, entry: int, form: Form, *, status: int = 200) -> Page:
    screen = EntryScreen(
        row=await queries.entry(entry, for_=actor(request)),
        history=await history("blacklist", entry),
        form=form,
        today=local_date(clock.now()),
    )
    return Page("registry/blacklist_entry.html", screen, fragment="registry/_blacklist_entry.html", status=status)


HANDLERS = (blacklist, export, new_entry, add, one, end)
