"""The worklist of due process: which stage, narrowed and sorted how, and its rows for the page and the workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from importers.workbook.writing.sheets import Cell, Value
from server.rulings.screens import GLYPHS, STATES, TONES, Queue, violation_name
from server.web.access import Right
from server.web.tabs import Field
from vendors.actors import Actor, Role
from vendors.findings.selection import Filters
from vendors.policy.codes import taxonomy
from vendors.policy.regions import regions
from vendors.registry.queries import VendorView
from vendors.rulings.queries import RulingRow, Share, WorkSort

__all__ = ["FIELDS", "STATES", "Work", "WorklistScreen", "line", "wanted"]
ASKED: Final = ("text", "institution", "region", "vendor", "violation", "min")
_LARGEST: Final = 2**31 - 1
_ACTS: Final[Mapping[Queue, Sequence[tuple[str, Right]]]] = {
    Queue.NOTIFY: (("notice", Right.NOTIFY),),
    Queue.TERM: (("hearing", Right.RECORD_DEFENCE),),
    Queue.RECHECK: (("recheck", Right.RECHECK), ("hearing", Right.RECORD_DEFENCE)),
    Queue.DECIDE: (
        ("determination", Right.DETERMINE),
        ("discussion", Right.RECORD_DISCUSSION),
        ("hearing", Right.RECORD_DEFENCE),
    ),
}
FIELDS: Final = (
    Field("编号", 18),
    Field("定点机构编码", 16),
    Field("定点机构", 30),
    Field("就诊ID", 24),
    Field("违规类型", 22),
    Field("报送金额（元）", 14),
    Field("承办机构", 18),
    Field("送达日期", 12),
    Field("申辩期至", 12),
    Field("暂定", 8),
    Field("状态", 16),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A stage with filters and an order; `asked` is what the filter fields show."""

    queue: Queue
    asked: Mapping[str, str]
    sort: WorkSort = WorkSort.INSTITUTION
    descending: bool = False

    @property
    def filters(self) -> Filters:
        """What cannot be read as what it should be narrows nothing."""
        asked, fen = self.asked, self.asked["min"].replace(",", "")
        return Filters(
            text=asked["text"],
            institution=_id(asked["institution"]),
            region=asked["region"],
            vendor=_id(asked["vendor"]),
            violation=asked["violation"],
            amount_from_fen=int(Decimal(fen) * 100) if fen.isascii() and fen.isdigit() and len(fen) < 12 else None,
        )

    @property
    def grouped(self) -> bool:
        """Whether rows stand under the heading of their institution."""
        return self.sort is WorkSort.INSTITUTION

    @property
    def narrowed(self) -> bool:
        return any(self.asked.values())

    @property
    def acts(self) -> Sequence[tuple[str, Right]]:
        return _ACTS.get(self.queue, ())

    def address(self, path: str = "/rulings", **more: str) -> str:
        kept = {name: value for name, value in self.asked.items() if value}
        order = {"sort": self.sort.value, "way": "desc" if self.descending else "asc"}
        usual = self.sort is WorkSort.INSTITUTION and not self.descending
        return f"{path}?{urlencode({'stage': self.queue.value, **kept, **({} if usual else order), **more})}"

    def on(self, queue: Queue) -> str:
        return replace(self, queue=queue).address()

    def at(self, share: Share) -> str:
        """What waits at one institution."""
        return replace(self, asked={**self.asked, "institution": str(share.institution)}).address()

    def by(self, sort: str) -> str:
        """The list sorted by a column, the other way round when it is already."""
        column = WorkSort(sort)
        return replace(self, sort=column, descending=column is self.sort and not self.descending).address()

    def way(self, sort: str) -> str:
        """How a column is sorted now: asc, desc or empty."""
        return ("desc" if self.descending else "asc") if WorkSort(sort) is self.sort else ""


def wanted(query: Mapping[str, str], who: Actor) -> Work:
    """The list an address names; what it does not name is the person's own start."""
    stage, sort = query.get("stage", ""), query.get("sort", "")
    return Work(
        queue=Queue(stage) if stage in set(Queue) else _start(who),
        asked={name: query.get(name, "").replace("\0", "").strip()[:100] for name in ASKED},
        sort=WorkSort(sort) if sort in set(WorkSort) else WorkSort.INSTITUTION,
        descending=query.get("way", "") == "desc",
    )


def _start(who: Actor) -> Queue:
    """Where a person's own work waits."""
    if who.has(Role.SECOND_REVIEWER):
        return Queue.NOTIFY
    if who.has(Role.LEGAL):
        return Queue.RECHECK
    if who.has(Role.LEADER):
        return Queue.DECIDE
    return Queue.TERM if who.at_bureau else Queue.DONE


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _LARGEST else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistScreen:
    """One stage's findings; `counts` are those of every stage, `shares` what waits at each institution of the page.

    `acts` names what this person may do together to what is picked.
    """

    work: Work
    counts: Mapping[Queue, int]
    rows: Sequence[RulingRow]
    shares: Mapping[str, Share]
    next: str
    first: str
    vendors: Sequence[VendorView]
    acts: Sequence[str]
    who: Actor
    queues: Sequence[Queue] = tuple(Queue)

    @property
    def queue(self) -> Queue:
        return self.work.queue

    @property
    def at_bureau(self) -> bool:
        return self.who.at_bureau

    @property
    def glyphs(self) -> Mapping[Queue, tuple[str, str]]:
        return GLYPHS

    @property
    def counties(self) -> Sequence[tuple[str, str]]:
        """The counties of the city, for whoever sees more than one."""
        if self.who.region or not self.who.at_bureau:
            return ()
        every = (one for one in regions().values() if one.until is None and one.code[4:] != "00")
        return tuple((one.code, one.name) for one in every)

    @property
    def groups(self) -> Sequence[tuple[str, str]]:
        return tuple({one.group: one.group_name for one in taxonomy() if not one.of_vendors}.items())

    @property
    def vendor_choices(self) -> Sequence[tuple[str, str]]:
        return tuple((str(one.id), one.short_name) for one in self.vendors)

    @property
    def columns(self) -> int:
        return 9 + bool(self.acts) + self.at_bureau

    def heads(self, row: RulingRow) -> bool:
        """Whether a row is the first of its institution on the page."""
        place = self.rows.index(row)
        before = self.rows[place - 1] if place else None
        return self.work.grouped and (before is None or before.finding.institution_code != row.finding.institution_code)

    def tone(self, row: RulingRow) -> str:
        return TONES[row.finding.state]

    def violation(self, row: RulingRow) -> str:
        return violation_name(row.finding)


def line(row: RulingRow) -> tuple[Value | Cell, ...]:
    """A row of the exported list."""
    head = row.finding
    return (
        head.number,
        head.institution_code,
        head.institution_name,
        head.visit_id,
        f"{head.violation} {violation_name(head)}",
        Decimal(head.amount_fen) / 100,
        head.vendor_name,
        row.served_on,
        row.defence_until,
        "暂定" if row.provisional else "",
        head.state.zh,
    )
