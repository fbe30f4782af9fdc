from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpi.assessment.queries import AssessmentView
from kpi.engine.amounts import Style, figure
from kpi.engine.card import Card, Line
from kpi.engine.rulebook import Rulebook
from kpi.facts.entry_queries import Entry, EventView
from kpi.facts.lead_queries import Lead
from kpi.ranking.rules import Standing
from kpi.retention.queries import ProposalView
from kpi.scorecards.outdated_queries import Outdated, Restated
from kpi.scorecards.queries import CardRow, CardView
from kpi.scorecards.rules import CardState, Stage
from server.desk.axes import achieved
from server.desk.grades import gauge_bands, grade_name, target_of, tone_of
from server.desk.screens import Lines
from server.scorecards.cycle import Cycle
from server.scorecards.frame import Frame
from server.scorecards.links import Record
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import _, words
from vendors.contracts.queries import ContractView
from vendors.errors import Words
from vendors.periods import Period
from vendors.registry.rules import Kind

CARD_TONES: Mapping[CardState, str] = {
    CardState.DRAFT: "warn",
    CardState.FED_BACK: "warn",
    CardState.REVIEWED: "brand",
    CardState.APPROVED: "brand",
    CardState.PUBLISHED: "good",
    CardState.SUPERSEDED: "",
}


STAGE_TONES: Mapping[Stage, str] = {
    Stage.FROZEN: "warn",
    Stage.SELF_EVALUATED: "brand",
    Stage.DRAFT: "warn",
    Stage.FED_BACK: "warn",
    Stage.REVIEWED: "brand",
    Stage.APPROVED: "brand",
    Stage.PUBLISHED: "good",
    Stage.APPLIED: "good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One contract in one period: its published card, the version under way, the facts frozen before there is either.

    `open` when a card could be issued, `outdated` when the published one is to be worked out anew, `objections` how
    many wait to be reviewed.
    """

    period: Period
    published: CardRow | None
    under_way: CardRow | None
    frozen: AssessmentView | None
    open: bool
    outdated: bool = False
    objections: int = 0

    @property
    def card(self) -> CardRow | None:
        return self.published or self.under_way

    @property
    def stage(self) -> Stage:
        """Where the newest work stands."""
        newest = self.under_way or self.published
        if newest:
            return newest.stage
        if self.frozen:
            return Stage.SELF_EVALUATED if self.frozen.evaluated_at else Stage.FROZEN
        return Stage.NOT_BEGUN

    @property
    def stage_tone(self) -> str:
        return STAGE_TONES.get(self.stage, "")

    @property
    def grade(self) -> str:
        return grade_name(self.card.grade, self.card.rulebook) if self.card else ""

    @property
    def tone(self) -> str:
        return tone_of(self.card.grade, self.card.rulebook) if self.card else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A contract across the quarters, newest first; `standing` within its kind in the chosen one."""

    contract: ContractView
    standing: Standing | None
    trend: Sequence[Decimal | None]
    cells: Sequence[Cell]

    @property
    def rank(self) -> int | None:
        return self.standing.rank if self.standing else None

    @property
    def tone(self) -> str:
        return {"good": "good", "warn": "warn", "bad": "bad"}.get(self.cells[0].tone, "brand")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixScreen:
    """`periods` one may choose from, by the kind of period."""

    period: Period
    periods: Mapping[str, Sequence[Period]]
    columns: Sequence[Period]
    kinds: Mapping[Kind, Sequence[MatrixRow]]

    @property
    def cells(self) -> Sequence[Cell]:
        """Those of the chosen period."""
        return [row.cells[0] for rows in self.kinds.values() for row in rows]

    @property
    def stages(self) -> Mapping[Stage, int]:
        """How many contracts of the chosen period stand where, in the order of the cycle."""
        found = Counter(cell.stage for cell in self.cells if cell.card or cell.frozen or cell.open)
        return {stage: found[stage] for stage in Stage if found[stage]}

    @property
    def freezable(self) -> int:
        return sum(cell.open and cell.card is None and cell.frozen is None for cell in self.cells)

    @property
    def drafts(self) -> int:
        return sum(cell.stage is Stage.DRAFT for cell in self.cells)

    @property
    def missing(self) -> int:
        """Contracts without a card in the chosen period."""
        return sum(cell.open and cell.card is None for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """An indicator with its achievement over the last quarters."""

    line: Line
    trend: Sequence[Decimal | None]

    @property
    def basis(self) -> Words:
        """The sentence up to its first stop: the data; the whole working is one click away."""
        said = self.line.sentence
        return Words(said.zh.split("。", 1)[0], said.en.split(". ", 1)[0])

    @property
    def parts(self) -> str:
        """`18 / 19`; empty when the value is no ratio or nobody knows it."""
        over, under = self.line.numerator, self.line.denominator
        if over is None or under is None:
            return ""
        return " / ".join(figure(Fraction(part), Style.NUMBER) for part in (over, under))

    @property
    def tone(self) -> str:
        share = achieved(self.line)
        if share is None:
            return "muted"
        return "good" if share >= 90 else "warn" if share >= 60 else "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardScreen:
    """A card with its workings. `standing` is None for a draft and for a vendor's own people, who see no other card."""

    view: CardView
    contract: ContractView
    rulebook: Rulebook
    rows: Sequence[LineRow]
    standing: Standing | None
    peers: int
    radar: Lines
    trend: Lines
    proposal: ProposalView | None
    versions: Sequence[CardRow]
    history: Sequence[Event]
    cycle: Cycle
    outdated: Sequence[Outdated]
    restated: Sequence[Restated]

    @property
    def card(self) -> Card:
        return self.view.card

    @property
    def row(self) -> CardRow:
        return self.view.row

    @property
    def tone(self) -> str:
        return CARD_TONES[self.row.state]

    @property
    def grade(self) -> str:
        return grade_name(self.row.grade, self.row.rulebook)

    @property
    def bands(self) -> Sequence[tuple[int, int, str]]:
        return gauge_bands(self.rulebook)

    @property
    def target(self) -> Decimal:
        return target_of(self.row.rulebook)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPart:
    """A fact of a line, the records it counted and those it left out with the reason."""

    words: Words
    shown: str
    records: Sequence[Record]
    more: int
    excluded: Sequence[tuple[Record, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineScreen:
    row: CardRow
    line: Line
    facts: Sequence[FactPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A number people enter, and what was entered before; `page` is where it is better put down row by row."""

    name: str
    words: Words
    style: Style
    entered: Entry | None
    page: str = ""

    @property
    def value(self) -> str:
        return f"v-{self.name}"

    @property
    def evidence(self) -> str:
        return f"e-{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRow:
    """A fact the record has: nobody enters it while it does."""

    words: Words
    shown: str
    records: int
    excluded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryScreen:
    """What people enter for a contract and quarter, beside what the record has of the same."""

    frame: Frame
    rows: Sequence[FactRow]
    recorded: Sequence[RecordedRow]
    kinds: Mapping[str, Words]
    events: Sequence[EventView]
    leads: Sequence[Lead]
    form: Form
    conduct: Form
    withdrawal: Form

    @property
    def contract(self) -> ContractView | None:
        return self.frame.contract

    @property
    def period(self) -> Period:
        return self.frame.period

    @property
    def options(self) -> Sequence[tuple[str, str]]:
        return [(code, words(said)) for code, said in self.kinds.items()]

    @property
    def names(self) -> Mapping[str, str]:
        """What the fields are called in the summary of faults."""
        basis = _("依据")
        fixed = {"kind": _("行为"), "happened_on": _("发生日期"), "count": _("次数"), "basis": basis}
        fixed |= {"event": _("登记"), "reason": _("作废原因")}
        values = {row.value: words(row.words) for row in self.rows}
        return fixed | values | {row.evidence: f"{words(row.words)} · {basis}" for row in self.rows}

    @property
    def standing(self) -> Sequence[tuple[str, str]]:
        """Events that may be withdrawn."""
        rows = [event for event in self.events if event.withdrawn_at is None]
        return [(str(one.id), f"{one.happened_on} {words(self.kind_of(one))} · {one.basis}"[:80]) for one in rows]

    def kind_of(self, event: EventView) -> Words:
        return self.kinds.get(event.kind, Words(event.kind, event.kind))
