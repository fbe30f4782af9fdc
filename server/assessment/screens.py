"""What the room's templates show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from kpi.assessment.actions.freezing import Said
from kpi.assessment.queries import AssessmentView, ObjectionView
from kpi.assessment.recheck_queries import RecheckView
from kpi.assessment.rules import ObjectionState, Remedy
from kpi.assessment.year_end_queries import YearEndView
from kpi.engine.card import Card, Line
from kpi.engine.words import Words as EngineWords
from kpi.scorecards.comparing import Comparison
from kpi.scorecards.correcting import Correction
from kpi.scorecards.queries import CardRow, CardView
from server.web.forms import Form
from server.web.history import Event
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.contracts.queries import ContractView
from vendors.errors import Words
from vendors.periods import Period

OBJECTION_TONES: Final[Mapping[ObjectionState, str]] = {
    ObjectionState.OPEN: "warn",
    ObjectionState.ACCEPTED: "good",
    ObjectionState.REJECTED: "bad",
    ObjectionState.WITHDRAWN: "muted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalScreen:
    row: CardRow
    form: Form
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionsScreen:
    rows: Sequence[ObjectionView]
    total: int
    first: str
    next: str
    filters: Mapping[str, str]
    export: str
    states: Sequence[ObjectionState] = tuple(ObjectionState)

    @property
    def tones(self) -> Mapping[ObjectionState, str]:
        return OBJECTION_TONES

    @property
    def narrowed(self) -> bool:
        return any(self.filters.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObjectionScreen:
    row: CardRow
    line: Line
    form: Form
    accept: str = ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class FactField:
    """A fact of the line that may be put right; a ratio is typed as a percentage."""

    name: str
    words: Words
    percent: bool
    value: Decimal | None

    @property
    def field(self) -> str:
        return f"value-{self.name}"

    @property
    def typed(self) -> str:
        if self.value is None:
            return ""
        text = f"{self.value * 100 if self.percent else self.value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def stored(self, value: Decimal) -> Decimal:
        return value / 100 if self.percent else value

    def changed(self, value: Decimal) -> bool:
        return self.value is None or self.stored(value) != self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionScreen:
    view: ObjectionView
    corrections: Sequence[Correction]
    fields: Sequence[FactField]
    files: Sequence[AttachmentView]
    form: Form
    may_decide: bool
    issued_by_me: bool
    history: Sequence[Event]
    remedies: Sequence[Remedy] = tuple(Remedy)

    @property
    def tone(self) -> str:
        return OBJECTION_TONES[self.view.state]

    @property
    def names(self) -> Mapping[str, Words]:
        return {one.name: one.words for one in self.fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationsScreen:
    rows: Sequence[AssessmentView]
    filters: Mapping[str, str]
    today: date
    export: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationScreen:
    view: AssessmentView
    said: Mapping[str, Said]
    form: Form
    files: Sequence[AttachmentView]
    may_evaluate: bool
    accept: str = ACCEPTED

    @property
    def own_total(self) -> Decimal | None:
        """What the vendor gives itself, over the lines it spoke of; the count's own points on the others."""
        if self.view.evaluated_at is None:
            return None
        points = [self._own(line) for line in self.view.card.lines if line.points is not None]
        return sum(points, Decimal(0))

    def _own(self, line: Line) -> Decimal:
        said = self.said.get(line.code)
        return said.points if said and said.points is not None else line.points or Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A quarter's linked fee under two versions, fen."""

    linked_fen: int
    ratios: tuple[Decimal, Decimal]
    due_fen: tuple[int, int]

    @property
    def change_fen(self) -> int:
        return self.due_fen[1] - self.due_fen[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceScreen:
    before: CardView
    after: CardView
    comparison: Comparison
    names: Mapping[str, EngineWords]
    grades: tuple[str, str]
    fee: Fee | None

    @property
    def change(self) -> Decimal | None:
        if self.comparison.before is None or self.comparison.after is None:
            return None
        return self.comparison.after - self.comparison.before


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndScreen:
    period: Period
    years: Sequence[Period]
    contracts: Sequence[ContractView]
    entered: Mapping[int, YearEndView]
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractScreen:
    contract: ContractView
    rows: Sequence[CardRow]
    card: Card | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RechecksScreen:
    rows: Sequence[RecheckView]
