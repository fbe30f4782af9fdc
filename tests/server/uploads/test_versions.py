"""A workbook that takes the place of an earlier one: previewed before it is confirmed, compared afterwards."""

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest

from importers.workbook.writing.sheets import Value
from tests.server.uploads.conftest import Office
from tests.server.uploads.test_pages import AUDITOR
from tests.support import a, filed, uploads
from tests.support.accounts import send
from vendors.actors import SYSTEM
from vendors.findings.actions import review_first
from vendors.findings.queries import Filters, queue
from vendors.findings.rules import Opinion
from vendors.tasks.actions import begin_check, return_task

pytestmark = pytest.mark.anyio
LESS: Mapping[str, Value] = {"vola_amt": Decimal(72), "vola_cnt": 4, "fund_loss": Decimal("57.6")}


async def stored(office: Office, *, found: int, spoil: Mapping[int, Mapping[str, Value]] | None = None) -> int:
    batch = await office.checked(await office.desk.workbook(found=found, spoil=spoil))
    confirmed = await send(office.visit(office.desk.clerk), f"/batches/{batch}/confirm", on=f"/batches/{batch}")
    assert confirmed.status_code == 303
    return batch


async def send_back(office: Office) -> None:
    await begin_check(task=office.desk.task, by=a.MANAGER, at=uploads.UPLOADED)
    await return_task(task=office.desk.task, reason="请更正", by=a.MANAGER, at=uploads.UPLOADED)


async def opinion(batch: int, place: int) -> str:
    """A first reviewer passes one finding of a batch; its number."""
    page = await queue(for_=SYSTEM, at=uploads.UPLOADED, filters=Filters(batch=batch), size=10)
    row = page.rows[place]
    await review_first(finding=row.id, version=row.version, opinion=Opinion.PASS, by=filed.FIRST, at=uploads.UPLOADED)
    return row.number


def counts(page: str) -> list[str]:
    """新增、改动、删除、未变."""
    part = page[page.index('aria-label="差异"') :]
    return re.findall(r"<b>([\d,]+)</b>", part)[:4]


async def test_a_replacement_shows_what_changes_cell_by_cell_before_it_is_confirmed(office: Office) -> None:
    await stored(office, found=3)
    await send_back(office)
    second = await office.checked(await office.desk.workbook(found=3, spoil={1: LESS}))
    page = (await office.visit(office.desk.clerk).get(f"/batches/{second}")).text
    assert "提交后将替换第 1 版（SC-2026-0001）" in page
    assert counts(page) == ["0", "1", "0", "5"]
    assert "<del>108</del>" in page
    assert "<ins>72</ins>" in page
    assert "/confirm" in page


async def test_it_says_which_opinions_stay_and_which_end(office: Office) -> None:
    first = await stored(office, found=3)
    kept, ended = await opinion(first, 0), await opinion(first, 1)
    await send_back(office)
    second = await office.checked(await office.desk.workbook(found=3, spoil={1: LESS}))
    page = (await office.visit(office.desk.clerk).get(f"/batches/{second}")).text
    assert "已有审核意见的问题 2 件：内容未变的 1 件意见保留，改动或删除的 1 件原意见不再有效" in page
    assert ended in page
    assert kept not in page


async def test_once_review_has_begun_it_says_why_nothing_may_be_replaced(office: Office) -> None:
    first = await stored(office, found=3)
    second = await office.checked(await office.desk.workbook(found=2))
    await opinion(first, 0)
    page = (await office.visit(office.desk.clerk).get(f"/batches/{second}")).text
    assert "现在不能替换第 1 版（SC-2026-0001）。" in page
    assert "上一版已开始审核" in page
    assert f"/batches/{second}/confirm" not in page
    assert f"/batches/{second}/withdraw" in page


async def test_any_two_versions_are_set_side_by_side(office: Office) -> None:
    first = await stored(office, found=3)
    await send_back(office)
    second = await stored(office, found=3, spoil={1: LESS})
    client = office.visit(office.desk.clerk)
    path = f"/tasks/{office.desk.task}/versions"
    listed = (await client.get(path)).text
    assert f"{path}?batch={second}&against={first}" in listed
    forth = (await client.get(path, params={"batch": second, "against": first})).text
    assert "<ins>72</ins>" in forth
    back = (await client.get(path, params={"batch": first, "against": second})).text
    assert "<ins>108</ins>" in back
    assert (await client.get(path, params={"batch": 999, "against": first})).status_code == 404
    assert "第 2 版，看与上一版的差异" in (await client.get(f"/batches/{second}")).text


async def test_the_receipt_says_what_stands_on_the_record(office: Office) -> None:
    first = await stored(office, found=3)
    kept = await opinion(first, 0)
    await send_back(office)
    second = await stored(office, found=3, spoil={1: LESS})
    client = office.visit(office.desk.clerk)
    page = (await client.get(f"/batches/{second}")).text
    part = page[page.index('aria-label="报送数字"') :]
    assert re.findall(r"<b>([\d,.]+)", part)[:4] == ["6", "3", "3", "288.00"]
    assert kept in (await finding_numbers(second))
    assert "该批次已被后来的报送替换" in (await client.get(f"/batches/{first}")).text


async def finding_numbers(batch: int) -> list[str]:
    page = await queue(for_=SYSTEM, at=uploads.UPLOADED, filters=Filters(batch=batch), size=10)
    return [row.number for row in page.rows]


async def test_the_bureau_compares_too_and_a_stranger_finds_nothing(office: Office) -> None:
    await stored(office, found=1)
    path = f"/tasks/{office.desk.task}/versions"
    assert "V1" in (await office.visit(AUDITOR).get(path)).text
    stranger = office.visit(a.clerk_of(await a.vendor(name="河西审计服务有限公司")))
    assert (await stranger.get(path)).status_code == 404


async def test_a_task_without_anything_stored_has_no_versions(office: Office) -> None:
    page = await office.visit(office.desk.clerk).get(f"/tasks/{office.desk.task}/versions", params={"lang": "en"})
    assert "Nothing has been stored yet." in page.text
