"""The story of an upload over HTTP: template, file, problems by cell, confirmation, receipt."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from importers.workbook.sheets import Value
from server.uploads import pages
from tests.server.uploads.conftest import Office
from tests.support import a, rooms
from tests.support.accounts import send
from vendors.actors import SYSTEM, Actor, Role
from vendors.tasks.queries import task
from vendors.tasks.rules import TaskState

pytestmark = pytest.mark.anyio
PLANTED: Mapping[int, Mapping[str, Value]] = {
    0: {"vola_amt": Decimal(109)},
    1: {"checker": "何小满"},
    2: {"vola_type": "9999"},
    3: {"certainty": "大概"},
}
AUDITOR = Actor(id=7, name="程远", roles=frozenset({Role.AUDITOR}))


async def test_four_planted_errors_are_all_named_by_cell_at_once(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    page = await office.visit(office.desk.clerk).get(f"/batches/{batch}?severity=error")
    assert page.status_code == 200
    assert "整份文件没有入库" in page.text
    shown = page.text[page.text.index('id="issues"') :]
    cells = re.findall(r'<td class="n">(\d+)</td><td>([A-Z]+)</td>.*?<code class="bad">([^<]+)<', shown, re.DOTALL)
    assert [(row, value) for row, _column, value in cells] == [
        ("4", "109.00"),
        ("5", "何小满"),
        ("6", "9999"),
        ("7", "大概"),
    ]
    assert "/confirm" not in page.text


async def test_a_corrected_file_is_confirmed_and_gets_a_receipt(office: Office) -> None:
    await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    batch = await office.checked(await office.desk.workbook(found=4))
    client = office.visit(office.desk.clerk)
    ready = await client.get(f"/batches/{batch}")
    assert "没有错误，尚未提交" in ready.text
    assert "432.00" in ready.text
    answer = await send(client, f"/batches/{batch}/confirm", on=f"/batches/{batch}")
    assert answer.headers["location"] == f"/batches/{batch}"
    stored = await client.get(f"/batches/{batch}")
    assert "HZ-2026-0002" in stored.text
    assert "/confirm" not in stored.text
    assert (await task(office.desk.task, for_=SYSTEM)).state is TaskState.SUBMITTED


async def test_an_upload_under_way_asks_again_by_itself_and_by_a_link(office: Office) -> None:
    client = office.visit(office.desk.clerk)
    content = await office.desk.workbook(found=1)
    answer = await rooms.attach(client, f"/tasks/{office.desk.task}/upload", content)
    page = await client.get(answer.headers["location"])
    assert 'hx-trigger="load delay:1s"' in page.text
    assert f'<a class="btn sm" href="{answer.headers["location"]}">' in page.text
    part = await client.get(answer.headers["location"], headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="batch"')


async def test_the_same_file_again_leads_to_the_first_answer(office: Office) -> None:
    content = await office.desk.workbook(found=1)
    first = await office.checked(content)
    client = office.visit(office.desk.clerk)
    answer = await rooms.attach(client, f"/tasks/{office.desk.task}/upload", content)
    assert answer.headers["location"] == f"/batches/{first}"
    assert "此前已经报送过" in (await client.get(f"/batches/{first}")).text


async def test_a_file_that_was_only_checked_cannot_be_submitted(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=1), check_only="yes")
    client = office.visit(office.desk.clerk)
    page = await client.get(f"/batches/{batch}")
    assert "没有提交，没有入库" in page.text
    assert "/confirm" not in page.text
    refused = await send(client, f"/batches/{batch}/confirm", on=f"/tasks/{office.desk.task}/upload")
    assert refused.status_code == 409


async def test_a_ready_upload_may_be_withdrawn(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=1))
    client = office.visit(office.desk.clerk)
    await send(client, f"/batches/{batch}/withdraw", on=f"/batches/{batch}")
    page = await client.get(f"/batches/{batch}")
    assert "已由机构撤回" in page.text
    assert "重新上传" in page.text


async def test_a_file_that_is_no_workbook_is_refused_in_words(office: Office) -> None:
    batch = await office.checked(b"PK not really", name="坏.xlsx")
    page = await office.visit(office.desk.clerk).get(f"/batches/{batch}")
    assert "文件没有打开" in page.text
    assert "另存为" in page.text


async def test_another_vendor_finds_nothing_under_any_address(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    stranger = office.visit(a.clerk_of(await a.vendor(name="河西审计服务有限公司")))
    task_, batch_ = f"/tasks/{office.desk.task}", f"/batches/{batch}"
    for path in (f"{task_}/upload", f"{task_}/template", batch_, f"{batch_}/annotated", f"{batch_}/original"):
        assert (await stranger.get(path)).status_code == 404, path
    own = await stranger.get("/batches")
    assert "还没有报送" in own.text
    token = {"X-CSRF-Token": rooms.header_token(own)}
    for path in (f"{batch_}/confirm", f"{batch_}/withdraw", f"{task_}/upload"):
        assert (await stranger.post(path, headers=token)).status_code == 404, path


async def test_the_bureau_sees_what_the_vendor_saw_and_can_do_nothing(office: Office) -> None:
    bad = await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    good = await office.checked(await office.desk.workbook(found=4))
    auditor = office.visit(AUDITOR)
    page = await auditor.get(f"/batches/{bad}")
    assert "整份文件没有入库" in page.text
    assert "重新上传</a>" not in page.text
    assert "/original" not in page.text
    assert "/confirm" not in (await auditor.get(f"/batches/{good}")).text
    assert (await auditor.get(f"/batches/{bad}/original")).status_code == 403
    assert "陇上病历质控有限公司" in (await auditor.get("/batches")).text


async def test_a_workbook_above_the_limit_is_told_so_where_it_was_chosen(office: Office, data: Path) -> None:
    small = rooms.visit(rooms.house_at(data, limit_mb=1), office.desk.clerk, pages.HANDLERS)
    path = f"/tasks/{office.desk.task}/upload"
    answer = await rooms.attach(small, path, b"PK" + bytes(1_200_000))
    assert answer.status_code == 413
    assert "超过上限 1 MB" in answer.text


async def test_a_body_beyond_every_limit_is_a_413_page_in_words(office: Office) -> None:
    client = office.visit(office.desk.clerk)
    path = f"/tasks/{office.desk.task}/upload"
    answer = await rooms.attach(client, path, bytes(pages.BODY_LIMIT + 1))
    assert answer.status_code == 413
    assert "请拆分后重新上传" in answer.text


async def test_a_form_without_a_file_is_told_at_the_field(office: Office) -> None:
    answer = await send(office.visit(office.desk.clerk), f"/tasks/{office.desk.task}/upload")
    assert answer.status_code == 422
    assert "请选择要报送的文件" in answer.text


async def test_a_task_not_begun_offers_no_upload(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=1))
    client = office.visit(office.desk.clerk)
    await send(client, f"/batches/{batch}/confirm", on=f"/batches/{batch}")
    page = await client.get(f"/tasks/{office.desk.task}/upload")
    assert "不能报送" in page.text
    assert 'type="file"' not in page.text


async def test_the_list_narrows_to_a_state(office: Office) -> None:
    await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    await office.checked(await office.desk.workbook(found=4))
    page = await office.visit(office.desk.clerk).get("/batches?status=refused")
    assert "SC-2026-0001" in page.text
    assert "SC-2026-0002" not in page.text


@pytest.mark.parametrize("path", ["/batches", "/batches/1", "/tasks/1/upload"])
async def test_the_pages_speak_english(office: Office, path: str) -> None:
    await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    page = await office.visit(office.desk.clerk).get(path, params={"lang": "en"})
    assert page.status_code == 200
    assert "Uploads" in page.text
