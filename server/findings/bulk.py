"""One opinion on many findings: a few at once, many as a job in the background with a page of its own."""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, CODE, LONG_TEXT, MONEY
from server.findings.bulk_screens import BulkActScreen, BulkActsScreen, BulkScreen, Judged
from server.findings.screens import TONES
from server.findings.wanted import Wanted, wanted, wanted_in
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.i18n import _, label, words
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import seal, unseal, with_query
from server.web.tabs import Field, yuan
from vendors.errors import Words
from vendors.findings import actions, queries
from vendors.findings.bulk.actions import Order, order_bulk, resume_bulk, stop_bulk
from vendors.findings.bulk.queries import bulk_act, bulk_acts, bulk_items
from vendors.findings.bulk.rules import Outcome
from vendors.findings.queries import Filters
from vendors.findings.rules import Opinion, Stage
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry import queries as registry

PAGE_SIZE: Final = 50
_ASIDE: Final = Words("请先勾选。", "Tick some first.")
_EVERY: Final = "every"
"""Names the button that means all that match, `pass.4812` its value: the opinion, and how many the person saw."""


@post("/review/bulk/first", opt={"right": Right.REVIEW_FIRST})
async def first_on_many(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    return await _bulk(request, house, Stage.FIRST)


@post("/review/bulk/second", opt={"right": Right.REVIEW_SECOND})
async def second_on_many(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    return await _bulk(request, house, Stage.SECOND)


async def _bulk(request: WebRequest, house: House, stage: Stage) -> Page | Redirect:
    who, at = actor(request), clock.now()
    sent, queue = await request.form(), wanted(request, actor(request))
    form = await submitted(request, "opinion", "reason", "pick", _EVERY)
    every, _dot, seen = form.value(_EVERY).partition(".")
    read = Reading(Form(values={**form.values, "opinion": every}) if every else form)
    opinion, reason = read.choice("opinion", Opinion) or Opinion.RETURN, read.text("reason", required=False)
    picks = () if every else tuple(pick for text in sent.getall("pick", []) if (pick := _pick(text)))
    if not picks and not every:
        read.fault("pick", _ASIDE)
    if opinion is not Opinion.PASS and not reason:
        read.fault("reason", Words("退回或不通过须说明理由。", "A return or a rejection needs a reason."))
    read.finish()
    if picks and len(picks) <= parameter("review_bulk_at_once", local_date(at)).whole:
        return await _at_once(queue, stage, opinion, reason, picks, request=request)
    order = Order(
        stage=stage,
        opinion=opinion,
        reason=reason,
        picks=picks,
        filters=queue.filters,
        seen=int(seen) if seen.isascii() and seen.isdigit() else 0,
        asked={} if picks else queue.named,
    )
    made = await order_bulk(order, by=who, at=at, queue=house.queue)
    return see_other(request, f"/review/bulk/{made}")


async def _at_once(
    queue: Wanted, stage: Stage, opinion: Opinion, reason: str, picks: Sequence[actions.Pick], *, request: WebRequest
) -> Page:
    who, at = actor(request), clock.now()
    results = await actions.review_many(stage=stage, picks=picks, opinion=opinion, reason=reason, by=who, at=at)
    ids = Filters(ids=tuple(pick.finding for pick in picks))
    named = {row.id: row.number for row in (await queries.queue(for_=who, at=at, filters=ids, size=len(picks))).rows}
    judged = [_judged(one, named) for one in results]
    return Page("findings/bulk.html", BulkScreen(wanted=queue, opinion=opinion, stage=stage, results=judged))


def _pick(text: object) -> actions.Pick | None:
    """`12.3`: finding 12 as seen in version 3."""
    finding, _dot, version = str(text).partition(".")
    if not all(part.isascii() and part.isdigit() and int(part) < 2**31 for part in (finding, version)):
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


@get("/review/bulk", opt={"right": Right.VIEW_BULK_REVIEWS})
async def bulks(request: WebRequest) -> Page:
    return Page("findings/bulks.html", BulkActsScreen(acts=await bulk_acts(for_=actor(request))))


@get("/review/bulk/{bulk:int}", opt={"right": Right.VIEW_BULK_REVIEWS})
async def one_bulk(
    request: WebRequest, bulk: FromPath[int], outcome: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    who = actor(request)
    found, chosen = await bulk_act(bulk, for_=who), _outcome(outcome)
    start = unseal(after)
    begins = start[0] if start and isinstance(start[0], int) and 0 <= start[0] < 2**31 else 0
    items = await bulk_items(bulk, for_=who, outcome=chosen, after=begins, size=PAGE_SIZE)
    screen = BulkActScreen(
        act=found,
        items=items.rows,
        outcome=chosen,
        wanted=wanted_in({"tab": found.stage.value, **found.asked}, who),
        vendors={str(one.id): one.short_name for one in await registry.vendors(for_=who)},
        mine=found.ordered_by == who.id,
        here_url=with_query(request, after=after),
        first=with_query(request) if begins else "",
        next=with_query(request, after=seal(items.next)) if items.next else "",
    )
    return Page("findings/bulk_act.html", screen, fragment="findings/_bulk_act.html")


def _outcome(text: str) -> Outcome | None:
    return Outcome(text) if text in {Outcome.DONE.value, Outcome.REFUSED.value} else None


@get("/review/bulk/{bulk:int}/export", opt={"right": Right.VIEW_BULK_REVIEWS})
async def export(request: WebRequest, bulk: FromPath[int], outcome: FromQuery[str] = "") -> Response[bytes]:
    """The result of every item, or of those that were refused."""
    who = actor(request)
    found = await bulk_act(bulk, for_=who)
    items = await bulk_items(bulk, for_=who, outcome=_outcome(outcome), size=found.total)
    rows = (
        (item.number, item.institution_name, yuan(item.amount_fen), label(item.outcome),
         label(item.state) if item.state else "", words(item.refused) if item.refused else "")
        for item in items.rows
    )  # fmt: skip
    looks = (
        (_("编号"), 18, CODE), (_("定点机构"), 30, LONG_TEXT), (_("违规金额（元）"), 16, MONEY),
        (_("结果"), 12, CENTRED), (_("状态"), 18, CENTRED), (_("说明"), 50, LONG_TEXT),
    )  # fmt: skip
    fields = tuple(Field(name, width, look) for name, width, look in looks)
    return listing(_("批量结果"), fields, rows, at=clock.now(), plain="bulk-review")


@post("/review/bulk/{bulk:int}/stop", opt={"right": Right.REVIEW_IN_BULK})
async def stop(request: WebRequest, bulk: FromPath[int]) -> Redirect:
    await submitted(request)
    await stop_bulk(bulk=bulk, by=actor(request), at=clock.now())
    said = Words("已停止，尚未办理的问题保持原状。", "Stopped; what was not acted on stays as it was.")
    return see_other(request, f"/review/bulk/{bulk}", said=said)


@post("/review/bulk/{bulk:int}/resume", opt={"right": Right.REVIEW_IN_BULK})
async def resume(request: WebRequest, house: NamedDependency[House], bulk: FromPath[int]) -> Redirect:
    await submitted(request)
    await resume_bulk(bulk=bulk, by=actor(request), at=clock.now(), queue=house.queue)
    return see_other(request, f"/review/bulk/{bulk}")


BULK = (first_on_many, second_on_many, bulks, one_bulk, export, stop, resume)
