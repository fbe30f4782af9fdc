"""Numbers people quote: RW-2026-0047 (tasks), CY-2026-0012 (draws). A rolled-back act gives its number back."""

from typing import TYPE_CHECKING, Final

from vendors.scope import EVERYONE

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_SEE: Final = "SELECT set_config('app.vendor', $1, true)"


async def next_number(connection: "Connection", *, table: str, prefix: str, year: int) -> str:
    """The next free number of a table with a `number` column; others wait until this transaction ends.

    Reads past row-level security for this one look: a number is unique over all vendors.
    """
    start = f"{prefix}-{year}-"
    await connection.execute(_LOCK, f"{table} {start}")
    seen = await connection.fetchval("SELECT current_setting('app.vendor', true)")
    await connection.execute(_SEE, EVERYONE)
    sql = f"SELECT max(substr(number, $2)::int) FROM {table} WHERE starts_with(number, $1)"  # noqa: S608 constant table
    last = await connection.fetchval(sql, start, len(start) + 1)
    await connection.execute(_SEE, seen or "")
    return f"{start}{(last or 0) + 1:04d}"
