"""The list of tasks: filters, sort and page in the address; the same list as a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from litestar import Response, get

from server.tasks.tones import TONES
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import code_words, label
from server.web.listing import listing
from server.web.pages import Page
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.campaigns.queries import CampaignView, campaigns
from vendors.labels import Labelled
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.registry.queries import VendorView, vendors
from vendors.tasks.list_queries import Sort, Which, counted, listed, state_counts
from vendors.tasks.queries import TaskView
from vendors.tasks.rules import TaskKind, TaskState

PAGE: Final = 50
_NAMES: Final = ("status", "kind", "vendor", "campaign", "region", "late", "text", "sort", "way", "after")
L = TypeVar("L", bound=Labelled)
_FIELDS: Final = (
    Field("任务编号", 16),
    Field("任务名称", 36),
    Field("类型", 20),
    Field("承办小组", 14),
    Field("承办机构", 22),
    Field("服务合同", 16),
    Field("县区", 12),
    Field("检查方式", 12),
    Field("期间起", 12),
    Field("期间止", 12),
    Field("时限（工作日）", 10),
    Field("下达日期", 12),
    Field("截止日期", 12),
    Field("暂定", 8),
    Field("状态", 12),
    Field("逾期", 8),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The list as the address asks for it."""

    values: Mapping[str, str]

    def which(self, today: date) -> Which:
        return Which(
            states=_one(TaskState, self.values["status"]),
            kinds=_one(TaskKind, self.values["kind"]),
            vendor=_id(self.values["vendor"]),
            campaign=_id(self.values["campaign"]),
            region=self.values["region"][:6],
            overdue_on=today if self.values["late"] == "1" else None,
            text=self.values["text"][:100],
        )

    @property
    def sort(self) -> Sort:
        found = _one(Sort, self.values["sort"])
        return next(iter(found), Sort.NUMBER)

    @property
    def descending(self) -> bool:
        return self.values["way"] != "asc" if self.sort is Sort.NUMBER else self.values["way"] == "desc"

    @property
    def after(self) -> tuple[str, str] | None:
        found = unseal(self.values["after"])
        match found:
            case (str(day), str(number)):
                return (day, number) if not day or _day(day) else None
        return None


def _one(kind: type[L], value: str) -> frozenset[L]:
    return frozenset({kind(value)}) if value in set(kind) else frozenset()


def _id(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < len("2147483648") else None


def _day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def asked(request: WebRequest) -> Asked:
    return Asked(values={name: request.query_params.get(name, "").strip() for name in _NAMES})


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksScreen:
    """The tasks of the bureau, of a county or of one vendor."""

    page: Paged[TaskView]
    counts: Mapping[TaskState, int]
    asked: Mapping[str, str]
    sort: Sort
    direction: str
    today: date
    urls: Mapping[str, str]
    vendors: Sequence[VendorView]
    campaigns: Sequence[CampaignView]
    regions: Mapping[str, str]
    states: Sequence[TaskState] = tuple(TaskState)
    kinds: Sequence[TaskKind] = tuple(TaskKind)
    tones: Mapping[TaskState, str] = field(default_factory=lambda: TONES)


@get("/tasks", opt={"right": Right.VIEW_TASKS})
async def tasks(request: WebRequest) -> Page:
    who, today, wanted = actor(request), local_date(clock.now()), asked(request)
    which = wanted.which(today)
    found = await listed(
        for_=who, which=which, sort=wanted.sort, descending=wanted.descending, after=wanted.after, most=PAGE + 1
    )
    rows = found[:PAGE]
    cursor = None
    if len(found) > PAGE:
        cursor = seal(rows[-1].due_on.isoformat() if rows[-1].due_on else "", rows[-1].number)
    page = Paged(rows=rows, total=await counted(for_=who, which=which), next=cursor)
    return Page("tasks/tasks.html", await _screen(request, who, wanted, page, today))


async def _screen(request: WebRequest, who: Actor, wanted: Asked, page: Paged[TaskView], today: date) -> TasksScreen:
    direction = "desc" if wanted.descending else "asc"
    turned = "asc" if wanted.descending else "desc"
    query = with_query(request).partition("?")[2]
    urls = {
        "first": with_query(request) if wanted.after else "",
        "next": with_query(request, after=page.next) if page.next else "",
        "number": with_query(request, sort="number", way=turned if wanted.sort is Sort.NUMBER else "desc"),
        "due": with_query(request, sort="due", way=turned if wanted.sort is Sort.DUE else "asc"),
        "late": with_query(request, late=None if wanted.values["late"] else "1"),
        "export": f"/tasks/export?{query}" if query else "/tasks/export",
    }
    return TasksScreen(
        page=page,
        counts=await state_counts(for_=who),
        asked=wanted.values,
        sort=wanted.sort,
        direction=direction,
        today=today,
        urls=urls,
        vendors=await vendors(for_=who) if who.at_bureau else (),
        campaigns=await campaigns(for_=who) if who.at_bureau else (),
        regions=code_words("region"),
    )


@get("/tasks/export", opt={"right": Right.VIEW_TASKS})
async def export(request: WebRequest) -> Response[bytes]:
    at, wanted = clock.now(), asked(request)
    today = local_date(at)
    found = await listed(for_=actor(request), which=wanted.which(today), sort=wanted.sort, descending=wanted.descending)
    regions = code_list("region")
    return listing("监管任务", _FIELDS, (_row(one, today, regions) for one in found), at=at, plain="tasks")


def _row(one: TaskView, today: date, regions: Mapping[str, str]) -> tuple[str | int | None, ...]:
    days = [day.isoformat() if day else None for day in (one.covers_from, one.covers_to)]
    return (
        one.number,
        one.title,
        label(one.kind),
        label(one.kind.group),
        one.vendor_name,
        one.contract_number,
        regions.get(one.region, one.region) or None,
        label(one.method) if one.method else None,
        *days,
        one.deadline_days,
        local_date(one.issued_at).isoformat() if one.issued_at else None,
        one.due_on.isoformat() if one.due_on else None,
        "暂定" if one.due_is_provisional else None,
        label(one.state),
        "逾期" if one.overdue(today) else None,
    )


HANDLERS = (tasks, export)
