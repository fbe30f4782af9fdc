"""Background work of the people room."""

from collections import Counter
from datetime import datetime
from typing import Final

from server.web.house import House
from vendors.actors import SYSTEM
from vendors.contracts.queries import contracts
from vendors.contracts.rules import ContractState
from vendors.people.headcount import snapshot_headcount
from vendors.periods import Period

_RUNNING: Final = frozenset({ContractState.IN_FORCE, ContractState.AMENDING})


async def headcount(*, house: House, at: datetime, period: str) -> None:  # noqa: ARG001 every job gets the house
    """有/要求 at the end of the month `period`: what the contracts in force that day ask for, added up by vendor."""
    month = Period.parse(period)
    required: Counter[int] = Counter()
    for one in await contracts(for_=SYSTEM):
        if one.state_on(month.ends_on) in _RUNNING:
            required[one.vendor] += one.staff_required
    await snapshot_headcount(month=month, required=required, at=at)
