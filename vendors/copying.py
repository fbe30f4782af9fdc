"""Many rows at once."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncpg.connection import Connection

Row = Mapping[str, object]
POURED = 2 * 1024 * 1024  # bytes that wait at most before they go into the table
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})


async def copy_in(connection: "Connection", table: str, rows: Sequence[Row]) -> None:
    """COPY rows that all name the same columns.

    By way of a staging table: PostgreSQL refuses COPY into a table under row-level security.
    """
    if not rows:
        return
    columns = list(rows[0])
    staging = f"staging_{table}"
    await connection.execute(
        f"CREATE TEMP TABLE {staging} AS SELECT {_names(columns)} FROM {table} WITH NO DATA"  # noqa: S608 constant names
    )
    await connection.copy_records_to_table(staging, records=(tuple(row.values()) for row in rows), columns=columns)
    await connection.execute(
        f"INSERT INTO {table} ({_names(columns)}) SELECT {_names(columns)} FROM {staging}; DROP TABLE {staging}"  # noqa: S608 constant names
    )


async def ferry(
    connection: "Connection",
    table: str,
    columns: Sequence[str],
    source: AsyncIterator[bytes],
    fixed: Mapping[str, int | str] | None = None,
) -> int:
    """COPY text-format bytes (`copy_text`) as they come, whole records in each piece; answers how many rows.

    `fixed` fills further columns of every row alike (batch, vendor).
    """
    ferried = Ferry(connection, table, columns, fixed)
    async for piece in source:
        await ferried.take(piece)
    return await ferried.land()


class Ferry:
    """The same for pieces that come in between others: `take` each, `land` them all at the end.

    What has come is poured into the table now and then, so that the end is short.
    """

    def __init__(
        self, connection: "Connection", table: str, columns: Sequence[str], fixed: Mapping[str, int | str] | None = None
    ) -> None:
        self.connection, self.table, self.columns, self.fixed = connection, table, columns, dict(fixed or {})
        self.staging = f"staging_{table}"
        self.begun = False
        self.rows = self.waiting = 0

    async def take(self, piece: bytes) -> None:
        if not self.begun:
            names = _names(self.columns)
            await self.connection.execute(
                f"CREATE TEMP TABLE {self.staging} ON COMMIT DROP AS SELECT {names} FROM {self.table} WITH NO DATA"  # noqa: S608 constant names
            )
            self.begun = True
        said: str = await self.connection.copy_to_table(self.staging, source=_once(piece), columns=list(self.columns))
        self.rows += int(said.rpartition(" ")[2])
        self.waiting += len(piece)
        if self.waiting >= POURED:
            await self._pour()
            await self.connection.execute(f"TRUNCATE {self.staging}")

    async def land(self) -> int:
        """The rest into the table itself; the number of rows in all."""
        if not self.begun:
            return 0
        await self._pour()
        await self.connection.execute(f"DROP TABLE {self.staging}")
        self.begun = False
        return self.rows

    async def _pour(self) -> None:
        names = _names(self.columns)
        known = _names(self.fixed)
        marks = ", ".join(
            f"${place}::{'bigint' if isinstance(value, int) else 'text'}"
            for place, value in enumerate(self.fixed.values(), 1)
        )
        await self.connection.execute(
            f"INSERT INTO {self.table} ({', '.join(filter(None, (known, names)))})"  # noqa: S608 constant names
            f" SELECT {', '.join(filter(None, (marks, names)))} FROM {self.staging}",
            *self.fixed.values(),
        )
        self.waiting = 0


def copy_text(values: Iterable[object]) -> bytes:
    r"""One record in COPY's text format: None is `\N`, booleans `t`/`f`, the rest as PostgreSQL reads its text."""
    return ("\t".join([copy_field(value) for value in values]) + "\n").encode(errors="replace")


def copy_field(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | Decimal | date):
        return str(value)
    raise TypeError(type(value).__name__)


def escaped(text: str) -> str:
    """As one field of COPY's text format. PostgreSQL holds no NUL: it is left out."""
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text or "\0" in text:
        return text.translate(_ESCAPES)
    return text


def as_json(value: Sequence[object] | Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


async def _once(piece: bytes) -> AsyncIterator[bytes]:
    yield piece
