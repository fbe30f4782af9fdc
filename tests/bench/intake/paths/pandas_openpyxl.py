"""pandas as its documentation shows it: read_excel, then to_sql. It checks nothing."""

from pathlib import Path

import pandas as pd
from sqlalchemy import URL, create_engine, text

from server.database.addresses import Address, Addresses
from tests.bench.intake.book import Truth
from tests.bench.intake.meter import Meter


def measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    return read_and_store(file, where.owner, meter, reader="openpyxl")


def read_and_store(file: Path, where: Address, meter: Meter, *, reader: str) -> Truth:
    url = URL.create("postgresql+psycopg", where.user, database=where.database, query={"host": where.host})
    engine = create_engine(url)
    with engine.connect():
        pass
    with meter("check"):
        frame = pd.read_excel(file, engine=reader)
        frame.to_sql("findings", engine, index=False)
    with engine.connect() as connection:
        rows, yuan = connection.execute(text('SELECT count(*), sum("违规金额(元)") FROM findings')).one()
    return Truth(rows, round(yuan * 100))
