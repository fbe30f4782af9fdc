"""What is done to a case file; a refused form comes back with what was typed, a closed gate with its sentence."""

from collections.abc import Awaitable

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.rulings.casefile import case_page
from server.rulings.deciding import read_decision
from server.rulings.people import members
from server.rulings.summing import ASKED_OF_ONE
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Gate, Invalid, Words
from vendors.findings import actions as findings
from vendors.findings import queries
from vendors.findings.rules import Certainty, EvidenceKind
from vendors.periods import local_date
from vendors.rulings import actions
from vendors.rulings.rules import NoticeMethod, Outcome, Verdict


async def done(request: WebRequest, finding: int, name: str, form: Form, *, doing: Awaitable[Words]) -> Page | Redirect:
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
    return await done(request, finding, "verify", form, doing=_verify(request, finding, form))


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
    form = await submitted(request, "version", "facts", "reasons", "basis", "method", "served_on", "witness", "refusal")
    return await done(request, finding, "notice", form, doing=_notice(request, finding, form))


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
        witness=form.value("witness"),
        refusal=form.value("refusal"),
    )
    until = await actions.serve_notice(finding=finding, version=version or 0, notice=notice, by=actor(request), at=at)
    return Words(
        f"告知已送达，申辩期至 {until.on}。", f"The notice is served; the time to be heard runs to {until.on}."
    )


@post("/rulings/{finding:int}/recheck", opt={"right": Right.RECHECK})
async def recheck(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "verdict", "opinion", "panel")
    return await done(request, finding, "recheck", form, doing=_recheck(request, finding, form))


async def _recheck(request: WebRequest, finding: int, form: Form) -> Words:
    read = Reading(form)
    version, verdict, opinion = read.whole("version"), read.choice("verdict", Verdict), read.text("opinion")
    panel = read.text("panel", required=False, longest=500)
    read.finish()
    await actions.recheck(
        finding=finding,
        version=version or 0,
        verdict=verdict or Verdict.REJECTED,
        opinion=opinion,
        panel=panel,
        by=actor(request),
        at=clock.now(),
    )
    if panel:
        return Words("复核意见已记录，并提请合议。", "The recheck is recorded, and a panel is called for.")
    return Words("复核意见已记录，可以认定。", "The recheck is recorded; it may be determined.")


@post("/rulings/{finding:int}/panel-call", opt={"right": Right.RECORD_PANEL})
async def call_panel(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "cause")
    return await done(request, finding, "panel-call", form, doing=_call(request, finding, form))


async def _call(request: WebRequest, finding: int, form: Form) -> Words:
    read = Reading(form)
    version, cause = read.whole("version"), read.text("cause", longest=500)
    read.finish()
    await actions.call_panel(finding=finding, version=version or 0, cause=cause, by=actor(request), at=clock.now())
    return Words("已提请合议，记录合议意见后方可认定。", "A panel is called for; its opinion comes first.")


@post("/rulings/{finding:int}/panel", opt={"right": Right.RECORD_PANEL})
async def record_panel(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "held_on", "members", "conclusion", "summary")
    return await done(request, finding, "panel", form, doing=_panel(request, finding, form))


async def _panel(request: WebRequest, finding: int, form: Form) -> Words:
    read = Reading(form)
    version, held_on, conclusion = read.whole("version"), read.day("held_on"), read.choice("conclusion", Outcome)
    found, summary = members(read, "members"), read.text("summary", required=False)
    read.finish()
    at = clock.now()
    panel = actions.NewPanel(
        held_on=held_on or local_date(at),
        members=found,
        conclusion=conclusion or Outcome.NOT_UPHELD,
        summary=summary,
    )
    await actions.record_panel(finding=finding, version=version or 0, panel=panel, by=actor(request), at=at)
    return Words("合议意见已记录，可以认定。", "The panel's opinion is recorded; it may be determined.")


@post("/rulings/{finding:int}/determination", opt={"right": Right.DETERMINE})
async def determine(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    detail = await queries.finding(id_=finding, for_=actor(request), at=clock.now())
    amounts = [f"amount_{line.id}" for line in detail.lines]
    form = await submitted(request, *ASKED_OF_ONE, *amounts)
    return await done(request, finding, "determination", form, doing=_determine(request, detail, form))


async def _determine(request: WebRequest, detail: queries.FindingDetail, form: Form) -> Words:
    new, discussion = read_decision(form, detail)
    record = form.value("discussion")
    named = int(record) if record.isascii() and record.isdigit() else None
    decision = await actions.determine(
        ruling=new,
        discussion=None if named else discussion,
        discussion_id=named,
        by=actor(request),
        at=clock.now(),
    )
    return Words(f"已认定，文号 {decision.number}。", f"Determined as {decision.number}.")


ACTS = (verify_lead, serve_notice, recheck, call_panel, record_panel, determine)
