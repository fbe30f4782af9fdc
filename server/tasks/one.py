"""One task as both sides see it: terms, clock, scope, team, deliverables, cases, sample, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from litestar import get
from litestar.params import FromPath

from server.tasks.clock_card import Strip, strips
from server.tasks.past import past
from server.tasks.tones import DELIVERED, STEPS, TONES
from server.web import clock as now
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import code_words
from server.web.pages import Page
from vendors.actors import Actor
from vendors.attachments.queries import AttachmentView, attachments
from vendors.attachments.rules import ACCEPTED
from vendors.bars import Bar
from vendors.campaigns.queries import campaign
from vendors.contracts.queries import ContractView, contracts
from vendors.draws.algorithm.replaying import replay
from vendors.errors import Words
from vendors.people.queries import StaffView, staff_of
from vendors.periods import local_date
from vendors.tasks import queries
from vendors.tasks.assignment.queries import AssignmentView, assignments, bars_against, inspector_ties, staff_ties
from vendors.tasks.clock.queries import ClockView, clock
from vendors.tasks.deliverables.actions import OBJECT, DeliverableState
from vendors.tasks.deliverables.queries import DeliverableView, deliverables
from vendors.tasks.particulars import DeliverableKind
from vendors.tasks.queries import CaseLine, Coverage, DrawView, TaskView
from vendors.tasks.rules import RUNNING, UPLOADABLE, TaskKind, TaskState
from vendors.tasks.scope_actions import INSPECTORS_OPEN
from vendors.tasks.scope_queries import InspectorChoice, TaskScope, inspectors_on, scope

SHOWN_CASES = 100
_UNISSUED = frozenset({TaskState.DRAFT, TaskState.REFUSED})
_NAMING = UPLOADABLE | {TaskState.ISSUED}
_MOVABLE = RUNNING | {TaskState.REFUSED, TaskState.PAUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """One of the vendor's people as they may be named when accepting; `tied` says why not."""

    person: StaffView
    fit: bool
    tied: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawScreen:
    """A draw and, once drawn, what its replay says: nothing when it holds."""

    draw: DrawView
    problems: Sequence[Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskScreen:
    """One task, with what this person may do about it."""

    task: TaskView
    coverage: Coverage
    cases: Sequence[CaseLine]
    draws: Sequence[DrawScreen]
    clock: ClockView | None
    strips: Sequence[Strip]
    scope: TaskScope
    deliverables: Sequence[DeliverableView]
    files: Mapping[int, Sequence[AttachmentView]]
    campaign_name: str
    assignments: Sequence[AssignmentView]
    bars: Sequence[Bar]
    inspectors: Sequence[InspectorChoice]
    inspector_ties: Mapping[int, Words]
    helpers: Sequence[Helper]
    others: Sequence[ContractView]
    history: Sequence[Event]
    regions: Mapping[str, str]
    today: date
    form: Form
    accept: str = ACCEPTED
    deliverable_kinds: Sequence[DeliverableKind] = tuple(DeliverableKind)

    @property
    def tone(self) -> str:
        return TONES[self.task.state]

    @property
    def step(self) -> int:
        """Where the task stands; terminated, it stands after the steps it took."""
        if self.task.state is TaskState.TERMINATED:
            return 3 if self.task.issued_at else 2
        return STEPS[self.task.state]

    @property
    def covered(self) -> Decimal | None:
        """Reviewed of listed, 0 to 100; None without a list."""
        return Decimal(100 * self.coverage.reviewed) / self.coverage.listed if self.coverage.listed else None

    @property
    def inspectors_open(self) -> bool:
        """Whether inspectors go along and may still be named or replaced."""
        return self.task.state in INSPECTORS_OPEN and (self.task.on_site or bool(self.scope.inspectors))

    @property
    def joinable(self) -> Sequence[Helper]:
        """Who may be put on a team at work."""
        named = {one.staff for one in self.scope.team}
        at_work = named and self.task.state in UPLOADABLE
        return [one for one in self.helpers if at_work and one.fit and one.person.id not in named]

    @property
    def drawn(self) -> bool:
        return any(each.draw.drawn_at for each in self.draws)

    @property
    def committed(self) -> DrawView | None:
        """The draw whose seed is committed and which waits to be drawn."""
        return next((each.draw for each in self.draws if each.draw.drawn_at is None), None)

    @property
    def all_handed_in(self) -> bool:
        return all(not one.owed for one in self.deliverables)

    @property
    def short(self) -> bool:
        """Whether acceptance needs a stated reason."""
        uncovered = self.task.kind is TaskKind.FULL_REVIEW and self.coverage.reviewed < self.coverage.listed
        return uncovered or any(_open(one) for one in self.deliverables)

    def delivered_tone(self, one: DeliverableView) -> str:
        return DELIVERED[one.state]


def _open(one: DeliverableView) -> bool:
    """Whether it holds the task back; a workbook that has come in is accepted with the task."""
    if one.kind is DeliverableKind.WORKBOOK and one.state is DeliverableState.DELIVERED:
        return False
    return one.state is not DeliverableState.ACCEPTED


@get("/tasks/{task:int}", opt={"right": Right.VIEW_TASKS})
async def one_task(request: WebRequest, task: FromPath[int]) -> Page:
    return await task_page(request, task, Form())


async def task_page(request: WebRequest, task: int, form: Form) -> Page:
    """The page, with what was typed and what was wrong with it."""
    who, today = actor(request), local_date(now.now())
    found = await queries.task(task, for_=who)
    reading = await clock(task, today=today, for_=who)
    owed = await deliverables(task, for_=who)
    bureau = who.at_bureau
    reach = await scope(task, on=today, for_=who)
    inspectors = await inspectors_on(today) if bureau and found.state in INSPECTORS_OPEN else ()
    screen = TaskScreen(
        task=found,
        coverage=await queries.coverage(task, for_=who),
        cases=await queries.task_cases(task, for_=who, most=SHOWN_CASES),
        draws=tuple([_replayed(each) for each in await queries.draws(task, for_=who)]),
        clock=reading,
        strips=strips(reading) if reading else (),
        scope=reach,
        deliverables=owed,
        files=await _files(owed, who),
        campaign_name=(await campaign(found.campaign, for_=who)).name if bureau and found.campaign else "",
        assignments=await assignments(task, for_=who),
        bars=await bars_against(task, on=today, for_=who) if bureau and found.state in _UNISSUED else (),
        inspectors=inspectors,
        inspector_ties=await _inspector_ties(task, inspectors, reach, today, who),
        helpers=await _helpers(found, today, who) if not bureau and found.state in _NAMING else (),
        others=await _others(found, today, who) if bureau and found.state in _MOVABLE else (),
        history=await past(task, who=who),
        regions=code_words("region"),
        today=today,
        form=form,
    )
    return Page("tasks/task.html", screen, status=422 if form.errors else 200)


def _replayed(draw: DrawView) -> DrawScreen:
    return DrawScreen(draw=draw, problems=replay(draw.record) if draw.drawn_at else ())


async def _files(owed: Sequence[DeliverableView], who: Actor) -> Mapping[int, Sequence[AttachmentView]]:
    found: dict[int, list[AttachmentView]] = {one.id: [] for one in owed}
    for one in await attachments(object_type=OBJECT, object_ids=list(found), for_=who):
        found[one.object_id].append(one)
    return found


async def _helpers(task: TaskView, today: date, who: Actor) -> tuple[Helper, ...]:
    tied = await staff_ties(task.id, on=today, for_=who)
    people = await staff_of(task.vendor, for_=who, on=today)
    return tuple(
        Helper(person=one, fit=one.standing.counts(today) and one.id not in tied, tied=tied.get(one.id))
        for one in people
    )


async def _inspector_ties(
    task: int, inspectors: Sequence[InspectorChoice], reach: TaskScope, today: date, who: Actor
) -> Mapping[int, Words]:
    if not who.at_bureau:
        return {}
    asked = {one.id for one in inspectors} | {one.inspector for one in reach.inspectors}
    return await inspector_ties(task, inspectors=asked, on=today, for_=who)


async def _others(task: TaskView, today: date, who: Actor) -> tuple[ContractView, ...]:
    found = await contracts(for_=who, in_force_on=today)
    return tuple(one for one in found if one.vendor_kind is task.kind.vendor_kind and one.id != task.contract)


HANDLERS = (one_task,)
