"""协同衔接 (K06): slips the vendor was given whose answer is due in the period."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from kpi.facts.asked import Asked, Counted
from kpi.facts.rules import counted
from vendors.handoffs.fact_queries import GivenSlip, given_slips
from vendors.periods import local_date

_WITHDRAWN: Final = "发出方已撤回"
_NOT_DUE: Final = "未到答复期限"


async def handoff_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """A slip goes to a vendor: it counts for each of its contracts in the period. Forwarding it is an answer."""
    first = asked[0]
    vendors = {one.contract.vendor for one in asked}
    given = await given_slips(vendors=vendors, window=first.window, as_of=first.cutoff)
    day = local_date(first.cutoff)
    return {one.contract.id: _counted(given[one.contract.vendor], day) for one in asked if one.contract.vendor in given}


def _counted(slips: Sequence[GivenSlip], day: date) -> Counted:
    reasons = {slip.id: why for slip in slips if (why := _left_out(slip, day))}
    left_out = [(f"handoff:{slip}", why) for slip, why in reasons.items()]
    due = [slip for slip in slips if slip.id not in reasons]
    return {
        "handoffs": counted((slip.id for slip in due), prefix="handoff", excluded=left_out),
        "handoffs_on_time": counted((slip.id for slip in due if slip.on_time), prefix="handoff"),
    }


def _left_out(slip: GivenSlip, day: date) -> str:
    if slip.withdrawn:
        return _WITHDRAWN
    return _NOT_DUE if slip.answered_on is None and slip.due_on >= day else ""
