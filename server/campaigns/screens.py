from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from server.web.forms import Form
from server.web.history import Event
from server.web.paging import Paged
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.campaigns.plan_queries import PhaseView, ScopeLine
from vendors.campaigns.queries import CampaignView
from vendors.campaigns.rules import OPEN, TASKABLE, CampaignKind, CampaignState, Focus, MilestoneKind
from vendors.draws.queries import DrawCard
from vendors.tasks.queries import TaskView
from vendors.tasks.rules import TaskState

SHOWN = 10
FINISHED = frozenset({TaskState.DONE, TaskState.ARCHIVED})

TONES: Mapping[CampaignState, str] = {
    CampaignState.PREPARING: "",
    CampaignState.RUNNING: "brand",
    CampaignState.WINDING_UP: "warn",
    CampaignState.ENDED: "good",
    CampaignState.TERMINATED: "bad",
}
STEPS: Mapping[CampaignState, int] = {
    CampaignState.PREPARING: 1,
    CampaignState.RUNNING: 2,
    CampaignState.WINDING_UP: 3,
    CampaignState.ENDED: 5,
    CampaignState.TERMINATED: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignsScreen:
    """The list; `export` is the address of the same list as a workbook."""

    page: Paged[CampaignView]
    first: str
    export: str
    counts: Mapping[CampaignState, int]
    late: int
    today: date
    filters: Mapping[str, str]
    regions: Mapping[str, str]
    states: Sequence[CampaignState] = tuple(CampaignState)
    kinds: Sequence[CampaignKind] = tuple(CampaignKind)
    tones: Mapping[CampaignState, str] = field(default_factory=lambda: TONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanScreen:
    """The form of a plan; `path` is where it goes, `number` of the campaign that is changed."""

    form: Form
    path: str
    number: str
    regions: Mapping[str, str]
    groups: Mapping[str, str]
    agencies: Mapping[str, str]
    kinds: Sequence[CampaignKind] = tuple(CampaignKind)
    focuses: Sequence[Focus] = tuple(Focus)


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """How much of a county's register is within the scope."""

    name: str
    chosen: int
    registered: int

    @property
    def share(self) -> Decimal:
        return Decimal(self.chosen) / self.registered


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignScreen:
    """One campaign: what it covers, its plan drawn, its files and history."""

    campaign: CampaignView
    phases: Sequence[PhaseView]
    counties: Sequence[County]
    regions: Mapping[str, str]
    groups: Mapping[str, str]
    agencies: Mapping[str, str]
    chart: Markup | None
    narrow: Markup | None
    tasks: Sequence[TaskView]
    draws: Sequence[DrawCard]
    draws_all: int
    files: Sequence[AttachmentView]
    history: Sequence[Event]
    today: date
    form: Form
    asked: str
    next_states: Sequence[CampaignState]
    kinds: Sequence[MilestoneKind] = tuple(MilestoneKind)
    accept: str = ACCEPTED

    @property
    def tone(self) -> str:
        return TONES[self.campaign.state]

    @property
    def step(self) -> int:
        return STEPS[self.campaign.state]

    @property
    def open(self) -> bool:
        return self.campaign.state in OPEN

    @property
    def plannable(self) -> bool:
        return self.campaign.state in TASKABLE

    @property
    def shown(self) -> Sequence[TaskView]:
        """The newest tasks."""
        return self.tasks[:SHOWN]

    @property
    def tasks_late(self) -> int:
        return sum(one.overdue(self.today) for one in self.tasks)

    @property
    def tasks_done(self) -> int:
        return sum(one.state in FINISHED for one in self.tasks)

    @property
    def overdue(self) -> int:
        return sum(one.overdue(self.today) for phase in self.phases for one in phase.milestones) if self.open else 0

    @property
    def registered(self) -> int:
        return sum(one.registered for one in self.counties)

    @property
    def chosen(self) -> int:
        """Of this person's counties; the whole campaign's for the city."""
        return sum(one.chosen for one in self.counties)

    @property
    def coverage(self) -> Decimal | None:
        return Decimal(self.chosen) / self.registered if self.registered else None

    def form_of(self, name: str) -> Form:
        """What was typed into the form of that name, if it is the one that failed."""
        return self.form if self.asked == name else Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeScreen:
    """Institutions within a campaign's scope."""

    campaign: CampaignView
    page: Paged[ScopeLine]
    first: str
    export: str
    text: str
    regions: Mapping[str, str]
    chosen: Mapping[str, str]
    kinds: Sequence[str]
    levels: Sequence[str]
    form: Form
    asked: str

    @property
    def plannable(self) -> bool:
        return self.campaign.state in TASKABLE

    def form_of(self, name: str) -> Form:
        return self.form if self.asked == name else Form()
