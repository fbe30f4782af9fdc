"""回避: declared before work starts, found by comparing registers, decided by a person."""

import io
from collections.abc import Callable
from datetime import date

import httpx
import pytest
from openpyxl import load_workbook

from tests.server.people.test_pool import EXPERT
from tests.server.people.test_staff import admin_of
from tests.support import a
from tests.support.accounts import send
from vendors.actors import Actor
from vendors.institutions.queries import institutions
from vendors.people.recusal.barring import company_conflicts, undeclared

pytestmark = pytest.mark.anyio
Visit = Callable[[Actor], httpx.AsyncClient]
HOSPITAL = "金河县第一人民医院"


async def _hospital() -> int:
    await a.hospitals()
    return next(one.id for one in await institutions() if one.name == HOSPITAL)


async def test_a_tie_told_by_the_vendor_bars_until_the_bureau_says_it_is_none(visit: Visit) -> None:
    hospital, vendor = await _hospital(), await a.vendor()
    person = await a.staff(vendor=vendor)
    told = {"person": f"staff:{person}", "kind": "kin", "institution": HOSPITAL, "ended_on": "", "detail": "配偶在该院"}
    path = (await send(visit(admin_of(vendor)), "/recusals/new", **told)).headers["location"]
    (tie,) = await company_conflicts(vendor, institutions=[hospital], on=a.MONDAY)
    assert ("何小满" in tie.words.zh, "待认定" in tie.words.zh) == (True, True)
    await send(visit(a.MANAGER), path, to="dismissed", reason="配偶已退休", basis="第三十四条")
    assert await company_conflicts(vendor, institutions=[hospital], on=a.MONDAY) == ()
    assert "配偶已退休" in (await visit(a.MANAGER).get(path)).text


async def test_a_decision_needs_its_reason_and_the_bureau(visit: Visit) -> None:
    await _hospital()
    vendor = await a.vendor()
    told = {"person": f"vendor:{vendor}", "kind": "shares", "institution": "H62070200001", "ended_on": "", "detail": ""}
    path = (await send(visit(a.MANAGER), "/recusals/new", **told)).headers["location"]
    page = await send(visit(a.MANAGER), path, to="upheld", reason="", basis="")
    assert (page.status_code, 'id="e-reason"' in page.text) == (422, True)
    refused = await send(visit(admin_of(vendor)), path, on="/recusals/new", to="dismissed", reason="没有", basis="")
    assert refused.status_code == 403


async def test_an_institution_nobody_knows_is_told_at_its_field(visit: Visit) -> None:
    vendor = await a.vendor()
    told = {"person": f"vendor:{vendor}", "kind": "other", "institution": "不存在医院", "ended_on": "", "detail": ""}
    page = await send(visit(a.MANAGER), "/recusals/new", **told)
    assert (page.status_code, 'id="e-institution"' in page.text) == (422, True)


async def test_everybody_declares_for_a_task_before_work_starts(visit: Visit) -> None:
    await a.cases(20)
    vendor = await a.vendor()
    person = await a.staff(vendor=vendor)
    task = await a.task(contract=await a.contract(vendor=vendor))
    (missing,) = await undeclared(object_type="task", object_id=task, staff=[person])
    assert missing.name == "何小满"
    clean = {
        "task": str(task),
        "person": f"staff:{person}",
        "kind": "none",
        "institution": "",
        "ended_on": "",
        "detail": "",
    }
    path = f"/recusals/declare?task={task}"
    await send(visit(admin_of(vendor)), "/recusals/declare", on=path, **clean)
    assert await undeclared(object_type="task", object_id=task, staff=[person]) == ()
    assert "无利害关系" in (await visit(a.MANAGER).get(path)).text


async def test_charlie_declares_for_nobody_else_and_sees_no_other_vendors_ties(visit: Visit) -> None:
    await _hospital()
    vendor = await a.vendor()
    person = await a.staff(vendor=vendor)
    told = {"person": f"staff:{person}", "kind": "kin", "institution": HOSPITAL, "ended_on": "", "detail": ""}
    path = (await send(visit(a.MANAGER), "/recusals/new", **told)).headers["location"]
    charlie = visit(admin_of(await a.vendor(name="河西审计服务有限公司")))
    assert (await send(charlie, "/recusals/new", **told)).status_code == 404
    assert (await charlie.get(path)).status_code == 404
    assert "何小满" not in (await charlie.get("/recusals")).text
    assert (await charlie.get("/recusals/found")).status_code == 403
    outside = told | {"person": "inspector:1"}
    assert (await send(charlie, "/recusals/new", **outside)).status_code == 403


async def test_what_the_registers_hint_at_is_noted_when_a_person_confirms_it(visit: Visit) -> None:
    await _hospital()
    bureau = visit(a.MANAGER)
    await send(bureau, "/experts/new", **EXPERT)
    page = await bureau.get("/recusals/found")
    assert ("沈医师" in page.text, "任职单位即该机构" in page.text) == (True, True)
    hidden = {
        "person": "expert:1",
        "kind": "employed",
        "institution_id": str(await _hospital()),
        "ended_on": "",
        "why": "x",
    }
    await send(bureau, "/recusals/found", **hidden)
    assert "没有发现未登记的利害关系" in (await bureau.get("/recusals/found")).text
    assert "核查发现" in (await bureau.get("/recusals")).text


async def test_the_list_is_narrowed_and_exported(visit: Visit) -> None:
    await _hospital()
    vendor = await a.vendor()
    person = await a.staff(vendor=vendor)
    for kind, ended in (("kin", ""), ("former", "2025-03-31")):
        told = {"person": f"staff:{person}", "kind": kind, "institution": HOSPITAL, "ended_on": ended, "detail": ""}
        await send(visit(a.MANAGER), "/recusals/new", **told)
    bureau = visit(a.MANAGER)
    assert "共 2 条" in (await bureau.get("/recusals?status=declared&person_type=staff&text=何小满")).text
    assert "没有符合条件的记录" in (await bureau.get("/recusals?status=upheld")).text
    sheet = load_workbook(io.BytesIO((await bureau.get("/recusals/export")).content)).worksheets[0]
    told_rows = [(row[1], row[4]) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert told_rows == [("何小满", "曾任职"), ("何小满", "近亲属")]
    assert date(2025, 3, 31) in [
        getattr(row[5], "date", lambda: None)() for row in sheet.iter_rows(min_row=4, values_only=True)
    ]


async def test_the_drawer_shows_the_tie_and_a_page_without_a_task_says_where_to_begin(visit: Visit) -> None:
    await _hospital()
    vendor = await a.vendor()
    told = {
        "person": f"vendor:{vendor}",
        "kind": "other",
        "institution": HOSPITAL,
        "ended_on": "",
        "detail": "同楼办公",
    }
    path = (await send(visit(a.MANAGER), "/recusals/new", **told)).headers["location"]
    drawer = await visit(a.MANAGER).get(path, headers={"HX-Request": "true"})
    assert ("同楼办公" in drawer.text, "<html" in drawer.text) == (True, False)
    assert "请从任务页面进入" in (await visit(a.MANAGER).get("/recusals/declare")).text
    assert (await visit(a.MANAGER).get("/recusals/declare?task=987654")).status_code == 404


async def test_one_declaration_names_several_ties_and_a_fault_stands_at_its_row(visit: Visit) -> None:
    await a.cases(20)
    vendor = await a.vendor()
    person = await a.staff(vendor=vendor)
    task = await a.task(contract=await a.contract(vendor=vendor))
    admin, path = visit(admin_of(vendor)), f"/recusals/declare?task={task}"
    told = {
        "task": str(task), "person": f"staff:{person}", "kind": "kin", "institution": HOSPITAL, "kind_3": "former",
        "institution_3": "雪山镇中心卫生院",
    }  # fmt: skip
    page = await send(admin, "/recusals/declare", on=path, **told)
    assert (page.status_code, 'id="e-ended_on_3"' in page.text) == (422, True)
    await send(admin, "/recusals/declare", on=path, **(told | {"ended_on_3": "2025-03-31"}))
    assert "共 2 条" in (await visit(a.MANAGER).get("/recusals?status=declared")).text
    both = await send(admin, "/recusals/declare", on=path, **(told | {"kind": "none", "ended_on_3": "2025-03-31"}))
    assert (both.status_code, 'id="e-kind"' in both.text) == (422, True)
