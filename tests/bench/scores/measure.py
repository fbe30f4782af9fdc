"""Facts and cards of one quarter for forty vendors, beside one plain grouped statement over the same rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter
from typing import Final

from kpi.engine.facts import Facts
from kpi.engine.score import score
from kpi.facts.collect import collect_all
from kpi.rulebooks.queries import in_force
from tests.bench.scores.season import QUARTER
from vendors.actors import SYSTEM
from vendors.contracts.queries import contracts
from vendors.periods import at_local, end_of_day
from vendors.transaction import reading, transaction

CUTOFF: Final = at_local(date(2026, 10, 12))
_RUNS: Final = 3
_COUNTS: Final = """
SELECT t.contract, d.outcome, count(*), sum(f.amount_fen), sum(d.amount_fen)
FROM vendors_finding f JOIN vendors_task t ON t.id = f.task
LEFT JOIN vendors_determination d ON d.finding = f.id AND d.superseded_at IS NULL
WHERE f.created_at BETWEEN $1 AND $2 AND f.superseded_at IS NULL GROUP BY t.contract, d.outcome
"""
_PLAIN: Final = """
SELECT t.contract, d.outcome, count(DISTINCT f.id), count(DISTINCT n.finding), count(DISTINCT r.finding),
  sum(l.amount_fen), sum(d.amount_fen)
FROM vendors_finding f JOIN vendors_task t ON t.id = f.task JOIN vendors_finding_line l ON l.finding = f.id
LEFT JOIN vendors_review r ON r.finding = f.id AND r.opinion = 'reject'
LEFT JOIN vendors_notice n ON n.finding = f.id
LEFT JOIN vendors_determination d ON d.finding = f.id AND d.superseded_at IS NULL
WHERE f.created_at BETWEEN $1 AND $2 AND f.superseded_at IS NULL GROUP BY t.contract, d.outcome
"""
"""What somebody at a prompt would write over the rows the facts are counted from: no rule, no id, no earlier report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Seconds: `facts` and `cards` of all vendors, `plain` and `counts` the statements beside them."""

    findings: int
    poured: float
    cards_made: int
    records: int
    facts: float
    cards: float
    plain: float
    counts: float

    @property
    def whole(self) -> float:
        return self.facts + self.cards


async def quarter(findings: int, *, poured: float) -> Quarter:
    """Medians over a poured database; the statements run on the same kind of connection, in turn with the facts."""
    parties = [one for one in await contracts(for_=SYSTEM) if one.starts_on <= QUARTER.ends_on]
    rulebooks = {kind: in_force(kind, QUARTER.ends_on) for kind in {one.vendor_kind.value for one in parties}}
    took: dict[str, list[float]] = {"facts": [], "cards": [], "plain": [], "counts": []}
    known: Mapping[int, Facts] = {}
    for _ in range(_RUNS):
        started = perf_counter()
        async with reading():
            known = await collect_all(contracts=parties, period=QUARTER, cutoff=CUTOFF, rulebooks=rulebooks)
        took["facts"].append(perf_counter() - started)
        started = perf_counter()
        cards = [score(rulebooks[one.kind], one) for one in known.values()]
        took["cards"].append(perf_counter() - started)
        took["plain"].append(await _statement(_PLAIN))
        took["counts"].append(await _statement(_COUNTS))
    return Quarter(
        findings=findings,
        poured=poured,
        cards_made=len(cards),
        records=sum(map(_records, known.values())),
        **{name: median(times) for name, times in took.items()},
    )


def _records(facts: Facts) -> int:
    return sum(len(fact.records) + len(fact.excluded) for fact in facts.values.values())


async def _statement(sql: str) -> float:
    started = perf_counter()
    async with transaction() as connection:
        await connection.fetch(sql, at_local(QUARTER.starts_on, 0), end_of_day(QUARTER.ends_on))
    return perf_counter() - started
