"""pandas with its fastest reader."""

from pathlib import Path

from server.database.addresses import Addresses
from tests.bench.intake.book import Truth
from tests.bench.intake.meter import Meter
from tests.bench.intake.paths.pandas_openpyxl import read_and_store


def measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    return read_and_store(file, where.owner, meter, reader="calamine")
