"""What the papers of a case are made from: plain records, gathered before a word is set."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of a finding; `determined_fen` is None before 认定."""

    name: str
    code: str
    fee_on: date | None
    quantity: str
    reported_fen: int
    determined_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding as a paper tells of it; patients are named masked only, evidence is (kind, name, page)."""

    number: str
    violation: str
    visit_id: str
    patient: str
    reported_fen: int
    facts: str = ""
    reasons: str = ""
    basis: str = ""
    items: tuple[Item, ...] = ()
    evidence: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A number of a rule with what it rests on: `article` is empty where the bureau carries it on by itself."""

    value: int
    source: str
    article: str

    @property
    def cited(self) -> str:
        return f"《{self.source}》{self.article}" if self.article else "有关规定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How and when a paper was served; empty until it was."""

    method: str = ""
    served_on: date | None = None
    receiver: str = ""
    witness: str = ""
    refusal: str = ""
    served_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePaper:
    """`until` is the last day to be heard once served; `provisional` while the calendar does not reach it."""

    id: int
    number: str
    institution: Addressee
    told: tuple[Told, ...]
    term: Rule
    service: Service
    until: date | None
    provisional: bool
    drafted_by: str
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptPaper:
    """笔录; without `exchanges`, `content` is what was said. `numbers` are the findings it concerns."""

    id: int
    number: str
    institution: Addressee
    numbers: tuple[str, ...]
    oral: bool
    speaker: str
    capacity: str
    asked_by: str
    taken_down_by: str
    place: str
    content: str
    exchanges: tuple[tuple[str, str], ...]
    unsigned_reason: str
    in_time: bool
    made_at: datetime
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionPaper:
    """People are (name, post)."""

    id: int
    number: str
    kind: str
    institution: Addressee
    held_on: date
    place: str
    chair: str
    recorder: str
    attendees: tuple[tuple[str, str], ...]
    absent: tuple[tuple[str, str], ...]
    told: tuple[Told, ...]
    matter: str
    opinions: str
    verdict: str
    conclusion: str
    gate: Rule
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was decided on one finding; `heard` says what became of the right to be heard, `panel` of a 合议 if any."""

    told: Told
    outcome: str
    determined_fen: int
    reason: str
    heard: str
    panel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A measure; `stream` and `destination` are empty where it has no money, `fen` is then zero."""

    kind: str
    stream: str
    destination: str
    fen: int
    words: str
    approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPaper:
    """`discussion` is the number and day of the record it rests on; `changed_since`: not all of it still stands."""

    id: int
    number: str
    institution: Addressee
    settled: tuple[Settled, ...]
    measures: tuple[Taken, ...]
    discussion: tuple[str, date] | None
    service: Service
    decided_on: date
    changed_since: bool
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPaper:
    id: int
    number: str
    decision: str
    agency: str
    institution: Addressee
    told: tuple[Told, ...]
    amount_fen: int
    reason: str
    basis: str
    transferred_on: date
    made: datetime


Paper: TypeAlias = NoticePaper | TranscriptPaper | DiscussionPaper | DecisionPaper | TransferPaper
