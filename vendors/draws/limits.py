"""The least share of inpatient cases re-reviewed (LZ Art.17) and who goes on site (Art.32), as of a draw's day."""

from datetime import date
from decimal import Decimal
from typing import Final

from vendors.draws.rules import Plan
from vendors.errors import Words
from vendors.money import half_up
from vendors.policy.parameters import parameter

LEAST: Final = "sampling_ratio_min"
TOGETHER: Final = "onsite_inspectors_min"


def least_ratio(on: date) -> Decimal:
    """The parameter in force on a day."""
    return parameter(LEAST, on).value


def must_reach_ratio(plan: Plan, on: date) -> dict[str, Words]:
    """What keeps a plan from being an inpatient re-review of the day, by field."""
    row = parameter(LEAST, on)
    if plan.ratio is None:
        return {"ratio": Words("住院费用抽查复审按比例抽取。", "An inpatient re-review is drawn by a ratio.")}
    if plan.ratio >= row.value:
        return {}
    percent, clause = f"{half_up(row.value * 100).normalize():f}", f"{row.source}{row.article}"
    return {
        "ratio": Words(
            f"住院费用抽查复审比例不低于 {percent}%（{clause}，{on.isoformat()} 有效）。",
            f"An inpatient re-review takes no less than {percent} % ({clause}, in force on {on.isoformat()}).",
        )
    }


def must_go_together(plan: Plan, on: date) -> dict[str, Words]:
    """What keeps a double-random plan from sending enough inspectors (LZ Art.32: 2名以上), by field."""
    row = parameter(TOGETHER, on)
    if plan.each >= row.value:
        return {}
    clause = f"{row.source}{row.article}"
    return {
        "each": Words(
            f"每个对象不少于 {int(row.value)} 名检查人员（{clause}）。",
            f"No fewer than {int(row.value)} inspectors to an institution ({clause}).",
        )
    }
