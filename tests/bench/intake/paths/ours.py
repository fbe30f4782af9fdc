"""An upload as the service takes it: gate, jailed child, every check, COPY of rows and findings, batch and journal.

The lap `check` is what the worker does to a file received; `confirm` is the vendor's 确认提交: findings stored, task
submitted.
"""

import asyncio
from dataclasses import replace
from pathlib import Path

from importers.batches.actions import confirm
from importers.batches.checking import check_batch
from importers.batches.rules import BatchState
from importers.intake.limits import LIMITS, MIB
from server.database.addresses import Addresses
from server.database.pool import opened
from server.storage.local import LocalBlobs
from tests.bench.intake.book import INSTITUTIONS, STAFF, Truth, institution
from tests.bench.intake.meter import Meter
from tests.support import a
from tests.support.uploads import SECRET, UPLOADED, Desk, Waiting
from vendors.institutions.actions import store_institutions
from vendors.institutions.records import InstitutionRecord
from vendors.registry.rules import Kind
from vendors.scope import seeing
from vendors.tasks.rules import TaskKind
from vendors.transaction import transaction

WIDE = replace(
    LIMITS, file_bytes=64 * MIB, unpacked_bytes=400 * MIB, part_bytes=300 * MIB, rows=200_100, cells=6_000_000
)
"""The largest file of the run, 31 MB, is beyond what a vendor may send."""
_STORED = "SELECT count(*) AS rows, coalesce(sum(amount_fen), 0)::bigint AS fen FROM vendors_finding_line"


def measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    return asyncio.run(_measured(file, where, meter))


async def _measured(file: Path, where: Addresses, meter: Meter) -> Truth:
    async with opened(where):
        with seeing(None):
            desk = await _desk(file.parent)
            taken = await desk.upload(file.read_bytes())
            with meter("check"):
                state = await check_batch(batch=taken.batch, secret=SECRET, blobs=desk.blobs, at=UPLOADED, limits=WIDE)
            if state is not BatchState.READY:
                raise SystemExit(f"the file was not accepted: {state}")
            with meter("confirm"):
                await confirm(batch=taken.batch, by=desk.clerk, at=UPLOADED)
            async with transaction() as connection:
                found = await connection.fetchrow(_STORED)
    return Truth(found["rows"], found["fen"])


async def _desk(folder: Path) -> Desk:
    vendor = await a.vendor(kind=Kind.C, name="秦岭会计师事务所")
    contract = await a.contract(vendor=vendor)
    for name in STAFF:
        await a.staff(vendor=vendor, name=name)
    await store_institutions(rows=[_hospital(place) for place in range(INSTITUTIONS)], by=a.MANAGER, at=a.AT)
    task = await a.task_in_progress(vendor=vendor, contract=contract, kind=TaskKind.AUDIT)
    return Desk(task=task, clerk=a.clerk_of(vendor), blobs=LocalBlobs(folder / "blobs"), queue=Waiting())


def _hospital(place: int) -> InstitutionRecord:
    code, name = institution(place)
    return InstitutionRecord(code=code, name=name, kind="二级医院", ownership="公立", region="620702")
