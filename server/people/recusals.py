"""利害关系与回避: what was declared or found, and what a person decided about it."""

from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, DATE
from server.people.pool_screens import TieScreen, TiesScreen
from server.people.screens import TIE_TONES
from server.web import clock
from server.web.access import LAST_ID, Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import seal, unseal, with_query
from server.web.tabs import Field
from vendors.errors import Invalid, NotFound, Words
from vendors.people.recusal import actions as recusal_actions
from vendors.people.recusal import queries
from vendors.people.recusal.queries import TieFilter
from vendors.people.recusal.ties import TRANSITIONS, PersonType, TieState

SIZE: Final = 50
EVERY: Final = 100_000  # rows of an export
_FIELDS: Final = (
    Field("对象类别", 12, CENTRED), Field("姓名（名称）", 20), Field("所在单位", 20), Field("定点机构", 28),
    Field("关系", 16), Field("离职日期", 13, DATE), Field("说明", 30), Field("来源", 10, CENTRED),
    Field("状态", 12, CENTRED), Field("认定人", 12), Field("理由", 30), Field("依据", 24),
)  # fmt: skip


@get("/recusals", opt={"right": Right.VIEW_PEOPLE})
async def recusals(
    request: WebRequest,
    *,
    status: FromQuery[str] = "",
    person_type: FromQuery[str] = "",
    text: FromQuery[str] = "",
    after: FromQuery[str] = "",
) -> Page:
    who, which = actor(request), _wanted(status, person_type, text)
    rows, total = await queries.ties(for_=who, which=which, before=_place(after), size=SIZE + 1)
    more = with_query(request, after=seal(rows[SIZE - 1].id)) if len(rows) > SIZE else ""
    screen = TiesScreen(
        rows=rows[:SIZE],
        total=total,
        first=with_query(request) if after else "",
        next=more,
        counts=await queries.tie_counts(for_=who),
        status=status,
        person_type=person_type,
        text=text,
        export=with_query(request).replace("/recusals", "/recusals/export", 1),
        tones=TIE_TONES,
    )
    return Page("people/recusals.html", screen)


@get("/recusals/export", opt={"right": Right.VIEW_PEOPLE})
async def export(
    request: WebRequest, status: FromQuery[str] = "", person_type: FromQuery[str] = "", text: FromQuery[str] = ""
) -> Response[bytes]:
    rows, _total = await queries.ties(for_=actor(request), which=_wanted(status, person_type, text), size=EVERY)
    told = (
        (
            one.person_type.zh, one.who, one.belongs, one.institution_name, one.kind.zh, one.ended_on, one.detail,
            one.source.zh, one.state.zh, one.decided_by, one.reason, one.basis,
        )
        for one in rows
    )  # fmt: skip
    return listing("回避台账", _FIELDS, told, at=clock.now(), plain="recusals")


@get("/recusals/{tie:int}", opt={"right": Right.VIEW_PEOPLE})
async def one_tie(request: WebRequest, tie: FromPath[int]) -> Page:
    return await _tie_page(request, tie, None)


@post("/recusals/{tie:int}", opt={"right": Right.DECIDE_RECUSAL})
async def decide(request: WebRequest, tie: FromPath[int]) -> Page | Redirect:
    await queries.tie(tie, for_=actor(request))
    form = await submitted(request, "to", "reason", "basis")
    read = Reading(form)
    to, reason = read.choice("to", TieState), read.text("reason", longest=500)
    basis = read.text("basis", longest=200)
    try:
        read.finish()
        if to is None:
            raise NotFound
        await recusal_actions.decide_tie(tie=tie, to=to, reason=reason, basis=basis, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _tie_page(request, tie, form.failed(invalid))
    return see_other(request, f"/recusals/{tie}", said=Words("已作出认定。", "The decision is on record."))


async def _tie_page(request: WebRequest, tie: int, form: Form | None) -> Page:
    found = await queries.tie(tie, for_=actor(request))
    screen = TieScreen(
        tie=found,
        form=form or Form(values={"basis": "兰州市医疗保障基金使用监督管理办法 第三十四条"}),
        history=await history("tie", tie),
        tones=TIE_TONES,
        open_to=sorted(TRANSITIONS[found.state], key=list(TieState).index),
    )
    status = 422 if form else 200
    return Page("people/tie.html", screen, fragment="people/_tie.html", status=status)


def _wanted(state: str, person_type: str, text: str) -> TieFilter:
    return TieFilter(
        state=TieState(state) if state in set(TieState) else None,
        person_type=PersonType(person_type) if person_type in set(PersonType) else None,
        text=text,
    )


def _place(after: str) -> int | None:
    match unseal(after):
        case (int(number),) if 0 < number <= LAST_ID:
            return number
        case _:
            return None


HANDLERS: Final = (recusals, export, one_tie, decide)
