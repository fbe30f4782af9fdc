import io
from dataclasses import replace

import openpyxl
import pytest

from tests.server.reference.conftest import KEEPER, MINLE, READER, Visit
from tests.support import a
from vendors.institutions.actions import store_institutions
from vendors.institutions.records import InstitutionRecord
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
PATHS = ("/institutions", "/institutions/1", "/doctors", "/cases", "/institutions/export", "/doctors/export")


def clinic(serial: int, **changes: str) -> InstitutionRecord:
    told = {"code": f"H620702{serial:05d}", "name": f"示例诊所{serial}", "kind": "诊所", "ownership": "民营"}
    return InstitutionRecord(**{**told, "region": "620702", "credit_grade": "ABC"[serial % 3], **changes})


async def test_the_list_counts_by_county_and_narrows(visit: Visit) -> None:
    await a.hospitals()
    client = visit(KEEPER)
    assert "民乐县 1" in (await client.get("/institutions")).text
    some = await client.get("/institutions", params={"region": "620722"})
    assert "雪山镇中心卫生院" in some.text
    assert "金河县第一人民医院" not in some.text


async def test_every_column_narrows(visit: Visit) -> None:
    await store_institutions(rows=[*a.HOSPITALS, clinic(7, grid="甘州-07")], by=a.MANAGER, at=a.AT)
    for asked in ("kind=诊所", "ownership=民营", "grid=甘州-07", "credit=B", "text=示例"):
        page = (await visit(KEEPER).get(f"/institutions?{asked}")).text
        assert "示例诊所7" in page, asked
        assert "雪山镇" not in page, asked
    assert "没有符合条件" in (await visit(KEEPER).get("/institutions?kind=三级医院")).text


@pytest.mark.parametrize("sort", ["code", "-code", "credit_grade", "-name", "nonsense"])
async def test_pages_follow_each_other_and_lose_nobody(visit: Visit, sort: str) -> None:
    await store_institutions(rows=[clinic(number) for number in range(1, 121)], by=a.MANAGER, at=a.AT)
    client, path, seen = visit(READER), f"/institutions?sort={sort}", list[str]()
    while path:
        page = (await client.get(path)).text
        seen += [part.split("</b>")[0] for part in page.split("<b>示例诊所")[1:]]
        following = page.partition("下一页")[0].rpartition('href="')[2] if "下一页" in page else ""
        path = following.split('"')[0].replace("&amp;", "&")
    assert sorted(map(int, seen)) == list(range(1, 121))


async def test_only_the_task_manager_is_led_to_the_register_and_no_vendor_looks(visit: Visit) -> None:
    assert "/registry/institutions" not in (await visit(READER).get("/institutions?region=1")).text
    assert "/registry/institutions" in (await visit(KEEPER).get("/institutions?region=1")).text
    for path in PATHS:
        assert (await visit(a.clerk_of(1)).get(path)).status_code == 403, path


async def test_an_institution_shows_its_doctors_and_its_cases_by_month(visit: Visit) -> None:
    await a.cases(5)
    await _doctor()
    page = (await visit(READER).get("/institutions/1")).text
    assert "近 12 个月结算人次（共 2）" in page
    assert "冯小舟" in page
    assert (await visit(READER).get("/institutions/99")).status_code == 404


async def test_the_list_leaves_as_a_workbook_with_the_same_filter(visit: Visit) -> None:
    await a.hospitals()
    sent = await visit(READER).get("/institutions/export?region=620722")
    sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
    assert sheet is not None
    assert [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["雪山镇中心卫生院"]


async def test_doctors_narrow_by_institution_and_page(visit: Visit) -> None:
    await a.hospitals()
    await _doctor(60)
    client = visit(READER)
    assert "共 60 条" in (await client.get("/doctors?institution=H62070200001")).text
    assert "没有符合条件" in (await client.get("/doctors?institution=H62072200002")).text
    assert (await client.get("/doctors/export")).status_code == 200


async def test_a_county_sees_its_own_institutions_and_doctors_on_the_pages(visit: Visit) -> None:
    await a.cases(4)
    await _doctor()
    client = visit(MINLE)
    page = (await client.get("/institutions")).text
    assert ("雪山镇中心卫生院" in page, "金河县第一人民医院" in page, "共登记 1 家" in page) == (True, False, True)
    assert (await client.get("/institutions/1")).status_code == 404
    assert (await client.get("/institutions/2")).status_code == 200
    assert "冯小舟" not in (await client.get("/doctors")).text
    assert "冯小舟" in (await visit(replace(MINLE, region="620702")).get("/doctors")).text


async def _doctor(number: int = 1) -> None:
    async with transaction() as connection:
        await connection.execute(
            "INSERT INTO vendors_doctor (code, institution, name, kind, department, title, status, begins, updated_at)"
            " SELECT 'D620702' || lpad(n::text, 6, '0'), 1, '冯小舟', '医师', '内科', '主治医师', '正常', '2025-01-01',"
            " now() FROM generate_series(1, $1::int) n",
            number,
        )
