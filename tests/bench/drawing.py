"""A stratified draw of 500 out of 200 000 cases, from the opening of the frame to the last journal entry."""

from datetime import date
from os import sysconf
from pathlib import Path
from time import perf_counter, process_time

import asyncpg

from server.database.addresses import Addresses
from tests.bench.figures import Figure, seconds
from tests.support import a
from vendors.draws.actions import commit_draw, open_draw
from vendors.draws.algorithm.replaying import replay
from vendors.draws.queries import draw_card, record
from vendors.draws.rules import Method, Plan, Purpose, Spread
from vendors.draws.scopes import Scope
from vendors.institutions.actions import store_institutions
from vendors.institutions.frame_queries import Trait
from vendors.institutions.records import InstitutionRecord
from vendors.transaction import transaction

CASES, SAMPLE, RUNS = 200_000, 500, 3
_REGIONS = ("620702", "620721", "620722", "620723", "620724", "620725")
_LEVELS = ("三级乙等", "二级甲等", "二级乙等", "一级甲等", "")
_FILL = """
INSERT INTO vendors_settled_case (visit_id, settlement_id, institution, hospital_no, person_no, patient_masked,
  insutype, med_type, admitted_on, discharged_on, department, doctor_code, diagnosis, total_fen, fund_fen, settled_on)
SELECT '620700G' || lpad((n::bigint * 7919 % 1000003)::text, 12, '0'), 'S' || n, 1 + n % $2, '0000001', 'P' || n,
  '张*明', '310', '21', date '2026-05-03', date '2026-05-11', '骨科', 'D620702999001', 'M51.202', 900000,
  n::bigint * 104729 % 800000, date '2026-04-01' + n % 90
FROM generate_series(1, $1) n
"""


async def _fill(where: Addresses) -> None:
    rows = [
        InstitutionRecord(
            code=f"H{region}{place:05d}", name=f"示例医院{region}{place}", kind="医院", ownership="公立", region=region,
            level=_LEVELS[place % len(_LEVELS)],
        )
        for region in _REGIONS
        for place in range(15)
    ]  # fmt: skip
    await store_institutions(rows=rows, by=a.MANAGER, at=a.AT)
    async with transaction() as connection:
        await connection.execute(_FILL, CASES, len(rows))
    owner = await asyncpg.connect(**where.owner.for_asyncpg())
    await owner.execute("ANALYZE")  # as autovacuum does a little after a load
    await owner.close()


async def _sealed() -> int:
    plan = Plan(method=Method.STRATIFIED, size=SAMPLE, spread=Spread.PROPORTIONAL, least=1)
    scope = Scope(settled_from=date(2026, 4, 1), settled_to=date(2026, 6, 30), traits=(Trait.REGION, Trait.LEVEL))
    return await commit_draw(purpose=Purpose.CASES, plan=plan, scope=scope, by=a.MANAGER, at=a.AT)


async def _processor() -> float:
    """Seconds of processor time used so far, here and by PostgreSQL for us: what a busy machine does not stretch."""
    async with transaction() as connection:
        rows = await connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
    ticks = (Path(f"/proc/{row['pid']}/stat").read_text(encoding="ascii").rpartition(")")[2].split() for row in rows)
    return process_time() + sum(int(each[11]) + int(each[12]) for each in ticks) / sysconf("SC_CLK_TCK")


async def measure(where: Addresses, data: Path) -> list[Figure]:
    await _fill(where)

    async def once() -> None:
        await open_draw(draw_id=await _sealed(), by=a.MANAGER, at=a.AT)

    before = await _processor()
    took = await seconds(once, runs=RUNS)
    busy = (await _processor() - before) / RUNS
    card = await draw_card(1, for_=a.MANAGER)
    kept = await record(card, inline=True)
    started, before = perf_counter(), process_time()
    same = "same" if replay(kept) == () else "DIFFERS"
    again, busy_again = perf_counter() - started, process_time() - before
    what = f"draw {card.size:,} of {card.frame_size:,} cases, {len(card.outcome.strata)} strata (county × level)"
    return [
        Figure(
            what=f"{what}: frame read, hashed, kept, drawn, journaled",
            ratio="",
            measured=f"{took:.2f} s, processor {busy:.2f} s",
        ),
        Figure(
            what=f"replay that draw from its record ({same})",
            ratio="",
            measured=f"{again:.2f} s, processor {busy_again:.2f} s",
        ),
    ]
