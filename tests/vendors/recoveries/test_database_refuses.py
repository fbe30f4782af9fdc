"""What the database refuses by itself, whoever asks."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from server.database.addresses import Addresses
from tests.support import ledger
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
TABLES = ("", "_item", "_entry", "_share", "_instalment", "_mark")
ENTRY = """
INSERT INTO vendors_recovery_entry (recovery, institution, kind, amount_fen, day, reverses, by, by_name, at)
SELECT id, institution, $2, $3, '2026-10-12', $4, 1, '某', now() FROM vendors_recovery WHERE id = $1 RETURNING id
"""
SHARE = """
INSERT INTO vendors_recovery_share (entry, item, institution, amount_fen)
SELECT $1, id, institution, $3 FROM vendors_recovery_item WHERE id = $2
"""


async def write(recovery: int, kind: str, fen: int, *, shared: int, item: int = 1, reverses: int | None = None) -> None:
    async with transaction() as connection:
        entry = await connection.fetchval(ENTRY, recovery, kind, fen, reverses)
        await connection.execute(SHARE, entry, item, shared)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_the_service_may_neither_change_nor_delete_a_row(table: str, act: str) -> None:
    await ledger.booked()
    sql = act.format(f"vendors_recovery{table}").replace("SET at = now()", "SET institution = institution")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction() as connection:
            await connection.execute(sql)


@pytest.fixture
async def owner(database: Addresses) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(**database.owner.for_asyncpg())
    yield connection
    await connection.close()


async def test_not_even_the_owner_changes_what_was_written(owner: asyncpg.Connection) -> None:
    await ledger.booked()
    for table in ("entry", "share", "instalment", "mark"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await owner.execute(f"DELETE FROM vendors_recovery_{table}")  # noqa: S608 constant names


@pytest.mark.parametrize(
    ("kind", "fen"),
    [("receipt", 1_000_01), ("remittance", 1), ("write_off", 1_000_01), ("refund", 1), ("due_lowered", -1_000_01)],
)
async def test_a_row_that_does_not_add_up_is_refused(kind: str, fen: int) -> None:
    made = await ledger.booked()
    with pytest.raises(asyncpg.CheckViolationError):
        await write(made.recovery, kind, fen, shared=fen)


async def test_shares_that_do_not_come_to_their_entry_are_refused() -> None:
    made = await ledger.booked()
    with pytest.raises(asyncpg.RaiseError, match="come to 9999, not 10000"):
        await write(made.recovery, "receipt", 100_00, shared=99_99)


async def test_an_entry_without_shares_is_refused() -> None:
    made = await ledger.booked()
    with pytest.raises(asyncpg.RaiseError, match="come to 0"):
        async with transaction() as connection:
            await connection.execute(ENTRY, made.recovery, "receipt", 1, None)


async def test_no_share_joins_a_receipt_that_is_whole_without_it() -> None:
    made = await ledger.booked(1_000_00, 500_00)
    entry = await ledger.received(made.recovery, 100_00)
    with pytest.raises(asyncpg.RaiseError, match="come to 10100, not 10000"):
        async with transaction() as connection:
            await connection.execute(SHARE, entry, 2, 1_00)
    assert (await ledger.account(made.recovery)).row.sums.recovered_fen == 100_00


async def test_a_row_or_a_share_is_of_the_institution_of_its_account() -> None:
    made = await ledger.booked()
    another = "SELECT id FROM vendors_institution i WHERE i.id <> vendors_recovery.institution LIMIT 1"
    elsewhere = ENTRY.replace("SELECT id, institution,", f"SELECT id, ({another}),")
    with pytest.raises(asyncpg.RaiseError, match="another institution"):
        async with transaction() as connection:
            await connection.execute(elsewhere, made.recovery, "receipt", 1, None)
    shared = SHARE.replace("id, institution, $3", f"id, ({another.replace('vendors_recovery.', 'f.')}), $3")
    with pytest.raises(asyncpg.RaiseError, match="another institution"):
        async with transaction() as connection:
            entry = await connection.fetchval(ENTRY, made.recovery, "receipt", 1, None)
            await connection.execute(shared.replace("_item WHERE id", "_item f WHERE id"), entry, 1, 1)


async def test_a_row_is_taken_back_once_whole_and_within_its_account() -> None:
    made = await ledger.booked()
    entry = await ledger.received(made.recovery, 100_00)
    with pytest.raises(asyncpg.RaiseError, match="does not take back"):
        await write(made.recovery, "receipt_reversed", -50_00, shared=-50_00, reverses=entry)
    with pytest.raises(asyncpg.RaiseError, match="names what it takes back"):
        await write(made.recovery, "receipt_reversed", -100_00, shared=-100_00)
    await write(made.recovery, "receipt_reversed", -100_00, shared=-100_00, reverses=entry)
    with pytest.raises((asyncpg.UniqueViolationError, asyncpg.CheckViolationError)):
        await write(made.recovery, "receipt_reversed", -100_00, shared=-100_00, reverses=entry)


async def test_an_account_begins_with_nothing_whatever_was_said() -> None:
    made = await ledger.decided(1_000_00)
    async with transaction() as connection:
        await connection.execute(
            "INSERT INTO vendors_recovery (number, decision, institution, stream, destination, opened_by,"
            " opened_by_name, opened_at, due_fen, recovered_fen) SELECT 'ZH-2026-000009', id, institution, 'fine',"
            " 'treasury', 1, '某', now(), 500, 500 FROM vendors_decision WHERE id = $1",
            made.decision,
        )
        assert await connection.fetchval("SELECT due_fen + recovered_fen FROM vendors_recovery") == 0
