"""Every path over every file, each run in a process and a database of its own, interleaved; the median is kept."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

import asyncpg

from server.database import addresses
from server.database.embedded import EmbeddedServer
from server.database.migrate import migrate
from tests.bench.intake import book
from tests.bench.intake.meter import Cost

TEMPLATE, RUN = "bench_template", "bench_run"
OURS, FLOOR = "ours", "floor"
NAMES = {
    OURS: "Hengjian: gate, jailed child, every check, COPY, batch, journal",
    FLOOR: "the floor: calamine, the same row checks, COPY",
    "pandas_calamine": "pandas.read_excel (engine calamine) and to_sql",
    "pandas_openpyxl": "pandas.read_excel (as it comes) and to_sql",
    "openpyxl_piccolo": "openpyxl (read-only) and Piccolo inserts",
    "import_export": "django-import-export (bulk)",
}
PLAN = (
    # rows, paths, runs of each
    (1_000, tuple(NAMES), 5),
    (10_000, tuple(NAMES), 3),
    (100_000, (OURS, FLOOR), 3),
    (100_000, ("pandas_calamine", "pandas_openpyxl", "openpyxl_piccolo", "import_export"), 1),
    (200_000, (OURS, FLOOR), 2),
)
"""About six minutes on two quiet cores; a third of them are the slow peers' one run over 100 000 rows."""

MOST = max(rows for rows, _, _ in PLAN)


@dataclass(frozen=True, slots=True)
class Measured:
    """The median cost of a lap (`check`, `confirm`) of a path over a file of so many rows."""

    path: str
    lap: str
    rows: int
    runs: int
    cost: Cost


def everything(server: EmbeddedServer, data: Path, *, most: int) -> list[Measured]:
    """The plan up to files of `most` rows."""
    asyncio.run(migrate(addresses.embedded(server, database=TEMPLATE)))
    plan = [entry for entry in PLAN if entry[0] <= most]
    for rows in {rows for rows, _, _ in plan}:
        book.write(_file(data, rows), rows)
    return [found for entry in plan for found in _planned(server, data, *entry)]


def _planned(server: EmbeddedServer, data: Path, rows: int, paths: tuple[str, ...], runs: int) -> Iterator[Measured]:
    laps: dict[tuple[str, str], list[Cost]] = {}
    for turn in range(runs):
        for path in paths[turn % len(paths) :] + paths[: turn % len(paths)]:
            for lap, cost in _run(server, _file(data, rows), rows, path).items():
                laps.setdefault((path, lap), []).append(cost)
    for (path, lap), costs in laps.items():
        yield Measured(path, lap, rows, runs, _middle(costs))


def _run(server: EmbeddedServer, file: Path, rows: int, path: str) -> dict[str, Cost]:
    where = addresses.embedded(server, database=RUN).owner
    postmaster = (server.cluster / "postmaster.pid").read_text(encoding="utf-8").split()[0]
    asyncio.run(_fresh(where.host, where.user))
    arguments = [path, str(file), str(rows), json.dumps([where.host, where.user, where.database]), postmaster]
    sys.stderr.write(f"  {rows:>7,} rows  {path}\n")
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.intake.one", *arguments], check=True, stdout=subprocess.PIPE
    ).stdout
    return {name: Cost(**cost) for name, cost in json.loads(told).items()}


async def _fresh(host: str, user: str) -> None:
    connection = await asyncpg.connect(host=host, user=user, database="postgres")
    await connection.execute(f"DROP DATABASE IF EXISTS {RUN} WITH (FORCE)")
    await connection.execute(f"CREATE DATABASE {RUN} TEMPLATE {TEMPLATE}")
    await connection.execute("CHECKPOINT")
    await connection.close()


def _file(data: Path, rows: int) -> Path:
    return data / f"{rows}.xlsx"


def _middle(costs: list[Cost]) -> Cost:
    return Cost(*(median(getattr(cost, field.name) for cost in costs) for field in fields(Cost)))


def finder(found: list[Measured]) -> Callable[[str, int], Cost | None]:
    """(path, rows) → the cost of its check lap."""
    by_place = {(one.path, one.rows): one.cost for one in found if one.lap == "check"}
    return lambda path, rows: by_place.get((path, rows))
