"""Findings stored as a confirmed upload stores them, against Piccolo inserting the same rows; the journal walked."""

from pathlib import Path
from time import perf_counter

from piccolo.table import Table

from server.database.addresses import Addresses
from tests.bench.figures import Figure, seconds, times
from tests.support import filed
from vendors.findings.actions import store_findings
from vendors.findings.tables import Evidence, Finding, FindingLine
from vendors.journal.actions import act
from vendors.journal.queries import verify
from vendors.transaction import transaction

ROWS = 5_000
ENTRIES = 10_000


async def measure(_: Addresses, __: Path) -> list[Figure]:
    world = await filed.world(visits=ROWS)
    cases = [filed.case(visit, 10_800) for visit in world.visits]
    started = perf_counter()
    await store_findings(task=world.task, batch=1, cases=cases, by=world.clerk, at=filed.FILED)
    took = perf_counter() - started
    plain = await _piccolo()
    stored = Figure(
        what=f"store {ROWS:,} findings, checks and journal included, against Piccolo merely inserting the same rows",
        ratio=times(took, plain),
        measured=f"{ROWS / took:,.0f} findings/s",
        yardstick=f"{ROWS / plain:,.0f} findings/s",
    )
    return [stored, await _journal()]


async def _piccolo() -> float:
    """Read back what was stored and insert it again, as another batch, in statements of 500 rows."""
    took = 0.0
    stored: tuple[type[Table], ...] = (Finding, FindingLine, Evidence)
    for table in stored:
        rows = await table.select()
        objects = [table.from_dict(_again(place, row)) for place, row in enumerate(rows)]
        started = perf_counter()
        async with transaction():
            for place in range(0, len(objects), 500):
                await table.insert(*objects[place : place + 500])
        took += perf_counter() - started
    return took


def _again(place: int, row: dict[str, object]) -> dict[str, object]:
    fresh = {name: value for name, value in row.items() if name != "id"}
    return fresh | {"number": f"X{place}", "batch": 2} if "number" in fresh else fresh


async def _journal() -> Figure:
    async with act(by=filed.LEADER, at=filed.FILED) as deed:
        for number in range(ENTRIES):
            deed.note("finding.first_review", "finding", number, after={"opinion": "pass", "amount_fen": 10_800})
    held = await verify()
    took = await seconds(verify)
    return Figure(
        what=f"walk the journal's chain, {held.checked:,} entries",
        ratio="",
        measured=f"{held.checked / took:,.0f} entries/s",
    )
