"""What a half-year's, a year's or a whole contract's card is made of: the published cards of its quarters."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from kpi.engine.facts import Facts, FactValue, Part
from kpi.engine.rulebook import Rulebook
from vendors.contracts.queries import ContractView
from vendors.periods import Period
from vendors.transaction import transaction

CYCLES: Final = {"M": "month", "Q": "", "H": "half", "Y": "year"}
"""By kind of period, which of a rulebook's rules for cycles holds; a quarter is the full set and needs none."""
ROLLED: Final = frozenset({"H", "Y"})
CONTRACT: Final = "contract"
_PUBLISHED = """
SELECT id, period, total FROM kpi_scorecard WHERE contract = $1 AND state = 'published' AND period = ANY($2)
"""
_EVALUATION = "SELECT id, value FROM kpi_manual_fact WHERE contract = $1 AND period = $2 AND name = $3"


async def rolled_facts(*, contract: ContractView, period: Period, rulebook: Rulebook) -> Facts:
    """Of a half-year or a year: its quarters as parts, and the year-end evaluation where the rulebook asks for one."""
    cycle = CYCLES[period.kind]
    values: dict[str, FactValue] = {}
    rule = rulebook.rollups.get(cycle)
    if rule is not None and rule.periods != 1:
        values[rule.evaluation.name] = await _evaluation(contract.id, period, rule.evaluation.name)
    parts = await _parts(contract, quarters_between(period.starts_on, period.ends_on))
    return _facts(contract, str(period), cycle, values, parts)


async def contract_facts(*, contract: ContractView, until: date) -> Facts:
    """Of a contract from its first day on: every quarter that had ended by a day."""
    quarters = quarters_between(contract.starts_on, min(contract.ends_on, until))
    parts = await _parts(contract, [one for one in quarters if min(one.ends_on, contract.ends_on) < until])
    return _facts(contract, f"{contract.starts_on}–{contract.ends_on}", CONTRACT, {}, parts)


def quarters_between(first: date, last: date) -> tuple[Period, ...]:
    """The quarters that have a day between two days, both inclusive."""
    found: list[Period] = []
    quarter = Period.quarter_of(last)
    while quarter.ends_on >= first and quarter.starts_on <= last:
        found.append(quarter)
        quarter = quarter.previous
    return tuple(reversed(found))


def _facts(
    contract: ContractView, period: str, cycle: str, values: dict[str, FactValue], parts: Sequence[Part]
) -> Facts:
    return Facts(
        kind=contract.vendor_kind.value,
        subject=contract.vendor_name,
        period=period,
        values=values,
        cycle=cycle,
        parts=tuple(parts),
    )


async def _parts(contract: ContractView, quarters: Sequence[Period]) -> tuple[Part, ...]:
    """Each quarter in which the contract ran, weighted by its days; without a published card it has no total."""
    async with transaction() as connection:
        rows = await connection.fetch(_PUBLISHED, contract.id, [str(one) for one in quarters])
    known = {row["period"]: row for row in rows}
    found = []
    for one in quarters:
        days = (min(one.ends_on, contract.ends_on) - max(one.starts_on, contract.starts_on)).days + 1
        if days < 1:
            continue
        row = known.get(str(one))
        found.append(
            Part(
                period=str(one),
                total=row["total"] if row else None,
                weight=Decimal(days),
                record=f"scorecard:{row['id']}" if row else "",
            )
        )
    return tuple(found)


async def _evaluation(contract: int, period: Period, name: str) -> FactValue:
    async with transaction() as connection:
        row = await connection.fetchrow(_EVALUATION, contract, str(period), name)
    return FactValue(value=row["value"], records=(f"entry:{row['id']}",)) if row else FactValue(value=None)
