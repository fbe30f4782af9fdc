"""Running numbers of a year (`YD-2026-000001`), given out one caller at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vendors.scope import EVERYONE

if TYPE_CHECKING:
    from asyncpg.connection import Connection


@dataclass(frozen=True, slots=True)
class Series:
    """A kind of number: its letters, and the SQL that reads the newest one starting with `$1`."""

    letters: str
    newest: str


FINDINGS: Final = Series(
    "YD", "SELECT number FROM vendors_finding WHERE starts_with(number, $1) ORDER BY id DESC LIMIT 1"
)
DECISIONS: Final = Series(
    "JD", "SELECT decision FROM vendors_determination WHERE starts_with(decision, $1) ORDER BY id DESC LIMIT 1"
)


async def allot(connection: "Connection", series: Series, *, year: int, count: int = 1) -> tuple[str, ...]:
    """The next `count` numbers; others of the series wait until this transaction ends.

    Reads past row-level security for that one look: a number is unique over all vendors.
    """
    prefix = f"{series.letters}-{year}-"
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", series.letters)
    seen = await connection.fetchval("SELECT current_setting('app.vendor', true)")
    await connection.execute("SELECT set_config('app.vendor', $1, true)", EVERYONE)
    try:
        newest = await connection.fetchval(series.newest, prefix)
    finally:
        await connection.execute("SELECT set_config('app.vendor', $1, true)", seen or "")
    last = int(newest.removeprefix(prefix)) if newest else 0
    return tuple(f"{prefix}{number:06d}" for number in range(last + 1, last + count + 1))
