from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.web.forms import Form
from server.web.history import Event
from server.web.paging import Paged
from vendors.people.pool.cards import Speciality
from vendors.people.pool.queries import ExpertView, InspectorView, SessionView
from vendors.people.recusal.finder import Suggestion
from vendors.people.recusal.queries import DeclarationView, TieView
from vendors.people.recusal.ties import PersonType, TieKind, TieState
from vendors.tasks.queries import TaskView


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorsScreen:
    """The bureau's inspectors, and what the list is narrowed to."""

    page: Paged[InspectorView]
    first: str
    every: Sequence[InspectorView]
    text: str
    active: str
    export: str
    today: date

    @property
    def ready(self) -> int:
        """How many may be drawn today."""
        return sum(one.active and one.card.certified(self.today) for one in self.every)

    @property
    def lapsed(self) -> int:
        return sum(one.active and not one.card.certified(self.today) for one in self.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertsScreen:
    """The pool of experts by speciality, with what was paid to them."""

    page: Paged[ExpertView]
    first: str
    every: Sequence[ExpertView]
    text: str
    speciality: str
    active: str
    export: str
    specialities: Sequence[Speciality] = tuple(Speciality)

    @property
    def counts(self) -> Mapping[Speciality, int]:
        """Active experts of each speciality."""
        return {
            one: sum(expert.active and one in expert.card.specialities for expert in self.every) for one in Speciality
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorScreen:
    """One inspector; 0 and no history for a new one."""

    inspector: int
    active: bool
    form: Form
    ties: Sequence[TieView]
    history: Sequence[Event]
    tones: Mapping[TieState, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertScreen:
    """One expert; 0 and no history for a new one. `accounts` are those an expert can sign in with."""

    expert: int
    active: bool
    form: Form
    chosen: Sequence[str]
    paid: Sequence[SessionView]
    fee_fen: int
    ties: Sequence[TieView]
    history: Sequence[Event]
    tones: Mapping[TieState, str]
    accounts: Sequence[tuple[int, str]] = ()
    specialities: Sequence[Speciality] = tuple(Speciality)


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesScreen:
    """Ties as listed; `next` and `first` are addresses of other pages."""

    rows: Sequence[TieView]
    total: int
    first: str
    next: str
    counts: Mapping[TieState, int]
    status: str
    person_type: str
    text: str
    export: str
    tones: Mapping[TieState, str]
    states: Sequence[TieState] = tuple(TieState)
    types: Sequence[PersonType] = tuple(PersonType)


@dataclass(frozen=True, slots=True, kw_only=True)
class TieScreen:
    """One tie with the form of the decision."""

    tie: TieView
    form: Form
    history: Sequence[Event]
    tones: Mapping[TieState, str]
    open_to: Sequence[TieState]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTieScreen:
    """Who may be told of, as (type:id, words)."""

    form: Form
    people: Sequence[tuple[str, str]]
    kinds: Sequence[TieKind] = tuple(TieKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundScreen:
    """Ties the registers hint at; more than `most` are not shown at once."""

    rows: Sequence[Suggestion]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareScreen:
    """A piece of work, who has declared for it, and the form; without a task it says where to begin.

    `more` are the rows of fields for further ties, as their names end.
    """

    task: TaskView | None
    form: Form
    people: Sequence[tuple[str, str]]
    made: Sequence[DeclarationView]
    more: Sequence[str] = ()
    kinds: Sequence[TieKind] = tuple(TieKind)

    def filled(self, row: str) -> bool:
        """Something was typed into this row."""
        return any(self.form.value(name + row) for name in ("kind", "institution", "ended_on", "detail"))
