"""`make bench`: what things cost against a plain way of doing them, all in one run on one machine.

Prints a Markdown table; docs/explanation/measurements.md keeps one run of it.
"""

import asyncio
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

from server import settings
from server.database import addresses
from server.database.embedded import EmbeddedServer
from server.database.migrate import migrate
from server.database.pool import opened
from tests.bench import checking, pages, storing
from tests.bench.figures import Figure, table
from vendors.scope import seeing


async def _run(server: EmbeddedServer, data: Path) -> list[Figure]:
    found: list[Figure] = []
    for name, measure in (("check", checking.measure), ("store", storing.measure), ("pages", pages.measure)):
        where = addresses.embedded(server, database=f"bench_{name}")
        await migrate(where)
        async with opened(where):
            with seeing(None):
                found += await measure(where, data / name)
    return found


def main() -> None:
    data = Path(mkdtemp(prefix="hengjian-bench-"))
    server = EmbeddedServer(settings.read({"HENGJIAN_DATA": str(data)}))
    server.start()
    try:
        sys.stdout.write(table(asyncio.run(_run(server, data))))
    finally:
        server.stop()
        shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
