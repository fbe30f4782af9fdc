from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kpi.retention.misconduct_queries import MisconductView
from kpi.retention.probation_queries import ProbationView
from kpi.retention.probation_rules import Outcome, ProbationState
from kpi.retention.rectification_queries import RectificationView
from kpi.retention.rectification_rules import OPEN, RectificationState, Verdict
from kpi.scorecards.queries import CardRow
from server.desk.grades import grade_name
from server.retention.screens import Asked
from server.web.history import Event
from server.web.i18n import _, label
from server.web.paging import Paged
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.periods import local_date

RECTIFICATION_TONES: Final[Mapping[RectificationState, str]] = {
    RectificationState.PLAN_DUE: "warn",
    RectificationState.UNDER_WAY: "brand",
    RectificationState.REPORTED: "warn",
    RectificationState.PASSED: "good",
    RectificationState.FAILED: "bad",
}
PROBATION_TONES: Final[Mapping[ProbationState, str]] = {
    ProbationState.RUNNING: "warn",
    ProbationState.PASSED: "good",
    ProbationState.FAILED: "bad",
    ProbationState.ENDED: "muted",
}
_PLACES: Final[Mapping[RectificationState, int]] = {
    RectificationState.PLAN_DUE: 2,
    RectificationState.UNDER_WAY: 3,
    RectificationState.REPORTED: 4,
    RectificationState.PASSED: 5,
    RectificationState.FAILED: 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationsScreen:
    page: Paged[RectificationView]
    first: str
    export: str
    chosen: str
    counts: Mapping[RectificationState, int]
    today: date
    tones: Mapping[RectificationState, str] = field(default_factory=lambda: RECTIFICATION_TONES)
    states: Sequence[RectificationState] = tuple(RectificationState)


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationScreen:
    one: RectificationView
    files: Sequence[AttachmentView]
    history: Sequence[Event]
    asked: Asked
    today: date
    extension_days: int
    extensions_max: int
    accept: str = ACCEPTED

    @property
    def tone(self) -> str:
        return RECTIFICATION_TONES[self.one.state]

    @property
    def place(self) -> int:
        return _PLACES[self.one.state]

    @property
    def open(self) -> bool:
        return self.one.state in OPEN

    @property
    def overdue(self) -> bool:
        return self.one.overdue(self.today)

    @property
    def examinable(self) -> bool:
        """Reported, or the term is over without a report."""
        return self.one.state is RectificationState.REPORTED or (self.open and self.today > self.one.due_on)

    @property
    def verdicts(self) -> Sequence[tuple[str, str]]:
        if self.one.state is not RectificationState.REPORTED:
            return [(Verdict.FAILED.value, label(Verdict.FAILED))]
        more = self.one.extensions < self.extensions_max
        return [(each.value, label(each)) for each in Verdict if more or each is not Verdict.EXTENDED]

    @property
    def steps(self) -> Sequence[tuple[str, str]]:
        one = self.one
        return (
            (_("责令整改"), one.opened_on.isoformat()),
            (
                _("整改方案"),
                local_date(one.plan_at).isoformat() if one.plan_at else _("限 %(day)s", day=one.plan_due_on),
            ),
            (
                _("整改报告"),
                local_date(one.report_at).isoformat() if one.report_at else _("限 %(day)s", day=one.due_on),
            ),
            (_("验收"), ""),
            (label(one.state) if not self.open else _("办结"), ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationsScreen:
    page: Paged[ProbationView]
    first: str
    export: str
    running: bool
    today: date
    tones: Mapping[ProbationState, str] = field(default_factory=lambda: PROBATION_TONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationScreen:
    """`cards` are those published since it began."""

    one: ProbationView
    cards: Sequence[CardRow]
    history: Sequence[Event]
    asked: Asked
    today: date

    @property
    def tone(self) -> str:
        return PROBATION_TONES[self.one.state]

    @property
    def running(self) -> bool:
        return self.one.state is ProbationState.RUNNING

    @property
    def outcomes(self) -> Sequence[tuple[str, str]]:
        over = self.today >= self.one.ends_on
        return [(one.value, label(one)) for one in Outcome if over or one is Outcome.FAILED]

    def grade(self, row: CardRow) -> str:
        return grade_name(row.grade, row.rulebook)


@dataclass(frozen=True, slots=True, kw_only=True)
class MisconductScreen:
    page: Paged[MisconductView]
    first: str
    export: str
    in_force: bool
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordScreen:
    one: MisconductView
    history: Sequence[Event]
    asked: Asked
    today: date

    @property
    def in_force(self) -> bool:
        return self.one.in_force(self.today)
