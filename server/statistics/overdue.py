"""逾期督办 (CP-11): everything late, by kind of work, county and whose turn it is; one kind at a time as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from litestar import Response, get

from importers.workbook.writing.looks import COUNT, DATE
from server.statistics.asking import counties, place
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import label
from server.web.listing import listing
from server.web.pages import Page
from server.web.tabs import Field
from vendors.actors import Role
from vendors.periods import local_date
from vendors.statistics.overdue import late, overdue
from vendors.statistics.overdue_rules import Group, Late, Work

LISTED = 50
EXPORTED = 10_000
FIELDS = (
    Field("工作", 18), Field("事项", 48), Field("县区", 16), Field("承办", 20), Field("应于", 12, DATE),
    Field("逾期天数", 10, COUNT),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueScreen:
    """`groups` of every kind; `rows` of the one chosen."""

    groups: Sequence[Group]
    today: date
    work: Work | None
    region: str
    rows: Sequence[Late]
    listed: int = LISTED

    @property
    def regions(self) -> Mapping[str, str]:
        return counties()

    @property
    def works(self) -> list[tuple[Work, int, date]]:
        """Kinds with anything late: how many, the earliest day missed."""
        kinds = dict.fromkeys(one.work for one in self.groups)
        return [
            (
                work,
                sum(one.number for one in self.groups if one.work is work),
                min(one.oldest for one in self.groups if one.work is work),
            )
            for work in kinds
        ]

    @property
    def total(self) -> int:
        return sum(one.number for one in self.groups)

    @property
    def oldest(self) -> int:
        """Days of what has been late the longest."""
        return max(((self.today - one.oldest).days for one in self.groups), default=0)

    @property
    def places(self) -> list[tuple[str, str, int]]:
        """Counties by code and name with their number; what is of no county last."""
        codes = sorted({one.region for one in self.groups}, key=lambda code: (code == "", code))
        return [(code, place(code), sum(one.number for one in self.groups if one.region == code)) for code in codes]

    @property
    def holders(self) -> list[tuple[str, int, int]]:
        """Whose turn it is: number and days of the longest, most first."""
        names = dict.fromkeys(one.holder for one in self.groups)
        found = [
            (
                holder_name(name),
                sum(one.number for one in self.groups if one.holder == name),
                max((self.today - one.oldest).days for one in self.groups if one.holder == name),
            )
            for name in names
        ]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:20]

    @property
    def labels(self) -> list[str]:
        return [label(work) for work, _, _ in self.works]

    @property
    def numbers(self) -> list[int]:
        return [number for _, number, _ in self.works]

    def holder(self, one: Late) -> str:
        return holder_name(one.holder)


def holder_name(name: str) -> str:
    """A role in the reader's language, a vendor's or person's name as it is."""
    role = Role.from_zh(name)
    return label(role) if role else name


def _work(text: str) -> Work | None:
    return Work(text) if text in set(Work) else None


@get("/statistics/overdue", opt={"right": Right.VIEW_STATISTICS})
async def overdue_page(request: WebRequest) -> Page:
    who, today = actor(request), local_date(clock.now())
    found = await overdue(today=today, for_=who)
    region = request.query_params.get("region", "")
    work = _work(request.query_params.get("work", "")) or (found[0].work if found else None)
    rows = await late(work, today=today, for_=who, region=region, size=LISTED) if work else ()
    screen = OverdueScreen(groups=found, today=today, work=work, region=region, rows=rows)
    return Page("statistics/overdue.html", screen)


@get("/statistics/overdue/export", opt={"right": Right.VIEW_STATISTICS})
async def export(request: WebRequest) -> Response[bytes]:
    who, now = actor(request), clock.now()
    today = local_date(now)
    kinds = dict.fromkeys(one.work for one in await overdue(today=today, for_=who))
    rows = [
        (work.zh, one.title, place(one.region), one.holder, one.due_on, one.days(today))
        for work in kinds
        for one in await late(work, today=today, for_=who, size=EXPORTED)
    ]
    return listing("逾期督办", FIELDS, rows, at=now, plain="overdue")


HANDLERS = (overdue_page, export)
