"""Two versions of a workbook, row by row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from importers.batches.queries.rows import SheetView, sheets
from vendors.actors import Actor
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

DIFFERENCES_SHOWN: Final = 500  # of each sort
_DIFF = """
WITH was AS (
  SELECT sheet, "row", layout, identity, content, cells, row_number() OVER same AS nth FROM importers_batch_row
  WHERE batch = $2 AND layout <> '' WINDOW same AS (PARTITION BY layout, identity, content ORDER BY sheet, "row")
), now AS (
  SELECT sheet, "row", layout, identity, content, cells, row_number() OVER same AS nth FROM importers_batch_row
  WHERE batch = $1 AND layout <> '' WINDOW same AS (PARTITION BY layout, identity, content ORDER BY sheet, "row")
), pairs AS MATERIALIZED (
  SELECT w.layout AS w_layout, w.identity AS w_identity, w.sheet AS w_sheet, w."row" AS w_row, w.cells AS w_cells,
    n.layout AS n_layout, n.identity AS n_identity, n.sheet AS n_sheet, n."row" AS n_row, n.cells AS n_cells
  FROM was w FULL JOIN now n ON n.layout = w.layout AND n.identity = w.identity AND n.content = w.content
    AND n.nth = w.nth
), lost AS (
  SELECT *, nullif(w_identity, '') AS known, row_number() OVER (
    PARTITION BY w_layout, w_identity ORDER BY w_sheet, w_row) AS nth FROM pairs WHERE n_row IS NULL
), found AS (
  SELECT *, nullif(n_identity, '') AS known, row_number() OVER (
    PARTITION BY n_layout, n_identity ORDER BY n_sheet, n_row) AS nth FROM pairs WHERE w_row IS NULL
), differences AS (
  SELECT CASE WHEN l.w_row IS NULL THEN 'added' WHEN f.n_row IS NULL THEN 'removed' ELSE 'changed' END AS sort,
    l.w_sheet, l.w_row, l.w_cells, f.n_sheet, f.n_row, f.n_cells
  FROM lost l FULL JOIN found f ON f.n_layout = l.w_layout AND f.known = l.known AND f.nth = l.nth
), ranked AS (
  SELECT *, count(*) OVER (PARTITION BY sort) AS total, row_number() OVER (
    PARTITION BY sort ORDER BY coalesce(n_sheet, w_sheet), coalesce(n_row, w_row)) AS place
  FROM differences
)
SELECT u.unchanged, r.sort, r.total, r.w_sheet, r.w_row, r.w_cells, r.n_sheet, r.n_row, r.n_cells
FROM (SELECT count(*) AS unchanged FROM pairs WHERE w_row IS NOT NULL AND n_row IS NOT NULL) u
LEFT JOIN ranked r ON r.place <= $3 ORDER BY r.sort, r.place
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell of a row; of an added row `before` is empty, of a removed one `after`."""

    key: str
    header: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDiff:
    """`sheet` and `row` are where it stands now, for a removed row where it stood; `was_row` 0 for an added one."""

    sheet: str
    row: int
    was_row: int
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """The counts are whole; of each sort only the first rows are listed."""

    batch: int
    against: int
    added: tuple[RowDiff, ...]
    changed: tuple[RowDiff, ...]
    removed: tuple[RowDiff, ...]
    added_count: int
    changed_count: int
    removed_count: int
    unchanged_count: int


async def diff(id_: int, *, against: int, for_: Actor, size: int = DIFFERENCES_SHOWN) -> Diff:
    """What a batch says otherwise than an earlier one. Raises NotFound for a batch not there or another vendor's.

    Rows are the same row by their identity (the layout's unique columns) and say the same when their values do,
    however they are written and wherever they stand.
    """
    now = {sheet.name: sheet for sheet in await sheets(id_, for_=for_)}
    was = {sheet.name: sheet for sheet in await sheets(against, for_=for_)}
    async with transaction() as connection:
        rows = await connection.fetch(_DIFF, id_, against, size)
    totals = {row["sort"]: row["total"] for row in rows}

    def listed(sort: str) -> tuple[RowDiff, ...]:
        return tuple(_row(row, was, now) for row in rows if row["sort"] == sort)

    return Diff(
        batch=id_,
        against=against,
        added=listed("added"),
        changed=listed("changed"),
        removed=listed("removed"),
        added_count=totals.get("added", 0),
        changed_count=totals.get("changed", 0),
        removed_count=totals.get("removed", 0),
        unchanged_count=rows[0]["unchanged"],
    )


def _row(row: "Record", was: Mapping[str, SheetView], now: Mapping[str, SheetView]) -> RowDiff:
    before, after = was.get(row["w_sheet"]), now.get(row["n_sheet"])
    told = _cells(row["w_cells"], before), _cells(row["n_cells"], after)
    titles = {**(before.titles if before else {}), **(after.titles if after else {})}
    cells = tuple(
        CellChange(key=key, header=titles.get(key, key), before=told[0].get(key, ""), after=told[1].get(key, ""))
        for key in dict.fromkeys((*told[1], *told[0]))
        if key != "seq" and told[0].get(key, "") != told[1].get(key, "")
    )
    here = "n" if row["n_sheet"] is not None else "w"
    return RowDiff(sheet=row[f"{here}_sheet"], row=row[f"{here}_row"], was_row=row["w_row"] or 0, cells=cells)


def _cells(told: str | None, sheet: SheetView | None) -> Mapping[str, str]:
    """Texts by column key, in the sheet's order of columns."""
    if told is None or sheet is None:
        return {}
    texts: Sequence[str] = json.loads(told)
    places = sorted(sheet.places.items(), key=lambda pair: pair[1])
    return {key: texts[place].strip() if place < len(texts) else "" for key, place in places}
