import io
from datetime import date
from time import perf_counter

import openpyxl
import pytest

from server.web import clock
from tests.server.tasks.conftest import Visit
from tests.support import a
from vendors.periods import at_local
from vendors.tasks.particulars import Particulars
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
SOON = 1.0  # seconds
_COPIES = """
INSERT INTO vendors_task (number, vendor, contract, kind, workbook_kind, title, covers_from, covers_to, state,
  deadline_days, due_on, due_is_provisional, instructions, created_at, region, method, focus, basis, on_site)
SELECT 'RW-2025-' || lpad(n::text, 4, '0'), vendor, contract, kind, workbook_kind, title, covers_from, covers_to, state,
  deadline_days, due_on, due_is_provisional, instructions, created_at, region, method, focus, basis, on_site
FROM vendors_task, generate_series(1, $2::int) n WHERE id = $1
"""


async def two_tasks() -> tuple[int, int]:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    await a.cases(2)
    issued = await a.task(contract=contract, deadline_days=5, particulars=Particulars(region="620702"))
    await a.draft(contract=contract)
    return vendor, issued


async def many(contract: int, number: int) -> None:
    """Drafts by the hundred, as the table would hold them after years."""
    first = await a.draft(contract=contract)
    async with transaction() as connection:
        await connection.execute(_COPIES, first, number)


async def test_the_list_is_filtered_counted_and_says_what_is_late(visit: Visit) -> None:
    _, issued = await two_tasks()
    async with visit(a.MANAGER) as client:
        everything = (await client.get("/tasks")).text
        late = await _later(client.get("/tasks?status=issued"))
    assert "共 2 条" in everything
    assert "共 1 条" in late
    assert f'href="/tasks/{issued}"' in late
    assert "逾期" in late


async def _later(request: object) -> str:
    with clock.everywhere_at(at_local(date(2026, 7, 20))):
        return (await request).text  # type: ignore[misc, no-any-return]


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("kind=full_review", 2), ("kind=audit", 0), ("region=620702", 1), ("text=RW-2026-0001", 1), ("text=%25", 0),
        ("late=1", 0), ("status=draft&text=住院", 1), ("status=nonsense", 2), ("vendor=99", 0), ("vendor=x", 2),
        ("campaign=1", 0), ("after=nonsense", 2), ("sort=due&way=desc", 2), ("sort=due", 2),
    ],
)  # fmt: skip
async def test_each_filter_means_what_it_says(visit: Visit, query: str, total: int) -> None:
    await two_tasks()
    async with visit(a.MANAGER) as client:
        answer = await client.get(f"/tasks?{query}")
    assert answer.status_code == 200
    assert (f"共 {total} 条" in answer.text) is bool(total)
    assert ("没有符合条件的任务" in answer.text) is not bool(total)


@pytest.mark.parametrize("sort", ["number", "due"])
async def test_pages_follow_one_another_without_gap_or_repeat(visit: Visit, sort: str) -> None:
    contract = await a.contract(vendor=await a.vendor())
    await many(contract, 119)
    seen: list[str] = []
    url = f"/tasks?sort={sort}"
    async with visit(a.MANAGER) as client:
        for _ in range(3):
            page = (await client.get(url)).text
            seen += numbers(page)
            url = next_of(page)
    assert (len(seen), len(set(seen)), url) == (120, 120, "")


def numbers(page: str) -> list[str]:
    return [part.split("<", 1)[0] for part in page.split("<code>RW-")[1:]]


def next_of(page: str) -> str:
    before, found, _ = page.partition("下一页")
    return before.rpartition('href="')[2].split('"', 1)[0].replace("&amp;", "&") if found else ""


async def test_the_export_holds_what_the_filter_shows(visit: Visit) -> None:
    await two_tasks()
    async with visit(a.MANAGER) as client:
        answer = await client.get("/tasks/export?status=issued")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]]
    assert [(row[0], row[12], row[14]) for row in rows] == [("RW-2026-0001", "2026-07-13", "已下达")]


async def test_charlie_sees_no_task_of_another_vendor_and_a_vendor_no_draft(visit: Visit) -> None:
    vendor, issued = await two_tasks()
    other = await a.vendor(name="另一家质控有限公司")
    async with visit(a.clerk_of(vendor)) as own, visit(a.clerk_of(other)) as charlie:
        assert "共 1 条" in (await own.get("/tasks")).text
        assert "没有符合条件的任务" in (await charlie.get("/tasks")).text
        assert (await charlie.get(f"/tasks/{issued}")).status_code == 404
        assert (await charlie.get(f"/tasks/{issued}/letter")).status_code == 404
        exported = await charlie.get("/tasks/export")
    assert b"RW-2026-0001" not in exported.content


async def test_five_thousand_tasks_are_listed_quickly(visit: Visit) -> None:
    contract = await a.contract(vendor=await a.vendor())
    await many(contract, 5_000)
    async with visit(a.MANAGER) as client:
        await client.get("/tasks")
        began = perf_counter()
        answer = await client.get("/tasks?text=住院&status=draft&sort=due")
        took = perf_counter() - began
    assert "共 5001 条" in answer.text or "共 5,001 条" in answer.text
    assert took < SOON
