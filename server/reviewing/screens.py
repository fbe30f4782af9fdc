from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpi.retention.intensity_queries import IntensityView
from server.reviewing.reckoning import By, Limits, Reckoned
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import label, locale
from vendors.draws.rules import METHODS, Method, Purpose
from vendors.findings.queries import FindingDetail, ReviewOpinion
from vendors.findings.rules import FindingState, Opinion, Stage
from vendors.labels import Labelled
from vendors.people.pool.cards import Speciality
from vendors.people.pool.queries import ExpertView
from vendors.people.recusal.ties import TieKind
from vendors.policy.codes import violation_in_english, violation_type
from vendors.policy.rows import Parameter
from vendors.registry.queries import VendorView
from vendors.reviewing.queries.opinions import Asked, ExpertCase, RequestView
from vendors.reviewing.queries.pairs import Pair
from vendors.reviewing.queries.samples import DrawnCase, DrawnFinding, SampleCard, Verdict
from vendors.reviewing.rules import CaseOutcome, Conclusion, OpinionState, SampleKind, SampleState
from vendors.tasks.queries import TaskView

SAMPLE_TONES: Final[Mapping[SampleState, str]] = {
    SampleState.SEALED: "brand",
    SampleState.OPEN: "warn",
    SampleState.DONE: "good",
    SampleState.CANCELLED: "muted",
}
VERDICT_TONES: Final[Mapping[Verdict, str]] = {Verdict.AGREED: "good", Verdict.DIFFERED: "warn", Verdict.RETURNED: ""}
OUTCOME_TONES: Final[Mapping[CaseOutcome, str]] = {CaseOutcome.CLEAN: "good", CaseOutcome.MISSED: "bad"}
OPINION_TONES: Final[Mapping[Opinion, str]] = {Opinion.PASS: "good", Opinion.RETURN: "warn", Opinion.REJECT: "bad"}
STATE_TONES: Final[Mapping[OpinionState, str]] = {
    OpinionState.ASKED: "warn",
    OpinionState.GIVEN: "good",
    OpinionState.DECLINED: "muted",
    OpinionState.RECUSED: "muted",
}
CONCLUSION_TONES: Final[Mapping[Conclusion, str]] = {
    Conclusion.VIOLATION: "bad",
    Conclusion.NONE: "good",
    Conclusion.UNDECIDED: "",
}


def violation(code: str, on: date) -> str:
    """The code with its name as in force on the day, in English on an English page."""
    found = violation_type(code, on)
    if found is None:
        return code
    return f"{code} {violation_in_english(found) if locale() == 'en' else found.name}"


def choices(members: Sequence[Labelled]) -> Sequence[tuple[str, str]]:
    """(value, term) of each, for a list to choose from."""
    return tuple((member.value, label(member)) for member in members)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplesScreen:
    """Samples newest first; `unlooked` are drawn cases nobody has looked at yet."""

    rows: Sequence[SampleCard]
    next: str
    first: str
    today: date
    unlooked: int

    @property
    def tones(self) -> Mapping[SampleState, str]:
        return SAMPLE_TONES

    @property
    def under_way(self) -> int:
        return sum(card.state is SampleState.OPEN for card in self.rows)

    @property
    def late(self) -> int:
        return sum(card.overdue(self.today) for card in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSampleScreen:
    """`frame` is how many it would be drawn from as things stand."""

    form: Form
    kind: SampleKind
    frame: int
    vendors: Sequence[VendorView]
    tasks: Sequence[TaskView]
    least: Parameter
    proposed: Sequence[IntensityView]

    @property
    def chosen(self) -> IntensityView | None:
        """How closely the chosen vendor's work is re-reviewed now."""
        return next((one for one in self.proposed if str(one.vendor) == self.form.value("vendor")), None)

    @property
    def methods(self) -> Sequence[tuple[str, str]]:
        known: Sequence[Method] = METHODS[Purpose.BLIND]
        return choices(known)

    @property
    def vendor_choices(self) -> Sequence[tuple[int, str]]:
        return tuple((vendor.id, vendor.short_name) for vendor in self.vendors)

    @property
    def task_choices(self) -> Sequence[tuple[int, str]]:
        return tuple((task.id, f"{task.number} · {task.vendor_name} · {task.title}") for task in self.tasks)

    @property
    def kinds(self) -> Sequence[SampleKind]:
        return tuple(SampleKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleScreen:
    """One sample with what it drew; `seal` is the commitment made known before."""

    card: SampleCard
    seal: str
    findings: Sequence[DrawnFinding]
    cases: Sequence[DrawnCase]
    history: Sequence[Event]
    today: date
    form: Form

    @property
    def tone(self) -> str:
        return SAMPLE_TONES[self.card.state]

    @property
    def of_findings(self) -> bool:
        return self.card.kind is SampleKind.FINDINGS

    @property
    def share(self) -> int:
        """How far it has come, in per cent."""
        return 100 * self.card.done // self.card.size if self.card.size else 0

    def violation(self, row: DrawnFinding) -> str:
        return violation(row.violation, self.today)

    def verdict_tone(self, row: DrawnFinding) -> str:
        return VERDICT_TONES[row.verdict] if row.verdict else ""

    def outcome_tone(self, row: DrawnCase) -> str:
        return OUTCOME_TONES[row.outcome] if row.outcome else ""

    def to_tie(self, row: DrawnFinding) -> bool:
        return row.state is FindingState.AWAITING_TIE


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScreen:
    """A drawn case with the form of the second look."""

    case: DrawnCase
    card: SampleCard
    form: Form
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    today: date

    @property
    def found(self) -> str:
        return violation(self.case.violation, self.today)

    @property
    def tone(self) -> str:
        return OUTCOME_TONES[self.case.outcome] if self.case.outcome else "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class TieScreen:
    """Both opinions of the round in question; earlier rounds stay on the finding's own page."""

    finding: FindingDetail
    form: Form
    who: int
    requests: Sequence[RequestView]

    @property
    def sides(self) -> Sequence[ReviewOpinion]:
        """The last first opinion and the last second one."""
        firsts = [one for one in self.finding.reviews if one.stage is Stage.FIRST]
        seconds = [one for one in self.finding.reviews if one.stage is Stage.SECOND]
        return (*firsts[-1:], *seconds[-1:])

    @property
    def barred(self) -> bool:
        """Whether this person has spoken on the finding and so cannot decide between the two."""
        return any(one.reviewer == self.who for one in self.finding.reviews)

    @property
    def violation(self) -> str:
        return violation(self.finding.head.violation, self.finding.audited_on)

    @property
    def tones(self) -> Mapping[Opinion, str]:
        return OPINION_TONES


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionsScreen:
    """What was asked of this expert."""

    rows: Sequence[Asked]
    today: date

    @property
    def waiting(self) -> int:
        return sum(row.state is OpinionState.ASKED for row in self.rows)

    def tone(self, row: Asked) -> str:
        return STATE_TONES[row.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionScreen:
    """A case asked of this expert; `which` of the three forms was refused."""

    case: ExpertCase
    form: Form
    which: str
    today: date

    @property
    def open(self) -> bool:
        return self.case.asked.state is OpinionState.ASKED

    @property
    def tone(self) -> str:
        return STATE_TONES[self.case.asked.state]

    @property
    def violation(self) -> str:
        return violation(self.case.violation, self.case.filed_at.date())

    @property
    def conclusions(self) -> Sequence[tuple[str, str]]:
        return choices(tuple(Conclusion))

    @property
    def ties(self) -> Sequence[tuple[str, str]]:
        return choices(tuple(TieKind))

    def form_of(self, which: str) -> Form:
        """The typed values and faults belong to the form that was sent."""
        return self.form if which == (self.which or "give") else Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsScreen:
    """Every request for experts' opinions, newest first."""

    rows: Sequence[RequestView]
    next: str
    first: str
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequestScreen:
    """`pool` are the experts who can sign in; `counts` the field of each speciality."""

    finding: FindingDetail
    form: Form
    ticked: Sequence[str]
    pool: Sequence[ExpertView]
    days: int
    counts: Mapping[Speciality, str]

    @property
    def violation(self) -> str:
        return violation(self.finding.head.violation, self.finding.audited_on)

    @property
    def sizes(self) -> Mapping[Speciality, int]:
        """Experts whose first speciality it is: those a draw counts there."""
        return {one: sum(expert.card.specialities[:1] == (one,) for expert in self.pool) for one in self.counts}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestScreen:
    """One request with what came of it."""

    request: RequestView
    history: Sequence[Event]
    today: date

    @property
    def conclusions(self) -> Mapping[Conclusion, str]:
        return CONCLUSION_TONES

    @property
    def tones(self) -> Mapping[OpinionState, str]:
        return STATE_TONES

    @property
    def late(self) -> bool:
        return self.request.waiting > 0 and self.today > self.request.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementScreen:
    """Agreement over a period, grouped; `differed` counts the pairs that said the opposite."""

    by: By
    since: date
    until: date
    whole: Reckoned
    rows: Sequence[Reckoned]
    limits: Limits
    differed: int

    @property
    def ways(self) -> Sequence[By]:
        return tuple(By)

    @property
    def confidence(self) -> str:
        """95%."""
        return f"{float(self.limits.confidence * 100):g}%"

    @property
    def low(self) -> Sequence[Reckoned]:
        """Groups with enough pairs that agree too little, the lowest first."""
        found = [row for row in self.rows if row.low and not row.few]
        return sorted(found, key=lambda row: row.kappa or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsScreen:
    """The pairs behind a figure; `closed` ones are not shown."""

    by: By
    since: date
    until: date
    name: str
    whole: Reckoned
    pairs: Sequence[Pair]
    closed: int

    @property
    def tones(self) -> Mapping[Opinion, str]:
        return OPINION_TONES

    def violation(self, pair: Pair) -> str:
        return violation(pair.violation, self.until)
