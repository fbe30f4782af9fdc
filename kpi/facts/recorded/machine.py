"""信息技术机构: rules adopted (B03), warnings in time (B04), stock comparisons (B05)."""

from collections.abc import Mapping, Sequence
from typing import Final

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted, merged
from kpi.facts.recorded.terms import Terms
from kpi.facts.rules import counted
from vendors.findings.warning_queries import SentWarning, warnings_sent
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.rules import Kind
from vendors.review_rules.fact_queries import TouchedRule, touched_rules
from vendors.tasks.results.fact_queries import SheetRow, named_institutions, sheet_rows
from vendors.tasks.rules import TaskKind

COMPARISON: Final = "stock-comparison"
_STOCK: Final = frozenset({TaskKind.INVENTORY_COMPARISON, TaskKind.STOCK_MONITORING})
_TWICE: Final = "同一规则的另一版本已计入"
_NO_DAY: Final = "缺少费用发生时间，无法判断是否及时"
_UNKNOWN: Final = "机构不在登记表，不计家数"
_NOT_PLANNED: Final = "不在计划比对的机构之内"


async def machine_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """For the contracts of information technology companies; the others are left out."""
    own = [one for one in asked if one.contract.vendor_kind is Kind.B]
    if not own:
        return {}
    return merged(own, await _rules(own), await _warnings(own), await _stock(own))


async def _rules(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """Planned rules are entered; those online are adopted by the experts' review within the period."""
    first = asked[0]
    vendors = {one.contract.vendor for one in asked}
    found = await touched_rules(vendors=vendors, window=first.window, as_of=first.cutoff)
    return {
        one.contract.id: {"rules_online": _online(own)}
        for one in asked
        if (own := [r for r in found.get(one.contract.vendor, ()) if r.contract in {None, one.contract.id}])
    }


def _online(rules: Sequence[TouchedRule]) -> FactValue:
    latest = {rule.code: rule.id for rule in rules if rule.adopted}
    left_out = [
        (f"rule:{rule.id}", _TWICE if rule.adopted else f"未采纳（{rule.state.zh}）")
        for rule in rules
        if rule.id not in latest.values()
    ]
    return counted(latest.values(), prefix="rule", excluded=left_out)


async def _warnings(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    first = asked[0]
    contracts = [one.contract.id for one in asked]
    found = await warnings_sent(contracts=contracts, window=first.window, as_of=first.cutoff)
    terms = Terms(parameter("warning_push_days", local_date(first.until)).whole)
    return {contract: _sent(sent, terms) for contract, sent in found.items()}


def _sent(sent: Sequence[SentWarning], terms: Terms) -> Counted:
    known = [(f"{one.finding}-{one.line}", one.fee_on, one.warned_on) for one in sent]
    left_out = [(f"warning:{key}", _NO_DAY) for key, charged, _warned in known if charged is None]
    dated = [(key, charged, warned) for key, charged, warned in known if charged is not None]
    in_time = [key for key, charged, warned in dated if warned <= terms.last_day(charged)]
    return {
        "warnings": counted((key for key, _charged, _warned in dated), prefix="warning", excluded=left_out),
        "warnings_on_time": counted(in_time, prefix="warning"),
    }


async def _stock(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """Compared: institutions with a row; planned: those the bureau named for such tasks, else what was entered."""
    first = asked[0]
    contracts = [one.contract.id for one in asked]
    rows = await sheet_rows(contracts=contracts, kinds=(COMPARISON,), window=first.window, as_of=first.cutoff)
    planned = await named_institutions(contracts=contracts, kinds=_STOCK, window=first.window)
    found: dict[int, Counted] = {}
    for contract in contracts:
        own, plan = rows.get(contract, {}).get(COMPARISON, ()), planned.get(contract, ())
        if own or plan:
            found[contract] = {"stock_institutions_compared": _compared(own, plan)}
        if plan:
            found[contract]["stock_institutions_planned"] = counted(plan, prefix="institution")
    return found


def _compared(rows: Sequence[SheetRow], plan: Sequence[int]) -> FactValue:
    """Each institution once, by the first of its rows."""
    first: dict[int, int] = {}
    left_out: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row.institution is None:
            left_out.setdefault(f"?{row.subject}", (f"result:{row.id}", _UNKNOWN))
        elif plan and row.institution not in plan:
            left_out.setdefault(str(row.institution), (f"result:{row.id}", _NOT_PLANNED))
        else:
            first.setdefault(row.institution, row.id)
    return counted(first.values(), prefix="result", excluded=left_out.values())
