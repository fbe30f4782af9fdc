from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.rulings.gates import Closed
from server.rulings.summing import SumScreen
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import _, label, words
from vendors.errors import Words
from vendors.findings.queries import FindingRow, Line, Step
from vendors.findings.rules import Act, Certainty, EvidenceKind, FindingState
from vendors.handling.queries import Repeat
from vendors.labels import Labelled
from vendors.periods import local_date
from vendors.policy.calendar import working_days_between
from vendors.policy.codes import violation_type
from vendors.rulings.queries import CaseFile, DiscussionView
from vendors.rulings.rules import DefenceForm, DiscussionVerdict, NoticeMethod, Outcome, ReasonCode, Verdict

TONES: Final[Mapping[FindingState, str]] = {
    FindingState.LEAD: "brand",
    FindingState.NOTIFIED: "warn",
    FindingState.DEFENDED: "warn",
    FindingState.RECHECKED: "brand",
    FindingState.WAIVED: "brand",
    FindingState.UPHELD: "good",
    FindingState.PARTLY_UPHELD: "warn",
    FindingState.NOT_UPHELD: "muted",
}
CHOICES: Final[Mapping[str, type[Labelled]]] = {
    "certainty": Certainty,
    "evidence_kind": EvidenceKind,
    "method": NoticeMethod,
    "form": DefenceForm,
    "verdict": Verdict,
    "outcome": Outcome,
    "reason_code": ReasonCode,
}
_ACT_TONES: Final[Mapping[Act, str]] = {Act.UPHOLD: "good", Act.UPHOLD_PARTLY: "warn", Act.DEFEND: "warn"}


class Queue(Labelled):
    """The stages a finding passes on its way to a determination."""

    NOTIFY = "notify", "待告知", "To be notified"
    TERM = "term", "申辩期", "Being heard"
    RECHECK = "recheck", "申辩待复核", "Defence to recheck"
    DECIDE = "decide", "待认定", "To be determined"
    DONE = "done", "已认定", "Determined"


STATES: Final[Mapping[Queue, frozenset[FindingState]]] = {
    Queue.NOTIFY: frozenset({FindingState.LEAD}),
    Queue.TERM: frozenset({FindingState.NOTIFIED}),
    Queue.RECHECK: frozenset({FindingState.DEFENDED}),
    Queue.DECIDE: frozenset({FindingState.RECHECKED, FindingState.WAIVED}),
    Queue.DONE: frozenset({FindingState.UPHELD, FindingState.PARTLY_UPHELD, FindingState.NOT_UPHELD}),
}
GLYPHS: Final[Mapping[Queue, tuple[str, str]]] = {
    Queue.NOTIFY: ("mail", "brand"),
    Queue.TERM: ("hourglass", "warn"),
    Queue.RECHECK: ("message-square-warning", "warn"),
    Queue.DECIDE: ("scale", "brand"),
    Queue.DONE: ("badge-check", "good"),
}


def queue_of(state: FindingState) -> Queue | None:
    """The stage a state belongs to; None before the second review has passed."""
    return next((queue for queue, states in STATES.items() if state in states), None)


def violation_name(row: FindingRow) -> str:
    """The official name as in force when the finding was filed; empty for a code that is not listed."""
    found = violation_type(row.violation, local_date(row.created_at))
    return found.name if found else ""


def choices_of(name: str) -> Sequence[tuple[str, str]]:
    """(value, term) of every member of one of the enumerations the forms choose from."""
    return tuple((member.value, label(member)) for member in CHOICES[name] if member is not ReasonCode.REVERSED)


def event(step: Step) -> Event:
    """A step of a finding's way, as the timeline draws it."""
    return Event(
        at=step.at,
        title=words(step.title),
        note=" · ".join(text for text in (step.who, step.note) if text),
        tone=_ACT_TONES.get(step.act, "brand") if step.act else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScreen:
    """One case file. `open` names the forms this person may fill in now, `forms` is what stands in each.

    `refused` is the sentence of the gate that stopped the last try, `gates` those that would stop the next one.
    `records` are the leaders' discussions of it, `siblings` the other findings of its notice, `decision` the id of
    the decision it was determined in, `repeats` what stood against the institution before, `sum` what the
    determination under way comes to.
    """

    case: CaseFile
    history: Sequence[Event]
    today: date
    open: Sequence[str]
    forms: Mapping[str, Form]
    term_days: int
    threshold_fen: int
    refused: Words | None = None
    gates: Sequence[Closed] = ()
    records: Sequence[DiscussionView] = ()
    siblings: Sequence[FindingRow] = ()
    decision: int | None = None
    repeats: Sequence[Repeat] = ()
    sum: SumScreen | None = None

    def choices(self, name: str) -> Sequence[tuple[str, str]]:
        return choices_of(name)

    @property
    def determination_labels(self) -> Mapping[str, str]:
        """What the determination's fields are called, line by line for the amounts."""
        amount = _("认定金额（元）")
        named = {
            "outcome": _("认定结论"),
            "reason_code": _("理由类别"),
            "reason": _("理由"),
            "amounts": amount,
            "discussion": _("集体讨论"),
            "held_on": _("讨论日期"),
            "attendees": _("参加人"),
            "verdict": _("结论"),
            "conclusion": _("讨论结论"),
        }
        lines = self.case.finding.lines
        return named | {f"amount_{line.id}": f"{amount} {line.item_name}".strip() for line in lines}

    @property
    def verdicts(self) -> Sequence[tuple[str, str]]:
        return tuple((one.value, label(one)) for one in DiscussionVerdict)

    @property
    def held(self) -> Sequence[tuple[str, str]]:
        """The discussions a determination may rest on."""
        return tuple((str(one.id), f"{one.number} · {one.held_on}") for one in self.records)

    @property
    def head(self) -> FindingRow:
        return self.case.finding.head

    @property
    def tone(self) -> str:
        return TONES.get(self.head.state, "")

    @property
    def violation(self) -> str:
        return violation_name(self.head)

    @property
    def step(self) -> int:
        """Where the case stands among 告知, 申辩, 复核, 认定; 5 when all is done."""
        queue = queue_of(self.head.state)
        return 0 if queue is None else list(Queue).index(queue) + 1

    @property
    def days_left(self) -> int:
        notice = self.case.notice
        return working_days_between(self.today, notice.defence_until) if notice else 0

    @property
    def term_over(self) -> bool:
        notice = self.case.notice
        return bool(notice and not notice.provisional and self.today > notice.defence_until)

    @property
    def must_discuss(self) -> bool:
        """Whether upholding it in full needs a collective-discussion record."""
        return self.head.amount_fen >= self.threshold_fen

    def determined(self, line: Line) -> int | None:
        ruled = self.case.determination
        return ruled.lines.get(line.id) if ruled else None
