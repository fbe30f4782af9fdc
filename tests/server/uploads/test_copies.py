"""The annotated copy on the page: on its way, there, or missing; and what is in it."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from importers.workbook.writing.restored import ORDINARY
from importers.workbook.writing.sheets import Value
from server.uploads import jobs
from server.web import clock
from tests.server.uploads.conftest import Office
from tests.server.uploads.test_pages import AUDITOR, PLANTED
from tests.support import uploads
from tests.support.accounts import send
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio


async def test_the_page_waits_for_the_copy_and_then_offers_it(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    client = office.visit(office.desk.clerk)
    page = await client.get(f"/batches/{batch}")
    assert "正在生成错误标注表" in page.text
    assert f'hx-get="/batches/{batch}/copy"' in page.text
    await jobs.annotate_batch(house=office.house, at=uploads.UPLOADED, batch=batch)
    part = await client.get(f"/batches/{batch}/copy", headers={"HX-Request": "true"})
    assert f'href="/batches/{batch}/annotated"' in part.text
    assert "<html" not in part.text
    assert "下载错误标注表" in (await client.get(f"/batches/{batch}/copy")).text


async def test_a_copy_that_never_came_can_be_asked_for_again(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    client = office.visit(office.desk.clerk)
    assert (await send(client, f"/batches/{batch}/copy", on=f"/batches/{batch}")).status_code == 404
    with clock.everywhere_at(uploads.UPLOADED + timedelta(hours=1)):
        assert "生成错误标注表</button>" in (await client.get(f"/batches/{batch}")).text
        again = await send(client, f"/batches/{batch}/copy", on=f"/batches/{batch}")
    assert again.status_code == 303
    assert isinstance(office.house.queue, uploads.Waiting)
    assert office.house.queue.jobs[-1] == ("annotate_batch", {"batch": batch})


async def test_a_file_without_problems_or_refused_at_the_door_has_no_copy(office: Office) -> None:
    clean = await office.checked(await office.desk.workbook(found=6))
    broken = await office.checked(b"PK not really", name="坏.xlsx")
    for batch in (clean, broken):
        page = await office.visit(office.desk.clerk).get(f"/batches/{batch}")
        assert "错误标注表" not in page.text
        await jobs.annotate_batch(house=office.house, at=uploads.UPLOADED, batch=batch)
        assert (await office.visit(AUDITOR).get(f"/batches/{batch}/annotated")).status_code == 404
    assert isinstance(office.house.queue, uploads.Waiting)
    assert office.house.queue.jobs == [("check_batch", {"batch": n}) for n in (clean, broken)]


async def test_the_copy_shows_what_was_kept_names_hidden_and_the_bad_cell_red(office: Office) -> None:
    spoil: Mapping[int, Mapping[str, Value]] = {0: {"vola_amt": Decimal(109)}, 1: {"psn_name": "张明远"}}
    batch = await office.annotated(await office.desk.workbook(found=4, spoil=spoil))
    copy = (await office.visit(office.desk.clerk).get(f"/batches/{batch}/annotated")).content
    book = openpyxl.load_workbook(BytesIO(copy))
    sheet = book["病历审核疑点明细"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert not [text for text in texts if "张明远" in text]
    assert "***" in texts
    red = [cell for cell in sheet[4] if cell.fill.fill_type and cell.value == 109]
    assert ["108.00" in str(cell.comment) for cell in red] == [True]
    assert sheet["A5"].font.sz == ORDINARY.size
    assert book.sheetnames[0] == "问题清单"
    assert book.worksheets[0]["D4"].hyperlink.location.startswith("'病历审核疑点明细'!")


async def test_the_same_upload_makes_the_same_copy_twice(office: Office) -> None:
    batch = await office.annotated(await office.desk.workbook(found=4, spoil=PLANTED))
    client = office.visit(office.desk.clerk)
    first = (await client.get(f"/batches/{batch}/annotated")).content
    await jobs.annotate_batch(house=office.house, at=uploads.UPLOADED, batch=batch)
    assert (await client.get(f"/batches/{batch}/annotated")).content == first


async def test_merged_titles_stay_merged_and_a_withdrawn_or_waiting_upload_gets_no_copy(office: Office) -> None:
    batch = await office.checked(await office.desk.workbook(found=4, spoil=PLANTED))
    async with transaction() as connection:
        merged = "UPDATE importers_batch SET sheets = jsonb_set(sheets, '{0,merges}', '[[0, 0, 0, 5]]') WHERE id = $1"
        await connection.execute(merged, batch)
    await jobs.annotate_batch(house=office.house, at=uploads.UPLOADED, batch=batch)
    copy = (await office.visit(office.desk.clerk).get(f"/batches/{batch}/annotated")).content
    sheets = openpyxl.load_workbook(BytesIO(copy)).worksheets[1:]
    assert [str(area) for sheet in sheets for area in sheet.merged_cells.ranges] == ["A1:F1"]
    waiting = await office.desk.upload(await office.desk.workbook(found=1))
    await jobs.annotate_batch(house=office.house, at=uploads.UPLOADED, batch=waiting.batch)
    await jobs.annotate_batch(house=office.house, at=uploads.UPLOADED, batch=999)
    assert (await office.visit(AUDITOR).get(f"/batches/{waiting.batch}/annotated")).status_code == 404
