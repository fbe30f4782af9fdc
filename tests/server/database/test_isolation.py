import asyncio
from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from server.database.addresses import APP_ROLE, Addresses
from server.database.isolation import UNSCOPED
from server.database.migrate import MigrationFailed, migrate
from vendors.actors import SYSTEM
from vendors.journal.actions import act
from vendors.journal.queries import verify
from vendors.periods import at_local
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio

OWNED = "SELECT table_name FROM information_schema.columns WHERE table_schema='public' AND column_name='vendor'"


async def _two_vendors() -> None:
    async with transaction() as connection:
        for number in (1, 2):
            await connection.execute(
                "INSERT INTO vendors_vendor (code, name, short_name, kind, legal_representative, contact, status, note,"
                " registered_at) VALUES ($1, $1, $1, 'A', '甲', '', 'registered', '', now())",
                f"V{number}",
            )


async def test_every_table_with_a_vendor_is_isolated_even_from_its_owner(database: Addresses) -> None:
    async with transaction() as connection:
        owned = {row[0] for row in await connection.fetch(OWNED)} - UNSCOPED
        rows = await connection.fetch(
            "SELECT relname, relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)"
            " FROM pg_class WHERE relname = ANY($1)",
            sorted(owned | {"vendors_vendor"}),
        )
    assert len(rows) == len(owned) + 1
    assert [name for name, isolated in rows if not isolated] == []


async def test_the_serving_role_is_neither_owner_nor_above_the_policies(database: Addresses) -> None:
    async with transaction() as connection:
        row = await connection.fetchrow(
            "SELECT current_user AS name, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
    assert dict(row) == {"name": "hengjian_app", "rolsuper": False, "rolbypassrls": False}


async def test_code_that_has_not_said_whom_it_serves_sees_no_vendor(database: Addresses) -> None:
    await _two_vendors()
    with seeing(-1):
        async with transaction() as connection:
            assert await connection.fetchval("SELECT count(*) FROM vendors_vendor") == 0


async def test_a_thousand_alternating_readers_see_only_their_own(database: Addresses) -> None:
    await _two_vendors()

    async def read(vendor: int) -> list[int]:
        with seeing(vendor):
            async with transaction() as connection:
                return [row["id"] for row in await connection.fetch("SELECT id FROM vendors_vendor")]

    seen = await asyncio.gather(*(read(1 + number % 2) for number in range(1000)))
    assert seen == [[1 + number % 2] for number in range(1000)]


async def test_a_vendor_cannot_write_another_vendors_row(database: Addresses) -> None:
    await _two_vendors()
    with seeing(1):
        async with transaction() as connection:
            done = await connection.execute("UPDATE vendors_vendor SET name = 'mine' WHERE id = 2")
    assert done == "UPDATE 0"


async def test_migrating_twice_changes_nothing(database: Addresses) -> None:
    await migrate(database)


@pytest.mark.parametrize("statement", ["UPDATE vendors_journal SET note='x'", "DELETE FROM vendors_journal"])
async def test_nobody_rewrites_the_journal(database: Addresses, statement: str) -> None:
    async with act(by=SYSTEM, at=at_local(date(2026, 7, 1))) as deed:
        deed.note("test.noted", "test", 1)
    owner = await asyncpg.connect(**database.owner.for_asyncpg())
    with pytest.raises(asyncpg.PostgresError):
        async with transaction() as connection:
            await connection.execute(statement)
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await owner.execute(statement)
    await owner.close()
    assert (await verify()).broken_at is None


async def test_a_role_without_the_rights_to_migrate_is_told_which_and_the_way_out(migrated: Addresses) -> None:
    plain = replace(migrated.owner, user="plain", database="plain")
    where = Addresses(owner=plain, app=replace(plain, role=APP_ROLE))
    connection = await asyncpg.connect(**migrated.owner.for_asyncpg())
    await connection.execute("CREATE ROLE plain LOGIN CREATEDB")
    try:
        with pytest.raises(MigrationFailed, match="HENGJIAN_OWNER_URL"):
            await migrate(where)
    finally:
        await connection.execute("DROP DATABASE IF EXISTS plain")
        await connection.execute("DROP ROLE plain")
        await connection.close()


async def test_a_process_that_starts_waits_for_no_transaction_of_the_others(database: Addresses) -> None:
    other = await asyncpg.connect(**database.app.for_asyncpg())
    async with other.transaction():
        await other.execute("LOCK TABLE vendors_vendor, vendors_journal IN ROW EXCLUSIVE MODE")
        await asyncio.wait_for(migrate(database), timeout=10)
    await other.close()
