"""One path over one file in a process of its own: `-m tests.bench.intake.one PATH FILE ROWS DATABASE POSTMASTER`.

Prints one JSON object: the cost of each lap. A path that stored other rows or another sum than the file holds fails.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from server.database.addresses import APP_ROLE, Address, Addresses
from tests.bench.intake.book import truth
from tests.bench.intake.meter import Meter


def main(path: str, file: str, rows: str, database: str, postmaster: str) -> None:
    host, user, name = json.loads(database)
    owner = Address(host=host, port=5432, user=user, password="", database=name)
    app = Address(host=host, port=5432, user=APP_ROLE, password="", database=name)
    meter = Meter(int(postmaster))
    stored = import_module(f"tests.bench.intake.paths.{path}").measured(
        Path(file), Addresses(owner=owner, app=app), meter
    )
    expected = truth(int(rows))
    if stored != expected:
        sys.exit(f"{path}: stored {stored}, the file holds {expected}")
    sys.stdout.write(json.dumps(meter.told()))


if __name__ == "__main__":
    main(*sys.argv[1:])
