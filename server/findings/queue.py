"""The page of the review queues, and the same list as a workbook."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from litestar import Response, get
from litestar.params import FromQuery

from importers.workbook.writing.looks import CENTRED, CODE, DATE, LONG_TEXT, MONEY
from importers.workbook.writing.sheets import Value
from server.findings.queue_screens import QueueScreen
from server.findings.screens import violation_name
from server.findings.wanted import STATES, Tab, Wanted, tabs_of, wanted
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.i18n import _, code_words, label
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import seal, unseal, with_query
from server.web.tabs import Field, yuan
from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.findings import queries
from vendors.findings.queries import FindingRow
from vendors.findings.reason_queries import LastWord, last_words
from vendors.findings.rules import FindingState, Stage
from vendors.findings.selection import Ordered
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry import queries as registry
from vendors.tasks import queries as tasks
from vendors.transaction import reading

PAGE_SIZE: Final = 50


@get("/review", opt={"right": Right.VIEW_FINDINGS})
async def review_queue(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, at = actor(request), clock.now()
    queue = wanted(request, who)
    ordered = Ordered(by=queue.sort, descending=queue.descending, after=_place(after))
    async with reading():
        screen = await _screen(request, queue, ordered, after=after, who=who, at=at)
    return Page("findings/queue.html", screen, fragment="findings/_queue.html")


async def _screen(
    request: WebRequest, queue: Wanted, ordered: Ordered, *, after: str, who: Actor, at: datetime
) -> QueueScreen:
    """One page of the queue, every read of it through one connection."""
    found = await queries.queue(
        for_=who, at=at, states=queue.states, filters=queue.filters, ordered=ordered, size=PAGE_SIZE
    )
    last = found.rows[-1] if found.next else None
    return QueueScreen(
        wanted=queue,
        tabs=tabs_of(who),
        counts=_by_tab(await queries.counts(for_=who, at=at, filters=queue.filters)),
        rows=found.rows,
        first=queue.address() if ordered.after else "",
        next=with_query(request, after=seal(last.amount_fen, last.id)) if last else "",
        here_url=with_query(request, after=after),
        stage=stage_of(who, queue),
        vendors=await registry.vendors(for_=who) if who.at_bureau else (),
        tasks=await tasks.tasks(for_=who),
        today=local_date(at),
        at_once=parameter("review_bulk_at_once", local_date(at)).whole,
        said=await last_words([row.id for row in found.rows], for_=who),
        may_return=may(who, Right.REVIEW_FIRST) or may(who, Right.REVIEW_SECOND),
    )


def _place(cursor: str) -> tuple[int, int] | None:
    """The (amount, id) a page begins behind; None for a cursor that is none of ours."""
    match unseal(cursor):
        case (int(amount), int(id_)) if abs(amount) < 2**63 and abs(id_) < 2**31:
            return amount, id_
    return None


def _by_tab(counts: Mapping[FindingState, int]) -> Mapping[Tab, int]:
    return {tab: sum(counts[state] for state in states) for tab, states in STATES.items()}


def stage_of(who: Actor, queue: Wanted) -> Stage | None:
    """The stage whose opinions this person may give on the whole queue."""
    rights = {Stage.FIRST: Right.REVIEW_FIRST, Stage.SECOND: Right.REVIEW_SECOND}
    return queue.stage if queue.stage and may(who, rights[queue.stage]) else None


@get("/review/export", opt={"right": Right.VIEW_FINDINGS})
async def export(request: WebRequest) -> Response[bytes]:
    """What the filter shows, all of it, in its order."""
    who, at = actor(request), clock.now()
    queue = wanted(request, who)
    most = parameter("review_export_rows_max", local_date(at)).whole
    found = await queries.queue(
        for_=who, at=at, states=queue.states, filters=queue.filters, ordered=queue.ordered, size=most
    )
    if found.next:
        raise Invalid(
            {
                "rows": Words(
                    f"符合条件的问题超过 {most} 件，请缩小条件后再导出。",
                    f"More than {most} findings match; narrow the filter before exporting.",
                )
            }
        )
    said = await last_words([row.id for row in found.rows], for_=who)
    rows = [_row(row, said.get(row.id), at_bureau=who.at_bureau) for row in found.rows]
    title = f"{_('问题审核')}_{label(queue.tab)}"
    return await asyncio.to_thread(listing, title, _fields(at_bureau=who.at_bureau), rows, at=at, plain="findings")


def _row(row: FindingRow, said: LastWord | None, *, at_bureau: bool) -> Sequence[Value]:
    told = (row.vendor_name,) if at_bureau else (" ".join((label(said.opinion), said.reason)).strip() if said else "",)
    return (
        row.number, row.institution_code, row.institution_name, row.visit_id, row.patient_masked, row.violation,
        violation_name(row.violation, local_date(row.created_at)), label(row.certainty), yuan(row.amount_fen),
        yuan(row.fund_loss_fen), *_classes(row), row.task_number, local_date(row.created_at), label(row.state), *told,
    )  # fmt: skip


def _classes(row: FindingRow) -> Sequence[Value]:
    """What it is taken for; the type as filed only where the bureau put another in its place."""
    return (
        label(row.source),
        label(row.severity) if row.severity else "",
        "、".join(label(kind) for kind in row.false_kinds),
        row.rule,
        code_words("insutype").get(row.insutype[:3], row.insutype),
        label(row.fund) if row.fund else "",
        row.doctor,
        row.reported_violation if row.reported_violation != row.violation else "",
    )


def _fields(*, at_bureau: bool) -> Sequence[Field]:
    told = (_("承办机构"), 24, LONG_TEXT) if at_bureau else (_("审核理由"), 36, LONG_TEXT)
    looks = (
        (_("编号"), 18, CODE), (_("机构代码"), 16, CODE), (_("定点机构"), 30, LONG_TEXT), (_("就诊ID"), 22, CODE),
        (_("患者"), 10, CENTRED), (_("违规类型编码"), 10, CODE), (_("违规类型"), 26, LONG_TEXT),
        (_("定性"), 12, CENTRED), (_("违规金额（元）"), 16, MONEY), (_("基金损失（元）"), 16, MONEY),
        (_("线索来源"), 14, CENTRED), (_("行为性质"), 10, CENTRED), (_("三假"), 14, CENTRED),
        (_("规则编号"), 16, CODE), (_("险种"), 24, CENTRED), (_("基金"), 26, CENTRED), (_("医保医师代码"), 16, CODE),
        (_("原报违规类型编码"), 12, CODE), (_("任务"), 16, CODE), (_("报送日期"), 12, DATE),
        (_("状态"), 18, CENTRED), told,
    )  # fmt: skip
    return tuple(Field(name, width, look) for name, width, look in looks)


QUEUE = (review_queue, export)
