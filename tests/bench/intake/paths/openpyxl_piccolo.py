"""openpyxl, read-only, and Piccolo inserting objects, 1 000 a statement. It checks nothing."""

import asyncio
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from piccolo.columns import Date, Integer, Numeric, Text
from piccolo.engine.postgres import PostgresEngine
from piccolo.table import create_table_class

from server.database.addresses import Addresses
from tests.bench.intake.book import KEYS, Truth
from tests.bench.intake.meter import Meter
from vendors.money import half_up

_TYPES = {"seq": Integer, "vola_amt": Numeric, "fund_loss": Numeric, "opinion_on": Date, "audited_on": Date}
_AT_ONCE = 1_000


def measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    return asyncio.run(_measured(file, where, meter))


async def _measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    engine = PostgresEngine(where.owner.for_asyncpg())
    columns = {key: _TYPES.get(key, Text)() for key in KEYS}
    table = create_table_class("Findings", class_kwargs={"db": engine}, class_members=columns)
    await table.create_table()
    await engine.start_connection_pool()
    with meter("check"):
        sheet = load_workbook(file, read_only=True).worksheets[0]
        async with engine.transaction():
            waiting = []
            for values in sheet.iter_rows(min_row=2, values_only=True):
                row = dict(zip(KEYS, values, strict=True))
                row |= {key: half_up(Decimal(str(row[key]))) for key in ("vola_amt", "fund_loss")}
                row |= {key: row[key].date() for key in ("opinion_on", "audited_on")}
                waiting.append(table(**row))
                if len(waiting) == _AT_ONCE:
                    await table.insert(*waiting)
                    waiting = []
            if waiting:
                await table.insert(*waiting)
    [found] = await table.raw("SELECT count(*) AS rows, sum(vola_amt) AS yuan FROM findings")
    await engine.close_connection_pool()
    return Truth(found["rows"], int(found["yuan"] * 100))
