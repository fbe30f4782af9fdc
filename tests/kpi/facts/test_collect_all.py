from collections.abc import Sequence
from datetime import date

import pytest
from asyncpg.connection import LoggedQuery

from kpi.engine.facts import Facts
from kpi.facts.collect import collect, collect_all
from kpi.rulebooks.queries import in_force
from tests.support import a, cards, filed
from tests.support.cards import ISSUED, Q3
from vendors.actors import SYSTEM
from vendors.contracts.queries import ContractView, contracts
from vendors.registry.rules import Kind
from vendors.tasks.list_actions import mark_reviewed
from vendors.transaction import reading, transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
RULEBOOKS = {kind.value: in_force(kind.value, Q3.ends_on) for kind in Kind}


async def several() -> Sequence[ContractView]:
    """Two rival assessors with findings, reviews and tasks of their own, and a vendor of each other kind."""
    world = await filed.world()
    rival = await filed.rival(world)
    for one, visits in ((world, world.visits), (rival, world.visits[:2])):
        ids = await filed.stored(one, *(filed.case(visit) for visit in visits))
        await filed.notified(ids[0])
        await mark_reviewed(task=one.task, by=one.clerk, at=filed.FILED)
    for kind in (Kind.B, Kind.C, Kind.D):
        _, contract = await cards.contracted(f"{kind.value}机构", kind)
        await cards.facts(contract, kind=kind)
    return await contracts(for_=SYSTEM)


async def counted(known: Sequence[ContractView]) -> dict[int, Facts]:
    return dict(await collect_all(contracts=known, period=Q3, cutoff=ISSUED, rulebooks=RULEBOOKS))


async def test_all_at_once_is_each_alone() -> None:
    known = await several()
    together = await counted(known)
    assert set(together) == {one.id for one in known}
    for one in known:
        rulebook = RULEBOOKS[one.vendor_kind.value]
        assert together[one.id] == await collect(contract=one, period=Q3, cutoff=ISSUED, rulebook=rulebook)
    first, second = (together[one.id] for one in sorted(known, key=lambda one: one.id)[:2])
    assert len(first.values["findings_in_rereviewed"].records) == 4
    assert len(second.values["findings_upheld"].excluded) == 2
    assert {why for _, why in second.values["findings_upheld"].excluded} == {"佐证(他人先报)"}


async def test_more_vendors_ask_the_database_no_more_often() -> None:
    known = await several()
    asked: list[str] = []

    def hear(query: LoggedQuery) -> None:
        asked.append(query.query)

    async def statements(of: Sequence[ContractView]) -> int:
        asked.clear()
        async with reading(), transaction() as connection:
            with connection.query_logger(hear):
                await counted(of)
        return len(asked)

    few = await statements(known)
    for place in range(3):
        await a.contract(vendor=await a.vendor(name=f"新来的{place}号机构"), starts_on=date(2026, 1, 1))
    many = await statements(await contracts(for_=SYSTEM))
    assert many == few


async def test_nobody_asked_about_has_no_facts() -> None:
    assert await counted(()) == {}
