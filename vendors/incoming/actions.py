from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vendors.errors import Conflict
from vendors.incoming.queries import differences_on
from vendors.incoming.rules import Change, Target, compared, inserting, left_out, stale, stored, updating
from vendors.journal.actions import Deed

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_ARRIVING: Final = "CREATE TEMP TABLE arriving (row int, key text, cells text) ON COMMIT DROP"
SHOWN: Final = 200  # entries the file leaves out that are kept to be shown
_COUNTS: Final = "SELECT change, count(*) AS n FROM vendors_incoming_row WHERE upload = $1 GROUP BY change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a file means for its register; `missing` are rows of the register the file does not name (they stay)."""

    added: int
    changed: int
    same: int
    missing: int


async def begin(connection: "Connection") -> None:
    """Make room for the rows of one file; it lasts as long as the transaction."""
    await connection.execute(_ARRIVING)


async def land(connection: "Connection", piece: bytes) -> int:
    """Whole records of COPY text: row, key, cells. Returns how many."""

    async def once() -> AsyncIterator[bytes]:
        yield piece

    said: str = await connection.copy_to_table("arriving", source=once(), columns=["row", "key", "cells"])
    return int(said.rpartition(" ")[2])


async def compare(connection: "Connection", *, upload: int, target: Target) -> Counts:
    """Keep the landed rows under an upload, each with what it means for the register."""
    await discard(connection, upload=upload)
    await connection.execute("ANALYZE arriving")
    await connection.execute(compared(target), upload)
    counts = await _counts(connection, upload, target)
    if counts.missing:
        await connection.execute(left_out(target), upload, SHOWN)
    return counts


async def discard(connection: "Connection", *, upload: int) -> None:
    await connection.execute("DELETE FROM vendors_incoming_row WHERE upload = $1", upload)


async def take(deed: Deed, *, upload: int, target: Target) -> None:
    """The kept rows into the register, then away with them; the register's other rows stay as they are.

    Raises Conflict when the register is no longer what the rows were compared with.
    """
    connection = deed.connection
    await connection.execute(f"LOCK TABLE {target.table} IN SHARE ROW EXCLUSIVE MODE")
    if await connection.fetchval(stale(target), upload):
        raise Conflict(
            "核对之后登记表又有变动，差异已不准确，请重新核对。",
            "The register has changed since the preview; have the file checked again.",
        )
    if target.traced:
        await _trace(deed, upload, target)
    changed = _number(await connection.execute(updating(target), upload, deed.at))
    added = _number(await connection.execute(inserting(target), upload, deed.at))
    kept = await connection.fetch(_COUNTS, upload)
    counts = {row["change"]: row["n"] for row in kept}
    if (added, changed) != (counts.get(Change.ADDED, 0), counts.get(Change.CHANGED, 0)):
        raise Conflict(
            "有记录所属的机构已不在登记表中，请重新核对。",
            "Some rows belong to an institution that is no longer registered; have the file checked again.",
        )
    await discard(connection, upload=upload)


async def _trace(deed: Deed, upload: int, target: Target) -> None:
    for change in (Change.ADDED, Change.CHANGED):
        for one in await differences_on(deed.connection, upload=upload, target=target, change=change, size=None):
            name = one.key.replace("\x1f", " ")
            deed.note("register.row", target.register, name, before=one.before or None, after=one.after)


async def _counts(connection: "Connection", upload: int, target: Target) -> Counts:
    found = {row["change"]: row["n"] for row in await connection.fetch(_COUNTS, upload)}
    total = await connection.fetchval(f"SELECT count(*) FROM ({stored(target)}) s")  # noqa: S608 constant names
    changed, same = found.get(Change.CHANGED, 0), found.get(Change.SAME, 0)
    return Counts(added=found.get(Change.ADDED, 0), changed=changed, same=same, missing=total - changed - same)


def _number(said: str) -> int:
    return int(said.rpartition(" ")[2])
