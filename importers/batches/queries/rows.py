"""A batch's rows as they stood in the vendor's sheets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from importers.batches.queries.uploads import batch
from importers.intake.cells import CellKind
from vendors.actors import Actor
from vendors.transaction import transaction

_ROWS = """
SELECT "row" AS number, hidden, kinds, cells, layout FROM importers_batch_row
WHERE batch = $1 AND sheet = $2 AND "row" BETWEEN $3 AND $4 ORDER BY "row"
"""
_KINDS = {kind.value: kind for kind in CellKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """A recognised sheet: rows count from 1, columns from 0; `places` and `titles` by column key.

    `header_row` is the last row of its heading, `last_row` the last that was read as data. `merges` are row, column,
    row, column from 0.
    """

    name: str
    kind: str
    header_row: int
    last_row: int
    places: Mapping[str, int]
    titles: Mapping[str, str]
    merges: tuple[tuple[int, int, int, int], ...]
    rows: int
    blank: int
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row as it stood, from column A on; a cell that exposed a person says `***`. `data` is false for headings."""

    number: int
    texts: tuple[str, ...]
    kinds: tuple[CellKind, ...]
    hidden: bool
    data: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """The rows around one, with the sheet's heading. `places` and `titles` are those of SheetView."""

    sheet: str
    row: int
    headers: tuple[SheetRow, ...]
    rows: tuple[SheetRow, ...]
    places: Mapping[str, int]
    titles: Mapping[str, str]


async def sheets(id_: int, *, for_: Actor) -> tuple[SheetView, ...]:
    """In tab order. Raises NotFound as `batch` does."""
    await batch(id_, for_=for_)
    async with transaction() as connection:
        told = await connection.fetchval("SELECT sheets FROM importers_batch WHERE id = $1", id_)
    return tuple(_sheet(one) for one in json.loads(told))


async def neighbourhood(id_: int, *, sheet: str, row: int, around: int = 5, for_: Actor) -> Neighbourhood | None:
    """None when no rows are kept of the batch, or it has no such row. A vendor sees its own batches only.

    Ids that are no batch of this service (findings recorded without a workbook) have no rows either.
    """
    async with transaction() as connection:
        told = await connection.fetchval(
            "SELECT sheets FROM importers_batch WHERE id = $1 AND ($2::int IS NULL OR vendor = $2)", id_, for_.vendor
        )
        known = next((one for one in map(_sheet, json.loads(told or "[]")) if one.name == sheet), None)
        if known is None:
            return None
        headers = await connection.fetch(_ROWS, id_, sheet, 1, known.header_row)
        first = max(row - around, known.header_row + 1)
        rows = await connection.fetch(_ROWS, id_, sheet, first, row + around)
    if all(found["number"] != row for found in rows):
        return None
    return Neighbourhood(
        sheet=sheet,
        row=row,
        headers=tuple(_row(found) for found in headers),
        rows=tuple(_row(found) for found in rows),
        places=known.places,
        titles=known.titles,
    )


def _sheet(told: Mapping[str, object]) -> SheetView:
    fields = {name: told[name] for name in SheetView.__slots__ if name != "merges"}
    merges = told["merges"]
    return SheetView(**fields, merges=tuple(tuple(area) for area in merges))  # type: ignore[arg-type, attr-defined]


def _row(found: Mapping[str, object]) -> SheetRow:
    return SheetRow(
        number=int(str(found["number"])),
        texts=tuple(json.loads(str(found["cells"]))),
        kinds=tuple(_KINDS.get(letter, CellKind.EMPTY) for letter in str(found["kinds"])),
        hidden=bool(found["hidden"]),
        data=found["layout"] != "",
    )
