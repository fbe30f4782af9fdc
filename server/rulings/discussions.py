"""集体讨论: the list, a new record over findings of one institution, and one record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.rulings.people import attendees, named
from server.rulings.picking import asked_for, details, sealed
from server.rulings.picking import picks as picked
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading
from server.web.house import House
from server.web.i18n import _, label
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import seal, unseal, with_query
from server.web.tabs import Field
from vendors.attachments.actions import keep
from vendors.attachments.queries import AttachmentView, attachments
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Conflict, Invalid, Words
from vendors.findings.queries import FindingDetail
from vendors.institutions.queries import institutions_by_code
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings import actions
from vendors.rulings.decision_rules import DiscussionKind
from vendors.rulings.queries import DecisionRow, DiscussionPage, DiscussionView, decisions, discussion, discussions
from vendors.rulings.queries.decisions import DecisionFilters
from vendors.rulings.rules import DiscussionVerdict

PAGE_SIZE = 50
_MOST = 100_000
_NAMES = (
    "kind", "held_on", "place", "chair", "recorder", "attendees", "absent", "matter", "opinions", "verdict",
    "conclusion",
)  # fmt: skip
_FIELDS = (
    Field("编号", 16),
    Field("讨论日期", 12),
    Field("种类", 18),
    Field("定点机构", 30),
    Field("问题数", 9),
    Field("参加人", 40),
    Field("结论", 14),
    Field("讨论结论", 50),
    Field("依据它的决定", 24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionsScreen:
    kind: DiscussionKind | None
    rows: Sequence[DiscussionView]
    text: str
    next: str
    first: str
    export: str

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        return tuple((one.value, label(one)) for one in DiscussionKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordScreen:
    """A record being taken down over findings of one institution, or put right (`record`)."""

    details: Sequence[FindingDetail]
    findings: str
    form: Form
    threshold_fen: int
    people: int
    back: str = ""
    record: DiscussionView | None = None
    accepted: str = ACCEPTED

    @property
    def institution_name(self) -> str:
        return self.details[0].head.institution_name

    @property
    def amount_fen(self) -> int:
        return sum(one.head.amount_fen for one in self.details)

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        return tuple((one.value, label(one)) for one in DiscussionKind)

    @property
    def verdicts(self) -> Sequence[tuple[str, str]]:
        return tuple((one.value, label(one)) for one in DiscussionVerdict)

    @property
    def labels(self) -> Mapping[str, str]:
        return {
            "kind": _("种类"),
            "held_on": _("讨论日期"),
            "place": _("地点"),
            "chair": _("主持人"),
            "recorder": _("记录人"),
            "attendees": _("参加人"),
            "absent": _("缺席人"),
            "matter": _("讨论事项"),
            "opinions": _("讨论意见"),
            "verdict": _("结论"),
            "conclusion": _("讨论结论"),
            "findings": _("问题"),
            "file": _("会议记录"),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionScreen:
    record: DiscussionView
    details: Sequence[FindingDetail]
    files: Sequence[AttachmentView]
    decisions: Sequence[DecisionRow]
    may: bool

    @property
    def amount_fen(self) -> int:
        return sum(one.head.amount_fen for one in self.details)


@get("/discussions", opt={"right": Right.VIEW_DECISIONS})
async def discussion_list(
    request: WebRequest, kind: FromQuery[str] = "", text: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    found, chosen, start = await _found(request, kind, text, after)
    screen = DiscussionsScreen(
        kind=chosen,
        rows=found.rows,
        text=text,
        next=with_query(request, after=seal(found.next)) if found.next else "",
        first=with_query(request) if start else "",
        export=with_query(request).replace("/discussions", "/discussions/export", 1),
    )
    return Page("rulings/discussions.html", screen)


@get("/discussions/export", opt={"right": Right.VIEW_DECISIONS})
async def discussion_export(
    request: WebRequest, kind: FromQuery[str] = "", text: FromQuery[str] = ""
) -> Response[bytes]:
    found, _chosen, _start = await _found(request, kind, text, "", size=_MOST)
    rows = [
        (
            row.number,
            row.held_on,
            row.kind.zh,
            row.institution_name,
            len(row.findings),
            "、".join(one.name for one in row.attendees),
            row.verdict.zh,
            row.conclusion,
            "、".join(row.decisions),
        )
        for row in found.rows
    ]
    return listing("集体讨论记录", _FIELDS, rows, at=clock.now(), plain="discussions")


async def _found(
    request: WebRequest, kind: str, text: str, after: str, *, size: int = PAGE_SIZE
) -> tuple[DiscussionPage, DiscussionKind | None, bool]:
    chosen = DiscussionKind(kind) if kind in set(DiscussionKind) else None
    start = unseal(after)
    before = start[0] if start and isinstance(start[0], int) else None
    found = await discussions(for_=actor(request), kind=chosen, text=text.strip()[:100], before=before, size=size)
    return found, chosen, before is not None


@get("/discussions/new", opt={"right": Right.RECORD_DISCUSSION})
async def new_discussion(request: WebRequest) -> Page:
    at = clock.now()
    found = await details(request, asked_for(request), at=at)
    form = Form(values={"held_on": local_date(at).isoformat(), "kind": DiscussionKind.LEADERS.value})
    return Page("rulings/record.html", _writing(found, form, back=request.query_params.get("back", "")))


def _writing(
    found: Sequence[FindingDetail], form: Form, *, back: str = "", record: DiscussionView | None = None
) -> RecordScreen:
    today = local_date(clock.now())
    return RecordScreen(
        details=found,
        findings=sealed(found),
        form=form,
        threshold_fen=parameter("collective_discussion_fen", today).whole,
        people=parameter("discussion_people_min", today).whole,
        back="together" if back == "together" else "",
        record=record,
    )


async def _told(form: Form, found: Sequence[FindingDetail]) -> actions.NewDiscussion:
    read = Reading(form)
    kind, held_on = read.choice("kind", DiscussionKind), read.day("held_on")
    short = {name: read.text(name, required=False, longest=80) for name in ("place", "chair", "recorder")}
    long = {name: read.text(name, required=False, longest=4_000) for name in ("matter", "opinions")}
    present, absent = read.text("attendees"), read.text("absent", required=False)
    verdict, conclusion = read.choice("verdict", DiscussionVerdict), read.text("conclusion", longest=4_000)
    read.finish()
    code = found[0].head.institution_code
    return actions.NewDiscussion(
        kind=kind or DiscussionKind.LEADERS,
        institution=(await institutions_by_code([code]))[code].id,
        held_on=held_on or local_date(clock.now()),
        attendees=attendees(present),
        absent=attendees(absent),
        findings=[one.head.id for one in found],
        verdict=verdict or DiscussionVerdict.AGAIN,
        conclusion=conclusion,
        **short,
        **long,
    )


@post("/discussions", opt={"right": Right.RECORD_DISCUSSION}, request_max_body_size=BODY_LIMIT)
async def record(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "findings", "back", *_NAMES)
    at = clock.now()
    found = await details(request, [pick.finding for pick in picked(form)], at=at)
    try:
        told = await _told(form, found)
        minutes = (file, await keep(file, blobs=house.blobs)) if file else None
        made = await actions.record_discussion(discussion=told, by=actor(request), at=at, minutes=minutes)
    except Invalid as invalid:
        screen = _writing(found, form.failed(invalid), back=form.value("back"))
        return Page("rulings/record.html", screen, status=422)
    query = "&".join(f"finding={one.head.id}" for one in found)
    to = f"/rulings/together?{query}&discussion={made}" if form.value("back") == "together" else f"/discussions/{made}"
    return see_other(request, to, said=Words("集体讨论已记录。", "The discussion is recorded."))


@get("/discussions/{record_id:int}", opt={"right": Right.VIEW_DECISIONS})
async def one_discussion(request: WebRequest, record_id: FromPath[int]) -> Page:
    who, at = actor(request), clock.now()
    found = await discussion(id_=record_id, for_=who)
    screen = DiscussionScreen(
        record=found,
        details=await details(request, found.findings, at=at),
        files=await attachments(object_type="discussion", object_ids=[record_id], for_=who),
        decisions=(await decisions(for_=who, at=at, filters=DecisionFilters(discussion=record_id))).rows,
        may=may(who, Right.RECORD_DISCUSSION) and found.used_at is None,
    )
    return Page("rulings/discussion.html", screen)


@get("/discussions/{record_id:int}/edit", opt={"right": Right.RECORD_DISCUSSION})
async def edit_discussion(request: WebRequest, record_id: FromPath[int]) -> Page:
    found = await discussion(id_=record_id, for_=actor(request))
    if found.used_at:
        raise Conflict(f"{found.number} 已作为依据，不能修改。", f"{found.number} has been relied on.")
    values = {name: str(getattr(found, name)) for name in ("held_on", "place", "chair", "recorder", "matter")}
    values |= {"opinions": found.opinions, "conclusion": found.conclusion, "kind": found.kind.value}
    values["verdict"] = found.verdict.value
    values |= {"attendees": named(found.attendees), "absent": named(found.absent)}
    about = await details(request, found.findings, at=clock.now())
    return Page("rulings/record.html", _writing(about, Form(values=values), record=found))


@post("/discussions/{record_id:int}/edit", opt={"right": Right.RECORD_DISCUSSION}, request_max_body_size=BODY_LIMIT)
async def amend(request: WebRequest, house: NamedDependency[House], record_id: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "findings", "back", *_NAMES)
    who, at = actor(request), clock.now()
    known = await discussion(id_=record_id, for_=who)
    about = await details(request, known.findings, at=at)
    try:
        told = await _told(form, about)
        minutes = (file, await keep(file, blobs=house.blobs)) if file else None
        await actions.amend_discussion(id_=record_id, discussion=told, by=who, at=at, minutes=minutes)
    except Invalid as invalid:
        return Page("rulings/record.html", _writing(about, form.failed(invalid), record=known), status=422)
    return see_other(request, f"/discussions/{record_id}", said=Words("记录已更正。", "The record is put right."))


DISCUSSIONS = (
    discussion_list, discussion_export, new_discussion, record, one_discussion, edit_discussion, amend,
)  # fmt: skip
