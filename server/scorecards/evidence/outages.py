"""监控日志: a month's outages of an information technology company's system, out of a table or typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response

from kpi.facts.availability import actions, queries
from kpi.facts.availability.actions import ATTACHED
from kpi.facts.availability.queries import LogView
from kpi.facts.availability.rules import OutageKind, OutageRow, minutes_of
from server.scorecards.evidence.sheets import ATTACHABLE, TABLES, moment, pasted, table
from server.scorecards.frame import Frame, frame
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading
from server.web.house import House
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.tabs import Field
from vendors.attachments.actions import keep
from vendors.attachments.queries import AttachmentView, attachments
from vendors.attachments.rules import ACCEPTED, File
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import SHANGHAI, Period

PATH: Final = "/assessments/outages"
_TITLES: Final = {
    "began": ("开始时间", "故障开始时间", "故障时间"),
    "ended": ("恢复时间", "故障恢复时间", "结束时间"),
    "kind": ("级别", "故障级别", "类型"),
    "system": ("系统", "系统名称", "故障系统"),
    "cause": ("原因", "故障原因"),
}
_OPTIONAL: Final = frozenset({"system", "cause"})
_KINDS: Final[Mapping[str, OutageKind]] = {
    **{name: kind for kind in OutageKind for name in (kind.value, kind.zh, kind.zh[:2])},
    "计划": OutageKind.PLANNED,
    "计划内": OutageKind.PLANNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsScreen:
    """A quarter's months, each with its log or without."""

    frame: Frame
    logs: Sequence[LogView]
    form: Form
    accept: str = f"{ACCEPTED},.csv,.xls"

    @property
    def months(self) -> Sequence[tuple[Period, LogView | None]]:
        standing = {log.month: log for log in self.logs if log.replaced_at is None}
        return [(month, standing.get(month)) for month in self.frame.period.months]

    @property
    def replaced(self) -> Sequence[LogView]:
        return [log for log in self.logs if log.replaced_at is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogScreen:
    """One month's log with its outages."""

    log: LogView
    files: Sequence[AttachmentView]

    @property
    def back(self) -> str:
        return f"{PATH}?contract={self.log.contract}&period={Period.quarter_of(self.log.month.starts_on)}"


@get(PATH, opt={"right": Right.ENTER_INDICATORS})
async def outages(request: WebRequest, contract: FromQuery[str] = "", period: FromQuery[str] = "") -> Page:
    return await _list(request, contract, period, Form())


@get(f"{PATH}/export", opt={"right": Right.ENTER_INDICATORS})
async def export(request: WebRequest, contract: FromQuery[str], period: FromQuery[str]) -> Response[bytes]:
    around = await frame(request, PATH, contract=contract, period=period)
    found = await queries.logs(contract=around.chosen.id, period=around.period, for_=actor(request))
    fields = (Field("月份", 10), Field("开始时间", 20), Field("恢复时间", 20), Field("分钟", 8), Field("级别", 12),
        Field("系统", 24), Field("原因", 40))  # fmt: skip
    rows = [
        (str(log.month), f"{one.began_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
         f"{one.ended_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", one.minutes, one.kind.zh, one.system, one.cause)
        for log in found
        if log.replaced_at is None
        for one in log.outages
    ]  # fmt: skip
    return listing(f"监控日志_{around.period}", fields, rows, at=clock.now(), plain="outages")


@post(PATH, opt={"right": Right.ENTER_INDICATORS}, request_max_body_size=BODY_LIMIT)
async def record(
    request: WebRequest, house: NamedDependency[House], contract: FromQuery[str], period: FromQuery[str]
) -> Page | Redirect:
    form, file = await submitted_with_file(request, "month", "service_minutes", "basis", "rows")
    around = await frame(request, PATH, contract=contract, period=period)
    read = Reading(form)
    month = next((one for one in around.period.months if str(one) == form.value("month")), None)
    if month is None:
        read.fault("month", Words("请选择月份。", "Choose the month."))
    service, basis = read.whole("service_minutes", required=False), read.text("basis", longest=300)
    try:
        read.finish()
        if month is None:
            raise NotFound
        rows = _rows(await _typed(form, file))
        kept = file if file and (file.suffix not in TABLES or file.suffix == ATTACHABLE) else None
        made = await actions.record_log(
            contract=around.chosen.id, month=month, rows=rows, basis=basis, by=actor(request), at=clock.now(),
            service_minutes=minutes_of(month) if service is None else service, file=kept,
            sha256=await keep(kept, blobs=house.blobs) if kept else "",
        )  # fmt: skip
    except Invalid as invalid:
        return await _list(request, contract, period, form.failed(invalid))
    said = Words(
        f"{month.zh}监控日志已登记，{len(rows)} 次故障。", f"The log of {month.en} is kept, {len(rows)} outages."
    )
    return see_other(request, f"{PATH}/{made}", said=said)


async def _typed(form: Form, file: File | None) -> Sequence[Mapping[str, str]]:
    rows = pasted(form.value("rows"), tuple(_TITLES))
    if rows or file is None or file.suffix not in TABLES:
        return rows
    return await table(file, _TITLES, optional=_OPTIONAL)


def _rows(rows: Sequence[Mapping[str, str]]) -> Sequence[OutageRow]:
    """Raises Invalid naming the first row that cannot be read."""
    found = []
    for place, row in enumerate(rows, 1):
        began, ended = moment(row.get("began", "")), moment(row.get("ended", ""))
        kind = _KINDS.get(row.get("kind", ""))
        if began is None or ended is None or kind is None:
            raise Invalid({"rows": _unread(place, bad_kind=kind is None)})
        found.append(
            OutageRow(
                began_at=began, ended_at=ended, kind=kind, system=row.get("system", ""), cause=row.get("cause", "")
            )
        )
    return found


def _unread(place: int, *, bad_kind: bool) -> Words:
    if bad_kind:
        kinds = "、".join(kind.zh for kind in OutageKind)
        return Words(f"第 {place} 条的级别应为 {kinds}。", f"Number {place}: the class should be one of {kinds}.")
    return Words(
        f"第 {place} 条的时间应写成 2026-09-02 09:30。", f"Number {place}: write the times as 2026-09-02 09:30."
    )


@get(f"{PATH}/{{log:int}}", opt={"right": Right.VIEW_SCORECARDS})
async def one_log(request: WebRequest, log: FromPath[int]) -> Page:
    who = actor(request)
    files = await attachments(object_type=ATTACHED, object_ids=[log], for_=who)
    screen = LogScreen(log=await queries.log(log, for_=who), files=files)
    return Page("scorecards/evidence/outage_log.html", screen, fragment="scorecards/evidence/_outage_log.html")


async def _list(request: WebRequest, contract: str, period: str, form: Form) -> Page:
    around = await frame(request, PATH, contract=contract, period=period)
    under = around.contract
    found = await queries.logs(contract=under.id, period=around.period, for_=actor(request)) if under else ()
    screen = LogsScreen(frame=around, logs=found, form=form)
    return Page("scorecards/evidence/outages.html", screen, status=422 if form.errors else 200)


ACTS = (outages, export, record, one_log)
