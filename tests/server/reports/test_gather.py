from datetime import date
from pathlib import Path

import pytest

from importers.batches.actions import confirm
from kpi.facts.actions import record_conduct
from kpi.scorecards.actions import issue
from server import settings
from server.jobs.queue import DatabaseQueue
from server.reports import queries
from server.reports.commands import report
from server.reports.figures import KpiFigures
from server.reports.gather import gather
from server.reports.jobs import quarterly_report
from server.reports.rules import ReportKind
from server.storage.local import LocalBlobs
from server.web.house import House
from tests.support import a, cards, filed, uploads
from vendors.errors import Invalid
from vendors.periods import Period, at_local
from vendors.tasks.actions import begin_check, check_off

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
QUARTER = Period.parse("2026Q3")
AT = at_local(date(2026, 10, 10))


@pytest.fixture
def house(data: Path) -> House:
    known = settings.read({"HENGJIAN_DATA": str(data)})
    return House(settings=known, blobs=LocalBlobs(data / "blobs"), queue=DatabaseQueue())


async def test_figures_are_counted_from_what_vendors_filed_and_the_bureau_ruled() -> None:
    world = await filed.world()
    first, _ = await filed.stored(
        world, filed.case(world.visits[0], 100, 250), filed.case(world.visits[1], 70, violation="0301")
    )
    await filed.notified(first)
    figures = await _gathered()
    assert (figures.overall.vendors, figures.overall.contracts, figures.overall.tasks_issued) == (1, 1, 1)
    assert (figures.found.cases, figures.found.lines, figures.found.reported_fen) == (2, 3, 420)
    assert {county.name for county in figures.by_county} == {"甘州区", "民乐县"}
    assert [month.amount_fen for month in figures.months] == [0, 0, 420]
    assert (figures.months_total.amount_fen, figures.defended.notices) == (420, 1)
    assert any("2件问题尚未认定" in sentence for sentence in figures.problems)


async def test_a_vendor_without_a_card_is_shown_and_not_ranked() -> None:
    await filed.world()
    figures = await _gathered()
    (score,) = figures.scores
    assert (score.vendor, score.rank, score.total, score.grade) == ("陇上病历质控有限公司", None, None, "")


async def _assessed(folder: Path) -> None:
    """A vendor whose uploaded task was accepted; a recusal not declared; its card published."""
    desk = await uploads.desk(folder=folder, visits=20)
    taken = await desk.upload(await desk.workbook(found=2))
    await desk.check(taken.batch)
    await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)
    await begin_check(task=desk.task, by=a.MANAGER, at=uploads.UPLOADED)
    await check_off(task=desk.task, by=a.MANAGER, at=uploads.UPLOADED)
    told = {"kind": "recusals_undeclared", "happened_on": date(2026, 8, 3), "count": 1, "basis": "检查记录第3号"}
    await record_conduct(contract=1, by=a.MANAGER, at=AT, **told)  # type: ignore[arg-type]
    card = await issue(contract=1, period=QUARTER, by=a.MANAGER, at=AT)
    assert (await _gathered()).scores[0].total is None
    await cards.publish(card=card, by=filed.LEADER, at=AT)


async def _gathered() -> KpiFigures:
    return await gather(kind=ReportKind.QUARTERLY, period=QUARTER, bureau="张掖市医疗保障局", at=AT)


async def test_a_published_card_brings_its_lines_events_and_proposal(data: Path) -> None:
    await _assessed(data)
    figures = await _gathered()
    (score,) = figures.scores
    assert score.rank == 1
    assert score.total == sum(line.points for line in figures.lines if line.points is not None)
    assert any(lost.startswith("K05 廉洁自律与回避 −") for lost in score.deductions)
    (event,) = figures.conduct
    assert (event.kind, event.count, event.basis) == ("应回避未申报", 1, "检查记录第3号")
    (proposal,) = figures.proposals
    assert (proposal.grade, proposal.fee_due_fen + proposal.fee_deducted_fen) == (score.grade, 2_400_000)


async def test_a_whole_quarter_is_rendered_from_what_people_did(house: House, data: Path) -> None:
    await _assessed(data)
    await quarterly_report(house=house, at=AT, period="2026Q3")
    detail = await queries.report(1)
    assert (await house.blobs.get(detail.row.pdf)).startswith(b"%PDF")
    assert detail.figures.lines


async def test_the_job_makes_the_report_once(house: House) -> None:
    await filed.world()
    await quarterly_report(house=house, at=AT, period="2026Q3", asked_by="周启明")
    await quarterly_report(house=house, at=AT, period="2026Q3")
    (row,) = await queries.reports()
    assert (row.number, row.made_by, row.cutoff) == ("BG-2026Q3-01", "周启明", AT)


async def test_the_command_writes_both_files(house: House, tmp_path: Path) -> None:
    paths = await report(kind="quarterly", period="2026Q3", output=tmp_path / "out", house=house, at=AT)
    assert [path.name for path in paths] == [
        "2026年第三季度_第三方绩效考核报告_张掖市_v1.xlsx",
        "2026年第三季度_第三方绩效考核报告_张掖市_v1.pdf",
    ]
    assert [path.read_bytes()[:2] for path in paths] == [b"PK", b"%P"]


@pytest.mark.parametrize(("kind", "period"), [("weekly", "2026Q3"), ("quarterly", "2026")])
async def test_an_unknown_kind_or_period_is_refused_in_words(
    house: House, tmp_path: Path, kind: str, period: str
) -> None:
    with pytest.raises(Invalid):
        await report(kind=kind, period=period, output=tmp_path, house=house, at=AT)
