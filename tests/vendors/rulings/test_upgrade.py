"""An installed bureau's rows, from before decisions, discussions and letters were kept."""

from importlib import import_module

import asyncpg
import pytest

from server.database.addresses import Addresses
from tests.support import filed
from vendors.numbering import DECISIONS, NOTICES, allot
from vendors.periods import local_date
from vendors.rulings.actions import NewRuling, determine_many
from vendors.rulings.queries import decision, discussion, letter
from vendors.rulings.rules import Discussion, Outcome, ReasonCode
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
UPGRADE = import_module("vendors.piccolo_migrations.vendors_2026_11_22t23_00_00_000000_by_hand").STATEMENTS
FORMER = """
DELETE FROM vendors_decision; DELETE FROM vendors_discussion; DELETE FROM vendors_notice_part;
DELETE FROM vendors_notice_letter; UPDATE vendors_notice SET number = '';
"""
"""What the last release would have left: no decisions, no letters, no numbers on notices."""


async def _decided(*fens: int, discussed: bool) -> tuple[int, ...]:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(world.visits[n], fen) for n, fen in zip((0, 2), fens, strict=True)))
    told = [
        NewRuling(finding=await filed.notified(id_), version=4, outcome=Outcome.UPHELD,
                  reason_code=ReasonCode.FACTS_PROVEN)
        for id_ in ids
    ]  # fmt: skip
    day = local_date(filed.AFTER)
    minutes = Discussion(held_on=day, attendees=("方毅", "邓岚"), conclusion="同意认定")
    await determine_many(rulings=told, discussion=minutes if discussed else None, by=filed.LEADER, at=filed.AFTER)
    return ids


async def _upgraded(database: Addresses) -> None:
    owner = await asyncpg.connect(**database.owner.for_asyncpg())
    try:
        async with owner.transaction():
            await owner.execute("SELECT set_config('app.vendor', '*', true), set_config('app.region', '*', true)")
            await owner.execute(FORMER)
        async with owner.transaction():
            for statement in UPGRADE:
                await owner.execute(statement)
    finally:
        await owner.close()


async def test_old_determinations_get_their_decision_and_the_discussion_it_rested_on(database: Addresses) -> None:
    ids = await _decided(3_000_000, 2_500_000, discussed=True)
    await _upgraded(database)
    found = await decision(number="JD-2026-000001", for_=filed.LEADER, at=filed.AFTER)
    assert (found.head.made_fen, found.amount_fen, found.state.value) == (5_500_000, 5_500_000, "open")
    assert [one.finding for one in found.standing] == list(ids)
    assert found.head.discussion is not None
    record = await discussion(id_=found.head.discussion, for_=filed.LEADER)
    assert ([one.name for one in record.attendees], record.findings) == (["方毅", "邓岚"], ids)
    assert record.used_at is not None


async def test_old_notices_get_a_number_and_a_letter_each_and_numbers_go_on_from_there(database: Addresses) -> None:
    first, second = await _decided(100, 200, discussed=False)
    await _upgraded(database)
    found = [await letter(number=f"GZ-2026-00000{n}", for_=filed.LEADER) for n in (1, 2)]
    assert [[part.finding for part in one.parts] for one in found] == [[first], [second]]
    assert {one.head.served_on for one in found} == {filed.SERVED}
    async with transaction() as connection:
        assert await allot(connection, NOTICES, year=2026) == ("GZ-2026-000003",)
        assert await allot(connection, DECISIONS, year=2026) == ("JD-2026-000002",)
