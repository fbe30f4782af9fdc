"""An installed bureau's findings, from before they came with insurance type, doctor, fund and source."""

from importlib import import_module

import asyncpg
import pytest

from server.database.addresses import Addresses
from tests.support import a, filed
from vendors.findings.actions import admit, receive_findings
from vendors.findings.queries import Filters, queue
from vendors.findings.rules import Fund, Source
from vendors.registry.rules import Kind
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
UPGRADE = import_module("vendors.piccolo_migrations.vendors_2026_11_22t23_20_00_000000_by_hand").STATEMENTS
FORMER = "UPDATE vendors_finding SET insutype = '', doctor = '', fund = '', source = 'third_party'"
OLD = "source = DEFAULT, false_kinds = DEFAULT, insutype = DEFAULT, doctor = DEFAULT, rule = DEFAULT"


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


@pytest.mark.parametrize(("kind", "source"), [(Kind.A, Source.THIRD_PARTY), (Kind.B, Source.SMART_MONITORING)])
async def test_what_the_settled_case_knows_is_filled_in_and_machine_clues_are_named(
    database: Addresses, kind: Kind, source: Source
) -> None:
    world = await filed.world()
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_vendor SET kind = $2 WHERE id = $1", world.vendor, kind.value)
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    fresh = await filed.head(id_)
    await _upgraded(database)
    head = await filed.head(id_)
    assert (head.insutype, head.doctor, head.fund) == (fresh.insutype, fresh.doctor, fresh.fund)
    assert head.fund is Fund.EMPLOYEE
    assert head.source is source


async def test_a_batch_received_before_the_upgrade_is_admitted_after_it(database: Addresses) -> None:
    world = await filed.world()
    async with transaction() as connection:
        await receive_findings(connection, batch=77, vendor=world.vendor, cases=[filed.case(world.visits[0])])
        await connection.execute(f"UPDATE vendors_incoming_finding SET {OLD} WHERE batch = 77")  # noqa: S608 constant
    await admit(task=world.task, batch=77, by=world.clerk, at=a.AT)
    (row,) = (await queue(for_=filed.LEADER, at=filed.AFTER, filters=Filters(batch=77))).rows
    assert (row.source, row.false_kinds, row.fund, row.rule) == (Source.THIRD_PARTY, (), Fund.EMPLOYEE, "")
    assert database
