from typing import TYPE_CHECKING

from vendors.incoming.rules import SEPARATOR, Change, Difference, Target, stored
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection


async def differences(*, upload: int, target: Target, change: Change, size: int) -> tuple[Difference, ...]:
    """The first so many in the file's order."""
    async with transaction() as connection:
        return await differences_on(connection, upload=upload, target=target, change=change, size=size)


async def differences_on(
    connection: "Connection", *, upload: int, target: Target, change: Change, size: int | None
) -> tuple[Difference, ...]:
    """The same within a transaction; all of them without a size."""
    before, join = "NULL", ""
    if change is Change.CHANGED:
        before, join = "s.cells", f"LEFT JOIN ({stored(target)}) s ON s.key = a.key"
    sql = (
        "WITH a AS (SELECT row, key, cells FROM vendors_incoming_row"  # noqa: S608 constant names
        " WHERE upload = $1 AND change = $2 ORDER BY row LIMIT $3)"
        f" SELECT a.row, a.key, a.cells, {before} AS before FROM a {join} ORDER BY a.row"
    )
    return tuple(
        Difference(
            row=row["row"],
            key=row["key"],
            before=target.named(row["before"].split(SEPARATOR)) if row["before"] is not None else {},
            after=target.named(row["cells"].split(SEPARATOR)),
        )
        for row in await connection.fetch(sql, upload, change.value, size)
    )


async def missing(*, upload: int, target: Target, size: int) -> tuple[Difference, ...]:
    """Entries of the register that the file does not name, the first by key; they stay as they are."""
    async with transaction() as connection:
        found = await differences_on(connection, upload=upload, target=target, change=Change.MISSING, size=size)
    return tuple(Difference(row=0, key=one.key, before=one.after, after={}) for one in found)


async def entries(target: Target, *, size: int) -> tuple[dict[str, str], ...]:
    """The register as it is, the first so many by key, as texts by field name."""
    sql = f"SELECT s.cells FROM ({stored(target)}) s ORDER BY s.key LIMIT $1"  # noqa: S608 constant names
    async with transaction() as connection:
        return tuple(target.named(row["cells"].split(SEPARATOR)) for row in await connection.fetch(sql, size))


async def size_of(target: Target) -> int:
    """How many rows the register has."""
    async with transaction() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM {target.table}"))  # noqa: S608 constant name
