"""A vendor's clerk at work: the task's own template, filled in as asked, taken in and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from importers.batches.actions import Taken, Upload, take_in
from importers.batches.checking import check_batch
from importers.batches.rules import BatchState
from importers.batches.templates import case_rows, task_workbook
from importers.workbook.writing.sheets import Value
from server.storage.local import LocalBlobs
from vendors.actors import Actor
from vendors.periods import at_local, local_date
from vendors.tasks.results.sheet_queries import TaskSheet, task_sheet

SECRET = b"a secret of the tests"
UPLOADED = at_local(date(2026, 7, 13))
FOUND: Mapping[str, Value] = {
    "hilist_code": "001201000030000", "hilist_name": "一级护理", "cnt": 6, "pric": Decimal(30), "vola_cnt": 6,
    "deduction": "差额", "due_pric": Decimal(12), "vola_type": "0202", "certainty": "明确违规",
    "vola_evid": "条例第三十八条（三）", "vola_cont": "医嘱二级护理，按一级护理计费6日", "vola_amt": Decimal(108),
    "fund_loss": Decimal("86.40"), "evidence": "书证:长期医嘱单:3;书证:费用清单:7",
}  # fmt: skip


@dataclass
class Waiting:
    """A queue that only remembers."""

    jobs: list[tuple[str, Mapping[str, str | int]]] = field(default_factory=list)

    async def enqueue(self, job: str, arguments: Mapping[str, str | int], *, once: str | None = None) -> None:
        assert once
        self.jobs.append((job, arguments))


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where the clerk sits: the task, the blob folder, the queue."""

    task: int
    clerk: Actor
    blobs: LocalBlobs
    queue: Waiting

    async def sheet(self, *, at: datetime = UPLOADED) -> TaskSheet:
        return await task_sheet(self.task, on=local_date(at), for_=self.clerk)

    async def workbook(self, *, found: int, spoil: Mapping[int, Mapping[str, Value]] | None = None) -> bytes:
        """The template with findings on the first `found` cases, the rest passed; `spoil` changes cells by row."""
        sheet = await self.sheet()
        rows = [self._filled(row, finding=place < found) for place, row in enumerate(case_rows(sheet))]
        for place, changes in (spoil or {}).items():
            rows[place].update(changes)
        return task_workbook(sheet, secret=SECRET, at=UPLOADED, rows=rows)

    def _filled(self, row: dict[str, Value], *, finding: bool) -> dict[str, Value]:
        signed: dict[str, Value] = {"auditor": self.clerk.name, "checker": "石磊", "audited_on": local_date(UPLOADED)}
        start = row["begndate"]
        assert isinstance(start, date)
        extra: dict[str, Value] = {**FOUND, "fee_ocur_time": start + timedelta(days=1)} if finding else {}
        return {**row, **extra, **signed}

    async def upload(self, content: bytes, *, name: str = "明细.xlsx", check_only: bool = False) -> Taken:
        upload = Upload(filename=name, content=content, check_only=check_only)
        return await take_in(
            task=self.task, upload=upload, by=self.clerk, at=UPLOADED, blobs=self.blobs, queue=self.queue
        )

    async def check(self, batch: int) -> BatchState:
        return await check_batch(batch=batch, secret=SECRET, blobs=self.blobs, at=UPLOADED)


async def desk(*, folder: Path, visits: int = 6, staff: Sequence[str] = ("何小满", "石磊")) -> Desk:
    """A vendor with two people, a contract, and a task over so many cases, begun."""
    from tests.support import a

    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    for name in staff:
        await a.staff(vendor=vendor, name=name)
    await a.cases(visits)
    task = await a.task_in_progress(vendor=vendor, contract=contract)
    return Desk(task=task, clerk=a.clerk_of(vendor), blobs=LocalBlobs(folder / "blobs"), queue=Waiting())
