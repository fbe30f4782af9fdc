from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from server.web.charts.drawing import Series
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import _
from server.web.paging import Paged
from vendors.attachments.queries import AttachmentView
from vendors.people.headcount import MonthEnd
from vendors.people.lead_actions import ProposalState
from vendors.people.list_queries import Sort, StaffRow
from vendors.people.person_queries import PersonView, ProposalView
from vendors.people.queries import StaffView
from vendors.people.recusal.queries import TieView
from vendors.people.recusal.ties import TieState
from vendors.people.rules import TRANSITIONS, StaffState
from vendors.registry.queries import VendorView

TONES: Final[Mapping[StaffState, str]] = {
    StaffState.PENDING: "warn",
    StaffState.REFUSED: "bad",
    StaffState.ON_POST: "good",
    StaffState.EXPECTED: "",
    StaffState.SUSPENDED: "warn",
    StaffState.LAPSED: "bad",
    StaffState.LEFT: "",
}
TIE_TONES: Final[Mapping[TieState, str]] = {
    TieState.DECLARED: "warn",
    TieState.UPHELD: "bad",
    TieState.DISMISSED: "good",
}
PROPOSAL_TONES: Final[Mapping[ProposalState, str]] = {
    ProposalState.PENDING: "warn",
    ProposalState.APPROVED: "good",
    ProposalState.REFUSED: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffScreen:
    """The list, what it is narrowed to, how many stand where, and the month-ends so far."""

    page: Paged[StaffRow]
    first: str
    counts: Mapping[StaffState, int]
    vendors: Sequence[VendorView]
    posts: Sequence[str]
    chosen: Mapping[str, str]
    sorts: Mapping[Sort, tuple[str, str]]
    export: str
    months: Sequence[MonthEnd]
    proposals: Sequence[ProposalView]
    soon: date
    today: date
    states: Sequence[StaffState] = tuple(StaffState)
    tones: Mapping[StaffState, str] = field(default_factory=lambda: TONES)

    @property
    def series(self) -> tuple[Series, ...]:
        """有/要求 by month."""
        return (
            Series(name=_("有"), values=[one.counted for one in self.months], area=True),
            Series(name=_("要求"), values=[one.required for one in self.months], tone="muted", dashed=True),
        )

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(f"{one.taken_for:%Y-%m}" for one in self.months)

    @property
    def narrowed(self) -> bool:
        return any(self.chosen.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryScreen:
    """The form of a person; `staff` is 0 for a new one. `vendors` is empty for a vendor's own people."""

    staff: int
    form: Form
    vendors: Sequence[VendorView]
    posts: Sequence[str]
    documents: Mapping[str, str]
    masked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonScreen:
    """One person; `form` holds what was typed into whichever form of the page was refused."""

    person: PersonView
    today: date
    form: Form
    certificates: Mapping[str, str]
    documents: Mapping[str, str]
    scans: Sequence[AttachmentView]
    proposals: Sequence[ProposalView]
    ties: Sequence[TieView]
    history: Sequence[Event]
    accept: str
    correctable: bool
    tie_tones: Mapping[TieState, str] = field(default_factory=lambda: TIE_TONES)
    proposal_tones: Mapping[ProposalState, str] = field(default_factory=lambda: PROPOSAL_TONES)

    @property
    def state(self) -> StaffState:
        return self.person.standing.state_on(self.today)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def open_to(self) -> frozenset[str]:
        """What may be done now, by the states it leads to."""
        return frozenset(state.value for state in TRANSITIONS[self.state])

    @property
    def undertakings(self) -> Sequence[AttachmentView]:
        """Scans that are no certificate's."""
        shown = {held.scan for held in self.person.certificates}
        return tuple(one for one in self.scans if one.id not in shown)

    @property
    def awaits(self) -> bool:
        """A proposal that makes this person lead waits for the bureau."""
        return any(one.state is ProposalState.PENDING for one in self.proposals)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingScreen:
    """The form of one session; `people` are those at work, `there` the ticked ones, nobody ticked at first."""

    form: Form
    vendors: Sequence[VendorView]
    vendor: int | None
    people: Sequence[StaffView]
    there: frozenset[int]
