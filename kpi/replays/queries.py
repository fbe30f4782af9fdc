"""The cards a replay begins from: their figures and frozen numbers, without the ids these were counted from."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kpi.replays.rules import Fees, Grades, Kept
from kpi.rulebooks.facts_file import facts_from_json
from kpi.scorecards.rules import CURRENT
from vendors.actors import SYSTEM
from vendors.contracts.instalments import assessed_periods, spread
from vendors.contracts.payment_queries import payments_of
from vendors.contracts.queries import contract as contract_view
from vendors.periods import Period
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_KEPT: Final = """
WITH newest AS MATERIALIZED (
  SELECT DISTINCT ON (s.contract, s.period) s.id, v.short_name AS vendor_name, c.number AS contract_number
  FROM kpi_scorecard s JOIN vendors_vendor v ON v.id = s.vendor JOIN vendors_contract c ON c.id = s.contract
  WHERE v.kind = $1 AND s.period = ANY($2) AND s.state = ANY($3)
  ORDER BY s.contract, s.period, s.state = 'published' DESC, s.version DESC
)
SELECT s.id, s.vendor, s.contract, s.period, s.rulebook, s.total, s.grade, s.vetoed, n.vendor_name, n.contract_number,
  (SELECT (told || jsonb_build_object('facts', (
     SELECT coalesce(jsonb_object_agg(name, fact -> 'value'), '{}') FROM jsonb_each(told -> 'facts') AS f (name, fact)
   )))::text FROM (SELECT s.facts::jsonb AS told OFFSET 0) AS once) AS facts
FROM newest n JOIN kpi_scorecard s ON s.id = n.id ORDER BY s.period, s.vendor, s.contract
"""
_PERIODS: Final = """
SELECT s.period, count(DISTINCT s.contract) AS cards FROM kpi_scorecard s JOIN vendors_vendor v ON v.id = s.vendor
WHERE v.kind = $1 AND s.state = ANY($2) GROUP BY s.period
"""
_GRADES: Final = """
SELECT contract, period, grade FROM kpi_scorecard WHERE contract = ANY($1) AND state = 'published'
"""
_CONTRACTS: Final = """
SELECT DISTINCT s.contract FROM kpi_scorecard s JOIN vendors_vendor v ON v.id = s.vendor
WHERE v.kind = $1 AND s.period = ANY($2) AND s.state = ANY($3) ORDER BY s.contract
"""
_STATES: Final = [state.value for state in CURRENT]


async def replayable(kind: Kind) -> Mapping[Period, int]:
    """The periods with cards of a kind and how many, the latest first."""
    async with transaction() as connection:
        rows = await connection.fetch(_PERIODS, kind.value, _STATES)
    found = {Period.parse(row["period"]): int(row["cards"]) for row in rows}
    return dict(sorted(found.items(), key=lambda item: (item[0].ends_on, item[0].starts_on), reverse=True))


async def linked_fees(kind: Kind, periods: Sequence[Period]) -> Fees:
    """The linked fee that each quarter's card decides, in fen, under every contract with a card in the periods."""
    async with transaction() as connection:
        rows = await connection.fetch(_CONTRACTS, kind.value, [str(period) for period in periods], _STATES)
    return {row["contract"]: await _linked(row["contract"]) for row in rows}


async def kept(kind: Kind, periods: Sequence[Period], fees: Fees) -> tuple[Kept, ...]:
    """The published card of each contract and period, else the newest under way; by period.

    Reads across vendors: call it within `seeing(None)`.
    """
    async with transaction() as connection:
        rows = await connection.fetch(_KEPT, kind.value, [str(period) for period in periods], _STATES)
    return tuple(_kept(row, fees) for row in rows)


async def grades(contracts: Sequence[int]) -> Grades:
    """Every published grade of some contracts."""
    async with transaction() as connection:
        rows = await connection.fetch(_GRADES, list(contracts))
    found: dict[int, dict[Period, str]] = {contract: {} for contract in contracts}
    for row in rows:
        found[row["contract"]][Period.parse(row["period"])] = row["grade"]
    return found


async def _linked(contract: int) -> Mapping[Period, int]:
    found: dict[Period, int] = {}
    for row in await payments_of(await contract_view(contract, for_=SYSTEM), for_=SYSTEM):
        for quarter, linked in spread(row.linked_fen, assessed_periods(row.covers_from, row.covers_to)):
            found[quarter] = found.get(quarter, 0) + linked
    return found


def _kept(row: "Record", fees: Fees) -> Kept:
    fields = dict(row)
    period = Period.parse(fields.pop("period"))
    facts = facts_from_json(fields.pop("facts"))
    return Kept(**fields, period=period, facts=facts, linked_fen=fees.get(row["contract"], {}).get(period, 0))
