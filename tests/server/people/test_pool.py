"""检查人员与专家库: the bureau's alone."""

import io
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from openpyxl import load_workbook

from tests.support import a
from tests.support.accounts import account, send
from vendors.actors import Actor, Role
from vendors.people.pool.actions import keep_inspector
from vendors.people.pool.cards import InspectorCard
from vendors.people.pool.queries import experts_for_draw, inspectors_for_draw

pytestmark = pytest.mark.anyio
Visit = Callable[[Actor], httpx.AsyncClient]
INSPECTOR = {
    "name": "马检查", "unit": "基金监管科", "certificate": "ZF-62-001", "valid_from": "2024-01-01",
    "valid_until": "2026-12-31", "speciality": "医学", "former_employer": "", "former_until": "",
}  # fmt: skip
EXPERT = {
    "name": "沈医师", "employer": "金河县第一人民医院", "title": "主任医师", "specialities": "medical",
    "former_employer": "", "former_until": "",
}  # fmt: skip


async def test_an_inspector_is_entered_corrected_and_taken_out_of_the_pool(visit: Visit) -> None:
    bureau = visit(a.MANAGER)
    path = (await send(bureau, "/inspectors/new", **INSPECTOR)).headers["location"]
    (drawn,) = await inspectors_for_draw(a.MONDAY)
    assert (drawn.name, drawn.certificate, drawn.specialities) == ("马检查", "ZF-62-001", ("医学",))
    await send(bureau, path, **(INSPECTOR | {"unit": "稽核中心"}))
    refused = await send(bureau, f"{path}/active", on=path, reason="")
    assert refused.status_code == 422
    await send(bureau, f"{path}/active", on=path, reason="调离")
    assert await inspectors_for_draw(a.MONDAY) == ()
    assert "稽核中心" in (await bureau.get("/inspectors?active=0")).text


async def test_two_inspectors_have_two_certificates(visit: Visit) -> None:
    bureau = visit(a.MANAGER)
    await send(bureau, "/inspectors/new", **INSPECTOR)
    again = await send(bureau, "/inspectors/new", **(INSPECTOR | {"name": "另一人"}))
    assert (again.status_code, 'id="e-certificate"' in again.text) == (422, True)


async def test_an_expert_has_a_speciality_and_what_they_are_paid_adds_up(visit: Visit) -> None:
    await a.hospitals()
    bureau = visit(a.MANAGER)
    none = await send(bureau, "/experts/new", **{key: value for key, value in EXPERT.items() if key != "specialities"})
    assert (none.status_code, "#f-specialities" in none.text) == (422, True)
    path = (await send(bureau, "/experts/new", **EXPERT)).headers["location"]
    paid = {"held_on": "2026-07-01", "purpose": "病历盲审", "sessions": "2", "fee": "1600.00"}
    for _ in range(2):
        await send(bureau, f"{path}/sessions", on=path, **paid)
    saved = await bureau.get("/experts/export")
    sheet = load_workbook(io.BytesIO(saved.content)).worksheets[0]
    assert next(iter(sheet.iter_rows(min_row=4, values_only=True)))[:6] == (
        "沈医师", "金河县第一人民医院", "主任医师", "医学", 4, 3200
    )  # fmt: skip
    assert "3,200.00" in (await bureau.get(path)).text
    (drawn,) = await experts_for_draw(a.MONDAY)
    assert drawn.unit == "金河县第一人民医院"


async def test_the_lists_open_in_the_drawer_and_are_exported(visit: Visit) -> None:
    bureau = visit(a.MANAGER)
    assert "还没有登记检查人员" in (await bureau.get("/inspectors")).text
    for path, entry in (("/inspectors", INSPECTOR), ("/experts", EXPERT)):
        made = (await send(bureau, f"{path}/new", **entry)).headers["location"]
        drawer = await bureau.get(made, headers={"HX-Request": "true"})
        assert (entry["name"] in drawer.text, "<html" in drawer.text) == (True, False)
        assert (await bureau.get(f"{path}/export")).status_code == 200


async def test_no_vendor_sees_the_pool(visit: Visit) -> None:
    await send(visit(a.MANAGER), "/inspectors/new", **INSPECTOR)
    outsider = visit(a.clerk_of(await a.vendor()))
    for path in ("/inspectors", "/experts", "/inspectors/1", "/experts/1", "/inspectors/export", "/experts/export"):
        assert (await outsider.get(path)).status_code == 403, path


async def test_a_long_list_of_inspectors_comes_in_pages(visit: Visit) -> None:
    for serial in range(52):
        card = InspectorCard(name=f"检查{serial:02d}", unit="基金监管科", certificate=f"ZF-{serial:03d}")
        await keep_inspector(card=card, by=a.MANAGER, at=a.AT)
    bureau = visit(a.MANAGER)
    page = await bureau.get("/inspectors")
    assert ("检查49" in page.text, "检查50" in page.text, "共 52 条" in page.text) == (True, False, True)
    following = await bureau.get(page.text.split('class="btn sm" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert ("检查49" in following.text, "检查51" in following.text) == (False, True)


async def test_a_countys_people_see_the_pool_and_change_nothing(visit: Visit) -> None:
    await send(visit(a.MANAGER), "/inspectors/new", **INSPECTOR)
    county = replace(a.MANAGER, region="620702")
    assert (await visit(county).get("/inspectors/1")).status_code == 200
    for path in ("/inspectors/new", "/experts/new", "/people/new"):
        assert (await visit(county).get(path)).status_code == 403, path


async def test_an_expert_is_given_an_account_of_an_expert_and_no_other(visit: Visit) -> None:
    await a.hospitals()
    expert = await account("sungzhiyuan", name="宋知远", roles=frozenset({Role.EXPERT}))
    reviewer = await account("anning", name="安宁", roles=frozenset({Role.FIRST_REVIEWER}))
    bureau = visit(a.MANAGER)
    path = (await send(bureau, "/experts/new", **EXPERT)).headers["location"]
    assert "宋知远（sungzhiyuan）" in (await bureau.get(path)).text
    refused = await send(bureau, f"{path}/account", on=path, account=str(reviewer))
    assert refused.status_code == 422
    assert (await send(bureau, f"{path}/account", on=path, account=str(expert))).status_code == 303
    assert [one.account for one in await experts_for_draw(a.MONDAY)] == [expert]
    await send(bureau, f"{path}/account", on=path, account="")
    assert [one.account for one in await experts_for_draw(a.MONDAY)] == [None]
