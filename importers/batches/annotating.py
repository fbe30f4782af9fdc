"""The annotated copy of a checked upload, made in the background from the rows and problems kept of it.

The vendor's own bytes are not touched again: what stands in the copy is what the check kept, masked cells masked.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from importers.batches.rules import UNDER_WAY, BatchState
from importers.workbook.writing.apart import Send, written
from importers.workbook.writing.marking import END, Orders, Page
from vendors.ports import Blobs
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

ANNOTATE_JOB = "annotate_batch"
_BATCH = "SELECT id, state, filename, received_at, annotated, sheets FROM importers_batch WHERE id = $1"
_SHEETS = """
SELECT sheet, max(length(kinds)) AS width FROM importers_batch_row
WHERE batch = $1 GROUP BY sheet ORDER BY min(id)
"""
_TALLY = "SELECT severity, count(*) AS n FROM importers_batch_issue WHERE batch = $1 GROUP BY severity"
_ISSUES = """
SELECT json_build_array(code, severity, sheet, row, "column", header, value, message_zh, message_en, fix_zh, fix_en)
FROM importers_batch_issue WHERE batch = $1
ORDER BY array_position(ARRAY['error', 'warning', 'notice'], severity::text), position
"""
_ROWS = """
SELECT concat('[', array_position($2::text[], sheet::text) - 1, ',', row, ',"', kinds, '",', cells, ']')
FROM importers_batch_row WHERE batch = $1
ORDER BY array_position($2::text[], sheet::text), row
"""


async def annotate_batch(*, batch: int, blobs: Blobs) -> bool:
    """Make and keep the copy; False when there is nothing to mark, or the check is not over.

    Safe to run again: the same rows make the same bytes. Raises whatever broke; the queue then tries again.
    """
    async with transaction() as connection:
        row = await connection.fetchrow(_BATCH, batch)
        if row is None or BatchState(row["state"]) in UNDER_WAY:
            return False
        orders = await _orders(connection, row)
        if not orders.tally:
            return False

        async def feed(send: Send) -> None:
            await send(msgspec.json.encode(orders) + b"\n")
            await connection.copy_from_query(_ISSUES, batch, output=send)
            await connection.copy_from_query(_ROWS, batch, [page.name for page in orders.pages], output=send)
            await send(END)

        copy = await written("importers.workbook.writing.marking", feed)
    sha256 = await blobs.put(copy)
    async with transaction() as connection:
        await connection.execute("UPDATE importers_batch SET annotated = $2 WHERE id = $1", batch, sha256)
    return True


async def _orders(connection: "Connection", row: "Record") -> Orders:
    known = {sheet["name"]: sheet for sheet in json.loads(row["sheets"] or "[]")}
    tally = await connection.fetch(_TALLY, row["id"])
    return Orders(
        title=row["filename"],
        at=row["received_at"],
        tally={each["severity"]: each["n"] for each in tally},
        pages=[_page(each, known.get(each["sheet"], {})) for each in await connection.fetch(_SHEETS, row["id"])],
    )


def _page(found: "Record", known: Mapping[str, object]) -> Page:
    header, merges = known.get("header_row"), known.get("merges")
    return Page(
        name=found["sheet"],
        width=found["width"],
        header=header if isinstance(header, int) else 0,
        hidden=bool(known.get("hidden")),
        merges=[_area(area) for area in merges] if isinstance(merges, list) else [],
    )


def _area(area: Sequence[int]) -> tuple[int, int, int, int]:
    top, left, bottom, right = area
    return top, left, bottom, right
