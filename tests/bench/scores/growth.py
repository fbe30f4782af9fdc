"""Facts, cards and a what-if as the record grows: one fresh database for each size, and the tables for the docs."""

import sys
from collections.abc import Sequence
from time import perf_counter
from typing import Final

import asyncpg

from server.database import addresses
from server.database.addresses import Addresses
from server.database.embedded import EmbeddedServer
from server.database.migrate import migrate
from server.database.pool import opened
from tests.bench.figures import times
from tests.bench.scores.measure import Quarter, quarter
from tests.bench.scores.replaying import WhatIf, what_if
from tests.bench.scores.season import pour
from vendors.scope import seeing

SIZES: Final = (10_000, 100_000, 500_000, 2_000_000)
MOST: Final = SIZES[-1]
_HEAD: Final = """
| findings, 24 months | ids in the facts | poured | facts of the quarter | 40 cards | both | plain statement | ratio \
| counts alone | ratio |
|---|---|---|---|---|---|---|---|---|---|
"""
_REPLAYED: Final = """
| what-if over 8 quarters of 40 vendors | cards | frozen facts | read | scored twice | every weight ±20 % | whole |
|---|---|---|---|---|---|---|
"""


async def grown(server: EmbeddedServer, *, most: int) -> str:
    """The sizes up to the largest asked for, which also has the what-if; the tables as Markdown."""
    sizes = [*(size for size in SIZES if size < most), most]
    found: list[Quarter] = []
    replayed: WhatIf | None = None
    for size in sizes:
        where = addresses.embedded(server, database=f"bench_scores_{size}")
        await migrate(where)
        async with opened(where):
            with seeing(None):
                started = perf_counter()
                await pour(where, size)
                found.append(await quarter(size, poured=perf_counter() - started))
                sys.stderr.write(f"{size:,}: {found[-1].whole:.2f} s against {found[-1].plain:.2f} s\n")
                replayed = await what_if() if size == most else None
        await _dropped(where)
    return tables(found, replayed)


def tables(found: Sequence[Quarter], replayed: WhatIf | None) -> str:
    rows = [
        f"| {one.findings:,} | {one.records:,} | {one.poured:.0f} s | {one.facts:.2f} s | {one.cards:.2f} s"
        f" | {one.whole:.2f} s | {one.plain:.2f} s | {times(one.whole, one.plain)} | {one.counts:.2f} s"
        f" | {times(one.whole, one.counts)} |\n"
        for one in found
    ]
    text = _HEAD + "".join(rows)
    if replayed:
        text += _REPLAYED + (
            f"| {found[-1].findings:,} findings | {replayed.cards} | {replayed.megabytes:.0f} MB"
            f" | {replayed.kept:.2f} s | {replayed.scored:.2f} s | {replayed.firm:.2f} s | {replayed.whole:.2f} s |\n"
        )
    return text


async def _dropped(where: Addresses) -> None:
    connection = await asyncpg.connect(**{**where.owner.for_asyncpg(), "database": "postgres"})
    try:
        await connection.execute(f'DROP DATABASE "{where.owner.database}"')
    finally:
        await connection.close()
