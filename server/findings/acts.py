"""What is done on the review pages: opinions one by one and on many, and a vendor's answer to a return."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.findings.drawer import after, finding_page, queue_done, told_what_changed
from server.findings.screens import EVIDENCE_ROWS, TONES, BulkScreen, Judged
from server.findings.wanted import Wanted, wanted
from server.web import clock, csrf
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, is_fragment, see_other
from vendors.errors import Conflict, Invalid, Words
from vendors.findings import actions, queries
from vendors.findings.queries import Filters
from vendors.findings.rules import REVIEW_ACTS, Certainty, EvidenceKind, FindingState, Opinion, Stage

MOVED: Final = "findings-moved"
"""The event a list listens to so as to draw itself anew behind the drawer."""
_EVIDENCE: Final = tuple(
    f"{part}_{row}"
    for row in range(1, EVIDENCE_ROWS + 1)
    for part in ("evidence_kind", "evidence_name", "evidence_page")
)
_REVIEW: Final[Mapping[Stage, Callable[..., Awaitable[FindingState]]]] = {
    Stage.FIRST: actions.review_first,
    Stage.SECOND: actions.review_second,
}
_ASIDE: Final = Words("请先勾选。", "Tick some first.")


@post("/review/{finding:int}/first", opt={"right": Right.REVIEW_FIRST})
async def first_opinion(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    return await _opinion(request, finding, Stage.FIRST)


@post("/review/{finding:int}/second", opt={"right": Right.REVIEW_SECOND})
async def second_opinion(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    return await _opinion(request, finding, Stage.SECOND)


async def _opinion(request: WebRequest, finding: int, stage: Stage) -> Page | Redirect:
    who, at = actor(request), clock.now()
    queue = wanted(request, who)
    form = await submitted(request, "version", "opinion", "reason")
    read = Reading(form)
    version, opinion = read.whole("version"), read.choice("opinion", Opinion)
    try:
        read.finish()
        state = await _REVIEW[stage](
            finding=finding,
            version=version or 0,
            opinion=opinion or Opinion.RETURN,
            reason=read.text("reason", required=False),
            by=who,
            at=at,
        )
    except Invalid as invalid:
        return await finding_page(request, queue, finding, form=form.failed(invalid))
    except Conflict as stale:
        raise await told_what_changed(stale, finding, who=who, at=at) from stale
    what = REVIEW_ACTS[stage, opinion or Opinion.RETURN]
    return await _onward(request, queue, finding, Words(f"{what.zh}，现为“{state.zh}”。", f"{what.en}: {state.en}."))


async def _onward(request: WebRequest, queue: Wanted, finding: int, done: Words) -> Page | Redirect:
    """After an act: the next item of the queue, in the drawer or as a page."""
    who, at = actor(request), clock.now()
    number = (await queries.finding(id_=finding, for_=who, at=at)).head.number
    said = Words(f"{number} {done.zh}", f"{number} {done.en}")
    following = await after(queue, finding, who=who, at=at)
    if not is_fragment(request):
        there = queue.address(f"/review/{following}") if following else queue.address()
        return see_other(request, there, said=said)
    page = await finding_page(request, queue, following, said=said) if following else queue_done(queue, said)
    page.headers["HX-Trigger"] = MOVED
    return page


@post("/review/bulk/first", opt={"right": Right.REVIEW_FIRST})
async def first_on_many(request: WebRequest) -> Page:
    return await _bulk(request, Stage.FIRST)


@post("/review/bulk/second", opt={"right": Right.REVIEW_SECOND})
async def second_on_many(request: WebRequest) -> Page:
    return await _bulk(request, Stage.SECOND)


async def _bulk(request: WebRequest, stage: Stage) -> Page:
    who, at = actor(request), clock.now()
    sent = await request.form()
    form = Form(values={name: value for name, value in sent.items() if isinstance(value, str) and name != csrf.FIELD})
    read = Reading(form)
    opinion, reason = read.choice("opinion", Opinion), read.text("reason", required=False)
    picks = [pick for text in sent.getall("pick", []) if (pick := _pick(text))]
    if not picks:
        read.fault("pick", _ASIDE)
    if opinion is not Opinion.PASS and not reason:
        read.fault("reason", Words("退回或不通过须说明理由。", "A return or a rejection needs a reason."))
    read.finish()
    given = opinion or Opinion.RETURN
    results = await actions.review_many(stage=stage, picks=picks, opinion=given, reason=reason, by=who, at=at)
    numbers = await queries.queue(
        for_=who, at=at, filters=Filters(ids=tuple(pick.finding for pick in picks)), size=len(picks)
    )
    named = {row.id: row.number for row in numbers.rows}
    screen = BulkScreen(
        wanted=wanted(request, who), opinion=given, stage=stage, results=[_judged(one, named) for one in results]
    )
    return Page("findings/bulk.html", screen)


def _pick(text: object) -> actions.Pick | None:
    """`12.3`: finding 12 as seen in version 3."""
    finding, _dot, version = str(text).partition(".")
    if not (finding.isascii() and finding.isdigit() and version.isascii() and version.isdigit()):
        return None
    return actions.Pick(finding=int(finding), version=int(version))


def _judged(result: actions.PickResult, named: Mapping[int, str]) -> Judged:
    return Judged(
        id=result.finding,
        number=named.get(result.finding, str(result.finding)),
        state=result.state,
        tone=TONES[result.state] if result.state else "bad",
        refused=result.error,
    )


@post("/review/{finding:int}/answer", opt={"right": Right.ANSWER_RETURN})
async def answer_return(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    queue = wanted(request, who)
    form = await submitted(request, "version", "note", "certainty", *_EVIDENCE)
    read = Reading(form)
    version, certainty = read.whole("version"), read.choice("certainty", Certainty, required=False)
    note, evidence = read.text("note"), read_evidence(read, EVIDENCE_ROWS)
    try:
        read.finish()
        supplement = actions.Supplement(note=note, evidence=evidence, certainty=certainty)
        await actions.answer_return(finding=finding, version=version or 0, supplement=supplement, by=who, at=at)
    except Invalid as invalid:
        return await finding_page(request, queue, finding, form=form.failed(invalid))
    except Conflict as stale:
        raise await told_what_changed(stale, finding, who=who, at=at) from stale
    return await _onward(
        request, queue, finding, Words("已补证，重新进入初审。", "evidence supplied; reviewed afresh.")
    )


def read_evidence(read: Reading, rows: int) -> Sequence[actions.NewEvidence]:
    """The filled rows of 证据清单; a row half filled is a fault."""
    found = []
    for row in range(1, rows + 1):
        kind = read.choice(f"evidence_kind_{row}", EvidenceKind, required=False)
        name = read.text(f"evidence_name_{row}", required=False, longest=200)
        page = read.text(f"evidence_page_{row}", required=False, longest=40)
        if kind and name:
            found.append(actions.NewEvidence(kind=kind, name=name, page=page))
        elif kind or name or page:
            read.fault(f"evidence_name_{row}", Words("证据须写明种类和名称。", "Evidence needs a kind and a name."))
    return found


ACTS = (first_opinion, second_opinion, first_on_many, second_on_many, answer_return)
