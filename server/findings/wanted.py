"""Which queue a person walks: a tab, filters and an order, kept in the address for every link and act to carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar
from urllib.parse import urlencode

from server.web.access import Right, WebRequest, may
from vendors.actors import Actor, Role
from vendors.findings.queries import Filters, FindingRow
from vendors.findings.rules import (
    UNDER_REVIEW,
    Certainty,
    FalseKind,
    FindingState,
    Severity,
    Source,
    Stage,
)
from vendors.findings.selection import Ordered, Sort
from vendors.labels import Labelled
from vendors.money import fen_from_yuan

Choice = TypeVar("Choice", bound=Labelled)
_LARGEST_ID: Final = 2**31 - 1
_YEARS: Final = range(1950, 9999)
"""Years whose days can be reckoned with."""
FIELDS: Final = (
    "text", "vendor", "task", "institution", "region", "violation", "certainty", "source", "severity", "false", "rule",
    "min", "max", "from", "to", "mine",
)  # fmt: skip
"""Names of the filter's fields in the address."""
COLUMNS: Final = ("task", "visit", "source", "severity", "false", "rule", "loss")
"""Columns of the list that are shown when chosen."""
ALWAYS: Final = frozenset({"text", "vendor", "violation", "min", "max"})
"""Fields of the filter that are in sight at once; the others are under 更多条件."""


class Tab(Labelled):
    """One queue of the review page."""

    FIRST = "first", "待初审", "First review"
    SECOND = "second", "待复审", "Second review"
    TIE = "tie", "待裁定", "Tie-break"
    RETURNED = "returned", "退回补证", "Returned"
    REVIEWING = "reviewing", "审核中", "Under review"
    ALL = "all", "全部", "All"


STATES: Final[Mapping[Tab, frozenset[FindingState]]] = {
    Tab.FIRST: frozenset({FindingState.AWAITING_FIRST}),
    Tab.SECOND: frozenset({FindingState.AWAITING_SECOND}),
    Tab.TIE: frozenset({FindingState.AWAITING_TIE}),
    Tab.RETURNED: frozenset({FindingState.RETURNED}),
    Tab.REVIEWING: frozenset(UNDER_REVIEW),
    Tab.ALL: frozenset(FindingState) - {FindingState.SUPERSEDED},
}
STAGES: Final[Mapping[Tab, Stage]] = {Tab.FIRST: Stage.FIRST, Tab.SECOND: Stage.SECOND}


def tabs_of(who: Actor) -> Sequence[Tab]:
    """The tabs a person has, the one they start on first in their work: reviewers their own stage."""
    if not who.at_bureau:
        return (Tab.RETURNED, Tab.REVIEWING, Tab.ALL)
    return (Tab.FIRST, Tab.SECOND, *((Tab.TIE,) if may(who, Right.BREAK_TIE) else ()), Tab.RETURNED, Tab.ALL)


def _start(who: Actor) -> Tab:
    if not who.at_bureau:
        return Tab.ALL
    if who.has(Role.FIRST_REVIEWER):
        return Tab.FIRST
    return Tab.SECOND if who.has(Role.SECOND_REVIEWER) else Tab.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A tab with filters and an order; `asked` is what the filter fields show, `who` the person who walks.

    `columns` are those of the list shown besides the usual ones.
    """

    tab: Tab
    asked: Mapping[str, str]
    who: int
    sort: Sort = Sort.AGE
    descending: bool = False
    columns: tuple[str, ...] = ()

    @property
    def states(self) -> frozenset[FindingState]:
        return STATES[self.tab]

    @property
    def stage(self) -> Stage | None:
        """The review that empties this queue."""
        return STAGES.get(self.tab)

    @property
    def filters(self) -> Filters:
        """What cannot be read as what it should be narrows nothing."""
        asked = self.asked
        return Filters(
            text=asked["text"],
            vendor=_id(asked["vendor"]),
            task=_id(asked["task"]),
            institution=_id(asked["institution"]),
            region=asked["region"],
            violation=asked["violation"],
            certainty=_one_of(Certainty, asked["certainty"]),
            source=_one_of(Source, asked["source"]),
            severity=_one_of(Severity, asked["severity"]),
            false_kind=_one_of(FalseKind, asked["false"]),
            rule=asked["rule"],
            amount_from_fen=_fen(asked["min"]),
            amount_to_fen=_fen(asked["max"]),
            filed_from=_day(asked["from"]),
            filed_to=_day(asked["to"]),
            returned_by=self.who if asked["mine"] else None,
        )

    @property
    def ordered(self) -> Ordered:
        return Ordered(by=self.sort, descending=self.descending)

    @property
    def narrowed(self) -> bool:
        return any(self.asked.values())

    @property
    def folded_open(self) -> bool:
        """Whether one of the fields under 更多条件 narrows, or a column there is chosen."""
        return bool(self.columns) or any(value for name, value in self.asked.items() if name not in ALWAYS)

    @property
    def named(self) -> Mapping[str, str]:
        """The values of an address that names this queue."""
        order = {"sort": self.sort.value, "way": "desc" if self.descending else "asc"}
        usual = self.sort is Sort.AGE and not self.descending
        kept = {name: value for name, value in self.asked.items() if value}
        shown = {"cols": ",".join(self.columns)} if self.columns else {}
        return {"tab": self.tab.value, **kept, **({} if usual else order), **shown}

    def address(self, path: str = "/review", **more: str | int) -> str:
        """`path` with this queue in its query."""
        return f"{path}?{urlencode({**self.named, **more})}"

    def on(self, tab: Tab) -> str:
        """The list at another tab, with the same filters."""
        return replace(self, tab=tab).address()

    def like(self, head: FindingRow, *, by_rule: bool = False) -> str:
        """The list of findings like one: same vendor and violation, at the same institution or by the same rule."""
        same = {"vendor": str(head.vendor), "violation": head.violation}
        same |= {"rule": head.rule} if by_rule else {"text": head.institution_code}
        return replace(self, asked=dict.fromkeys(FIELDS, "") | same).address()

    def without(self, name: str) -> str:
        """The list with one field of the filter emptied."""
        return replace(self, asked={**self.asked, name: ""}).address()

    def by(self, sort: Sort) -> str:
        """The list sorted by a column, the other way round when it is already."""
        return replace(self, sort=sort, descending=sort is self.sort and not self.descending).address()

    def way(self, sort: Sort) -> str:
        """How a column is sorted now: asc, desc or empty."""
        return ("desc" if self.descending else "asc") if sort is self.sort else ""


def wanted(request: WebRequest, who: Actor) -> Wanted:
    """The queue an address names; what it does not name is the person's own start."""
    query = request.query_params
    return wanted_in(
        {**{name: query[name] for name in query}, "cols": ",".join([query.get("cols", ""), *query.getall("col", [])])},
        who,
    )


def wanted_in(query: Mapping[str, str], who: Actor) -> Wanted:
    """The queue named by an address's values."""
    tab, sort = query.get("tab", ""), query.get("sort", "")
    return Wanted(
        tab=Tab(tab) if tab in {one.value for one in tabs_of(who)} else _start(who),
        asked={name: query.get(name, "").replace("\0", "").strip()[:100] for name in FIELDS},
        who=who.id,
        sort=Sort(sort) if sort in set(Sort) else Sort.AGE,
        descending=query.get("way", "") == "desc",
        columns=tuple(name for name in COLUMNS if name in query.get("cols", "").split(",")),
    )


def _id(text: str) -> int | None:
    """A row's id; None for anything that cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _LARGEST_ID else None


def _one_of(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in {member.value for member in kind} else None


def _fen(text: str) -> int | None:
    """An amount typed in yuan."""
    try:
        return fen_from_yuan(Decimal(text.replace(",", "")))
    except (InvalidOperation, ValueError):
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
