"""What is done to a case file; a refused form comes back with what was typed, a closed gate with its sentence."""

from collections.abc import Awaitable
from datetime import datetime, time

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.rulings.casefile import case_page
from server.rulings.deciding import read_decision
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Gate, Invalid, Words
from vendors.findings import actions as findings
from vendors.findings import queries
from vendors.findings.rules import Certainty, EvidenceKind
from vendors.periods import at_local, local_date
from vendors.rulings import actions
from vendors.rulings.rules import DefenceForm, NoticeMethod, Verdict, in_time


async def _done(
    request: WebRequest, finding: int, name: str, form: Form, *, doing: Awaitable[Words]
) -> Page | Redirect:
    """Carry an act out; draw the form again under 422 (a fault) or 409 (a gate)."""
    try:
        said = await doing
    except Invalid as invalid:
        return await case_page(request, finding, forms={name: form.failed(invalid)}, status=422)
    except Gate as gate:
        return await case_page(request, finding, forms={name: form}, refused=gate.words, status=409)
    return see_other(request, f"/rulings/{finding}", said=said)


@post("/rulings/{finding:int}/verify", opt={"right": Right.VERIFY_LEAD})
async def verify_lead(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "note", "certainty", "evidence_kind", "evidence_name", "evidence_page")
    return await _done(request, finding, "verify", form, doing=_verify(request, finding, form))


async def _verify(request: WebRequest, finding: int, form: Form) -> Words:
    read = Reading(form)
    version, certainty, note = read.whole("version"), read.choice("certainty", Certainty), read.text("note")
    kind = read.choice("evidence_kind", EvidenceKind, required=False)
    name = read.text("evidence_name", required=False, longest=200)
    page = read.text("evidence_page", required=False, longest=40)
    if bool(kind) != bool(name):
        read.fault("evidence_name", Words("证据须写明种类和名称。", "Evidence needs a kind and a name."))
    read.finish()
    evidence = [findings.NewEvidence(kind=kind, name=name, page=page)] if kind else []
    supplement = findings.Supplement(note=note, evidence=evidence, certainty=certainty)
    await findings.verify(
        finding=finding, version=version or 0, supplement=supplement, by=actor(request), at=clock.now()
    )
    return Words("核查结果已记录。", "What was verified is recorded.")


@post("/rulings/{finding:int}/notice", opt={"right": Right.NOTIFY})
async def serve_notice(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "facts", "reasons", "basis", "method", "served_on")
    return await _done(request, finding, "notice", form, doing=_notice(request, finding, form))


async def _notice(request: WebRequest, finding: int, form: Form) -> Words:
    read = Reading(form)
    version, served_on, method = read.whole("version"), read.day("served_on"), read.choice("method", NoticeMethod)
    facts, reasons, basis = read.text("facts"), read.text("reasons"), read.text("basis")
    read.finish()
    at = clock.now()
    notice = actions.NewNotice(
        facts=facts,
        reasons=reasons,
        basis=basis,
        method=method or NoticeMethod.DIRECT,
        served_on=served_on or local_date(at),
    )
    until = await actions.serve_notice(finding=finding, version=version or 0, notice=notice, by=actor(request), at=at)
    return Words(
        f"告知已送达，申辩期至 {until.on}。", f"The notice is served; the time to be heard runs to {until.on}."
    )


@post("/rulings/{finding:int}/defence", opt={"right": Right.RECORD_DEFENCE})
async def record_defence(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "form", "content", "made_on", "made_at")
    return await _done(request, finding, "defence", form, doing=_defence(request, finding, form))


async def _defence(request: WebRequest, finding: int, form: Form) -> Words:
    read = Reading(form)
    version, kind, content = read.whole("version"), read.choice("form", DefenceForm), read.text("content")
    made_at = _made_at(read)
    read.finish()
    who, at = actor(request), clock.now()
    said = actions.NewDefence(form=kind or DefenceForm.WRITTEN, content=content, made_at=made_at or at)
    await actions.record_defence(finding=finding, version=version or 0, defence=said, by=who, at=at)
    heard_until = (await queries.finding(id_=finding, for_=who, at=at)).head.heard_until
    if not in_time(said.made_at, heard_until=heard_until):
        return Words("逾期申辩已记录。", "The late defence is recorded.")
    return Words(
        "申辩已记录，须复核后方可认定。", "The defence is recorded; it must be rechecked before a determination."
    )


def _made_at(read: Reading) -> datetime | None:
    """Day and wall-clock time in Shanghai."""
    day, clock_time = read.day("made_on"), read.text("made_at")
    try:
        found = time.fromisoformat(clock_time)
    except ValueError:
        read.fault("made_at", Words("时间应写成 09:30。", "Write the time as 09:30."))
        return None
    return at_local(day, found.hour, found.minute) if day else None


@post("/rulings/{finding:int}/recheck", opt={"right": Right.RECHECK})
async def recheck(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "verdict", "opinion")
    return await _done(request, finding, "recheck", form, doing=_recheck(request, finding, form))


async def _recheck(request: WebRequest, finding: int, form: Form) -> Words:
    read = Reading(form)
    version, verdict, opinion = read.whole("version"), read.choice("verdict", Verdict), read.text("opinion")
    read.finish()
    await actions.recheck(
        finding=finding,
        version=version or 0,
        verdict=verdict or Verdict.REJECTED,
        opinion=opinion,
        by=actor(request),
        at=clock.now(),
    )
    return Words("复核意见已记录，可以认定。", "The recheck is recorded; it may be determined.")


@post("/rulings/{finding:int}/determination", opt={"right": Right.DETERMINE})
async def determine(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    detail = await queries.finding(id_=finding, for_=actor(request), at=clock.now())
    amounts = [f"amount_{line.id}" for line in detail.lines]
    asked = ("version", "outcome", "reason_code", "reason", "held_on", "attendees", "conclusion")
    form = await submitted(request, *asked, *amounts)
    return await _done(request, finding, "determination", form, doing=_determine(request, detail, form))


async def _determine(request: WebRequest, detail: queries.FindingDetail, form: Form) -> Words:
    new, discussion = read_decision(form, detail)
    decision = await actions.determine(ruling=new, discussion=discussion, by=actor(request), at=clock.now())
    return Words(f"已认定，文号 {decision.number}。", f"Determined as {decision.number}.")


ACTS = (verify_lead, serve_notice, record_defence, recheck, determine)
