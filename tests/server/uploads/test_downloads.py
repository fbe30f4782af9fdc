from io import BytesIO
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from tests.server.uploads.conftest import Office
from tests.server.uploads.test_pages import AUDITOR, PLANTED
from tests.support.accounts import kinds
from vendors.actors import SYSTEM
from vendors.provision.queries import provisions
from vendors.provision.rules import What

pytestmark = pytest.mark.anyio


async def test_the_template_is_prefilled_and_carries_its_chinese_name(office: Office) -> None:
    answer = await office.visit(office.desk.clerk).get(f"/tasks/{office.desk.task}/template")
    named = f"filename=\"RW-2026-0001.xlsx\"; filename*=UTF-8''{quote('RW-2026-0001_病历审核疑点明细表.xlsx')}"
    assert answer.headers["content-disposition"] == f"attachment; {named}"
    book = load_workbook(BytesIO(answer.content))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "620700G000000000001" in cells


async def test_every_template_with_cases_in_it_is_a_row_of_the_ledger(office: Office) -> None:
    path = f"/tasks/{office.desk.task}/template"
    for who in (office.desk.clerk, office.desk.clerk, AUDITOR):
        assert (await office.visit(who).get(path)).status_code == 200
    await office.visit(office.desk.clerk).get(f"{path}?kind=record-review")
    saved = [row for row in await provisions(for_=SYSTEM) if row.what is What.TEMPLATE]
    assert {(row.vendor, row.object_id, row.recipient) for row in saved} == {
        (office.desk.clerk.vendor, office.desk.task, office.desk.clerk.name)
    }
    assert len(saved) >= 2
    assert {row.approved_by for row in saved} == {"RW-2026-0001 任务下达"}


async def test_a_downloaded_template_comes_back_without_a_word_about_its_signature(office: Office) -> None:
    template = await office.visit(office.desk.clerk).get(f"/tasks/{office.desk.task}/template")
    batch = await office.checked(template.content, name="模板.xlsx")
    page = await office.visit(office.desk.clerk).get(f"/batches/{batch}")
    assert "wrong-stamp" not in page.text
    assert "没有错误" in page.text


async def test_the_annotated_workbook_marks_the_cells_and_is_journalled(office: Office) -> None:
    batch = await office.annotated(await office.desk.workbook(found=4, spoil=PLANTED), name="第二季度.xlsx")
    answer = await office.visit(AUDITOR).get(f"/batches/{batch}/annotated")
    assert quote("第二季度_错误标注.xlsx") in answer.headers["content-disposition"]
    assert "问题清单" in load_workbook(BytesIO(answer.content)).sheetnames
    assert (await kinds("batch."))[-1] == "batch.downloaded"


async def test_the_original_is_given_back_byte_for_byte(office: Office) -> None:
    content = await office.desk.workbook(found=1)
    batch = await office.checked(content, name="明细 (1).xlsx")
    answer = await office.visit(office.desk.clerk).get(f"/batches/{batch}/original")
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"


async def test_a_clean_upload_has_no_annotated_workbook(office: Office) -> None:
    batch = await office.checked(b"PK not really", name="坏.xlsx")
    assert (await office.visit(office.desk.clerk).get(f"/batches/{batch}/annotated")).status_code == 404
