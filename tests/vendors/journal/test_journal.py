import asyncio

import asyncpg
import pytest

from server.database.addresses import Addresses
from tests.support import a
from vendors.actors import SYSTEM
from vendors.journal.actions import act
from vendors.journal.queries import history, page, verify
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio


async def note(kind: str, object_id: str = "1") -> None:
    async with act(by=a.MANAGER, at=a.AT) as deed:
        deed.note(kind, "thing", object_id, after={"说明": "人工", "n": 1, "list": ["a", None, True]})


async def forge(where: Addresses, sql: str) -> None:
    """Change the table as its owner with every trigger switched off: what an intruder on the server could do."""
    connection = await asyncpg.connect(**where.owner.for_asyncpg())
    try:
        await connection.execute(f"SET session_replication_role = replica; {sql}")
    finally:
        await connection.close()


async def test_what_was_noted_reads_back_and_verifies(database: Addresses) -> None:
    for number in range(7):
        await note("thing.made", str(number))
    checked = await verify(size=3)
    newest = (await page(size=1))[0]
    assert (checked.checked, checked.head, checked.broken_at) == (7, newest.digest, None)
    assert newest.entry.after == {"说明": "人工", "n": 1, "list": ["a", None, True]}
    assert newest.entry.at == a.AT


async def test_an_empty_journal_verifies(database: Addresses) -> None:
    assert (await verify()).checked == 0


async def test_an_act_that_notes_nothing_is_a_mistake_and_undone(database: Addresses) -> None:
    with pytest.raises(ValueError, match="journal entry"):
        async with act(by=a.MANAGER, at=a.AT):
            await a.vendor()
    assert await page() == ()


async def test_a_rollback_leaves_no_entry(database: Addresses) -> None:
    async def broken() -> None:
        async with transaction():
            await note("thing.made")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await broken()
    assert await page() == ()
    await note("thing.made")
    assert (await page())[0].seq == 1


async def test_an_inner_act_rolls_back_alone(database: Addresses) -> None:
    async def broken() -> None:
        async with act(by=SYSTEM, at=a.AT) as inner:
            inner.note("inner", "thing", 1)
            raise RuntimeError

    async with act(by=SYSTEM, at=a.AT) as deed:
        deed.note("outer", "thing", 1)
        with pytest.raises(RuntimeError):
            await broken()
    assert [link.entry.kind for link in await page()] == ["outer"]
    assert (await verify()).broken_at is None


async def test_parallel_acts_make_one_chain_without_gaps(database: Addresses) -> None:
    await asyncio.gather(*(note("thing.made", str(number)) for number in range(24)))
    checked = await verify()
    assert (checked.checked, checked.broken_at) == (24, None)


@pytest.mark.parametrize(
    "sql", ["UPDATE vendors_journal SET note = ''", "DELETE FROM vendors_journal", "TRUNCATE vendors_journal"]
)
async def test_the_serving_role_cannot_rewrite_the_journal(database: Addresses, sql: str) -> None:
    await note("thing.made")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction() as connection:
            await connection.execute(sql)


@pytest.mark.parametrize(
    "sql", ["UPDATE vendors_journal SET note = ''", "DELETE FROM vendors_journal", "TRUNCATE vendors_journal"]
)
async def test_a_trigger_stops_even_the_owner(database: Addresses, sql: str) -> None:
    await note("thing.made")
    connection = await asyncpg.connect(**database.owner.for_asyncpg())
    try:
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await connection.execute(sql)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("sql", "place", "reason"),
    [
        ("UPDATE vendors_journal SET after = '{\"n\": 2}' WHERE seq = 3", 3, "altered"),
        ("UPDATE vendors_journal SET at = at - interval '1 second' WHERE seq = 5", 5, "altered"),
        ("DELETE FROM vendors_journal WHERE seq = 2", 2, "missing"),
        ("UPDATE vendors_journal SET previous = digest WHERE seq = 4", 4, "unlinked"),
        ("DELETE FROM vendors_journal WHERE seq > 3", 4, "cut"),
        ("DELETE FROM vendors_journal", 1, "cut"),
    ],
)
async def test_an_intruder_with_every_right_is_found(database: Addresses, sql: str, place: int, reason: str) -> None:
    for number in range(5):
        await note("thing.made", str(number))
    newest = (await page(size=1))[0]
    await forge(database, sql)
    found = await verify(head=(newest.seq, newest.digest), size=2)
    assert (found.broken_at, found.reason) == (place, reason)


async def test_a_journal_set_back_and_written_anew_is_found_by_the_head_kept_elsewhere(database: Addresses) -> None:
    for number in range(4):
        await note("thing.made", str(number))
    newest = (await page(size=1))[0]
    await forge(database, "DELETE FROM vendors_journal WHERE seq > 2")
    await note("thing.forged", "2")
    await note("thing.forged", "3")
    assert (await verify()).broken_at is None
    assert (await verify(head=(newest.seq, newest.digest))).reason == "cut"


async def test_pages_filter_by_kind_and_object_and_go_back(database: Addresses) -> None:
    for number in range(3):
        await note("thing.made", str(number))
    await note("other.made", "1")
    assert [link.seq for link in await page(kind="thing.")] == [3, 2, 1]
    assert [link.seq for link in await page(before=3, size=1)] == [2]
    assert [link.entry.kind for link in await history(object_type="thing", object_id=1)] == ["thing.made", "other.made"]


async def test_an_act_inside_another_waits_for_no_lock_with_the_chain_in_its_hands(database: Addresses) -> None:
    noted, taken = asyncio.Event(), asyncio.Event()
    lock = "SELECT pg_advisory_xact_lock(4242)"

    async def nested() -> None:
        async with act(by=a.MANAGER, at=a.AT) as deed:
            await note("inner.noted")
            noted.set()
            await taken.wait()
            await deed.connection.execute(lock)
            deed.note("outer.noted", "thing", 1)

    async def plain() -> None:
        async with act(by=a.MANAGER, at=a.AT) as deed:
            await deed.connection.execute(lock)
            taken.set()
            await noted.wait()
            deed.note("plain.noted", "thing", 2)

    await asyncio.gather(nested(), plain())
    assert [link.entry.kind for link in await page()] == ["outer.noted", "inner.noted", "plain.noted"]
    assert (await verify()).broken_at is None


async def test_what_an_undone_inner_act_noted_is_undone_with_it(database: Addresses) -> None:
    async with act(by=a.MANAGER, at=a.AT) as deed:
        with pytest.raises(LookupError):
            async with act(by=a.MANAGER, at=a.AT) as inner:
                inner.note("inner.noted", "thing", 1)
                raise LookupError
        deed.note("outer.noted", "thing", 1)
    assert [link.entry.kind for link in await page()] == ["outer.noted"]
