import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from server.jobs.queue import DatabaseQueue
from server.paper.pdf import Unprintable
from server.reports import queries
from server.reports.actions import Made, ask_for_report, keep
from server.reports.figures import KpiFigures
from server.reports.rules import Office, quarter_from
from server.storage.local import LocalBlobs
from tests.server.reports.sample import CUTOFF, figures
from tests.support.a import MANAGER
from tests.support.accounts import kinds
from vendors.actors import SYSTEM
from vendors.errors import NotFound
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
OFFICE = Office(bureau="张掖市医疗保障局")
RAISED = replace(figures(), scores=tuple(replace(one, total=Decimal(99)) for one in figures().scores))


async def _keep(data: Path, whole: KpiFigures | None = None, *, days: int = 0) -> Made:
    at = CUTOFF + timedelta(days=days)
    fresh = replace(whole or figures(), number="", version=0, cutoff=at)
    return await keep(figures=fresh, office=OFFICE, blobs=LocalBlobs(data), by=SYSTEM, at=at)


async def test_a_report_is_numbered_kept_and_journalled(data: Path) -> None:
    made = await _keep(data)
    assert (made.number, made.version, made.fresh) == ("BG-2026Q3-01", 1, True)
    detail = await queries.report(made.id)
    paper = await LocalBlobs(data).get(detail.row.pdf)
    assert paper.startswith(b"%PDF")
    assert (hashlib.sha256(paper).hexdigest(), len(paper)) == (detail.row.pdf, detail.row.pdf_size)
    assert detail.figures.number == "BG-2026Q3-01"
    assert await kinds("report") == ["report.made"]


async def test_a_second_run_with_the_same_figures_gives_the_same_report(data: Path) -> None:
    first, second = await _keep(data), await _keep(data, days=3)
    assert (second.id, second.version, second.fresh) == (first.id, 1, False)
    assert await queries.report_count() == 1
    assert await kinds("report") == ["report.made", "report.unchanged"]


async def test_changed_figures_make_a_new_version_and_the_old_one_stays(data: Path) -> None:
    first, second = await _keep(data), await _keep(data, RAISED, days=3)
    assert (second.number, second.version) == ("BG-2026Q3-02", 2)
    rows = await queries.reports()
    assert [(row.id, row.current) for row in rows] == [(second.id, True), (first.id, False)]
    assert (await queries.report(first.id)).figures.scores == figures().scores


async def test_a_report_that_cannot_be_printed_is_not_kept(data: Path) -> None:
    with pytest.raises(Unprintable):
        await _keep(data, replace(figures(), bureau="张掖𠮷局"))
    assert await queries.report_count() == 0
    assert await kinds("report") == []


async def test_figures_of_an_earlier_shape_do_not_stop_a_new_version(data: Path) -> None:
    await _keep(data)
    async with transaction() as connection:
        await connection.execute("UPDATE server_report SET figures = '{}'")
    assert (await _keep(data)).version == 2


async def test_a_report_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        await queries.report(404)


async def test_asking_twice_queues_one_job_that_names_who_asked() -> None:
    for _ in range(2):
        await ask_for_report(period=quarter_from("2026Q3"), queue=DatabaseQueue(), by=MANAGER, at=CUTOFF)
    async with transaction() as connection:
        jobs = await connection.fetch("SELECT task_name, args FROM procrastinate_jobs")
    assert [(job["task_name"], json.loads(job["args"])) for job in jobs] == [
        ("quarterly_report", {"period": "2026Q3", "asked_by": MANAGER.name})
    ]
    assert await kinds("report") == ["report.asked", "report.asked"]
