"""Experts' opinions: what an expert is shown, and what the bureau reads of them.

An expert sees what was asked of them and nothing else: never the vendor, never another opinion of any kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor, Role
from vendors.errors import NotFound
from vendors.findings.blindness import sealed
from vendors.findings.rules import EvidenceKind, FindingState
from vendors.periods import local_date
from vendors.reviewing.rules import Conclusion, OpinionState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

VENDOR_WORD: Final = "第三方机构"
_MINE: Final = """
SELECT o.id, o.state, o.conclusion, o.reason, o.signed_on, o.answered_at, r.question, r.due_on, r.due_provisional,
  r.asked_at, f.id AS finding, f.number, i.id AS institution, i.name AS institution_name,
  CASE WHEN f.recoded = '' THEN f.violation ELSE f.recoded END AS violation, f.amount_fen,
  f.description, f.basis, f.patient_masked, f.created_at, v.name AS vendor, v.short_name AS vendor_short,
  s.sex, s.age, s.department, s.diagnosis, s.admitted_on, s.discharged_on
FROM vendors_expert_opinion o JOIN vendors_expert e ON e.id = o.expert
JOIN vendors_expert_request r ON r.id = o.request JOIN vendors_finding f ON f.id = o.finding
JOIN vendors_institution i ON i.id = f.institution JOIN vendors_vendor v ON v.id = f.vendor
LEFT JOIN vendors_settled_case s ON s.id = f."case" WHERE e.account = $1
"""
_LINES: Final = """
SELECT item_code, item_name, fee_on, quantity, unit_price, amount_fen FROM vendors_finding_line
WHERE finding = $1 ORDER BY position
"""
_EVIDENCE: Final = """
SELECT e.kind, e.name, e.page, a.id AS file FROM vendors_evidence e
LEFT JOIN vendors_attachment a ON a.object_type = 'evidence' AND a.object_id = e.id
WHERE e.finding = $1 AND e.voided_at IS NULL ORDER BY e.id, a.id
"""
_REQUESTS: Final = """
SELECT r.id, r.finding, f.number, r.question, r.draw, w.number AS draw_number, r.due_on, r.due_provisional,
  r.asked_by_name, r.asked_by, r.asked_at, f.blind, f.state, f.first_reviewer, i.name AS institution_name
FROM vendors_expert_request r JOIN vendors_finding f ON f.id = r.finding
JOIN vendors_institution i ON i.id = f.institution LEFT JOIN vendors_draw w ON w.id = r.draw
"""
_OF: Final = """
SELECT o.id, o.request, e.id AS expert, e.name, e.employer, o.named_why, o.state, o.conclusion, o.reason, o.signed_on,
  o.answered_at
FROM vendors_expert_opinion o JOIN vendors_expert e ON e.id = o.expert WHERE o.request = ANY($1::int[]) ORDER BY o.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one expert was asked, as a list shows it."""

    id: int
    number: str
    institution_name: str
    question: str
    due_on: date
    due_provisional: bool
    asked_at: datetime
    state: OpinionState
    answered_at: datetime | None

    def overdue(self, today: date) -> bool:
        return self.state is OpinionState.ASKED and today > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    item_code: str
    item_name: str
    fee_on: date | None
    quantity: Decimal | None
    unit_price: Decimal | None
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvidence:
    """`file` is the attachment an expert may open with the case, if there is one."""

    kind: EvidenceKind
    name: str
    page: str
    file: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertCase:
    """Everything an expert has to go by; a vendor named in a text reads 第三方机构."""

    asked: Asked
    violation: str
    filed_at: datetime
    amount_fen: int
    description: str
    basis: str
    patient_masked: str
    sex: str
    age: int | None
    department: str
    diagnosis: str
    admitted_on: date | None
    discharged_on: date | None
    lines: tuple[CaseLine, ...]
    evidence: tuple[CaseEvidence, ...]
    conclusion: Conclusion | None
    reason: str
    signed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionView:
    """One expert's opinion; conclusion and reason only once the request is open."""

    id: int
    expert: int
    name: str
    employer: str
    named_why: str
    state: OpinionState
    conclusion: Conclusion | None
    reason: str
    signed_on: date | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request for experts' opinions. `open`: all have answered, or the day has passed."""

    id: int
    finding: int
    number: str
    institution_name: str
    question: str
    draw: int | None
    draw_number: str
    due_on: date
    due_provisional: bool
    asked_by_name: str
    asked_at: datetime
    open: bool
    opinions: tuple[OpinionView, ...]

    @property
    def given(self) -> int:
        return sum(one.state is OpinionState.GIVEN for one in self.opinions)

    @property
    def waiting(self) -> int:
        return sum(one.state is OpinionState.ASKED for one in self.opinions)


async def asked_of(*, for_: Actor) -> tuple[Asked, ...]:
    """What was asked of this expert, the unanswered first, the soonest due first. NotFound for anybody else."""
    _expert_only(for_)
    async with transaction() as connection:
        rows = await connection.fetch(f"{_MINE} ORDER BY o.state <> 'asked', r.due_on, o.id", for_.id)
    return tuple(_asked(row) for row in rows)


async def expert_case(opinion: int, *, for_: Actor) -> ExpertCase:
    """One case asked of this expert. NotFound for any other, and for anybody else."""
    _expert_only(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_MINE} AND o.id = $2", for_.id, opinion)
        if row is None:
            raise NotFound
        lines = await connection.fetch(_LINES, row["finding"])
        evidence = await connection.fetch(_EVIDENCE, row["finding"])
    same = ("violation", "amount_fen", "patient_masked", "reason", "signed_on", "admitted_on", "discharged_on", "age")
    return ExpertCase(
        asked=_asked(row),
        filed_at=row["created_at"],
        description=_unnamed(row["description"], row),
        basis=_unnamed(row["basis"], row),
        **{name: row[name] for name in same},
        sex=row["sex"] or "",
        department=row["department"] or "",
        diagnosis=row["diagnosis"] or "",
        lines=tuple(CaseLine(**line) for line in lines),
        evidence=tuple(
            CaseEvidence(
                kind=EvidenceKind(one["kind"]), name=_unnamed(one["name"], row), page=one["page"], file=one["file"]
            )
            for one in evidence
        ),
        conclusion=Conclusion(row["conclusion"]) if row["conclusion"] else None,
    )


async def requests_of(finding: int, *, for_: Actor, at: datetime) -> tuple[RequestView, ...]:
    """What experts were asked about a finding, oldest first. NotFound for vendor people and experts."""
    return await _requests(" WHERE r.finding = $1 ORDER BY r.id", finding, for_=for_, at=at)


async def request(request_id: int, *, for_: Actor, at: datetime) -> RequestView:
    """One request. NotFound when there is none for this person."""
    found = await _requests(" WHERE r.id = $1", request_id, for_=for_, at=at)
    if not found:
        raise NotFound
    return found[0]


async def requests(*, for_: Actor, at: datetime, before: int | None = None, size: int = 50) -> tuple[RequestView, ...]:
    """Every request, newest first. NotFound for vendor people and experts."""
    sql = f" WHERE ($1::int IS NULL OR r.id < $1) ORDER BY r.id DESC LIMIT {size:d}"
    return await _requests(sql, before, for_=for_, at=at)


async def _requests(narrowed: str, value: int | None, *, for_: Actor, at: datetime) -> tuple[RequestView, ...]:
    if not for_.at_bureau or for_.roles == {Role.EXPERT}:
        raise NotFound
    async with transaction() as connection:
        rows = await connection.fetch(_REQUESTS + narrowed, value)
        answers = await connection.fetch(_OF, [row["id"] for row in rows])
    by_request: Mapping[int, list[Record]] = {row["id"]: [] for row in rows}
    for answer in answers:
        by_request[answer["request"]].append(answer)
    return tuple(_request(row, by_request[row["id"]], for_, at) for row in rows)


def _request(row: "Record", answers: "list[Record]", for_: Actor, at: datetime) -> RequestView:
    """Who asked is kept back with the rest of a blind finding: it would tell who the first reviewer is."""
    state = FindingState(row["state"])
    closed = sealed(blind=row["blind"], state=state, first_reviewer=row["first_reviewer"], for_=for_)
    open_ = all(one["state"] != OpinionState.ASKED for one in answers) or local_date(at) > row["due_on"]
    same = ("id", "finding", "number", "institution_name", "question", "draw", "due_on", "due_provisional", "asked_at")
    return RequestView(
        **{name: row[name] for name in same},
        draw_number=row["draw_number"] or "",
        asked_by_name="" if closed and row["asked_by"] != for_.id else row["asked_by_name"],
        open=open_,
        opinions=tuple(_opinion(one, told=open_) for one in answers),
    )


def _opinion(row: "Record", *, told: bool) -> OpinionView:
    state = OpinionState(row["state"])
    told = told or state in {OpinionState.DECLINED, OpinionState.RECUSED}
    return OpinionView(
        **{name: row[name] for name in ("id", "expert", "name", "employer", "named_why", "signed_on", "answered_at")},
        state=state,
        conclusion=Conclusion(row["conclusion"]) if told and row["conclusion"] else None,
        reason=row["reason"] if told else "",
    )


def _asked(row: "Record") -> Asked:
    same = ("id", "number", "institution_name", "question", "due_on", "due_provisional", "asked_at", "answered_at")
    return Asked(**{name: row[name] for name in same}, state=OpinionState(row["state"]))


def _unnamed(text: str, row: "Record") -> str:
    for name in (row["vendor"], row["vendor_short"]):
        text = text.replace(name, VENDOR_WORD) if name else text
    return text


def _expert_only(for_: Actor) -> None:
    if not for_.has(Role.EXPERT):
        raise NotFound
