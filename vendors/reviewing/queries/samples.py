"""盲审批次 as the bureau's people look them up. Never for a vendor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.findings.blindness import sealed
from vendors.findings.rules import FindingState, Opinion
from vendors.labels import Labelled
from vendors.reviewing.frames import Narrowing, frame_size
from vendors.reviewing.rules import CaseOutcome, SampleKind, SampleState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

PAGE: Final = 50
_SPOKEN: Final = """
EXISTS (SELECT FROM vendors_review r WHERE r.finding = p.finding AND r.stage = 'second' AND r.blind AND r.id > p.since)
"""
_SAMPLES: Final = f"""
SELECT s.*, v.short_name AS vendor_name, k.number AS task_number, w.number AS draw_number,
  coalesce(s.cancelled_at, w.cancelled_at) AS given_up_at, n.size, n.done, n.hits
FROM vendors_review_sample s LEFT JOIN vendors_vendor v ON v.id = s.of_vendor
LEFT JOIN vendors_task k ON k.id = s.of_task LEFT JOIN vendors_draw w ON w.id = s.draw
JOIN LATERAL (
  SELECT count(*) AS size, count(*) FILTER (WHERE found.done) AS done, count(*) FILTER (WHERE found.hit) AS hits
  FROM (
    SELECT {_SPOKEN} OR f.state = 'superseded' AS done,
      EXISTS (SELECT FROM vendors_review r WHERE r.finding = p.finding AND NOT r.settles AND r.id > p.since) AS hit
    FROM vendors_sampled_finding p JOIN vendors_finding f ON f.id = p.finding WHERE p.sample = s.id
    UNION ALL SELECT c.outcome <> '', c.outcome = 'missed' FROM vendors_sampled_case c WHERE c.sample = s.id) found
) n ON true
"""  # noqa: S608 constant text
_FINDINGS: Final = """
SELECT p.finding, p.position, f.number, i.name AS institution_name,
  CASE WHEN f.recoded = '' THEN f.violation ELSE f.recoded END AS violation, f.amount_fen, f.state, f.blind,
  f.first_reviewer, b.opinion AS second, b.at AS spoken_at, a.opinion AS first
FROM vendors_sampled_finding p JOIN vendors_finding f ON f.id = p.finding
JOIN vendors_institution i ON i.id = f.institution
LEFT JOIN LATERAL (SELECT opinion FROM vendors_review r WHERE r.finding = p.finding AND r.stage = 'first'
                   AND r.id <= p.since ORDER BY r.id DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (SELECT opinion, at FROM vendors_review r WHERE r.finding = p.finding AND r.stage = 'second'
                   AND r.blind AND r.id > p.since ORDER BY r.id LIMIT 1) b ON true
WHERE p.sample = $1 ORDER BY p.position
"""
_CASES: Final = """
SELECT c.id, c.sample, c.position, c.task, k.number AS task_number, v.short_name AS vendor_name, c."case",
  s.visit_id, s.patient_masked, s.sex, s.age, s.diagnosis, s.department, s.admitted_on, s.discharged_on, s.total_fen,
  s.fund_fen, i.name AS institution_name, c.outcome, c.note, c.looked_by_name, c.looked_at, m.violation
FROM vendors_sampled_case c JOIN vendors_settled_case s ON s.id = c."case"
JOIN vendors_institution i ON i.id = s.institution JOIN vendors_task k ON k.id = c.task
JOIN vendors_vendor v ON v.id = k.vendor LEFT JOIN vendors_missed_finding m ON m.id = c.missed
"""


class Verdict(Labelled):
    """How a blind second opinion stands to the first. A return says neither."""

    AGREED = "agreed", "一致", "Agreed"
    DIFFERED = "differed", "不一致", "Differed"
    RETURNED = "returned", "退回（不计）", "Returned (not counted)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCard:
    """A sample; `hits` are differing opinions or missed findings. No `due_on` before it is opened."""

    id: int
    number: str
    kind: SampleKind
    title: str
    draw: int
    draw_number: str
    vendor_name: str
    task_number: str
    of_batch: int | None
    frame_size: int
    size: int
    done: int
    hits: int
    due_on: date | None
    due_provisional: bool
    committed_by: str
    committed_at: datetime
    opened_by: str
    opened_at: datetime | None
    given_up_at: datetime | None

    @property
    def state(self) -> SampleState:
        if self.given_up_at is not None:
            return SampleState.CANCELLED
        if self.opened_at is None:
            return SampleState.SEALED
        return SampleState.DONE if self.done == self.size else SampleState.OPEN

    def overdue(self, today: date) -> bool:
        return self.state is SampleState.OPEN and self.due_on is not None and today > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFinding:
    """A finding of a sample; nothing of its opinions before the second reviewer has spoken."""

    finding: int
    position: int
    number: str
    institution_name: str
    violation: str
    amount_fen: int
    state: FindingState
    spoken_at: datetime | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCase:
    """A case of a sample; `outcome` is None until somebody has looked."""

    id: int
    sample: int
    position: int
    task: int
    task_number: str
    vendor_name: str
    case: int
    visit_id: str
    patient_masked: str
    sex: str
    age: int | None
    diagnosis: str
    department: str
    admitted_on: date
    discharged_on: date
    total_fen: int
    fund_fen: int
    institution_name: str
    outcome: CaseOutcome | None
    note: str
    violation: str
    looked_by_name: str
    looked_at: datetime | None


async def samples(*, for_: Actor, before: int | None = None, size: int = PAGE) -> tuple[SampleCard, ...]:
    """Newest first, from the one before `before`. NotFound for vendor people."""
    _bureau_only(for_)
    sql = f"{_SAMPLES} WHERE ($1::int IS NULL OR s.id < $1) ORDER BY s.id DESC LIMIT $2"
    async with transaction() as connection:
        return tuple(_card(row) for row in await connection.fetch(sql, before, size))


async def sample(sample_id: int, *, for_: Actor) -> SampleCard:
    """One sample. NotFound when there is none for this person."""
    _bureau_only(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SAMPLES} WHERE s.id = $1", sample_id)
    if row is None:
        raise NotFound
    return _card(row)


async def drawn_findings(sample_id: int, *, for_: Actor) -> tuple[DrawnFinding, ...]:
    """What a sample drew of the findings, in the order drawn. Ask for the sample first."""
    _bureau_only(for_)
    async with transaction() as connection:
        rows = await connection.fetch(_FINDINGS, sample_id)
    return tuple(_finding(row, for_) for row in rows)


async def drawn_cases(sample_id: int, *, for_: Actor) -> tuple[DrawnCase, ...]:
    """What a sample drew of the cases, in the order drawn. Ask for the sample first."""
    _bureau_only(for_)
    async with transaction() as connection:
        rows = await connection.fetch(f"{_CASES} WHERE c.sample = $1 ORDER BY c.position", sample_id)
    return tuple(_case(row) for row in rows)


async def drawn_case(item: int, *, for_: Actor) -> DrawnCase:
    """One drawn case. NotFound when there is none for this person."""
    _bureau_only(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_CASES} WHERE c.id = $1", item)
    if row is None:
        raise NotFound
    return _case(row)


async def unlooked(*, for_: Actor) -> int:
    """Drawn cases nobody has looked at yet."""
    _bureau_only(for_)
    async with transaction() as connection:
        return int(await connection.fetchval("SELECT count(*) FROM vendors_sampled_case WHERE outcome = ''"))


async def drawable(kind: SampleKind, which: Narrowing, *, for_: Actor) -> int:
    """How large the frame would be now."""
    _bureau_only(for_)
    async with transaction() as connection:
        return await frame_size(connection, kind, which)


def _bureau_only(for_: Actor) -> None:
    if not for_.at_bureau:
        raise NotFound


_OWN: Final[Sequence[str]] = tuple(SampleCard.__dataclass_fields__)


def _card(row: "Record") -> SampleCard:
    texts = {name: row[name] or "" for name in ("vendor_name", "task_number", "draw_number")}
    return SampleCard(**{name: row[name] for name in _OWN} | texts | {"kind": SampleKind(row["kind"])})


def _finding(row: "Record", for_: Actor) -> DrawnFinding:
    state = FindingState(row["state"])
    closed = sealed(blind=row["blind"], state=state, first_reviewer=row["first_reviewer"], for_=for_)
    told = row["second"] is not None and not closed
    return DrawnFinding(
        finding=row["finding"],
        position=row["position"],
        number=row["number"],
        institution_name=row["institution_name"],
        violation=row["violation"],
        amount_fen=row["amount_fen"],
        state=state,
        spoken_at=row["spoken_at"],
        verdict=_verdict(row["first"], row["second"]) if told else None,
    )


def _verdict(first: str | None, second: str) -> Verdict:
    if second == Opinion.RETURN:
        return Verdict.RETURNED
    return Verdict.AGREED if first == second else Verdict.DIFFERED


def _case(row: "Record") -> DrawnCase:
    outcome = CaseOutcome(row["outcome"]) if row["outcome"] else None
    return DrawnCase(**dict(row) | {"outcome": outcome, "violation": row["violation"] or ""})
