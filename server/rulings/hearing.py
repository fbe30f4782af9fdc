"""登记申辩: one form for one finding, or for others told of in the same notice as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.rulings.acts import done
from server.rulings.people import exchanges
from server.rulings.picking import picks as picked
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.clock import BEIJING
from server.web.forms import Form, Reading
from server.web.house import House
from server.web.pages import Page
from vendors.attachments.actions import keep
from vendors.attachments.queries import AttachmentView, attachments
from vendors.attachments.rules import File
from vendors.errors import NotFound, Words
from vendors.findings import queries as findings
from vendors.findings.actions import Pick
from vendors.periods import at_local
from vendors.rulings import actions
from vendors.rulings.queries import HearingView, hearing, ruling
from vendors.rulings.rules import DefenceForm, in_time
from vendors.rulings.service_rules import Speaker

_PEOPLE = ("speaker", "capacity", "asked_by", "taken_down_by", "place")
NAMES = ("version", "form", "content", "made_on", "made_at", "signed", "unsigned_reason", "also", *_PEOPLE)


@post("/rulings/{finding:int}/defence", opt={"right": Right.RECORD_DEFENCE}, request_max_body_size=BODY_LIMIT)
async def record_defence(request: WebRequest, house: NamedDependency[House], finding: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, *NAMES)
    return await done(request, finding, "defence", form, doing=_defence(request, house, finding, form, file))


async def _defence(request: WebRequest, house: House, finding: int, form: Form, file: File | None) -> Words:
    read = Reading(form)
    version = read.whole("version")
    read.finish()
    also = picked(form, "also") if form.value("also") else ()
    return await heard(request, house, (Pick(finding=finding, version=version or 0), *also), form, file)


async def heard(request: WebRequest, house: House, picks: Sequence[Pick], form: Form, file: File | None) -> Words:
    """Record what the form says for these findings; what to tell the person. Raises Invalid, Conflict."""
    read = Reading(form)
    kind, content = read.choice("form", DefenceForm), read.text("content", longest=20_000)
    made_at, people = _made_at(read), {name: read.text(name, required=False, longest=80) for name in _PEOPLE}
    unsigned = read.text("unsigned_reason", required=False, longest=500)
    read.finish()
    who, at = actor(request), clock.now()
    chosen = kind or DefenceForm.WRITTEN
    said = actions.NewDefence(
        form=chosen,
        content=content,
        made_at=made_at or at,
        exchanges=exchanges(content) if chosen is DefenceForm.ORAL else (),
        speaker=Speaker(
            name=people["speaker"],
            capacity=people["capacity"],
            asked_by=people["asked_by"],
            taken_down_by=people["taken_down_by"],
            place=people["place"],
            signed=form.value("signed") != "no",
            unsigned_reason=unsigned,
        ),
    )
    kept = (file, await keep(file, blobs=house.blobs)) if file else None
    await actions.record_hearing(picks=picks, defence=said, by=who, at=at, file=kept)
    heard_until = (await findings.finding(id_=picks[0].finding, for_=who, at=at)).head.heard_until
    if not in_time(said.made_at, heard_until=heard_until):
        return Words("逾期申辩已记录。", "The late defence is recorded.")
    return Words(
        "申辩已记录，须复核后方可认定。", "The defence is recorded; it must be rechecked before a determination."
    )


def opening(at: datetime) -> Form:
    """The form before anybody has typed: now."""
    local = at.astimezone(BEIJING)
    return Form(values={"made_on": f"{local:%Y-%m-%d}", "made_at": f"{local:%H:%M}"})


def _made_at(read: Reading) -> datetime | None:
    """Day and wall-clock time in Shanghai."""
    day, clock_time = read.day("made_on"), read.text("made_at")
    try:
        found = time.fromisoformat(clock_time)
    except ValueError:
        read.fault("made_at", Words("时间应写成 09:30。", "Write the time as 09:30."))
        return None
    return at_local(day, found.hour, found.minute) + timedelta(seconds=found.second) if day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingScreen:
    """One hearing as it was taken down; `defence` is the finding's own record of it."""

    record: HearingView
    files: Sequence[AttachmentView]
    finding: int
    number: str
    defence: int


@get("/rulings/{finding:int}/defence/{defence:int}", opt={"right": Right.VIEW_DOCUMENTS})
async def one_hearing(request: WebRequest, finding: FromPath[int], defence: FromPath[int]) -> Page:
    who, at = actor(request), clock.now()
    case = await ruling(finding=finding, for_=who, at=at)
    if defence not in {one.id for one in case.defences}:
        raise NotFound
    record = await hearing(defence=defence, for_=who)
    screen = HearingScreen(
        record=record,
        files=await attachments(object_type="hearing", object_ids=[record.id], for_=who),
        finding=finding,
        number=case.finding.head.number,
        defence=defence,
    )
    return Page("rulings/hearing.html", screen, fragment="rulings/_hearing.html")


HEARINGS = (record_defence, one_hearing)
