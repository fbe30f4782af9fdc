"""Every page of the room: it stands, empty or full, in both languages, and a county's shows that county."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from server.statistics.jobs import monthly_statistics
from server.web import clock
from tests.server.statistics.conftest import Visit
from tests.support import a, baotou, ledger, rooms
from vendors.actors import Actor, Role
from vendors.periods import Period, at_local
from vendors.statistics.campaign.queries import reports
from vendors.statistics.entered_actions import enter_figures
from vendors.statistics.entered_rules import Kind, NewFigures
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
COUNTY = Actor(id=9, name="甘州区干部", roles=frozenset({Role.TASK_MANAGER}), region="620702")
PATHS = ("", "/monthly", "/inspected", "/institutions", "/overdue", "/entered", "/campaign")
EXPORTS = ("/monthly/export", "/inspected/export", "/institutions/export", "/overdue/export")
LATER = at_local(date(2026, 12, 7))


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_stands_before_there_is_anything(visit: Visit, language: str) -> None:
    for who in (KEEPER, COUNTY):
        async with visit(who) as client:
            for path in PATHS:
                answer = await client.get(f"/statistics{path}?lang={language}")
                assert answer.status_code == 200, path


async def test_a_countys_pages_and_workbooks_name_its_own_institutions_only(visit: Visit) -> None:
    await ledger.booked(1_000_00)
    with clock.everywhere_at(LATER):
        async with visit(KEEPER) as client:
            city = [(await client.get(f"/statistics{path}")).text for path in PATHS]
        async with visit(COUNTY) as client:
            county = [(await client.get(f"/statistics{path}?work=instalment")).text for path in PATHS]
            books = [await client.get(f"/statistics{path}") for path in EXPORTS]
    texts = {
        str(cell)
        for book in books
        for sheet in load_workbook(BytesIO(book.content))
        for row in sheet.values
        for cell in row
    }
    assert any("雪山镇中心卫生院" in page for page in city)
    assert not any("雪山镇中心卫生院" in page for page in county)
    assert not any("雪山镇" in text for text in texts)


async def test_what_is_late_leads_to_its_own_page(visit: Visit) -> None:
    booked = await ledger.booked(1_000_00)
    with clock.everywhere_at(LATER):
        async with visit(KEEPER) as client:
            page = (await client.get("/statistics/overdue?work=instalment")).text
            sheet = load_workbook(BytesIO((await client.get("/statistics/overdue/export")).content)).worksheets[0]
    assert f'href="/recoveries/{booked.decision}"' in page
    late = [row for row in sheet.iter_rows(values_only=True) if row[0] == "追回款"]
    assert [(row[3], row[5]) for row in late] == [("追回会计", (LATER.date() - ledger.DUE_ON).days)]


async def test_the_months_table_is_begun_once_for_every_campaign_under_way(visit: Visit, data: Path) -> None:
    del visit
    campaign = await baotou.campaign(begins=date(2026, 7, 1))
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_campaign SET state = 'running'")
    await baotou.campaign(begins=date(2026, 7, 1))  # still being prepared
    for _again in range(2):
        await monthly_statistics(house=rooms.house_at(data), at=a.AT + timedelta(days=30), period="2026M07")
    found = await reports(for_=KEEPER)
    assert [(one.campaign, one.period, one.opened_by_name) for one in found] == [
        (campaign, Period.parse("2026-07"), "系统")
    ]


async def test_months_of_an_institution_come_out_by_county_and_text(visit: Visit) -> None:
    await ledger.booked(1_000_00)
    with clock.everywhere_at(LATER):
        async with visit(KEEPER) as client:
            found = (await client.get("/statistics/institutions?year=2026&text=雪山")).text
            none = (await client.get("/statistics/institutions?year=2026&region=620702")).text
            english = (await client.get("/statistics/institutions?year=2026&text=雪山&lang=en")).text
    assert "1,000.00" in found
    assert ("类</td>" in found, "类</td>" in english) == (True, False)
    assert "雪山镇中心卫生院" not in none


async def test_what_was_published_has_its_money_on_the_page_and_in_the_workbook(visit: Visit) -> None:
    figures = {
        "inspected": 181, "medical": 64, "pharmacies": 117, "violating": 35, "talked": 22, "penalised": 13, "other": 0,
        "amount_fen": 100_500_000, "recovered_fen": 3_118_270_000,
    }  # fmt: skip
    new = NewFigures(kind=Kind.INSPECTED, period="2021M05", figures=figures, basis="包头市医保局2021年5月通报")
    await enter_figures(new=new, by=KEEPER, at=a.AT)
    async with visit(KEEPER) as client:
        may, wider, other = [
            (
                (await client.get(f"/statistics/inspected?{asked}")).text,
                await client.get(f"/statistics/inspected/export?{asked}"),
            )
            for asked in ("from=2021-05&to=2021-05", "from=2021-01&to=2021-12", "from=2022-01&to=2022-12")
        ]
    assert all(text in may[0] for text in ("1,005,000.00", "31,182,700.00", "3,118.27", "181"))
    assert all(text in wider[0] for text in ("1,005,000.00", "31,182,700.00"))
    assert "1,005,000.00" not in other[0]
    sheets = [load_workbook(BytesIO(book.content)) for _page, book in (may, wider, other)]
    total = next(row for row in sheets[0].worksheets[0].values if row[0] == "合计")
    assert (total[1:4], float(str(total[8])), float(str(total[10]))) == ((181, 64, 117), 31_182_700, 1_005_000)
    assert [book.sheetnames for book in sheets] == [["检查查处情况", "历史数据"]] * 2 + [["检查查处情况"]]
    past = list(sheets[1].worksheets[1].values)[3]
    assert (past[0], float(str(past[8])), float(str(past[10])), past[11]) == (
        "2021年5月", 31_182_700, 1_005_000, "包头市医保局2021年5月通报",
    )  # fmt: skip
