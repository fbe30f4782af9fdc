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
    assert "1,000.00" in found
    assert "雪山镇中心卫生院" not in none
