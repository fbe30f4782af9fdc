"""Decisions (one institution, several findings) with what stands of them; for the bureau alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from vendors.actors import Actor
from vendors.errors import Forbidden, NotFound
from vendors.rulings.decision_rules import DecisionState, Earlier
from vendors.rulings.queries.owners import DETERMINED
from vendors.rulings.rules import Outcome, ReasonCode
from vendors.transaction import transaction

_STOOD: Final = DETERMINED.replace("AS_OF", "$1")
_HEAD = f"""
SELECT k.id, k.number, k.institution, i.code AS institution_code, i.name AS institution_name, i.region, k.state,
  k.decided_on, k.decided_by, k.decided_by_name, k.at, k.discussion, t.number AS discussion_number,
  k.amount_fen AS made_fen, s.amount_fen, s.findings, s.vendors
FROM vendors_decision k JOIN vendors_institution i ON i.id = k.institution
LEFT JOIN vendors_discussion t ON t.id = k.discussion
JOIN LATERAL (
  SELECT coalesce(sum(d.amount_fen) FILTER (WHERE {_STOOD}), 0)::bigint AS amount_fen,
    count(DISTINCT d.finding) AS findings, array_agg(DISTINCT d.vendor) AS vendors
  FROM vendors_determination d WHERE d.decision = k.number) s ON true
WHERE k.at <= $1
"""  # noqa: S608 constant text
_RULED = f"""
SELECT d.id, d.finding, f.number AS finding_number, f.version AS finding_version, f.vendor,
  v.short_name AS vendor_name, f.fund, f.source, f.insutype,
  CASE WHEN f.recoded = '' THEN f.violation ELSE f.recoded END AS violation, f.description, d.version, d.outcome,
  d.reported_fen, d.amount_fen, d.lines, d.reason_code, d.reason, d.at, d.superseded_at, {_STOOD} AS standing
FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding JOIN vendors_vendor v ON v.id = f.vendor
WHERE d.decision = $2 AND d.at <= $1 ORDER BY f.id, d.version
"""  # noqa: S608 constant text
_EARLIER = f"""
SELECT k.id, k.number, k.decided_on, k.discussion IS NOT NULL AS discussed,
  coalesce((SELECT sum(d.amount_fen) FROM vendors_determination d WHERE d.decision = k.number AND {_STOOD}), 0)::bigint
    AS amount_fen
FROM vendors_decision k WHERE k.institution = $2 AND k.decided_on BETWEEN $3 AND $4 ORDER BY k.id
"""  # noqa: S608 constant text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision as a list shows it: `made_fen` when it was made, `amount_fen` what stands of it at the instant."""

    id: int
    number: str
    institution: int
    institution_code: str
    institution_name: str
    region: str
    state: DecisionState
    decided_on: date
    decided_by: int
    decided_by_name: str
    at: datetime
    discussion: int | None
    discussion_number: str | None
    made_fen: int
    amount_fen: int
    findings: int
    vendors: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """One version of one finding's determination; `lines` maps a line's id to its fen, `standing` at the instant."""

    id: int
    finding: int
    finding_number: str
    finding_version: int
    vendor: int
    vendor_name: str
    fund: str
    source: str
    insutype: str
    violation: str
    description: str
    version: int
    outcome: Outcome
    reported_fen: int
    amount_fen: int
    lines: Mapping[int, int]
    reason_code: ReasonCode
    reason: str
    at: datetime
    superseded_at: datetime | None
    standing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision with every version of its determinations; `standing` those in force at the instant."""

    head: DecisionRow
    determinations: tuple[Ruled, ...]

    @property
    def id(self) -> int:
        return self.head.id

    @property
    def number(self) -> str:
        return self.head.number

    @property
    def institution(self) -> int:
        return self.head.institution

    @property
    def state(self) -> DecisionState:
        return self.head.state

    @property
    def amount_fen(self) -> int:
        return self.head.amount_fen

    @property
    def standing(self) -> tuple[Ruled, ...]:
        return tuple(one for one in self.determinations if one.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilters:
    """Empty means any. `text` is a number, an institution's code, or part of its name."""

    ids: tuple[int, ...] = ()
    states: tuple[DecisionState, ...] = ()
    institution: int | None = None
    discussion: int | None = None
    region: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


ANY_DECISION: Final = DecisionFilters()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """Newest first; `next` is the id to continue before, None at the end."""

    rows: tuple[DecisionRow, ...]
    next: int | None


async def decision(*, id_: int | None = None, number: str = "", for_: Actor, at: datetime) -> DecisionView:
    """One decision, by id or number, as it stood at the instant. NotFound when not there or not for this person."""
    if not for_.at_bureau:
        raise NotFound
    async with transaction() as connection:
        row = await connection.fetchrow(
            f"{_HEAD} AND ($2::int IS NULL OR k.id = $2) AND ($3 = '' OR k.number = $3)", at, id_, number
        )
        if row is None or (id_ is None and not number):
            raise NotFound
        ruled = await connection.fetch(_RULED, at, row["number"])
    return DecisionView(head=_row(row), determinations=tuple(_ruled(one) for one in ruled))


async def decisions(
    *,
    for_: Actor,
    at: datetime,
    filters: DecisionFilters = ANY_DECISION,
    before: int | None = None,
    size: int = 50,
) -> DecisionPage:
    """Decisions, newest first. Forbidden to a vendor's people."""
    if not for_.at_bureau:
        raise Forbidden("处理决定只供医保部门查看。", "Decisions are the bureau's alone.")
    clauses, values = _where(filters, before=before)
    values = [at, *values, size + 1]
    sql = f"{_HEAD} {clauses} ORDER BY k.id DESC LIMIT ${len(values)}"
    async with transaction() as connection:
        found = await connection.fetch(sql, *values)
    rows = tuple(_row(record) for record in found[:size])
    return DecisionPage(rows=rows, next=rows[-1].id if len(found) > size else None)


async def earlier_decisions(*, institution: int, at: datetime, on: date, days: int) -> tuple[Earlier, ...]:
    """Decisions against an institution in the days up to and including `on`, with what stands of them."""
    async with transaction() as connection:
        rows = await connection.fetch(_EARLIER, at, institution, on - timedelta(days=days), on)
    return tuple(Earlier(**row) for row in rows)


def _where(filters: DecisionFilters, *, before: int | None) -> tuple[str, list[object]]:
    every: tuple[tuple[str, object], ...] = (
        ("k.id = ANY(?)", list(filters.ids)),
        ("k.state = ANY(?)", [state.value for state in filters.states]),
        ("k.institution = ?", filters.institution),
        ("k.discussion = ?", filters.discussion),
        ("i.region = ?", filters.region),
        ("(? IN (k.number, i.code) OR strpos(i.name, ?) > 0)", filters.text),
        ("k.decided_on >= ?", filters.since),
        ("k.decided_on <= ?", filters.until),
        ("k.id < ?", before),
    )
    clauses, values = [], list[object]()
    for clause, value in every:
        if value not in (None, "", []):
            values.append(value)
            clauses.append(f"AND {clause.replace('?', f'${len(values) + 1}')}")
    return " ".join(clauses), values


def _row(record: Mapping[str, object]) -> DecisionRow:
    vendors: Sequence[int] = record["vendors"] or ()  # type: ignore[assignment]
    fields = {**record, "state": DecisionState(str(record["state"])), "vendors": tuple(vendors)}
    return DecisionRow(**fields)  # type: ignore[arg-type]


def _ruled(record: Mapping[str, object]) -> Ruled:
    fields = {
        **record,
        "outcome": Outcome(str(record["outcome"])),
        "reason_code": ReasonCode(str(record["reason_code"])),
        "lines": {int(line): fen for line, fen in json.loads(str(record["lines"])).items()},
    }
    return Ruled(**fields)  # type: ignore[arg-type]
