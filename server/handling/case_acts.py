"""What is done to a case from its page: filing, flags and their reports up, circumstances."""

from collections.abc import Awaitable

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.handling.decisions import decision_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.handling import actions
from vendors.handling.case_rules import Direction, FlagKind
from vendors.periods import local_date


async def _done(
    request: WebRequest, decision: int, name: str, form: Form, *, doing: Awaitable[Words]
) -> Page | Redirect:
    """Carry an act out; draw the page again under 422 with what was wrong."""
    try:
        said = await doing
    except Invalid as invalid:
        return await decision_page(request, decision, forms={name: form.failed(invalid)}, status=422)
    return see_other(request, f"/decisions/{decision}", said=said)


@post("/decisions/{decision:int}/filing", opt={"right": Right.HANDLE_DECISION})
async def file_decision(request: WebRequest, decision: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "filed_on", "document")
    return await _done(request, decision, "filing", form, doing=_file(request, decision, form))


async def _file(request: WebRequest, decision: int, form: Form) -> Words:
    read = Reading(form)
    on, document = read.day("filed_on"), read.text("document", longest=120)
    read.finish()
    at = clock.now()
    await actions.file_decision(decision=decision, on=on or local_date(at), document=document, by=actor(request), at=at)
    return Words("备案已登记。", "The filing is recorded.")


@post("/decisions/{decision:int}/flags", opt={"right": Right.HANDLE_DECISION})
async def flag_decision(request: WebRequest, decision: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "flag", "flag_note")
    return await _done(request, decision, "flag", form, doing=_flag(request, decision, form))


async def _flag(request: WebRequest, decision: int, form: Form) -> Words:
    read = Reading(form)
    kind, note = read.choice("flag", FlagKind), read.text("flag_note", longest=500)
    read.finish()
    await actions.flag_decision(
        decision=decision, kind=kind or FlagKind.MAJOR, note=note, by=actor(request), at=clock.now()
    )
    return Words("已标记，请及时上报。", "Flagged; report it up.")


@post("/decisions/{decision:int}/flags/{flag:int}/report", opt={"right": Right.HANDLE_DECISION})
async def report_up(request: WebRequest, decision: FromPath[int], flag: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reported_on", "reported_to", "document")
    return await _done(request, decision, f"report_{flag}", form, doing=_report(request, flag, form))


async def _report(request: WebRequest, flag: int, form: Form) -> Words:
    read = Reading(form)
    on, to = read.day("reported_on"), read.text("reported_to", longest=120)
    document = read.text("document", required=False, longest=120)
    read.finish()
    at = clock.now()
    await actions.report_up(flag=flag, on=on or local_date(at), to=to, document=document, by=actor(request), at=at)
    return Words("上报已登记。", "The report up is recorded.")


@post("/decisions/{decision:int}/factors", opt={"right": Right.HANDLE_DECISION})
async def note_factor(request: WebRequest, decision: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "factor", "factor_note")
    return await _done(request, decision, "factor", form, doing=_factor(request, decision, form))


async def _factor(request: WebRequest, decision: int, form: Form) -> Words:
    read = Reading(form)
    chosen, note = read.text("factor"), read.text("factor_note", longest=500)
    direction, _, code = chosen.partition(":")
    if chosen and direction not in set(Direction):
        read.fault("factor", Words("请从列表中选择。", "Choose from the list."))
    read.finish()
    await actions.note_factor(
        decision=decision, direction=Direction(direction), code=code, note=note, by=actor(request), at=clock.now()
    )
    return Words("情节已登记。", "The circumstance is noted.")


@post("/decisions/{decision:int}/factors/{factor:int}/dropped", opt={"right": Right.HANDLE_DECISION})
async def drop_factor(request: WebRequest, decision: FromPath[int], factor: FromPath[int]) -> Redirect:
    await submitted(request)
    await actions.drop_factor(factor=factor, by=actor(request), at=clock.now())
    return see_other(request, f"/decisions/{decision}", said=Words("情节已删除。", "The circumstance is dropped."))


HANDLERS = (file_decision, flag_decision, report_up, note_factor, drop_factor)
