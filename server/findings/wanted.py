"""Which queue a person walks: a tab and filters, kept in the address so that every link and act carries them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from server.web.access import WebRequest
from vendors.actors import Actor, Role
from vendors.findings.queries import Filters
from vendors.findings.rules import UNDER_REVIEW, Certainty, FindingState, Stage
from vendors.labels import Labelled

_LARGEST_ID: Final = 2**31 - 1
_NAMES: Final = ("vendor", "task", "violation", "certainty", "text")


class Tab(Labelled):
    """One queue of the review page."""

    FIRST = "first", "待初审", "First review"
    SECOND = "second", "待复审", "Second review"
    RETURNED = "returned", "退回补证", "Returned"
    REVIEWING = "reviewing", "审核中", "Under review"
    ALL = "all", "全部", "All"


STATES: Final[Mapping[Tab, frozenset[FindingState]]] = {
    Tab.FIRST: frozenset({FindingState.AWAITING_FIRST}),
    Tab.SECOND: frozenset({FindingState.AWAITING_SECOND}),
    Tab.RETURNED: frozenset({FindingState.RETURNED}),
    Tab.REVIEWING: frozenset(UNDER_REVIEW),
    Tab.ALL: frozenset(FindingState) - {FindingState.SUPERSEDED},
}
STAGES: Final[Mapping[Tab, Stage]] = {Tab.FIRST: Stage.FIRST, Tab.SECOND: Stage.SECOND}


def tabs_of(who: Actor) -> Sequence[Tab]:
    """The tabs a person has, the one they start on first in their work: reviewers their own stage."""
    if not who.at_bureau:
        return (Tab.RETURNED, Tab.REVIEWING, Tab.ALL)
    return (Tab.FIRST, Tab.SECOND, Tab.RETURNED, Tab.ALL)


def _start(who: Actor) -> Tab:
    if not who.at_bureau:
        return Tab.ALL
    if who.has(Role.FIRST_REVIEWER):
        return Tab.FIRST
    return Tab.SECOND if who.has(Role.SECOND_REVIEWER) else Tab.ALL


def _id(text: str) -> int | None:
    """A row's id; None for anything that cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _LARGEST_ID else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A tab with filters; `asked` is what the filter fields show."""

    tab: Tab
    asked: Mapping[str, str]

    @property
    def states(self) -> frozenset[FindingState]:
        return STATES[self.tab]

    @property
    def stage(self) -> Stage | None:
        """The review that empties this queue."""
        return STAGES.get(self.tab)

    @property
    def filters(self) -> Filters:
        certainty = self.asked["certainty"]
        return Filters(
            vendor=_id(self.asked["vendor"]),
            task=_id(self.asked["task"]),
            violation=self.asked["violation"],
            certainty=Certainty(certainty) if certainty in set(Certainty) else None,
            text=self.asked["text"],
        )

    @property
    def narrowed(self) -> bool:
        return any(self.asked.values())

    def address(self, path: str = "/review", **more: str | int) -> str:
        """`path` with this queue in its query."""
        kept = {"tab": self.tab.value, **{name: value for name, value in self.asked.items() if value}}
        return f"{path}?{urlencode({**kept, **more})}"

    def on(self, tab: Tab) -> str:
        """The list at another tab, with the same filters."""
        return Wanted(tab=tab, asked=self.asked).address()


def wanted(request: WebRequest, who: Actor) -> Wanted:
    """The queue an address names; what it does not name is the person's own start."""
    query = request.query_params
    tab = query.get("tab", "")
    chosen = Tab(tab) if tab in {one.value for one in tabs_of(who)} else _start(who)
    return Wanted(tab=chosen, asked={name: query.get(name, "").strip()[:100] for name in _NAMES})
