from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.review_rules.rules import Opinion, RuleKind, RuleState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT r.id, r.vendor, v.short_name AS vendor_name, r.contract, c.number AS contract_number, r.task, r.code, r.version,
  r.name, r.kind, r.description, r.basis, r.state, r.delivered_on, r.delivered_by, r.decided_on, r.decided_by, r.reason,
  (SELECT count(*) FROM vendors_review_rule_opinion o WHERE o.rule = r.id) AS opinions
"""
_FROM = """
FROM vendors_review_rule r JOIN vendors_vendor v ON v.id = r.vendor LEFT JOIN vendors_contract c ON c.id = r.contract
WHERE ($1::int IS NULL OR r.vendor = $1)
"""
_FILTERS = f"""{_FROM} AND ($2::int IS NULL OR r.vendor = $2) AND ($3 = '' OR r.kind = $3) AND ($4 = '' OR r.state = $4)
  AND ($5 = '' OR strpos(r.code || r.name || r.description || v.name, $5) > 0)
  AND ($6::date IS NULL OR r.delivered_on >= $6) AND ($7::date IS NULL OR r.delivered_on <= $7)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One version of a delivered rule."""

    id: int
    vendor: int
    vendor_name: str
    contract: int | None
    contract_number: str | None
    task: int | None
    code: str
    version: str
    name: str
    kind: RuleKind
    description: str
    basis: str
    state: RuleState
    delivered_on: date
    delivered_by: str
    decided_on: date | None
    decided_by: str
    reason: str
    opinions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionView:
    """What one expert said."""

    id: int
    expert: int | None
    expert_name: str
    specialty: str
    opinion: Opinion
    reason: str
    given_on: date
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFilters:
    """`since` and `until` are days of delivery; empty means any."""

    vendor: int | None = None
    kind: RuleKind | None = None
    state: RuleState | None = None
    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCounts:
    """What a vendor delivered in a time: versions, those decided, adopted and returned, of different rules."""

    delivered: int
    rules: int
    decided: int
    adopted: int
    returned: int


def _view(row: "Record") -> RuleView:
    fields = dict(row)
    return RuleView(kind=RuleKind(fields.pop("kind")), state=RuleState(fields.pop("state")), **fields)


async def review_rule(rule_id: int, *, for_: Actor) -> RuleView:
    """One version. NotFound when there is none or it is another vendor's."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SELECT} {_FROM} AND r.id = $2", for_.vendor, rule_id)
    if row is None:
        raise NotFound
    return _view(row)


async def review_rules(
    *, for_: Actor, which: RuleFilters | None = None, before: int | None = None, size: int | None = None
) -> tuple[RuleView, ...]:
    """Versions, the last delivered first, before an id; vendor people see their own vendor's."""
    sql = f"{_SELECT} {_FILTERS} AND ($8::int IS NULL OR r.id < $8) ORDER BY r.id DESC LIMIT $9"
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_arguments(for_, which), before, size)
    return tuple(_view(row) for row in rows)


async def versions(rule: RuleView, *, for_: Actor) -> tuple[RuleView, ...]:
    """Every version of the same rule, the newest first."""
    sql = f"{_SELECT} {_FROM} AND r.vendor = $2 AND r.code = $3 ORDER BY r.id DESC"
    async with transaction() as connection:
        return tuple(_view(row) for row in await connection.fetch(sql, for_.vendor, rule.vendor, rule.code))


async def opinions(rule_id: int, *, for_: Actor) -> tuple[OpinionView, ...]:
    """What the experts said of a version, in order."""
    sql = """
    SELECT id, expert, expert_name, specialty, opinion, reason, given_on, recorded_by FROM vendors_review_rule_opinion
    WHERE rule = $1 AND ($2::int IS NULL OR vendor = $2) ORDER BY id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, rule_id, for_.vendor)
    return tuple(OpinionView(**{**row, "opinion": Opinion(row["opinion"])}) for row in rows)


async def rule_states(*, for_: Actor, which: RuleFilters | None = None) -> Mapping[RuleState, int]:
    """How many versions the filter shows, by state."""
    sql = f"SELECT r.state, count(*) AS n {_FILTERS} GROUP BY r.state"
    async with transaction() as connection:
        found = {row["state"]: row["n"] for row in await connection.fetch(sql, *_arguments(for_, which))}
    return {state: int(found.get(state.value, 0)) for state in RuleState}


async def rule_counts(*, vendor: int, window: tuple[date, date]) -> RuleCounts:
    """Counted for the facts of a scorecard: versions delivered on the days of a window and what became of them.

    One that a newer version replaced, or that was stopped later, still counts as adopted.
    """
    sql = """
    SELECT count(*) AS delivered, count(DISTINCT code) AS rules, count(decided_on) AS decided,
      count(*) FILTER (WHERE outcome = 'adopted') AS adopted, count(*) FILTER (WHERE outcome = 'returned') AS returned
    FROM vendors_review_rule WHERE vendor = $1 AND delivered_on BETWEEN $2 AND $3
    """
    async with transaction() as connection:
        row = await connection.fetchrow(sql, vendor, *window)
    return RuleCounts(**{name: int(count) for name, count in row.items()})


def _arguments(for_: Actor, which: RuleFilters | None) -> tuple[object, ...]:
    filters = which or RuleFilters()
    return (
        for_.vendor, filters.vendor, filters.kind.value if filters.kind else "",
        filters.state.value if filters.state else "", filters.text.strip(), filters.since, filters.until,
    )  # fmt: skip
