"""What nobody can do without: calamine, our own generated row functions and row checks, COPY into one bare table."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import asyncpg
from python_calamine import CalamineWorkbook

from importers.findings.asking import Asking
from importers.findings.kinds import AUDIT_PROBLEMS
from importers.findings.scene import Scene
from importers.intake.cells import CellRow
from importers.workbook.coercion import Reporter
from importers.workbook.headers import find
from importers.workbook.plan import Values, values_of
from importers.workbook.rows import Row, Sheet
from server.database.addresses import Addresses
from tests.bench.intake.book import KEYS, ON, Truth, context
from tests.bench.intake.meter import Meter

_TYPES = {"seq": "integer", "vola_amt": "bigint", "fund_loss": "bigint", "opinion_on": "date", "audited_on": "date"}
_Cell = str | float | date | datetime


def measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    return asyncio.run(_measured(file, where, meter))


async def _measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    connection = await asyncpg.connect(**where.owner.for_asyncpg())
    columns = ", ".join(f"{key} {_TYPES.get(key, 'text')}" for key in KEYS)
    await connection.execute(f"CREATE TABLE bare ({columns})")
    with meter("check"):
        records = (tuple(row.values[key] for key in KEYS) for row in _rows(file))
        await connection.copy_records_to_table("bare", records=records, columns=KEYS)
    found = await connection.fetchrow("SELECT count(*) AS rows, sum(vola_amt)::bigint AS fen FROM bare")
    await connection.close()
    return Truth(found["rows"], found["fen"])


def _rows(file: Path) -> Iterator[Row]:
    """Every row, checked. Exits at the first issue: the file has none."""
    book = CalamineWorkbook.from_path(str(file))
    grid = book.get_sheet_by_name(book.sheet_names[0]).iter_rows()
    head = CellRow(1, "s" * len(KEYS), [str(title) for title in next(grid)])
    match, on = find([head], [AUDIT_PROBLEMS.layout]), ON
    if match is None:
        raise SystemExit("the floor does not find the header")
    name = AUDIT_PROBLEMS.layout.sheet
    reporter = Reporter(name)
    sheet = Sheet(name=name, layout=match.layout, header=match.header)
    scene = Scene(kind=AUDIT_PROBLEMS, sheet=sheet, on=on, context=context())
    values, ask = values_of(match, reporter, on), Asking(AUDIT_PROBLEMS.row_checks, scene, reporter.issues)
    for number, cells in enumerate(grid, 2):
        reporter.row = number
        row = _row(name, number, cells, values)
        ask(row)
        if reporter.issues:
            raise SystemExit(f"an issue in row {number}")
        yield row


def _row(name: str, number: int, cells: Sequence[_Cell], values: Values) -> Row:
    kinds, texts = "", []
    for value in cells:
        if isinstance(value, str):
            kinds += "s" if value else "-"
            texts.append(value)
        elif isinstance(value, float):
            kinds += "n"
            texts.append(str(int(value)) if value.is_integer() else repr(value))
        else:
            kinds += "d"
            texts.append(value.isoformat()[:10])
    return Row(name, number, values(kinds, texts), texts)
