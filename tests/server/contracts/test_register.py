import io
from datetime import date

import openpyxl
import pytest

from tests.server.contracts.conftest import Visit
from tests.support import a
from vendors.contracts.actions import draft_contract

pytestmark = pytest.mark.anyio


async def test_the_register_narrows_by_every_filter(visit: Visit) -> None:
    first, second = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    await a.contract(vendor=first, number="HT-2026-LONG")
    await a.contract(
        vendor=second, number="HT-2025-SOON", starts_on=date(2025, 8, 1), ends_on=date(2026, 7, 31), budget_year=2025
    )
    await draft_contract(terms=a.terms(first, number="HT-2026-DRAFT"), by=a.MANAGER, at=a.AT)
    client = visit(a.MANAGER)
    for query, seen in (
        ({"text": "河西", "status": "in_force"}, {"SOON"}), ({"year": "2025"}, {"SOON"}), ({"expiring": "1"}, {"SOON"}),
        ({"vendor": str(first)}, {"LONG", "DRAFT"}), ({"status": "draft"}, {"DRAFT"}), ({"kind": "B"}, set()),
        ({"kind": "A"}, {"LONG", "SOON", "DRAFT"}),
    ):  # fmt: skip
        page = (await client.get("/contracts", params=query)).text
        assert {name for name in ("LONG", "SOON", "DRAFT") if f"-{name}</code>" in page} == seen, query


async def test_fifty_stand_on_a_page_and_the_rest_on_the_next_in_the_same_order(visit: Visit) -> None:
    vendor = await a.vendor()
    for number in range(1, 53):
        await draft_contract(
            terms=a.terms(vendor, number=f"HT-2026-9{number:03d}", amount_fen=number), by=a.MANAGER, at=a.AT
        )
    client = visit(a.MANAGER)
    page = (await client.get("/contracts", params={"sort": "amount", "way": "desc"})).text
    assert page.index("HT-2026-9052") < page.index("HT-2026-9003")
    assert "HT-2026-9002" not in page
    assert "共 52 条" in page
    link = page.partition("下一页")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    rest = (await client.get(link)).text
    assert ("HT-2026-9002" in rest, "HT-2026-9003" in rest) == (True, False)


@pytest.mark.parametrize("sort", ["starts", "ends", "amount", "number", "no such"])
async def test_a_cursor_of_another_order_begins_at_the_first_page(visit: Visit, sort: str) -> None:
    await a.contract(vendor=await a.vendor(), number="HT-2026-0001")
    for after in ("WyJ4IiwgMV0", "W251bGwsIDFd", "?", "WyIyMDI2LTEzLTAxIiwgMV0"):
        page = await visit(a.MANAGER).get("/contracts", params={"sort": sort, "after": after})
        assert page.status_code == 200


async def test_the_export_holds_what_the_filter_shows(visit: Visit) -> None:
    vendor = await a.vendor()
    await a.contract(vendor=vendor, number="HT-2026-0001", title="病历审核")
    await a.contract(vendor=vendor, number="HT-2026-0002", title="数据筛查")
    answer = await visit(a.MANAGER).get("/contracts/export", params={"text": "筛查"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[0], row[4], row[8]) for row in rows] == [("HT-2026-0002", 480_000, "履行中")]


async def test_a_vendor_exports_its_own_contracts_and_no_draft(visit: Visit) -> None:
    mine, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    await a.contract(vendor=mine, number="HT-2026-MINE")
    await a.contract(vendor=other, number="HT-2026-OTHER")
    await draft_contract(terms=a.terms(mine, number="HT-2026-DRAFT"), by=a.MANAGER, at=a.AT)
    client = visit(a.clerk_of(mine))
    sheet = openpyxl.load_workbook(io.BytesIO((await client.get("/contracts/export")).content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == ["HT-2026-MINE"]
    assert "HT-2026-OTHER" not in (await client.get("/contracts")).text
