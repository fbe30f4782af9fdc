"""会计师事务所: items counted (C02) and confirmations (C03), from the sheets 抽盘记录 and 函证结果汇总."""

from collections.abc import Mapping, Sequence
from typing import Final

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted
from kpi.facts.recorded.once import once
from kpi.facts.rules import counted
from vendors.registry.rules import Kind
from vendors.tasks.results.fact_queries import SheetRow, sheet_rows

STOCKTAKE: Final = "stocktake"
CONFIRMATIONS: Final = "confirmations"
REPLIED: Final = frozenset({"已回函相符", "已回函不符"})
ALTERNATIVE: Final = "替代程序"
_SAME_ITEM: Final = "同一机构同一品规的另一批号或另一次抽盘，品规只计一次"
_SAME_LETTER: Final = "同一函证编号已计入"


async def audit_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """For the contracts of accounting firms. How many items were planned is entered."""
    contracts = [one.contract.id for one in asked if one.contract.vendor_kind is Kind.C]
    if not contracts:
        return {}
    first = asked[0]
    kinds = (STOCKTAKE, CONFIRMATIONS)
    found = await sheet_rows(contracts=contracts, kinds=kinds, window=first.window, as_of=first.cutoff)
    facts: dict[int, Counted] = {}
    for contract, rows in found.items():
        stocktake = {"items_counted": _items(rows[STOCKTAKE])} if STOCKTAKE in rows else {}
        facts[contract] = stocktake | (_letters(rows[CONFIRMATIONS]) if CONFIRMATIONS in rows else {})
    return facts


def _items(rows: Sequence[SheetRow]) -> FactValue:
    """品规: an item in its strength at one institution, whatever the lot (the last word of the subject)."""
    kept, left_out = once(rows, lambda row: (row.institution, row.subject.rpartition(" ")[0]), _SAME_ITEM)
    return counted((row.id for row in kept), prefix="result", excluded=left_out)


def _letters(rows: Sequence[SheetRow]) -> Counted:
    """A letter counts once; without a reply it is under control when the alternative procedure was carried out."""
    kept, left_out = once(rows, lambda row: row.subject, _SAME_LETTER)
    replied = [row.id for row in kept if row.text("outcome") in REPLIED]
    alternative = [row.id for row in kept if row.text("outcome") == ALTERNATIVE]
    return {
        "confirmations_sent": counted((row.id for row in kept), prefix="result", excluded=left_out),
        "confirmations_returned": counted(replied, prefix="result"),
        "confirmations_alternative": counted(alternative, prefix="result"),
    }
