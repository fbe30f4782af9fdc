"""Assessed vendors: facts entered, cards issued by a manager and taken through the cycle to publication."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from kpi.assessment.actions.approval import approve
from kpi.assessment.actions.feedback import end_objections, feed_back
from kpi.assessment.actions.reviewing import review
from kpi.assessment.rules import Meeting
from kpi.facts.actions import enter_fact
from kpi.retention import actions as retention
from kpi.scorecards.actions import issue
from kpi.scorecards.queries import card as card_view
from tests.support import a
from vendors.actors import Actor, Role
from vendors.periods import Period, at_local, local_date
from vendors.registry.rules import Kind

Q2, Q3 = Period.parse("2026Q2"), Period.parse("2026Q3")
ISSUED = at_local(date(2026, 10, 12))
LEADER = Actor(id=15, name="方毅", roles=frozenset({Role.LEADER}))
REVIEWER = Actor(id=17, name="沈岩", roles=frozenset({Role.SECOND_REVIEWER}))


async def contracted(name: str = "河西数据技术有限公司", kind: Kind = Kind.B, *, staff: int = 2) -> tuple[int, int]:
    """A vendor with so many people for a contract that asks for two; returns vendor and contract."""
    vendor = await a.vendor(name=name, kind=kind)
    contract = await a.contract(vendor=vendor, staff_required=2)
    for person in range(staff):
        await a.staff(vendor=vendor, name=f"人员{person}", since=date(2026, 1, 1))
    return vendor, contract


COMMON: Mapping[str, str] = {
    "handoffs": "20", "handoffs_on_time": "19", "satisfaction_bureau": "92", "satisfaction_institutions": "88",
}  # fmt: skip
PROFESSIONAL: Mapping[Kind, Mapping[str, str]] = {
    Kind.A: {},
    Kind.B: {
        "rules_online": "9", "rules_planned": "10", "warnings_on_time": "98", "warnings": "100",
        "stock_institutions_compared": "28", "stock_institutions_planned": "30", "outage_minutes": "60",
        "service_minutes": "130000", "doctor_records_agreed": "98", "doctor_records_checked": "100",
    },
    Kind.C: {
        "items_counted": "95", "items_planned": "100", "confirmations_returned": "18", "confirmations_alternative": "2",
        "confirmations_sent": "20", "papers_passed": "47", "papers_checked": "50",
    },
    Kind.D: {
        "investigations_agreed": "49", "investigations_rechecked": "50", "enquiries_on_time": "99",
        "enquiries_received": "100", "payments_on_time": "99", "payments_due": "100",
    },
}  # fmt: skip
"""Numbers people enter, enough for a card that can be graded (kind A is counted from its tasks)."""


async def facts(contract: int, period: Period = Q3, *, kind: Kind = Kind.B, **values: str) -> None:
    for name, value in {**COMMON, **PROFESSIONAL[kind], **values}.items():
        await enter_fact(
            contract=contract, period=period, name=name, value=Decimal(value), evidence="季度评价汇总表",
            by=a.MANAGER, at=ISSUED,
        )  # fmt: skip


async def issued(contract: int, period: Period = Q3) -> int:
    return await issue(contract=contract, period=period, by=a.MANAGER, at=ISSUED)


def meeting(held_on: date) -> Meeting:
    return Meeting(held_on=held_on, members=("方毅", "沈岩", "邓岚"), minutes="集体审议通过。")


async def reviewed(card: int, *, at: datetime = ISSUED) -> int:
    """A draft fed back, not objected to and reviewed; the card that goes to approval."""
    vendor = (await card_view(card, for_=a.MANAGER)).row.vendor
    await feed_back(card=card, by=a.MANAGER, at=at)
    await end_objections(card=card, by=a.clerk_of(vendor), at=at)
    return await review(card=card, by=REVIEWER, at=at)


async def publish(*, card: int, by: Actor = LEADER, at: datetime = ISSUED) -> int:
    """A draft taken the whole way; returns the proposal that follows."""
    card = await reviewed(card, at=at)
    await approve(card=card, meeting=meeting(local_date(at)), by=by, at=at)
    return await retention.publish(card=card, by=by, at=at)


async def published(contract: int, periods: Sequence[Period] = (Q3,)) -> tuple[int, ...]:
    """Cards of these quarters, oldest first, approved by the leader."""
    made = []
    for period in periods:
        card = await issued(contract, period)
        await publish(card=card)
        made.append(card)
    return tuple(made)
