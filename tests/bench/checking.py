"""A workbook checked from its bytes to its findings, against merely reading its cells."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from importers.batches.checking import task_context
from importers.findings.checking import Verdict, check
from importers.findings.kinds import RECORD_REVIEW
from server.database.addresses import Addresses
from tests.bench.figures import Figure, seconds, times
from tests.support import a, uploads
from tests.support.uploads import SECRET, UPLOADED
from vendors.periods import local_date
from vendors.tasks.results.sheet_queries import task_sheet

SIZES = (5_000, 20_000)


async def measure(_: Addresses, data: Path) -> list[Figure]:
    desk = await uploads.desk(folder=data, visits=SIZES[0])
    found = []
    for rows in SIZES:
        if rows != SIZES[0]:
            await a.cases(rows)
            contract = await a.contract(vendor=desk.clerk.vendor or 0)
            task = await a.task_in_progress(vendor=desk.clerk.vendor or 0, contract=contract)
            desk = uploads.Desk(task=task, clerk=desk.clerk, blobs=desk.blobs, queue=desk.queue)
        found += await _one(desk, rows)
    return found


async def _one(desk: uploads.Desk, rows: int) -> list[Figure]:
    content = await desk.workbook(found=rows)
    sheet = await task_sheet(desk.task, on=local_date(UPLOADED), for_=desk.clerk)
    context = task_context(sheet, received_at=UPLOADED, secret=SECRET)

    async def whole() -> None:
        checked = await check(content, "a.xlsx", kind=RECORD_REVIEW, context=context, on=local_date(UPLOADED))
        assert checked.verdict is Verdict.CLEAN

    took = await seconds(whole)
    return [
        Figure(
            what=f"check {rows:,} rows of kind A (gate, jailed child, coercion, every check) against {name}",
            ratio=times(took, plain),
            measured=f"{took:.2f} s",
            yardstick=f"{plain:.2f} s",
        )
        for name, plain in (
            ("calamine reading the same file", await seconds(_threaded(_calamine, content))),
            ("openpyxl (read-only) reading it", await seconds(_threaded(_openpyxl, content), runs=1)),
        )
    ]


def _threaded(read: Callable[[bytes], int], content: bytes) -> Callable[[], "asyncio.Future[int]"]:
    return lambda: asyncio.ensure_future(asyncio.to_thread(read, content))


def _calamine(content: bytes) -> int:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def _openpyxl(content: bytes) -> int:
    book = load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))
