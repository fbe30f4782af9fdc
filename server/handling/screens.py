from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import code_words, label, locale
from server.web.paging import Paged
from vendors.errors import Words
from vendors.handling.case_rules import Direction, FlagKind, filing_due
from vendors.handling.queries import DecisionRow, FindingOf, Handling, MeasureView, Stage
from vendors.handling.rules import (
    BY_FINDING,
    DATED,
    FREE,
    OF_AUTHORITIES,
    OF_PERSONS,
    SUSPENSIONS,
    TEN,
    MeasureKind,
    MeasureState,
    stream_of,
)
from vendors.policy.codes import violation_in_english, violation_type
from vendors.rulings.decision_rules import DiscussionKind

STAGE_TONES: Final[Mapping[Stage, str]] = {
    Stage.TO_HANDLE: "warn",
    Stage.IN_APPROVAL: "brand",
    Stage.TO_FILE: "warn",
    Stage.CARRYING_OUT: "brand",
    Stage.CLOSED: "good",
}
STATE_TONES: Final[Mapping[MeasureState, str]] = {
    MeasureState.PROPOSED: "warn",
    MeasureState.RETURNED: "bad",
    MeasureState.APPROVED: "brand",
    MeasureState.CARRIED_OUT: "good",
    MeasureState.LIFTED: "muted",
    MeasureState.WITHDRAWN: "muted",
}
GROUPS: Final = (
    (Words("对机构（办法第十八条）", "Against the institution (Art. 18)"), TEN),
    (Words("对医师、药师", "Against doctors and pharmacists"), OF_PERSONS),
    (Words("行政、司法机关的决定", "Decisions of other authorities"), OF_AUTHORITIES),
)
"""Kinds as the choice of a new measure lists them."""


def violation_name(code: str, on: date) -> str:
    """A code of the taxonomy with its name."""
    found = violation_type(code, on)
    if found is None:
        return code
    return f"{code} {found.name if locale() == 'zh' else violation_in_english(found)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsScreen:
    """The list, with what waits at each stage."""

    page: Paged[DecisionRow]
    first: str
    export: str
    counts: Mapping[Stage, int]
    late: int
    today: date
    filters: Mapping[str, str]
    regions: Mapping[str, str]
    stages: Sequence[Stage] = tuple(Stage)
    tones: Mapping[Stage, str] = field(default_factory=lambda: STAGE_TONES)

    @property
    def narrowed(self) -> bool:
        return any(self.filters.values())

    def kinds(self, row: DecisionRow) -> str:
        """The measures by name, each once."""
        return "、".join(dict.fromkeys(label(MeasureKind(kind)) for kind in row.measures))


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionScreen:
    """One decision; `forms` are those that were refused, `refused` the sentence of a closed gate."""

    case: Handling
    history: Sequence[Event]
    today: date
    forms: Mapping[str, Form]
    refused: Words | None
    ledger: bool
    groups: Sequence[tuple[Words, Sequence[MeasureKind]]] = GROUPS
    tones: Mapping[Stage, str] = field(default_factory=lambda: STAGE_TONES)
    state_tones: Mapping[MeasureState, str] = field(default_factory=lambda: STATE_TONES)
    flags: Sequence[FlagKind] = tuple(FlagKind)

    @property
    def head(self) -> DecisionRow:
        return self.case.head

    @property
    def open(self) -> bool:
        return self.head.stage is not Stage.CLOSED

    @property
    def step(self) -> int:
        """认定 → 处理 → 备案 → 追回 → 结案: the one under way."""
        if not self.open:
            return 6
        if not self.case.measures or any(one.state is MeasureState.PROPOSED for one in self.case.measures):
            return 2
        return 3 if self.case.filing is None else 4

    @property
    def due(self) -> date:
        return filing_due(self.head.decided_on).on

    @property
    def due_provisional(self) -> bool:
        return filing_due(self.head.decided_on).provisional

    @property
    def overdue(self) -> bool:
        return self.head.filing_overdue(self.today)

    @property
    def left_fen(self) -> int:
        return sum(self.case.left_fen(finding) for finding in self.case.findings)

    @property
    def same_nature(self) -> bool:
        return any(one.same for one in self.case.repeats)

    @property
    def factors(self) -> Sequence[tuple[str, str]]:
        """Value and words of every circumstance that can be noted."""
        found = []
        for direction, name in (
            (Direction.AGGRAVATING, "aggravating_factor"),
            (Direction.MITIGATING, "mitigating_factor"),
        ):
            words = code_words(name, self.today)
            found += [(f"{direction.value}:{code}", f"{label(direction)} · {text}") for code, text in words.items()]
        return found

    def form(self, name: str) -> Form:
        return self.forms.get(name, Form())

    def violation(self, finding: FindingOf) -> str:
        return violation_name(finding.violation, self.head.decided_on)

    def named(self, code: str) -> str:
        return violation_name(code, self.head.decided_on)

    def factor(self, direction: Direction, code: str) -> str:
        return code_words(f"{direction.value}_factor").get(code, code)

    def fund(self, finding: FindingOf) -> str:
        """险种 by its code where that is all there is."""
        return code_words("insutype").get(finding.insutype, finding.insutype) or finding.fund or "—"

    def target(self, code: str) -> str:
        return code_words("transfer_target").get(code, code)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasureScreen:
    """The form of one kind of measure: only what that kind must say."""

    case: Handling
    kind: MeasureKind
    form: Form
    refused: Words | None
    today: date
    months: tuple[int, int]
    serious_months: tuple[int, int]
    threshold_fen: int

    @property
    def by_finding(self) -> bool:
        return stream_of(self.kind) in BY_FINDING

    @property
    def free(self) -> bool:
        return stream_of(self.kind) in FREE

    @property
    def suspends(self) -> bool:
        return self.kind in SUSPENSIONS

    @property
    def of_person(self) -> bool:
        return self.kind in OF_PERSONS

    @property
    def of_authority(self) -> bool:
        return self.kind in OF_AUTHORITIES

    @property
    def rescinds(self) -> bool:
        return self.kind is MeasureKind.RESCIND

    @property
    def discussed(self) -> bool:
        """Whether a leaders' discussion may be named at once: that of a rescission comes after its legal review."""
        return self.suspends or self.by_finding

    @property
    def grounds(self) -> Mapping[str, str]:
        return code_words("termination_reason", self.today)

    @property
    def leaders(self) -> Sequence[tuple[int, str]]:
        return _records(self.case, DiscussionKind.LEADERS)

    @property
    def department(self) -> Sequence[tuple[int, str]]:
        return _records(self.case, DiscussionKind.DEPARTMENT)

    @property
    def labels(self) -> Mapping[str, str]:
        """What a faulty amount is called."""
        return {f"part_{one.id}": one.number for one in self.case.findings}

    def violation(self, finding: FindingOf) -> str:
        return violation_name(finding.violation, self.case.head.decided_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureScreen:
    """One measure with its gates; what may be done to it follows from its state."""

    case: Handling
    one: MeasureView
    today: date
    form: Form
    asked: str
    refused: Words | None
    tones: Mapping[MeasureState, str] = field(default_factory=lambda: STATE_TONES)

    @property
    def open(self) -> bool:
        return self.case.head.stage is not Stage.CLOSED

    @property
    def proposed(self) -> bool:
        return self.open and self.one.state is MeasureState.PROPOSED

    @property
    def withdrawable(self) -> bool:
        return self.open and self.one.state in {MeasureState.PROPOSED, MeasureState.RETURNED}

    @property
    def approved(self) -> bool:
        return self.open and self.one.state is MeasureState.APPROVED

    @property
    def liftable(self) -> bool:
        return self.one.state is MeasureState.CARRIED_OUT and self.one.kind in DATED

    @property
    def ground(self) -> str:
        return code_words("termination_reason").get(self.one.grounds, self.one.grounds)

    @property
    def records(self) -> Sequence[tuple[int, str]]:
        """Discussions it can be rested on: the department's only for a rescission."""
        rescinds = self.one.kind is MeasureKind.RESCIND
        department = _records(self.case, DiscussionKind.DEPARTMENT) if rescinds else ()
        return (*department, *_records(self.case, DiscussionKind.LEADERS))

    def form_of(self, name: str) -> Form:
        return self.form if self.asked == name else Form()


def _records(case: Handling, kind: DiscussionKind) -> Sequence[tuple[int, str]]:
    return [
        (one.id, f"{one.number} · {label(one.kind)} · {one.held_on} · {label(one.verdict)}")
        for one in case.discussions
        if one.kind is kind
    ]
