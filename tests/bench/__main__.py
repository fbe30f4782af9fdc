"""`make bench`: what things cost against a plain way of doing them, all in one run on one machine.

`python -m tests.bench [PART …]` runs some parts: check, store, pages, register, review, draw (Markdown tables on
stdout, of which docs/explanation/measurements.md keeps one run), scores (facts, cards and a what-if as the record
grows to `--findings N`; its tables go to stdout too) and intake (writes docs/explanation/intake-speed.md, unless
`--rows N` leaves out the larger files: then its tables go to stdout).
"""

import argparse
import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from server import settings
from server.database import addresses
from server.database.embedded import SYSTEM_HOME, EmbeddedServer
from server.database.migrate import migrate
from server.database.pool import opened
from tests.bench import checking, drawing, pages, register, review, storing
from tests.bench.figures import Figure, table
from tests.bench.intake import page, profile, runs
from tests.bench.scores import growth
from vendors.scope import seeing

_PARTS = {
    "check": checking.measure,
    "store": storing.measure,
    "pages": pages.measure,
    "register": register.measure,
    "review": review.measure,
    "draw": drawing.measure,
}
_INTAKE, _SCORES = "intake", "scores"


async def _run(server: EmbeddedServer, data: Path, parts: Sequence[str]) -> list[Figure]:
    found: list[Figure] = []
    for name in parts:
        where = addresses.embedded(server, database=f"bench_{name}")
        await migrate(where)
        async with opened(where):
            with seeing(None):
                found += await _PARTS[name](where, data / name)
    return found


def _intake(server: EmbeddedServer, data: Path, most: int) -> None:
    found, profiled = runs.everything(server, data, most=most), profile.table(data, rows=min(most, profile.ROWS))
    if most < runs.MOST:
        sys.stdout.write(page.measured(found, profiled))
    else:
        page.write(found, profiled)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", choices=[*_PARTS, _SCORES, _INTAKE], default=[*_PARTS, _INTAKE])
    parser.add_argument("--rows", type=int, default=runs.MOST, help="the largest file of the intake part")
    parser.add_argument("--findings", type=int, default=growth.MOST, help="the largest record of the scores part")
    asked = parser.parse_args()
    data = Path(mkdtemp(prefix="hengjian-bench-"))
    server = EmbeddedServer(settings.read({"HENGJIAN_DATA": str(data)}))
    server.start()
    try:
        if found := asyncio.run(_run(server, data, [part for part in asked.parts if part in _PARTS])):
            sys.stdout.write(table(found))
        if _SCORES in asked.parts:
            sys.stdout.write(asyncio.run(growth.grown(server, most=asked.findings)))
        if _INTAKE in asked.parts:
            _intake(server, data, asked.rows)
    finally:
        server.stop()
        if server.home.parent == SYSTEM_HOME:
            shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
