"""The cycle as pages read it: assessments with the vendor's own points, objections, the record of approval."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi.assessment.actions.freezing import Said
from kpi.assessment.rules import ObjectionState, Remedy
from kpi.engine.canonical import card_from_json
from kpi.engine.card import Card, Line
from kpi.scorecards.correcting import Correction
from kpi.scorecards.rules import CardState
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_ASSESSMENTS = """
SELECT a.id, a.vendor, v.name AS vendor_name, v.kind, a.contract, c.number AS contract_number, a.period, a.frozen_by,
  a.frozen_at, a.evaluate_by, a.evaluate_provisional, a.evaluated_by, a.evaluated_at, a.summary, a.carded_at, a.card
FROM kpi_assessment a JOIN vendors_vendor v ON v.id = a.vendor JOIN vendors_contract c ON c.id = a.contract
WHERE ($1::int IS NULL OR a.vendor = $1)
"""
_SAID = "SELECT indicator, points, said FROM kpi_self_score WHERE assessment = $1"
_OBJECTIONS = """
SELECT o.id, o.vendor, v.name AS vendor_name, o.scorecard, s.number AS card_number, s.period, s.contract,
  s.state AS card_state, s.issued_by_id, s.objections_due_on, o.indicator, o.statement, o.raised_by, o.raised_at,
  o.state, o.remedy, o.reasons, o.decided_by, o.decided_at, s.card
FROM kpi_objection o JOIN kpi_scorecard s ON s.id = o.scorecard JOIN vendors_vendor v ON v.id = o.vendor
WHERE ($1::int IS NULL OR o.vendor = $1)
"""
_WHICH = """
AND o.state = ANY($3) AND ($4::text IS NULL OR s.period = $4)
AND strpos(lower(v.name || ' ' || s.number || ' ' || o.indicator), lower($5)) > 0
"""
_CORRECTIONS = "SELECT objection, indicator, name, value, basis FROM kpi_correction WHERE objection = $1 ORDER BY id"
_APPROVAL = """
SELECT held_on, members, minutes, conclusion, approved_by, approved_at FROM kpi_approval WHERE scorecard = $1
ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentView:
    """A contract's frozen period; `card` is what the frozen facts come to, which the vendor answers line by line."""

    id: int
    vendor: int
    vendor_name: str
    kind: Kind
    contract: int
    contract_number: str
    period: Period
    frozen_by: str
    frozen_at: datetime
    evaluate_by: date
    evaluate_provisional: bool
    evaluated_by: str
    evaluated_at: datetime | None
    summary: str
    carded_at: datetime | None
    card: Card

    @property
    def open(self) -> bool:
        """Whether the vendor may still evaluate itself."""
        return self.evaluated_at is None and self.carded_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionView:
    """An objection with the line it is to, as the card fed back had it."""

    id: int
    vendor: int
    vendor_name: str
    scorecard: int
    card_number: str
    period: Period
    contract: int
    card_state: CardState
    issued_by_id: int
    objections_due_on: date
    indicator: str
    line: Line
    statement: str
    raised_by: str
    raised_at: datetime
    state: ObjectionState
    remedy: Remedy | None
    reasons: str
    decided_by: str
    decided_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it waits to be decided; so it does on a card superseded meanwhile."""
        return self.state is ObjectionState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """集体审定记录."""

    held_on: date
    members: Sequence[str]
    minutes: str
    conclusion: str
    approved_by: str
    approved_at: datetime


async def assessments(
    *, for_: Actor, period: Period | None = None, uncarded: bool = False
) -> tuple[AssessmentView, ...]:
    """The newest first, then by vendor; a vendor's people get their own. `uncarded`: those without a draft yet."""
    sql = (
        f"{_ASSESSMENTS} AND ($2::text IS NULL OR a.period = $2) AND (NOT $3 OR a.carded_at IS NULL)"
        " ORDER BY a.frozen_at DESC, v.kind, v.name, a.id"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, period and str(period), uncarded)
    return tuple(_assessment(row) for row in rows)


async def assessment(id_: int, *, for_: Actor) -> tuple[AssessmentView, Mapping[str, Said]]:
    """One, with what the vendor said by indicator. Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_ASSESSMENTS} AND a.id = $2", for_.vendor, id_)
        said = await connection.fetch(_SAID, id_)
    if row is None:
        raise NotFound
    return _assessment(row), {each["indicator"]: Said(points=each["points"], said=each["said"]) for each in said}


async def self_scores(*, contract: int, period: Period) -> Mapping[str, Said]:
    """What the vendor said of itself in a contract's period, by indicator; empty when it was not asked or did not."""
    sql = """
    SELECT x.indicator, x.points, x.said FROM kpi_self_score x JOIN kpi_assessment a ON a.id = x.assessment
    WHERE a.contract = $1 AND a.period = $2 AND a.evaluated_at IS NOT NULL
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, contract, str(period))
    return {row["indicator"]: Said(points=row["points"], said=row["said"]) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFilter:
    """Which objections; `text` in the names of vendor, card or indicator."""

    states: Collection[ObjectionState] = tuple(ObjectionState)
    period: Period | None = None
    text: str = ""


EVERY = ObjectionFilter()


async def objections(
    *, for_: Actor, card: int | None = None, which: ObjectionFilter = EVERY, skip: int = 0, size: int | None = None
) -> tuple[ObjectionView, ...]:
    """Those still open first, then the newest; a vendor's people get their own."""
    sql = (
        f"{_OBJECTIONS} AND ($2::int IS NULL OR o.scorecard = $2) {_WHICH}"
        " ORDER BY (o.state = 'open') DESC, o.raised_at DESC, o.id DESC OFFSET $6 LIMIT $7"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, card, *_asked(which), skip, size)
    return tuple(_objection(row) for row in rows)


async def objection_count(*, for_: Actor, which: ObjectionFilter = EVERY) -> int:
    sql = f"SELECT count(*) FROM ({_OBJECTIONS} AND ($2::int IS NULL OR true) {_WHICH}) AS found"  # noqa: S608 constant
    async with transaction() as connection:
        return int(await connection.fetchval(sql, for_.vendor, None, *_asked(which)))


async def open_objections(*, for_: Actor) -> Mapping[int, int]:
    """How many wait to be reviewed, by card."""
    sql = """
    SELECT scorecard, count(*) AS n FROM kpi_objection WHERE state = 'open' AND ($1::int IS NULL OR vendor = $1)
    GROUP BY scorecard
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor)
    return {row["scorecard"]: row["n"] for row in rows}


def _asked(which: ObjectionFilter) -> tuple[object, ...]:
    return [state.value for state in which.states], which.period and str(which.period), which.text


async def objection(id_: int, *, for_: Actor) -> tuple[ObjectionView, Sequence[Correction]]:
    """One, with what was put right for it. Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_OBJECTIONS} AND o.id = $2", for_.vendor, id_)
        made = await connection.fetch(_CORRECTIONS, id_)
    if row is None:
        raise NotFound
    return _objection(row), tuple(Correction(**{**each, "value": _plain(each["value"])}) for each in made)


async def approval_of(card: int) -> ApprovalView | None:
    """The record a card was approved on; the bureau's people alone can read it."""
    async with transaction() as connection:
        row = await connection.fetchrow(_APPROVAL, card)
    return ApprovalView(**{**row, "members": tuple(json.loads(row["members"]))}) if row else None


def _assessment(row: "Record") -> AssessmentView:
    told = {
        "kind": Kind(row["kind"]),
        "period": Period.parse(row["period"]),
        "card": card_from_json(row["card"]),
    }
    return AssessmentView(**{**row, **told})


def _objection(row: "Record") -> ObjectionView:
    fields = dict(row)
    line = card_from_json(fields.pop("card")).line(row["indicator"])
    told = {
        "period": Period.parse(row["period"]),
        "card_state": CardState(row["card_state"]),
        "state": ObjectionState(row["state"]),
        "remedy": Remedy(row["remedy"]) if row["remedy"] else None,
        "line": line,
    }
    return ObjectionView(**{**fields, **told})


def _plain(value: Decimal) -> Decimal:
    return Decimal(f"{value:f}".rstrip("0").rstrip(".")) if "." in f"{value:f}" else value
