from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from importers.batches.queries import BatchView
from kpi.ranking.rules import Standing
from kpi.scorecards.queries import CardRow
from server.desk.todo import Todo
from server.web.charts.drawing import Series
from server.web.history import Event
from vendors.contracts.queries import ReportView
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.tasks.queries import TaskView

Change = tuple[str, str]
"""A note under a number and its tone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """How the page begins: the words for the hour, the day written out."""

    words: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    """One of the numbers at the top."""

    label: str
    value: str
    unit: str
    note: str
    note_tone: str
    glyph: str
    tone: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A vendor's place within its kind; `moved` up (positive) or down since the quarter before."""

    standing: Standing
    moved: int | None
    grade: str
    tone: str
    trend: Sequence[Decimal | None]
    target: Decimal
    determined_fen: int

    @property
    def row(self) -> CardRow:
        return self.standing.row

    @property
    def rank(self) -> int | None:
        return self.standing.rank

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Where the total may lie; None where nothing was sampled."""
        low, high = self.standing.lower, self.standing.upper
        return (low, high) if low is not None and high is not None and self.standing.sampled else None

    @property
    def lamp(self) -> str:
        """Reached, at risk, or missed; the target is the lower edge of 良好."""
        if self.row.total is None or self.tone == "bad":
            return "bad"
        return "good" if self.row.total >= self.target else "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Series over the same labels."""

    labels: Sequence[str]
    series: Sequence[Series]


@dataclass(frozen=True, slots=True, kw_only=True)
class BureauScreen:
    """The dashboard of the bureau. `period` is the quarter shown, None before anything was published.

    `soon` is within how many working days of its last day a task is at risk.
    """

    greeting: Greeting
    note: str
    today: date
    period: Period | None
    periods: Sequence[Period]
    stats: Sequence[Stat]
    todos: Sequence[Todo]
    kinds: Mapping[Kind, Sequence[Place]]
    radar: Lines
    trend: Lines
    funnel: Sequence[tuple[str, int, str]]
    risks: Sequence[TaskView]
    soon: int

    @property
    def shown(self) -> Sequence[Todo]:
        return self.todos[:6]


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorScreen:
    """The start page of a vendor's people."""

    greeting: Greeting
    today: date
    tasks: Sequence[TaskView]
    todos: Sequence[Todo]
    reports: Sequence[ReportView]
    cards: Sequence[CardRow]
    grade: str
    bands: Sequence[tuple[int, int, str]]
    trend: Lines
    batches: Sequence[BatchView]
    tones: Mapping[str, str]

    @property
    def last(self) -> CardRow | None:
        return self.cards[0] if self.cards else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainScreen:
    """For administrators and experts: what their roles let them do."""

    greeting: Greeting
    rights: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TodosScreen:
    today: date
    todos: Sequence[Todo]
    done: Sequence[Event]
    tab: str
    next: str
