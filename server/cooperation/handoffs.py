"""线索流转: the list with each group's response times, a new slip, one slip."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from markupsafe import Markup

from importers.workbook.writing.looks import CENTRED, COUNT, DATE
from server.cooperation.handoff_screens import HandoffScreen, HandoffsScreen, NewHandoffScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.charts.trends import bar
from server.web.forms import Form, Reading
from server.web.history import Event, history
from server.web.house import House
from server.web.i18n import _, label
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import with_query
from server.web.reading import SIZE, asked, before, day, export_address, member, paged
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.attachments.actions import keep
from vendors.attachments.queries import AttachmentView, attachments
from vendors.errors import Invalid, NotFound, Words
from vendors.handoffs import actions, queries
from vendors.handoffs.queries import HandoffFilters, HandoffView, Responses
from vendors.handoffs.rules import HandoffState, Slip, kind_of
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.queries import VendorView, vendors
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import ASSIGNABLE, Group
from vendors.tasks.queries import tasks

FIELDS: Final = (
    Field("编号", 16), Field("事由", 36), Field("发出小组", 16), Field("接收小组", 16), Field("涉及机构", 28),
    Field("发出日期", 12, DATE), Field("答复期限", 12, DATE), Field("暂定", 8, CENTRED), Field("答复日期", 12, DATE),
    Field("答复用时（工作日）", 12, COUNT), Field("状态", 10), Field("答复", 10), Field("答复意见", 40),
)  # fmt: skip


def _filters(query: Mapping[str, str], today: date) -> HandoffFilters:
    state = member(HandoffState, query.get("state", ""))
    return HandoffFilters(
        from_group=member(Group, query.get("from", "")),
        to_group=member(Group, query.get("to", "")),
        states=frozenset({state}) if state else frozenset(),
        text=query.get("text", ""),
        late_on=today if query.get("late") else None,
        since=day(query.get("since", "")),
        until=day(query.get("until", "")),
    )


@get("/handoffs", opt={"right": Right.VIEW_HANDOFFS})
async def handoffs(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, today = actor(request), local_date(clock.now())
    query = asked(request, "text", "from", "to", "state", "late", "since", "until")
    which = _filters(query, today)
    rows = await queries.handoffs(for_=who, which=which, before=before(after), size=SIZE + 1)
    shown = await queries.handoff_counts(for_=who, which=which)
    late = await queries.handoff_counts(for_=who, which=HandoffFilters(late_on=today))
    responses = await queries.responses(for_=who, on=today, which=which) if who.at_bureau else ()
    screen = HandoffsScreen(
        page=paged(request, rows, sum(shown.values())),
        first=with_query(request) if after else "",
        export=export_address(request, "/handoffs"),
        counts=await queries.handoff_counts(for_=who),
        late=sum(late.values()),
        today=today,
        filters=query,
        responses=responses,
        chart=_chart(responses, 560),
        narrow=_chart(responses, 340),
    )
    return Page("cooperation/handoffs.html", screen)


def _chart(responses: Sequence[Responses], width: int) -> Markup | None:
    """Median response per group in working days; a group that answers less than all in time is marked."""
    if not any(one.median is not None for one in responses):
        return None
    names = [label(one.group).replace("小组", "").replace(" group", "") for one in responses]
    tones = ["good" if one.share == 1 else "warn" for one in responses]
    title = _("答复用时中位数（工作日）")
    return bar(names, [one.median for one in responses], title=title, tones=tones, width=width, height=200)


@get("/handoffs/export", opt={"right": Right.VIEW_HANDOFFS})
async def export(request: WebRequest) -> Response[bytes]:
    at = clock.now()
    found = await queries.handoffs(for_=actor(request), which=_filters(request.query_params, local_date(at)))
    rows = [
        (
            one.number, one.subject, one.from_group.zh, one.to_group.zh, one.institution_name, local_date(one.sent_at),
            one.due_on, "暂定" if one.due_is_provisional else "", one.answered_at and local_date(one.answered_at),
            one.response_days, one.state.zh, one.answer.zh if one.answer else None, one.answer_text,
        )
        for one in found
    ]  # fmt: skip
    return listing("线索流转单", FIELDS, rows, at=at, plain="handoffs")


@get("/handoffs/new", opt={"right": Right.SEND_HANDOFF})
async def new_handoff(request: WebRequest, task: FromQuery[str] = "") -> Page:
    return await _new_page(request, Form(values={"task": task}))


@post("/handoffs/new", opt={"right": Right.SEND_HANDOFF}, request_max_body_size=BODY_LIMIT)
async def send_handoff(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    form, file = await submitted_with_file(
        request, "from_group", "to_group", "to_vendor", "subject", "facts", "institution", "task", "contributor"
    )
    read = Reading(form)
    from_group = read.choice("from_group", Group, required=who.at_bureau)
    to_group, subject = read.choice("to_group", Group), read.text("subject", longest=120)
    to_vendor, task = read.whole("to_vendor", required=False), read.whole("task", required=False)
    contributor, facts = read.whole("contributor", required=False), read.text("facts")
    try:
        read.finish()
        if to_group is None:
            raise NotFound
        slip = Slip(
            to_group=to_group, subject=subject, facts=facts, from_group=from_group, to_vendor=to_vendor, task=task,
            institution=form.value("institution").upper(), contributors=() if contributor is None else (contributor,),
        )  # fmt: skip
        sha256 = await keep(file, blobs=house.blobs) if file else ""
        made = await actions.send_handoff(slip=slip, by=who, at=at, file=file, sha256=sha256)
    except Invalid as invalid:
        return await _new_page(request, form.failed(invalid), status=422)
    return see_other(request, f"/handoffs/{made}", said=Words("流转单已发出。", "The slip is sent."))


async def _new_page(request: WebRequest, form: Form, *, status: int = 200) -> Page:
    who, today = actor(request), local_date(clock.now())
    group = (await vendor_view(who.vendor, for_=who)).kind.group if who.vendor else None
    screen = NewHandoffScreen(
        form=form,
        group=group,
        vendors=await _in_service(who) if who.at_bureau else (),
        tasks=await tasks(for_=who),
        days=parameter("handoff_answer_days", today).whole,
    )
    return Page("cooperation/new_handoff.html", screen, status=status)


async def _in_service(who: Actor) -> tuple[VendorView, ...]:
    return tuple(one for one in await vendors(for_=who) if one.standing in ASSIGNABLE)


@get("/handoffs/{handoff:int}", opt={"right": Right.VIEW_HANDOFFS})
async def one_handoff(request: WebRequest, handoff: FromPath[int]) -> Page:
    return await handoff_page(request, handoff)


async def handoff_page(request: WebRequest, handoff: int, *, form: Form | None = None, asked: str = "") -> Page:
    """`form` is the one that failed, `asked` which of the page's forms it is."""
    who = actor(request)
    slip = await queries.handoff(handoff, for_=who)
    waiting = who.at_bureau and slip.state is HandoffState.PENDING
    kind = kind_of(slip.to_group)
    screen = HandoffScreen(
        slip=slip,
        sides=await queries.sides(handoff, for_=who) if who.at_bureau else (),
        candidates=[one for one in await _in_service(who) if one.kind is kind] if waiting else (),
        files=_each_once(await attachments(object_type="handoff", object_ids=[handoff], for_=who)),
        history=await history("handoff", handoff) if who.at_bureau else _told(slip),
        today=local_date(clock.now()),
        at_bureau=who.at_bureau,
        form=form or Form(),
        asked=asked,
    )
    status = 422 if form else 200
    return Page("cooperation/handoff.html", screen, fragment="cooperation/_handoff.html", status=status)


def _each_once(files: Sequence[AttachmentView]) -> tuple[AttachmentView, ...]:
    """The bureau sees the copy of each side; the same bytes are one file."""
    return tuple({file.sha256: replace(file, by_name="") for file in reversed(files)}.values())[::-1]


def _told(slip: HandoffView) -> tuple[Event, ...]:
    """What a vendor reads of a slip's way: steps and days, no names of other vendors' people."""
    steps = (
        (slip.sent_at, _("发出"), label(slip.from_group)),
        (slip.received_at, _("接收"), label(slip.to_group)),
        (slip.answered_at, label(slip.answer) if slip.answer else "", ""),
        (slip.closed_at, _("办结"), ""),
    )
    return tuple(Event(at=at, title=title, note=note) for at, title, note in steps if at is not None)


HANDLERS = (handoffs, export, new_handoff, send_handoff, one_handoff)
