from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.policy.parameters import parameter
from vendors.registry.oversight.rules import InspectionKind, RiskCategory, RiskLevel, level
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_RISKS = """
SELECT r.id, r.vendor, v.short_name AS vendor_name, r.category, r.description, r.likelihood, r.impact, r.measure,
  r.owner, r.review_on, r.closed_on, r.outcome
FROM vendors_vendor_risk r JOIN vendors_vendor v ON v.id = r.vendor
WHERE ($1::int IS NULL OR r.vendor = $1) AND ($2::int IS NULL OR r.id = $2) AND ($3 = '' OR r.category = $3)
  AND ($4 = '' OR ($4 = 'open') = (r.closed_on IS NULL))
  AND ($5::int IS NULL OR ((r.closed_on IS NOT NULL)::int, -r.likelihood * r.impact, r.review_on, r.id)
    > ($5, $6::int, $7::date, $8::int))
ORDER BY (r.closed_on IS NOT NULL)::int, -r.likelihood * r.impact, r.review_on, r.id LIMIT $9
"""
_TALLY = """
SELECT likelihood, impact, count(*) AS n, count(*) FILTER (WHERE closed_on IS NULL) AS open FROM vendors_vendor_risk
WHERE ($1 = '' OR category = $1) AND ($2 = '' OR ($2 = 'open') = (closed_on IS NULL)) GROUP BY likelihood, impact
"""
Place = tuple[int, int, date, int]
"""Where a risk stands in the list: closed or not, how grave, its day of review, its id."""
_INSPECTIONS = """
SELECT i.id, i.vendor, v.short_name AS vendor_name, i.inspected_on, i.kind, i.inspectors, i.findings, i.rectify_by,
  i.closed_on, i.outcome
FROM vendors_vendor_inspection i JOIN vendors_vendor v ON v.id = i.vendor
WHERE ($1::int IS NULL OR i.vendor = $1) AND ($2::int IS NULL OR i.vendor = $2) AND ($3::int IS NULL OR i.id = $3)
ORDER BY i.inspected_on DESC, i.id DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskView:
    """One risk with its level on the day it is read."""

    id: int
    vendor: int
    vendor_name: str
    category: RiskCategory
    description: str
    likelihood: int
    impact: int
    level: RiskLevel
    measure: str
    owner: str
    review_on: date
    closed_on: date | None
    outcome: str

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def place(self) -> Place:
        return int(self.closed_on is not None), -self.score, self.review_on, self.id

    def overdue(self, day: date) -> bool:
        return self.closed_on is None and self.review_on < day


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionView:
    """One inspection; `rectify_by` the day things are to be right, `closed_on` when they were."""

    id: int
    vendor: int
    vendor_name: str
    inspected_on: date
    kind: InspectionKind
    inspectors: str
    findings: str
    rectify_by: date | None
    closed_on: date | None
    outcome: str

    def overdue(self, day: date) -> bool:
        return self.closed_on is None and self.rectify_by is not None and self.rectify_by < day


def levels(on: date) -> tuple[int, int]:
    """Likelihood × impact from which a risk is high, and medium."""
    return parameter("risk_score_high", on).whole, parameter("risk_score_medium", on).whole


async def risks(
    *,
    for_: Actor,
    on: date,
    vendor: int | None = None,
    category: RiskCategory | None = None,
    state: str = "",
    after: Place | None = None,
    limit: int | None = None,
) -> Sequence[RiskView]:
    """The gravest open ones first; `state` open, closed or empty. Forbidden to vendor people."""
    must_be_bureau(for_)
    wanted = (vendor, None, category.value if category else "", state)
    async with transaction() as connection:
        rows = await connection.fetch(_RISKS, *wanted, *(after or (None,) * 4), limit)
    return tuple(_risk(row, on) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Of the risks a filter shows: how many, and (likelihood, impact) of each that is open."""

    total: int
    open: Sequence[tuple[int, int]]


async def risk_tally(*, for_: Actor, category: RiskCategory | None = None, state: str = "") -> Tally:
    """Counted over every vendor. Forbidden to vendor people."""
    must_be_bureau(for_)
    async with transaction() as connection:
        rows = await connection.fetch(_TALLY, category.value if category else "", state)
    pairs = [(row["likelihood"], row["impact"]) for row in rows for _ in range(row["open"])]
    return Tally(total=sum(row["n"] for row in rows), open=tuple(pairs))


async def risk(risk_id: int, *, for_: Actor, on: date) -> RiskView:
    """One risk. Raises NotFound, Forbidden to vendor people."""
    must_be_bureau(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(_RISKS, None, risk_id, "", "", *(None,) * 5)
    if row is None:
        raise NotFound
    return _risk(row, on)


def _risk(row: "Record", on: date) -> RiskView:
    high, medium = levels(on)
    fields = dict(row)
    category = RiskCategory(fields.pop("category"))
    graded = level(row["likelihood"] * row["impact"], high=high, medium=medium)
    return RiskView(category=category, level=graded, **fields)


async def inspections(*, for_: Actor, vendor: int | None = None) -> Sequence[InspectionView]:
    """Newest first. Vendor people see their own vendor's."""
    async with transaction() as connection:
        rows = await connection.fetch(_INSPECTIONS, for_.vendor, vendor, None)
    return tuple(_inspection(row) for row in rows)


async def inspection(inspection_id: int, *, for_: Actor) -> InspectionView:
    """One inspection. Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(_INSPECTIONS, for_.vendor, None, inspection_id)
    if row is None:
        raise NotFound
    return _inspection(row)


def _inspection(row: "Record") -> InspectionView:
    return InspectionView(**(dict(row) | {"kind": InspectionKind(row["kind"])}))
