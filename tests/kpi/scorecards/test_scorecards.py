import asyncio
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from importers.batches.actions import confirm
from kpi.facts.actions import enter_fact, record_conduct
from kpi.ranking.queries import placed
from kpi.retention.queries import proposal
from kpi.scorecards.actions import issue
from kpi.scorecards.queries import card, cards
from kpi.scorecards.rules import CardState
from server.database.addresses import Addresses
from tests.support import a, retention, uploads
from tests.support.cards import publish
from vendors.actors import SYSTEM, Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.periods import Period, at_local
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing
from vendors.tasks.actions import begin_check, check_off

pytestmark = pytest.mark.anyio

Q3 = Period.parse("2026Q3")
ISSUED = at_local(date(2026, 10, 12))
LEADER = Actor(id=15, name="方毅", roles=frozenset({Role.LEADER}))


async def _worked(folder: Path) -> uploads.Desk:
    """A vendor whose one task was uploaded, stored and accepted in the third quarter."""
    desk = await uploads.desk(folder=folder, visits=20)
    taken = await desk.upload(await desk.workbook(found=2))
    await desk.check(taken.batch)
    await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)
    await begin_check(task=desk.task, by=a.MANAGER, at=uploads.UPLOADED)
    await check_off(task=desk.task, by=a.MANAGER, at=uploads.UPLOADED)
    return desk


async def test_a_card_counts_the_record_and_says_what_it_counted(database: Addresses, data: Path) -> None:
    await _worked(data)
    view = await card(await issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED), for_=SYSTEM)
    lines = {line.code: line for line in view.card.lines}
    assert lines["A01"].points == lines["A01"].effective_points
    assert view.facts.values["rows_first_pass"].records == ("batch:SC-2026-0001",)
    assert not lines["A04"].applicable
    assert not lines["K06"].applicable


async def test_an_issued_card_recomputes_to_the_same_bytes(database: Addresses, data: Path) -> None:
    await _worked(data)
    assert (await card(await issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED), for_=SYSTEM)).same


async def test_a_new_fact_makes_a_new_version_and_keeps_the_old(database: Addresses, data: Path) -> None:
    await _worked(data)
    first = await issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED)
    with pytest.raises(Conflict):
        await issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED)
    fact = {"contract": 1, "period": Q3, "evidence": "第三季度流转台账", "by": a.MANAGER, "at": ISSUED}
    await enter_fact(name="handoffs", value=Decimal(19), **fact)
    await enter_fact(name="handoffs_on_time", value=Decimal(18), **fact)
    second = await card(await issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED), for_=SYSTEM)
    assert (second.row.version, {line.code: line.shown for line in second.card.lines}["K06"]) == (2, "94.7%")
    assert (await card(first, for_=SYSTEM)).row.state is CardState.SUPERSEDED


async def test_nobody_enters_by_hand_what_the_record_counts(database: Addresses, data: Path) -> None:
    await _worked(data)
    with pytest.raises(Invalid):
        await enter_fact(
            contract=1, period=Q3, name="findings_upheld", value=Decimal(9), evidence="口头", by=a.MANAGER, at=ISSUED
        )


async def test_a_quarter_that_still_runs_has_no_card(database: Addresses, data: Path) -> None:
    await _worked(data)
    with pytest.raises(Conflict):
        await issue(contract=1, period=Q3, by=a.MANAGER, at=at_local(date(2026, 9, 30)))


async def test_a_vendor_sees_its_card_when_published_and_nobody_elses(database: Addresses, data: Path) -> None:
    desk = await _worked(data)
    made = await issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED)
    with pytest.raises(NotFound):
        await card(made, for_=desk.clerk)
    await publish(card=made, by=LEADER, at=ISSUED)
    assert (await card(made, for_=desk.clerk)).row.id == made
    charlie = a.clerk_of(await a.vendor(name="旁观病历咨询有限公司"))
    with pytest.raises(NotFound):
        await card(made, for_=charlie)
    assert await cards(for_=charlie) == ()


async def test_whoever_issued_a_card_does_not_approve_it(database: Addresses, data: Path) -> None:
    await _worked(data)
    both = Actor(id=16, name="兼任", roles=frozenset({Role.LEADER, Role.CONTRACT_MANAGER}))
    made = await issue(contract=1, period=Q3, by=both, at=ISSUED)
    with pytest.raises(Forbidden):
        await publish(card=made, by=both, at=ISSUED)


async def test_a_veto_fails_the_vendor_and_a_decision_takes_effect(database: Addresses, data: Path) -> None:
    desk = await _worked(data)
    leak = {"kind": "data_leak", "happened_on": date(2026, 8, 3), "count": 1, "basis": "检查记录第3号"}
    await record_conduct(contract=1, by=a.MANAGER, at=ISSUED, **leak)
    made = await issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED)
    proposed = await proposal(await publish(card=made, by=LEADER, at=ISSUED), for_=SYSTEM)
    assert (proposed.total, proposed.fee_due_fen, proposed.fee_deducted_fen) == (Decimal(0), 0, 2_400_000)
    await retention.decided(proposed.id)
    assert (await vendor_view(desk.clerk.vendor or 0, for_=SYSTEM)).standing is not Standing.IN_SERVICE


async def test_ranks_are_within_a_kind_and_shared_when_equal(database: Addresses, data: Path) -> None:
    await _worked(data)
    made = await issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED)
    await publish(card=made, by=LEADER, at=ISSUED)
    assert [one.rank for one in (await placed(for_=SYSTEM, period=Q3)).values()] == [1]


async def test_two_people_who_issue_at_once_make_one_card(database: Addresses, data: Path) -> None:
    await _worked(data)
    asked = (issue(contract=1, period=Q3, by=a.MANAGER, at=ISSUED) for _ in range(2))
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "int"]


async def test_numbers_no_column_can_hold_are_refused_at_their_field(database: Addresses, data: Path) -> None:
    await _worked(data)
    entry = {"contract": 1, "period": Q3, "evidence": "台账", "by": a.MANAGER, "at": ISSUED}
    with pytest.raises(Invalid) as value:
        await enter_fact(name="handoffs", value=Decimal(10) ** 12, **entry)
    assert set(value.value.fields) == {"value"}
    leak = {"kind": "data_leak", "happened_on": date(2026, 8, 3), "basis": "检查记录第3号"}
    with pytest.raises(Invalid) as count:
        await record_conduct(contract=1, count=2**31, by=a.MANAGER, at=ISSUED, **leak)
    assert set(count.value.fields) == {"count"}
