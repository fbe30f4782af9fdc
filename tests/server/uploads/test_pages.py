"""The story of an upload over HTTP: template, file, problems by cell, confirmation, receipt."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from importers.batches.queries import batch as batch_view
from importers.workbook.writing.sheets import Value
from server.uploads import jobs, pages
from tests.server.uploads.conftest import Office
from tests.support import a, filed, rooms, uploads
from tests.support.accounts import send
from vendors.actors import SYSTEM, Actor, Role
from vendors.findings.actions import review_first
from vendors.findings.queries import Filters, queue
from vendors.findings.rules import Opinion
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
    assert "432.00" in stored.text
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


async def test_what_was_submitted_may_be_corrected_until_its_review_begins(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=1))
    client = office.visit(office.desk.clerk)
    await send(client, f"/batches/{batch}/confirm", on=f"/batches/{batch}")
    page = await client.get(f"/tasks/{office.desk.task}/upload")
    assert "替换已入库的版本" in page.text
    assert 'type="file"' in page.text
    found = await queue(for_=SYSTEM, at=uploads.UPLOADED, filters=Filters(batch=batch), size=1)
    one = found.rows[0]
    await review_first(finding=one.id, version=one.version, opinion=Opinion.PASS, by=filed.FIRST, at=uploads.UPLOADED)
    refused = await client.get(f"/tasks/{office.desk.task}/upload")
    assert "上一版已开始审核" in refused.text
    assert 'type="file"' not in refused.text


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


async def test_a_checked_file_is_submitted_in_one_click_with_the_same_bytes(office: Office) -> None:
    content = await office.desk.workbook(found=2)
    tried = await office.checked(content, check_only="yes")
    client = office.visit(office.desk.clerk)
    assert "转为正式报送" in (await client.get(f"/batches/{tried}")).text
    answer = await send(client, f"/batches/{tried}/submit", on=f"/batches/{tried}")
    real = int(answer.headers["location"].rsplit("/", 1)[1])
    assert real != tried
    await jobs.check_batch(house=office.house, at=uploads.UPLOADED, batch=real)
    first, second = await batch_view(tried, for_=SYSTEM), await batch_view(real, for_=SYSTEM)
    assert (first.sha256, first.filename) == (second.sha256, second.filename)
    assert (first.check_only, second.check_only) == (True, False)
    assert f"/batches/{real}/confirm" in (await client.get(f"/batches/{real}")).text


async def test_only_its_own_vendor_turns_a_check_into_a_submission(office: Office) -> None:
    tried = await office.checked(await office.desk.workbook(found=2), check_only="yes")
    stranger = office.visit(a.clerk_of(await a.vendor(name="河西审计服务有限公司")))
    token = {"X-CSRF-Token": rooms.header_token(await stranger.get("/batches"))}
    assert (await stranger.post(f"/batches/{tried}/submit", headers=token)).status_code == 404


async def test_problems_narrow_to_a_column_and_name_the_rows_they_stand_in(office: Office) -> None:
    spoil: Mapping[int, Mapping[str, Value]] = {place: {"vola_cont": ""} for place in (0, 1, 2, 4)} | {
        3: {"vola_type": "9999"}
    }
    batch = await office.checked(await office.desk.workbook(found=6, spoil=spoil))
    client = office.visit(office.desk.clerk)
    page = (await client.get(f"/batches/{batch}")).text
    assert "4–6、8" in page
    column = re.search(r'<option value="([A-Z]+)">\1 违规类型代码', page)
    assert column
    narrowed = (await client.get(f"/batches/{batch}", params={"column": column[1]})).text
    shown = narrowed[narrowed.index('id="issues"') :]
    assert "9999" in shown
    assert "必填，此处为空" not in shown


async def test_staff_replay_an_attempt_with_its_times_rules_and_hash(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    known = await batch_view(batch, for_=SYSTEM)
    page = (await office.visit(AUDITOR).get(f"/batches/{batch}")).text
    for text in ("以下与报送机构看到的完全一致", known.sha256, "not-in-list 2", "其中读取与校验", "病历审核疑点明细"):
        assert text in page


async def test_a_task_manager_voids_an_upload_and_says_why(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=2))
    client = office.visit(office.desk.clerk)
    await send(client, f"/batches/{batch}/confirm", on=f"/batches/{batch}")
    assert "/void" not in (await client.get(f"/batches/{batch}")).text
    manager = office.visit(a.MANAGER)
    answer = await send(manager, f"/batches/{batch}/void", on=f"/batches/{batch}", reason="机构申请撤回")
    assert answer.status_code == 303
    page = (await client.get(f"/batches/{batch}")).text
    assert "该批次已由医保部门作废" in page
    assert "机构申请撤回" in page


async def test_the_uploads_of_one_task_are_listed_together(office: Office) -> None:
    await office.checked(await office.desk.workbook(found=1))
    await office.checked(b"PK not really", name="坏.xlsx")
    page = (await office.visit(AUDITOR).get("/batches", params={"task": office.desk.task})).text
    assert "坏.xlsx" in page
    assert f"/tasks/{office.desk.task}/versions" in page
    assert f"/batches?task={office.desk.task}&amp;status=refused" in page
