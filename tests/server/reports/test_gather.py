from datetime import date
from pathlib import Path

import pytest

from server import settings
from server.jobs.queue import DatabaseQueue
from server.reports import queries
from server.reports.commands import report
from server.reports.gather import gather
from server.reports.jobs import quarterly_report
from server.reports.rules import ReportKind
from server.storage.local import LocalBlobs
from server.web.house import House
from tests.support import filed
from vendors.errors import Invalid
from vendors.periods import Period, at_local

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
    figures = await gather(kind=ReportKind.QUARTERLY, period=QUARTER, bureau="张掖市医疗保障局", at=AT)
    assert (figures.overall.vendors, figures.overall.contracts, figures.overall.tasks_issued) == (1, 1, 1)
    assert (figures.found.cases, figures.found.lines, figures.found.reported_fen) == (2, 3, 420)
    assert {county.name for county in figures.by_county} == {"甘州区", "民乐县"}
    assert [month.amount_fen for month in figures.months] == [0, 0, 420]
    assert (figures.months_total.amount_fen, figures.defended.notices) == (420, 1)
    assert any("2件问题尚未认定" in sentence for sentence in figures.problems)


async def test_a_vendor_without_a_card_is_shown_and_not_ranked() -> None:
    await filed.world()
    figures = await gather(kind=ReportKind.QUARTERLY, period=QUARTER, bureau="张掖市医疗保障局", at=AT)
    (score,) = figures.scores
    assert (score.vendor, score.rank, score.total, score.grade) == ("陇上病历质控有限公司", None, None, "")


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
