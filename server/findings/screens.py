from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from server.findings.dossier import Dossier, choices
from server.findings.wanted import Wanted
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import _, words
from server.web.templating import score
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Words
from vendors.findings.duplicate_queries import Repeat
from vendors.findings.evidence_queries import EvidenceItem
from vendors.findings.queries import FindingDetail, Line, Step
from vendors.findings.rounds import Round
from vendors.findings.rules import DETERMINED, Act, Certainty, EvidenceKind, FindingState, Opinion, Stage
from vendors.policy.codes import taxonomy, violation_type
from vendors.tasks.queries import TaskView

TONES: Final[Mapping[FindingState, str]] = {
    FindingState.AWAITING_FIRST: "brand",
    FindingState.RETURNED: "warn",
    FindingState.AWAITING_SECOND: "brand",
    FindingState.AWAITING_TIE: "warn",
    FindingState.DISMISSED: "muted",
    FindingState.LEAD: "good",
    FindingState.NOTIFIED: "warn",
    FindingState.DEFENDED: "warn",
    FindingState.RECHECKED: "brand",
    FindingState.WAIVED: "brand",
    FindingState.UPHELD: "good",
    FindingState.PARTLY_UPHELD: "warn",
    FindingState.NOT_UPHELD: "muted",
    FindingState.SUPERSEDED: "muted",
}
OPINION_TONES: Final[Mapping[Opinion, str]] = {Opinion.PASS: "good", Opinion.RETURN: "warn", Opinion.REJECT: "bad"}
_ACT_TONES: Final[Mapping[Act, str]] = {
    Act.FIRST_PASS: "good",
    Act.FIRST_RETURN: "warn",
    Act.FIRST_REJECT: "bad",
    Act.SECOND_PASS: "good",
    Act.SECOND_RETURN: "warn",
    Act.SECOND_REJECT: "bad",
}
EVIDENCE_ROWS: Final = 3
"""How many entries of 证据清单 a form takes at once."""


def violation_name(code: str, on: date) -> str:
    """The entry's official name as in force on the day; empty for a code that is not listed."""
    found = violation_type(code, on)
    return found.name if found else ""


def violation_groups() -> Sequence[tuple[str, str]]:
    """Level-1 codes with their names, without what only vendors can do."""
    return tuple({entry.group: entry.group_name for entry in taxonomy() if not entry.of_vendors}.items())


def event(step: Step) -> Event:
    """A step of a finding's way, as the timeline draws it."""
    said = words(step.title)
    return Event(
        at=step.at,
        title=said,
        note=" · ".join(text for text in (step.who, step.note) if text),
        tone=_ACT_TONES.get(step.act, "brand") if step.act else "",
    )


def reckoned(line: Line) -> Sequence[tuple[str, str]]:
    """What a line's amount was reckoned from, named; what the vendor left empty is left out."""
    figures = (
        (_("数量"), _plain(line.quantity)),
        (_("单价（元）"), score(line.unit_price)),
        (_("违规数量"), _plain(line.wrong_quantity)),
        (_("扣减方式"), line.deduction),
        (_("应收单价（元）"), score(line.due_price)),
    )
    return tuple((name, text) for name, text in figures if text not in {"", "—"})


def _plain(quantity: Decimal | None) -> str:
    """A quantity without the zeros of its column."""
    return "—" if quantity is None else f"{quantity.normalize():,f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingScreen:
    """One finding with what this person may do to it; `stage` is the review open to them now.

    `repeats` tells of the lines, by their ids, that say what was reported before.
    """

    wanted: Wanted
    finding: FindingDetail
    history: Sequence[Event]
    stage: Stage | None
    may_answer: bool
    dossier: Dossier
    before: int | None
    after: int | None
    form: Form
    said: Words | None = None
    repeats: Mapping[int, Repeat] = field(default_factory=dict)
    rounds: Sequence[Round] = ()
    evidence_rows: Sequence[int] = tuple(range(1, EVIDENCE_ROWS + 1))

    @property
    def certainties(self) -> Sequence[tuple[str, str]]:
        return choices(Certainty)

    @property
    def accepted(self) -> str:
        """The formats a piece of evidence may come in."""
        return ACCEPTED

    @property
    def evidence_kinds(self) -> Sequence[tuple[str, str]]:
        return choices(EvidenceKind)

    @property
    def tone(self) -> str:
        return TONES[self.finding.head.state]

    @property
    def determined(self) -> bool:
        return self.finding.head.state in DETERMINED

    @property
    def opinion_tones(self) -> Mapping[Opinion, str]:
        return OPINION_TONES

    def reckoning(self, line: Line) -> Sequence[tuple[str, str]]:
        return reckoned(line)

    def given(self, answered: Round) -> Sequence[EvidenceItem]:
        """The evidence that came with an answer."""
        at = answered.answered.at if answered.answered else None
        return tuple(item for item in self.finding.evidence if at is not None and item.added_at == at)

    def address(self, id_: int) -> str:
        return self.wanted.address(f"/review/{id_}")

    def act(self, name: str) -> str:
        """Where an act on this finding is posted."""
        return self.wanted.address(f"/review/{self.finding.head.id}/{name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyQueueScreen:
    """Nothing is left in the queue that was walked."""

    wanted: Wanted
    said: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedScreen:
    form: Form
    tasks: Sequence[TaskView]
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]

    @property
    def task_choices(self) -> Sequence[tuple[int, str]]:
        return tuple((task.id, f"{task.number} · {task.vendor_name} · {task.title}") for task in self.tasks)


def violations_by_group(on: date) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Group name → (code, name) of what is in force on the day."""
    listed: dict[str, list[tuple[str, str]]] = {}
    for entry in taxonomy():
        if entry.in_force(on) and not entry.of_vendors:
            listed.setdefault(entry.group_name, []).append((entry.code, entry.name))
    return tuple(listed.items())
