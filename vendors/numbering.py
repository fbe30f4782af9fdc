"""Numbers people quote: RW-2026-0047. Without gaps: a rolled-back act gives its number back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vendors.scope import widened

if TYPE_CHECKING:
    from asyncpg.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A kind of number: its letters, the table and column that keep it, how many digits it has at least."""

    letters: str
    table: str
    column: str = "number"
    digits: int = 4


TASKS: Final = Series(letters="RW", table="vendors_task")
DRAWS: Final = Series(letters="CY", table="vendors_draw")
CAMPAIGNS: Final = Series(letters="ZX", table="vendors_campaign")
HANDOFFS: Final = Series(letters="XZ", table="vendors_handoff")
PROVISIONS: Final = Series(letters="SJ", table="vendors_provision", digits=6)
FINDINGS: Final = Series(letters="YD", table="vendors_finding", digits=6)
NOTICES: Final = Series(letters="GZ", table="vendors_notice_letter", digits=6)
DISCUSSIONS: Final = Series(letters="TL", table="vendors_discussion")
DECISIONS: Final = Series(letters="JD", table="vendors_decision", digits=6)
REVERSALS: Final = Series(letters="CX", table="vendors_reversal")
TRANSFERS: Final = Series(letters="YS", table="vendors_transfer")
RECOVERIES: Final = Series(letters="ZH", table="vendors_recovery", digits=6)
REVIEW_SAMPLES: Final = Series(letters="FS", table="vendors_review_sample")


async def allot(connection: "Connection", series: Series, *, year: int, count: int = 1) -> tuple[str, ...]:
    """The next `count` numbers of a year; others of the series wait until this transaction ends.

    Reads past row-level security for that one look: a number is unique over all vendors.
    """
    start = f"{series.letters}-{year}-"
    newest = (
        f"SELECT {series.column} FROM {series.table} WHERE starts_with({series.column}, $1)"  # noqa: S608 constant names
        " ORDER BY id DESC LIMIT 1"
    )
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", series.letters)
    async with widened(connection):
        last = await connection.fetchval(newest, start)
    first = int(last.removeprefix(start)) + 1 if last else 1
    return tuple(f"{start}{number:0{series.digits}d}" for number in range(first, first + count))
