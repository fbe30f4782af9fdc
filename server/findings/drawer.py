"""One finding as a page or in the drawer, and what the person walking its queue comes to next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from litestar.response import Redirect

from server.findings.dossier import dossier_of
from server.findings.screens import EmptyQueueScreen, FindingScreen, event
from server.findings.wanted import Wanted
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.forms import Form
from server.web.pages import Page, is_fragment, see_other
from vendors.actors import Actor
from vendors.errors import Conflict, Gate, Words
from vendors.findings import queries
from vendors.findings.duplicate_queries import repeats
from vendors.findings.queries import FindingRow
from vendors.findings.rounds import rounds
from vendors.findings.rules import Act, Stage, open_acts
from vendors.findings.selection import Ordered

MOVED: Final = "findings-moved"
"""The event a list listens to so as to draw itself anew behind the drawer."""


async def finding_page(
    request: WebRequest, wanted: Wanted, finding: int, *, form: Form | None = None, said: Words | None = None
) -> Page:
    """The finding in its queue. `form` is one that was refused, `said` what the last act did."""
    who, at = actor(request), clock.now()
    detail = await queries.finding(id_=finding, for_=who, at=at)
    steps = await queries.history(id_=finding, for_=who, at=at)
    acts = open_acts(state=detail.head.state, by=who, vendor=detail.head.vendor)
    screen = FindingScreen(
        wanted=wanted,
        finding=detail,
        history=tuple(event(step) for step in steps),
        stage=_open_stage(who, acts),
        may_answer=Act.ANSWER in acts and may(who, Right.ANSWER_RETURN),
        before=await before(wanted, detail.head, who=who, at=at),
        after=await after(wanted, detail.head, who=who, at=at),
        form=form or Form(),
        said=said,
        repeats={repeat.line: repeat for repeat in await repeats(finding=finding, for_=who)},
        rounds=rounds(steps),
        dossier=await dossier_of(detail, who=who, at=at),
    )
    status = 422 if form and form.errors else 200
    return Page("findings/finding.html", screen, fragment="findings/_finding.html", status=status)


def queue_done(wanted: Wanted, said: Words) -> Page:
    """Shown in the drawer when the last item of the queue has been dealt with."""
    return Page("findings/done.html", EmptyQueueScreen(wanted=wanted, said=said), fragment="findings/_done.html")


async def onward(request: WebRequest, queue: Wanted, finding: int, done: Words) -> Page | Redirect:
    """After an act: the next item of the queue, in the drawer or as a page."""
    who, at = actor(request), clock.now()
    head = (await queries.finding(id_=finding, for_=who, at=at)).head
    said = Words(f"{head.number} {done.zh}", f"{head.number} {done.en}")
    following = await after(queue, head, who=who, at=at)
    if not is_fragment(request):
        there = queue.address(f"/review/{following}") if following else queue.address()
        return see_other(request, there, said=said)
    page = await finding_page(request, queue, following, said=said) if following else queue_done(queue, said)
    page.headers["HX-Trigger"] = MOVED
    return page


async def after(wanted: Wanted, of: FindingRow, *, who: Actor, at: datetime) -> int | None:
    """The finding that stands next in the queue."""
    return await _nearest(wanted, wanted.ordered, of, who=who, at=at)


async def before(wanted: Wanted, of: FindingRow, *, who: Actor, at: datetime) -> int | None:
    """The finding that stands before this one in the queue."""
    return await _nearest(wanted, wanted.ordered.reversed, of, who=who, at=at)


async def _nearest(wanted: Wanted, ordered: Ordered, of: FindingRow, *, who: Actor, at: datetime) -> int | None:
    behind = replace(ordered, after=(of.amount_fen, of.id))
    page = await queries.queue(for_=who, at=at, states=wanted.states, filters=wanted.filters, ordered=behind, size=1)
    return page.rows[0].id if page.rows else None


def _open_stage(who: Actor, acts: Sequence[Act]) -> Stage | None:
    if Act.FIRST_PASS in acts and may(who, Right.REVIEW_FIRST):
        return Stage.FIRST
    return Stage.SECOND if Act.SECOND_PASS in acts and may(who, Right.REVIEW_SECOND) else None


async def told_what_changed(stale: Conflict, finding: int, *, who: Actor, at: datetime) -> Conflict:
    """The same refusal with the step that came in between. Raises NotFound as queries.finding does."""
    if isinstance(stale, Gate):
        return stale
    last = event((await queries.history(id_=finding, for_=who, at=at))[-1])
    state = (await queries.finding(id_=finding, for_=who, at=at)).head.state
    step = " · ".join(text for text in (last.title, last.note) if text)
    return Conflict(
        f"{stale.words.zh}最近一步：{step}；现为“{state.zh}”。",
        f"{stale.words.en} Last step: {step}; it is now “{state.en}”.",
    )
