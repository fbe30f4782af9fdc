from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from importers.registers.cases import REGISTER as CASES
from importers.registers.cases import cells_of
from importers.registers.institutions import REGISTER as INSTITUTIONS
from importers.registers.register import Record, Register
from importers.workbook.detail import Detail
from importers.workbook.meanings import Reading
from importers.workbook.sheets import Value
from importers.workbook.template import blank_template
from tests.server.contracts.conftest import Visit
from tests.support import a, rooms
from vendors.actors import Actor, Role
from vendors.institutions.queries import CaseFilter, frame_size, institutions

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
ROWS: list[dict[str, Value]] = [
    {"fixmedins_code": "H62070200001", "fixmedins_name": "金河县第一人民医院", "kind": "二级医院", "ownership": "公立",
     "region": "620702"},
    {"fixmedins_code": "P62072200002", "fixmedins_name": "惠民大药房", "kind": "零售药店", "ownership": "民营",
     "region": "620722"},
]  # fmt: skip


def book(register: Register[Record], rows: Sequence[Mapping[str, Value]]) -> bytes:
    detail = Detail(layout=register.layout, reading=Reading(unique=(register.key,)), rows=rows)
    return blank_template(details=(detail,), title=register.layout.zh, at=a.AT)


async def test_a_register_comes_in_and_comes_in_again_unchanged(visit: Visit) -> None:
    client = visit(KEEPER)
    for said in ("新增 2 条，更新 0 条，无变化 0 条", "新增 0 条，更新 0 条，无变化 2 条"):
        answer = await rooms.attach(
            client, "/institutions/import/institutions", book(INSTITUTIONS, ROWS), on="/institutions/import"
        )
        assert answer.headers["location"] == "/institutions", answer.text
        assert said in (await client.get("/institutions")).text
    assert len(await institutions()) == 2


async def test_one_bad_cell_keeps_the_register_out_and_is_named(visit: Visit) -> None:
    rows = [ROWS[0], {**ROWS[1], "kind": "三级医院"}]
    page = await rooms.attach(
        visit(KEEPER), "/institutions/import/institutions", book(INSTITUTIONS, rows), on="/institutions/import"
    )
    assert page.status_code == 422
    assert "有 1 处错误，整份文件没有入库" in page.text
    assert "P 开头为零售药店" in page.text
    assert await institutions() == ()


async def test_settled_cases_need_registered_institutions(visit: Visit) -> None:
    cells = [dict(cells_of(a.case(serial), institution_name="某院")) for serial in range(1, 4)]
    client, path = visit(KEEPER), "/institutions/import/cases"
    refused = await rooms.attach(client, path, book(CASES, cells), on="/institutions/import")
    assert refused.status_code == 422
    assert "不在定点机构登记表中" in refused.text
    await a.hospitals()
    taken = await rooms.attach(client, path, book(CASES, cells), on="/institutions/import")
    assert taken.status_code == 303, taken.text
    assert await frame_size(CaseFilter(settled_from=date(2026, 1, 1), settled_to=date(2026, 12, 31))) == 3


async def test_a_file_that_is_no_workbook_is_refused_in_words(visit: Visit) -> None:
    page = await rooms.attach(
        visit(KEEPER), "/institutions/import/cases", b"PK not really", name="x.xlsx", on="/institutions/import"
    )
    assert "文件没有打开" in page.text


@pytest.mark.parametrize(("content", "status"), [(b"", 422), (bytes(1_100_000), 413)])
async def test_no_file_and_too_large_a_file_are_told_on_the_page(visit: Visit, content: bytes, status: int) -> None:
    name = "x.xlsx" if content else ""
    page = await rooms.attach(
        visit(KEEPER), "/institutions/import/cases", content, name=name, on="/institutions/import"
    )
    assert page.status_code == status
    assert "data-faults" in page.text


@pytest.mark.parametrize("register", ["institutions", "cases"])
async def test_a_blank_template_can_be_had_and_is_accepted_empty_handed(visit: Visit, register: str) -> None:
    answer = await visit(KEEPER).get(f"/institutions/templates/{register}")
    assert "%E6%A8%A1%E6%9D%BF.xlsx" in answer.headers["content-disposition"]
    assert load_workbook(BytesIO(answer.content)).sheetnames


async def test_the_list_counts_by_county_and_narrows(visit: Visit) -> None:
    await a.hospitals()
    client = visit(KEEPER)
    assert "民乐县 1" in (await client.get("/institutions")).text
    some = await client.get("/institutions", params={"region": "620722"})
    assert "雪山镇中心卫生院" in some.text
    assert "金河县第一人民医院" not in some.text


async def test_only_the_task_manager_imports_and_no_vendor_looks(visit: Visit) -> None:
    reviewer = visit(Actor(id=5, name="柳青", roles=frozenset({Role.FIRST_REVIEWER})))
    assert (await reviewer.get("/institutions/import")).status_code == 403
    assert "导入台账" not in (await reviewer.get("/institutions?region=1")).text
    assert (await visit(a.clerk_of(1)).get("/institutions")).status_code == 403
    assert (await visit(KEEPER).get("/institutions/templates/nothing")).status_code == 404
