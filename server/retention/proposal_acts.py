"""What is done to a proposal: told, answered, heard, decided."""

from collections.abc import Awaitable
from datetime import date

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.retention import notice_actions, queries
from kpi.retention.decision_actions import Discussed, decide, keep_decision
from kpi.retention.notice_actions import Heard
from kpi.retention.notice_rules import Answer
from server.retention.proposals import proposal_page
from server.retention.screens import Asked
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.actions import keep
from vendors.errors import Gate, Invalid, NotFound, Words
from vendors.registry.oversight.rules import names

_DECISION = ("accepted", "decision", "discussed_on", "discussed_by", "discussion")
_HEARD = ("held_on", "chair", "people", "record", "upheld", "opinion")


async def _done(
    request: WebRequest, proposal: int, name: str, form: Form, *, doing: Awaitable[Words]
) -> Page | Redirect:
    try:
        said = await doing
    except Invalid as invalid:
        asked = Asked(name=name, form=form.failed(invalid))
        return await proposal_page(request, proposal, asked, status=422)
    except Gate as gate:
        asked = Asked(name=name, form=form, refused=gate.words)
        return await proposal_page(request, proposal, asked, status=409)
    return see_other(request, f"/retention/{proposal}", said=said)


async def _notice_of(request: WebRequest, proposal: int) -> int:
    """The notice of a proposal. Raises NotFound before it is served."""
    found = await queries.proposal(proposal, for_=actor(request))
    if found.notice is None:
        raise NotFound
    return found.notice


@post("/retention/{proposal:int}/notice", opt={"right": Right.PROPOSE_RETENTION})
async def serve(request: WebRequest, proposal: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "note")
    return await _done(request, proposal, "notice", form, doing=_serve(request, proposal, form))


async def _serve(request: WebRequest, proposal: int, form: Form) -> Words:
    note = Reading(form).text("note", required=False)
    await notice_actions.serve_notice(proposal=proposal, note=note, by=actor(request), at=clock.now())
    return Words("已告知机构，等待答复。", "The vendor has been told; its answer is awaited.")


@post("/retention/{proposal:int}/answer", opt={"right": Right.ANSWER_RETENTION}, request_max_body_size=BODY_LIMIT)
async def answer(request: WebRequest, house: NamedDependency[House], proposal: FromPath[int]) -> Page | Redirect:
    """陈述申辩, 申请听证 or 无异议, by the vendor."""
    form, file = await submitted_with_file(request, "answer", "statement")
    read = Reading(form)
    said, statement = read.choice("answer", Answer), read.text("statement", required=False)
    notice = await _notice_of(request, proposal)
    try:
        read.finish()
        if said is None:
            raise NotFound
        evidence = (file, await keep(file, blobs=house.blobs)) if file else None
        await notice_actions.answer_notice(
            notice=notice, answer=said, statement=statement, evidence=evidence, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await proposal_page(request, proposal, Asked(name="answer", form=form.failed(invalid)), status=422)
    words = Words("答复已提交。", "The answer is in.")
    return see_other(request, f"/retention/{proposal}", said=words)


@post("/retention/{proposal:int}/hearing", opt={"right": Right.PROPOSE_RETENTION})
async def call(request: WebRequest, proposal: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "set_for", "place")
    return await _done(request, proposal, "hearing", form, doing=_call(request, proposal, form))


async def _call(request: WebRequest, proposal: int, form: Form) -> Words:
    read = Reading(form)
    set_for, place = read.day("set_for"), read.text("place", longest=120)
    read.finish()
    await notice_actions.call_hearing(
        notice=await _notice_of(request, proposal), set_for=set_for or date.min, place=place, by=actor(request),
        at=clock.now(),
    )  # fmt: skip
    return Words("听证通知已发出。", "The hearing is called.")


@post("/retention/{proposal:int}/heard", opt={"right": Right.HEAR_RETENTION})
async def record(request: WebRequest, proposal: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, *_HEARD)
    return await _done(request, proposal, "heard", form, doing=_record(request, proposal, form))


async def _record(request: WebRequest, proposal: int, form: Form) -> Words:
    read = Reading(form)
    on, opinion, upheld = read.day("held_on"), read.text("opinion"), read.text("upheld")
    if upheld not in {"", "yes", "no"}:
        read.fault("upheld", Words("请从列表中选择。", "Choose from the list."))
    heard = Heard(
        on=on or date.min,
        chair=read.text("chair", required=False, longest=80),
        people=names(read.text("people", required=False)),
        record=read.text("record", required=False, longest=10_000),
        upheld=upheld == "yes",
        opinion=opinion,
    )
    read.finish()
    notice = await _notice_of(request, proposal)
    await notice_actions.record_hearing(notice=notice, heard=heard, by=actor(request), at=clock.now())
    return Words("已记录，可以作出决定。", "Recorded; it can be decided now.")


@post("/retention/{proposal:int}", opt={"right": Right.DECIDE_RETENTION})
async def resolve(request: WebRequest, proposal: FromPath[int]) -> Page | Redirect:
    found = await queries.proposal(proposal, for_=actor(request))
    codes = [item.code for item in found.items]
    form = await submitted(request, *_DECISION, *(f"m_{code}" for code in codes))
    return await _done(request, proposal, "decision", form, doing=_resolve(request, proposal, form, codes))


async def _resolve(request: WebRequest, proposal: int, form: Form, codes: list[str]) -> Words:
    read = Reading(form)
    decision = read.text("decision")
    if form.value("accepted") == "keep":
        read.finish()
        await keep_decision(proposal=proposal, decision=decision, by=actor(request), at=clock.now())
        return Words("已维持原决定。", "The earlier decision is kept.")
    if form.value("accepted") not in {"yes", "no"}:
        read.fault("accepted", Words("请选择采纳或不采纳。", "Accept or decline."))
    accepted = form.value("accepted") == "yes"
    discussed = _discussed(read, form) if accepted else None
    taken = [code for code in codes if form.value(f"m_{code}")]
    if accepted and codes and not taken:
        read.fault("measures", Words("请至少勾选一项措施，或选择不采纳。", "Tick a measure, or decline."))
    read.finish()
    await decide(
        proposal=proposal, accepted=accepted, decision=decision, measures=taken, discussed=discussed,
        by=actor(request), at=clock.now(),
    )  # fmt: skip
    return Words("决定已登记并生效。", "The decision is recorded and takes effect.")


def _discussed(read: Reading, form: Form) -> Discussed | None:
    """None while nothing of a discussion is filled in."""
    if not any(form.value(name) for name in ("discussed_on", "discussed_by", "discussion")):
        return None
    on = read.day("discussed_on")
    people, said = names(read.text("discussed_by")), read.text("discussion")
    return Discussed(on=on or date.min, people=people, record=said)


ACTS = (serve, answer, call, record, resolve)
