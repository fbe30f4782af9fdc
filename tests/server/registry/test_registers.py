from io import BytesIO

import pytest
from openpyxl import load_workbook

from importers.registers.catalogue import REGISTERS
from importers.registers.register import template
from tests.server.registry.conftest import Doing, Visit
from tests.support import a, rooms
from tests.support.registers import Told
from vendors.actors import Actor, Role
from vendors.institutions.queries import institutions

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
AUDITOR = Actor(id=4, name="秦昭", roles=frozenset({Role.AUDITOR}))
ROWS: list[Told] = [
    {"fixmedins_code": "H62070200001", "fixmedins_name": "金河县第一人民医院", "kind": "二级医院", "ownership": "公立",
     "region": "620702"},
    {"fixmedins_code": "P62072200002", "fixmedins_name": "惠民大药房", "kind": "零售药店", "ownership": "民营",
     "region": "620722"},
]  # fmt: skip


def book(register: str, rows: list[Told]) -> bytes:
    return template(REGISTERS[register], at=a.AT, rows=rows)


async def test_a_register_is_brought_looked_at_and_committed(visit: Visit, check: Doing, settle: Doing) -> None:
    client = visit(KEEPER)
    sent = await rooms.attach(client, "/registry/institutions", book("institutions", ROWS))
    assert sent.headers["location"] == "/registry/uploads/1", sent.text
    assert "hx-trigger" in (await client.get("/registry/uploads/1")).text
    await check(1)
    shown = (await client.get("/registry/uploads/1")).text
    assert "没有错误，尚未提交" in shown
    assert "惠民大药房" in shown
    await rooms.fill(client, "/registry/uploads/1/commit", on="/registry/uploads/1")
    await settle(1)
    assert "提交生效" in (await client.get("/registry/uploads/1")).text
    assert len(await institutions()) == 2
    assert "苏禾" in (await client.get("/registry")).text


async def test_the_preview_shows_each_changed_cell_before_and_after(visit: Visit, check: Doing, settle: Doing) -> None:
    client = visit(KEEPER)
    await rooms.attach(client, "/registry/institutions", book("institutions", ROWS))
    await check(1)
    await rooms.fill(client, "/registry/uploads/1/commit", on="/registry/uploads/1")
    await settle(1)
    changed = [ROWS[0] | {"fixmedins_name": "金河县人民医院"}]
    await rooms.attach(client, "/registry/institutions", book("institutions", changed))
    await check(2)
    shown = (await client.get("/registry/uploads/2")).text
    assert "<del>金河县第一人民医院</del>" in shown
    assert "<ins>金河县人民医院</ins>" in shown
    assert "文件未列出，保留不变" in shown
    english = (await client.get("/registry/uploads/2", headers={"Cookie": "language=en"})).text
    assert english.count("金河县人民医院") == shown.count("金河县人民医院")


async def test_a_bad_file_is_told_by_cell_and_offers_no_commit(visit: Visit, check: Doing) -> None:
    client = visit(KEEPER)
    bad: list[Told] = [ROWS[0], {**ROWS[1], "kind": "三级医院"}]
    await rooms.attach(client, "/registry/institutions", book("institutions", bad))
    await check(1)
    shown = (await client.get("/registry/uploads/1")).text
    assert "有 1 处错误，整份文件没有生效" in shown
    assert "P 开头为零售药店" in shown
    assert "/registry/uploads/1/commit" not in shown


async def test_the_same_file_again_leads_to_the_first_answer(visit: Visit) -> None:
    client = visit(KEEPER)
    for _ in range(2):
        sent = await rooms.attach(client, "/registry/institutions", b"PK not really")
        assert sent.headers["location"] == "/registry/uploads/1"


async def test_no_file_is_told_on_the_page(visit: Visit) -> None:
    page = await rooms.attach(visit(KEEPER), "/registry/institutions", b"", name="")
    assert page.status_code == 422
    assert "data-faults" in page.text


async def test_each_register_has_its_keepers_and_others_only_look(visit: Visit) -> None:
    keeper = visit(KEEPER)
    assert 'name="file"' in (await keeper.get("/registry/cases")).text
    assert 'name="file"' not in (await keeper.get("/registry/staff")).text
    refused = await rooms.attach(keeper, "/registry/staff", b"x", on="/registry/cases")
    assert refused.status_code == 403
    auditor = visit(AUDITOR)
    assert (await auditor.get("/registry/parameters")).status_code == 200
    assert (await auditor.post("/registry/parameters")).status_code == 403
    assert (await visit(a.clerk_of(1)).get("/registry")).status_code == 403
    assert (await keeper.get("/registry/nothing")).status_code == 404


@pytest.mark.parametrize("register", list(REGISTERS))
async def test_every_register_has_its_page_and_its_template(visit: Visit, register: str) -> None:
    client = visit(KEEPER)
    assert REGISTERS[register].zh in (await client.get(f"/registry/{register}")).text
    answer = await client.get(f"/registry/{register}/template")
    assert load_workbook(BytesIO(answer.content)).sheetnames[1] == REGISTERS[register].layout.sheet


async def test_a_file_may_be_withdrawn_or_checked_again(visit: Visit, check: Doing) -> None:
    client = visit(KEEPER)
    await rooms.attach(client, "/registry/institutions", book("institutions", ROWS))
    await check(1)
    await rooms.fill(client, "/registry/uploads/1/recheck", on="/registry/uploads/1")
    await check(1)
    await rooms.fill(client, "/registry/uploads/1/withdraw", on="/registry/uploads/1")
    assert "登记表没有变动" in (await client.get("/registry/uploads/1")).text
    assert await institutions() == ()
