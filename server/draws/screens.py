from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from server.draws.appraisal_forms import Tool
from server.draws.asking import COUNT_FIELDS, PURPOSES, TRAIT_FIELDS
from server.web.charts.drawing import Series
from server.web.charts.intervals import Reach
from server.web.forms import Form
from server.web.history import Event
from vendors.campaigns.queries import CampaignView
from vendors.draws.algorithm.drawing import Stratum
from vendors.draws.algorithm.records import ResultLine
from vendors.draws.previews import Preview
from vendors.draws.queries import DrawCard, State
from vendors.draws.rules import BRINGS_ITS_OWN, METHODS, Base, Method, Order, Purpose, Spread
from vendors.draws.scopes import INPATIENT, OF_CASES, OF_PLACES, Weight
from vendors.errors import Words
from vendors.institutions.frame_queries import Trait
from vendors.people.pool.cards import Speciality
from vendors.policy.rows import Parameter

TONES: Mapping[State, str] = {State.SEALED: "warn", State.DRAWN: "good", State.CANCELLED: "muted"}
_STEPS: Mapping[State, int] = {State.SEALED: 2, State.DRAWN: 5, State.CANCELLED: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawsScreen:
    """The list; `export` and `next` are addresses with the same filters, `typed` is what they hold."""

    rows: Sequence[DrawCard]
    total: int
    next: str
    first_page: str
    export: str
    typed: Mapping[str, str]
    purposes: Sequence[Purpose] = tuple(Purpose)
    methods: Sequence[Method] = tuple(Method)
    states: Sequence[State] = tuple(State)
    tones: Mapping[State, str] = field(default_factory=lambda: TONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDrawScreen:
    """A draw being planned; `preview` is what it would come to, `faults` what keeps it from being told."""

    purpose: Purpose
    form: Form
    preview: Preview | None
    faults: Sequence[Words]
    campaigns: Sequence[CampaignView]
    regions: Mapping[str, str]
    kinds: Sequence[str]
    med_types: Mapping[str, str]
    least: Parameter
    purposes: Sequence[Purpose] = PURPOSES
    spreads: Sequence[Spread] = (Spread.PROPORTIONAL, Spread.NEYMAN)
    bases: Sequence[Base] = tuple(Base)
    orders: Sequence[Order] = tuple(Order)
    weights: Sequence[Weight] = tuple(Weight)
    traits: Mapping[Trait, str] = field(default_factory=lambda: TRAIT_FIELDS)
    specialities: Mapping[Speciality, str] = field(default_factory=lambda: COUNT_FIELDS)

    @property
    def campaign(self) -> str:
        """The id of the one chosen; empty without."""
        return next((str(one.id) for one in self.campaigns if str(one.id) == self.form.value("campaign")), "")

    @property
    def methods(self) -> Sequence[Method]:
        return METHODS[self.purpose]

    @property
    def of_cases(self) -> bool:
        return self.purpose in OF_CASES

    @property
    def of_places(self) -> bool:
        return self.purpose in OF_PLACES


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumLine:
    """A stratum with its shares in per cent; `most` is the table's largest, for the drawings' scale."""

    stratum: Stratum
    of_frame: float
    of_sample: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawScreen:
    """One draw. `lines` is a page of the result, `inspectors` names those drawn by id."""

    card: DrawCard
    lines: Sequence[tuple[int, ResultLine]]
    next: str
    first_page: str
    history: Sequence[Event]
    form: Form
    today: date
    inspectors: Mapping[str, str]
    percent: str
    regions: Mapping[str, str]
    med_types: Mapping[str, str]

    @property
    def tone(self) -> str:
        return TONES[self.card.state]

    @property
    def step(self) -> int:
        return _STEPS[self.card.state]

    @property
    def amount(self) -> int:
        return sum(one.drawn_amount for one in self.card.outcome.strata)

    @property
    def counties(self) -> str:
        """Those the frame was opened from; empty for the whole city."""
        return "、".join(self.regions.get(code, code) for code in self.card.scope.regions)

    @property
    def medical(self) -> str:
        """Kinds of visit, by prefix; empty when any, and for all inpatient stays."""
        asked = self.card.scope.med_types
        return "" if asked == INPATIENT else "、".join(self.med_types.get(code, code) for code in asked)

    @property
    def of_cases(self) -> bool:
        return self.card.purpose in OF_CASES

    @property
    def of_places(self) -> bool:
        return self.card.purpose in OF_PLACES

    @property
    def weighs(self) -> bool:
        """Whether institutions were drawn by a weight that was chosen."""
        return self.of_places and self.card.method is Method.BY_AMOUNT

    @property
    def by_amount(self) -> Decimal | None:
        """Share of the frame's amount that was drawn."""
        return Decimal(self.amount) / self.card.frame_amount if self.card.frame_amount else None

    @property
    def by_count(self) -> Decimal | None:
        return Decimal(self.card.size) / self.card.frame_size if self.card.frame_size else None

    @property
    def in_money(self) -> bool:
        """Whether amounts are worth showing: what the fund paid, not weights."""
        if self.card.purpose is Purpose.INSTITUTIONS:
            return self.card.method is Method.BY_AMOUNT and self.card.scope.weight is Weight.FUND
        return self.card.purpose in OF_CASES | BRINGS_ITS_OWN and self.card.frame_amount > 0

    @property
    def in_strata(self) -> bool:
        """Whether the frame's strata are worth a table."""
        asked = self.card.plan.spread is not None or self.card.purpose is not Purpose.DOUBLE
        return asked and len(self.card.outcome.strata) > 1

    @property
    def strata(self) -> Sequence[StratumLine]:
        """Frame against sample."""
        rows = self.card.outcome.strata
        if not self.in_strata or not self.card.size:
            return ()
        shares = [(100 * row.size / self.card.frame_size, 100 * row.drawn / self.card.size) for row in rows]
        most = max(max(pair) for pair in shares)
        return tuple(
            StratumLine(stratum=row, of_frame=of_frame, of_sample=of_sample, most=most)
            for row, (of_frame, of_sample) in zip(rows, shares, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayScreen:
    """Whether the draw comes out the same again; `problems` say what does not."""

    card: DrawCard
    problems: Sequence[Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeScreen:
    """The calculator: what was asked, and the size when it could be told."""

    kind: str
    form: Form
    size: int | None
    curve: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A table of an answer, in words."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised:
    """An answer to be shown: intervals or a curve are drawn, `answer` is what JSON says."""

    facts: Sequence[tuple[str, str]]
    tables: Sequence[Figures]
    reaches: Sequence[Reach]
    scale: tuple[float, float]
    unit: str
    curve: Series | None
    labels: Sequence[str]
    answer: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalScreen:
    """One sampling tool: its form, and once it was answered what was found."""

    tool: Tool
    tools: Mapping[str, Tool]
    form: Form
    found: Appraised | None
