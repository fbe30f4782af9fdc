"""Many rows at once."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncpg.connection import Connection

Row = Mapping[str, object]


async def copy_in(connection: "Connection", table: str, rows: Sequence[Row]) -> None:
    """COPY rows that all name the same columns.

    By way of a staging table: PostgreSQL refuses COPY into a table under row-level security.
    """
    if not rows:
        return
    columns = list(rows[0])
    names = ", ".join(f'"{column}"' for column in columns)
    staging = f"staging_{table}"
    await connection.execute(
        f"CREATE TEMP TABLE {staging} AS SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608 constant names
    )
    await connection.copy_records_to_table(staging, records=(tuple(row.values()) for row in rows), columns=columns)
    await connection.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {staging}; DROP TABLE {staging}"  # noqa: S608 constant names
    )


def as_json(value: Sequence[object] | Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)
