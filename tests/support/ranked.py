"""Published cards of kind-A companies, straight from the golden quarter: a rank needs no way to publication."""

from dataclasses import fields

from kpi.engine.canonical import card_as_json
from kpi.engine.score import score
from kpi.rulebooks.facts_file import facts_as_json
from kpi.scorecards.queries import CardRow
from kpi.scorecards.rules import CardState
from tests.support import a, scores
from vendors.actors import Actor, Role
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

Q3 = Period.parse("2026Q3")
LEADER = Actor(id=15, name="方毅", roles=frozenset({Role.LEADER}))
_KNOWN = {
    "id": 1, "vendor": 1, "vendor_name": "祁连病案质量评估中心", "short_name": "祁连质评", "kind": Kind.A,
    "contract": 1, "contract_number": "HT-2026-001", "period": Q3, "state": CardState.PUBLISHED,
    "rulebook": scores.A.id, "grade": "", "vetoed": False,
}  # fmt: skip
ROW = CardRow(**{one.name: _KNOWN.get(one.name) for one in fields(CardRow)})  # type: ignore[arg-type]
"""A row of the list of cards."""
_INSERT = """
INSERT INTO kpi_scorecard (vendor, contract, number, period, version, state, rulebook, facts, card, total, grade,
  vetoed, cutoff, issued_by, issued_by_id, issued_at, approved_by, published_at)
VALUES ($1, $2, $3, $4, 1, 'published', $5, $6, $7, $8, $9, $10, $11, '周启明', 11, $11, '方毅', $11) RETURNING id
"""


async def company(name: str) -> int:
    """Its contract."""
    return await a.contract(vendor=await a.vendor(name=name, kind=Kind.A))


async def card(contract: int, *, period: Period = Q3, **values: str) -> int:
    """A published card of an otherwise spotless quarter."""
    facts = scores.with_values(**values)
    made = score(scores.A, facts)
    async with transaction() as connection:
        vendor = await connection.fetchval("SELECT vendor FROM vendors_contract WHERE id = $1", contract)
        row = (
            vendor, contract, f"KH-{period}-{contract:03d}-v1", str(period), scores.A.id, facts_as_json(facts),
            card_as_json(made), made.total, made.grade.code if made.grade else "", bool(made.vetoes), a.AT,
        )  # fmt: skip
        return int(await connection.fetchval(_INSERT, *row))


async def accuracy(name: str, upheld: int, rejected: int, **values: str) -> int:
    """A company whose findings held so many times; its card."""
    told = {"findings_upheld": str(upheld), "findings_rejected": str(rejected)}
    return await card(await company(name), **told, **values)
