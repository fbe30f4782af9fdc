"""Every counted group, put together for kpi.facts.collect."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from kpi.facts.asked import Asked, Counted, merged
from kpi.facts.availability.facts import availability_facts
from kpi.facts.checks.facts import check_facts
from kpi.facts.questionnaires.facts import satisfaction_facts
from kpi.facts.recorded.audit import audit_facts
from kpi.facts.recorded.care import care_facts
from kpi.facts.recorded.handoffs import handoff_facts
from kpi.facts.recorded.machine import machine_facts

_SOURCES: Final[tuple[Callable[[Sequence[Asked]], Awaitable[Mapping[int, Counted]]], ...]] = (
    handoff_facts,
    machine_facts,
    audit_facts,
    care_facts,
    check_facts,
    satisfaction_facts,
    availability_facts,
)


async def recorded_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """By contract; only what the record has something of. Call it within `seeing(None)`."""
    return merged(asked, *[await source(asked) for source in _SOURCES])
