from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from server.web.forms import Form
from server.web.history import Event
from vendors.contracts.queries import ContractView
from vendors.errors import Words
from vendors.tasks.queries import CaseLine, Coverage, DrawView, TaskView
from vendors.tasks.rules import TaskKind, TaskState

SHOWN_CASES = 100

TONES: Mapping[TaskState, str] = {
    TaskState.DRAFT: "",
    TaskState.ISSUED: "brand",
    TaskState.REFUSED: "bad",
    TaskState.ACCEPTED: "brand",
    TaskState.IN_PROGRESS: "brand",
    TaskState.SUBMITTED: "warn",
    TaskState.CHECKING: "warn",
    TaskState.RETURNED: "bad",
    TaskState.DONE: "good",
    TaskState.ARCHIVED: "",
    TaskState.TERMINATED: "",
}
_STEPS: Mapping[TaskState, int] = {
    TaskState.DRAFT: 1,
    TaskState.ISSUED: 2,
    TaskState.REFUSED: 2,
    TaskState.ACCEPTED: 3,
    TaskState.IN_PROGRESS: 3,
    TaskState.RETURNED: 3,
    TaskState.SUBMITTED: 4,
    TaskState.CHECKING: 4,
    TaskState.DONE: 6,
    TaskState.ARCHIVED: 6,
    TaskState.TERMINATED: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksScreen:
    """The tasks of a bureau or of one vendor."""

    tasks: Sequence[TaskView]
    today: date
    status: str
    states: Sequence[TaskState] = tuple(TaskState)
    tones: Mapping[TaskState, str] = field(default_factory=lambda: TONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTaskScreen:
    """`kinds` are those the contract's vendor may be given."""

    contracts: Sequence[ContractView]
    form: Form
    kinds: Sequence[TaskKind] = tuple(TaskKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawScreen:
    """A draw and, once drawn, what its replay says: nothing when it holds."""

    draw: DrawView
    problems: Sequence[Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskScreen:
    """One task: its terms, case list, draws and history."""

    task: TaskView
    coverage: Coverage
    draws: Sequence[DrawScreen]
    cases: Sequence[CaseLine]
    history: Sequence[Event]
    regions: Mapping[str, str]
    today: date
    form: Form

    @property
    def tone(self) -> str:
        return TONES[self.task.state]

    @property
    def step(self) -> int:
        return _STEPS[self.task.state]

    @property
    def shown(self) -> Sequence[CaseLine]:
        return self.cases[:SHOWN_CASES]

    @property
    def drawn(self) -> bool:
        return any(each.draw.drawn_at for each in self.draws)

    @property
    def committed(self) -> DrawView | None:
        """The draw whose seed is committed and which waits to be drawn."""
        return next((each.draw for each in self.draws if each.draw.drawn_at is None), None)
