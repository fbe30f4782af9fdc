"""Checks, questionnaires and outage logs over HTTP, and the way from a line to the vendor's own row."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import date
from pathlib import Path

import httpx
import pytest

from server.scorecards import pages
from server.scorecards.evidence.sheets import moment, pasted
from server.web import clock
from tests.server.scorecards.conftest import Visit
from tests.support import a, cards, rooms
from tests.support.accounts import send
from tests.support.record_rows import row, stored
from tests.support.rooms import header_token
from vendors.institutions.queries import institutions
from vendors.periods import at_local
from vendors.registry.rules import Kind
from vendors.tasks.particulars import Particulars
from vendors.tasks.rules import TaskKind

pytestmark = pytest.mark.anyio
CSV = "机构编码,评价日期,第1题,第2题,第3题,第4题,意见\n{0},2026-10-09,5,很满意,4,3,及时\n{1},2026-10-09,5,5,5,5,\n"


@pytest.fixture
async def visit(database: object, data: Path) -> AsyncIterator[Visit]:
    house = rooms.house_at(data)
    await a.hospitals()
    with clock.everywhere_at(at_local(date(2026, 10, 13))):
        yield lambda who: rooms.visit(house, who, pages.HANDLERS)


async def firm(kind: Kind = Kind.C, task: TaskKind = TaskKind.AUDIT) -> tuple[int, int, int]:
    """A vendor, its contract and a task in progress over both hospitals."""
    vendor, contract = await cards.contracted("河西会计师事务所", kind)
    named = tuple(one.id for one in await institutions())
    made = await a.task_in_progress(
        vendor=vendor, contract=contract, kind=task, particulars=Particulars(institutions=named)
    )
    return vendor, contract, made


async def upload(
    client: httpx.AsyncClient, path: str, *, on: str, fields: Mapping[str, str], file: tuple[str, bytes] | None = None
) -> httpx.Response:
    headers = {"X-CSRF-Token": header_token(await client.get(on))}
    files = {"file": (file[0], file[1], "application/octet-stream")} if file else {"file": ("", b"")}
    return await client.post(path, data=dict(fields), files=files, headers=headers)


def about(page: str, contract: int) -> str:
    return f"/assessments/{page}?contract={contract}&period=2026Q3"


PAPERS = {"kind": "papers", "checked_on": "2026-10-09", "checkers": "周启明、邓岚", "basis": "底稿抽查记录第3号"}


async def test_a_check_is_typed_line_by_line_with_its_scan_and_counted(visit: Visit) -> None:
    vendor, contract, _task = await firm()
    manager, page = visit(a.MANAGER), about("checks", contract)
    fields = {**PAPERS, "items": "D-01,合格\nD-02，不合格，缺复核签字\n"}
    made = await upload(manager, page, on=page, fields=fields, file=("记录.pdf", b"%PDF-1.7"))
    assert made.status_code == 303, made.text
    one = await visit(a.clerk_of(vendor)).get(made.headers["location"])
    for said in ("D-02", "缺复核签字", "不合格", "记录.pdf"):
        assert said in one.text, said
    assert "/withdraw" not in one.text
    entry = (await manager.get(about("facts", contract))).text
    assert "系统记录已统计" in entry
    assert "v-papers_checked" not in entry


async def test_a_check_out_of_a_table_and_one_that_cannot_be_read(visit: Visit) -> None:
    _vendor, contract, _task = await firm()
    manager, page = visit(a.MANAGER), about("checks", contract)
    table = "底稿抽查表,,\n编号,结果,说明\nD-01,合格,\nD-02,不合格,缺签字\nD-03,合格,\n".encode("utf-8-sig")
    made = await upload(manager, page, on=page, fields={**PAPERS, "items": ""}, file=("明细.csv", table))
    assert made.status_code == 303, made.text
    assert "2 / 3" in (await manager.get(page)).text
    wrong = await upload(manager, page, on=page, fields={**PAPERS, "items": "D-09 大概"})
    assert wrong.status_code == 422
    assert "第 1 件“D-09”的结果应为" in wrong.text


async def test_a_withdrawn_check_stays_to_be_read_and_leaves_the_number_to_people(visit: Visit) -> None:
    _vendor, contract, _task = await firm()
    manager, page = visit(a.MANAGER), about("checks", contract)
    made = (await upload(manager, page, on=page, fields={**PAPERS, "items": "D-01,合格"})).headers["location"]
    bare = await upload(manager, f"{made}/withdraw", on=made, fields={"reason": ""})
    assert bare.status_code == 422
    await upload(manager, f"{made}/withdraw", on=made, fields={"reason": "录错合同"})
    assert "录错合同" in (await manager.get(made)).text
    assert "v-papers_checked" in (await manager.get(about("facts", contract))).text


async def test_questionnaires_come_one_by_one_or_many_out_of_a_table_all_or_none(visit: Visit) -> None:
    vendor, contract, _task = await firm()
    manager, page = visit(a.MANAGER), about("questionnaires", contract)
    marks = {f"q-{code}": "5" for code in ("quality", "timely", "skill", "conduct")}
    fields = {**marks, "side": "bureau", "respondent": "基金监管科", "answered_on": "2026-10-09", "comment": "响应快"}
    one = await upload(manager, page, on=page, fields=fields)
    assert one.status_code == 303, one.text
    table = page.replace("questionnaires?", "questionnaires/table?")
    codes = [place.code for place in a.HOSPITALS]
    strange = CSV.format(codes[0], "H99999999999").encode()
    bad = await upload(manager, table, on=page, fields={}, file=("问卷.csv", strange))
    assert "第 2 份（H99999999999）" in bad.text
    good = await upload(manager, table, on=page, fields={}, file=("问卷.csv", CSV.format(*codes).encode()))
    assert good.status_code == 303, good.text
    seen = (await manager.get(page)).text
    assert "共 3 份" in seen
    assert (await visit(a.clerk_of(vendor)).get("/assessments/questionnaires/1")).status_code == 403


async def test_a_month_of_outages_is_loaded_and_shown_with_its_availability(visit: Visit) -> None:
    _vendor, contract, _task = await firm(Kind.B, TaskKind.INVENTORY_COMPARISON)
    manager, page = visit(a.MANAGER), about("outages", contract)
    rows = (
        "2026-09-02 09:00,2026-09-02 10:12,一般故障,智能监控平台,链路中断\n2026/9/3 1:00,2026/9/3 3:00,计划停机,,升级"
    )
    fields = {"month": "2026M09", "service_minutes": "", "basis": "监控平台导出", "rows": rows}
    made = await upload(manager, page, on=page, fields=fields)
    assert made.status_code == 303, made.text
    seen = (await manager.get(page)).text
    assert "99.83%" in seen
    assert seen.count("未导入") == 2
    wrong = await upload(manager, page, on=page, fields={**fields, "rows": "昨天,今天,一般故障"})
    assert "第 1 条的时间应写成" in wrong.text


async def test_a_line_leads_to_the_row_and_every_record_can_be_taken_away(visit: Visit) -> None:
    vendor, contract, task = await firm()
    await stored(vendor, task, [row("confirmations", "HZ-1 河西医药", outcome="已回函相符")])
    await cards.issued(contract)
    manager = visit(a.MANAGER)
    part = (await manager.get("/scorecards/1/lines/C03", headers={"HX-Request": "true"})).text
    found = re.search(r'<a class="chip" href="(/scorecards/rows/\d+)">明细 第 4 行 HZ-1 河西医药', part)
    assert found
    assert (await manager.get(found[1])).status_code == 200
    stranger = visit(a.clerk_of(await a.vendor(name="旁观会计师事务所", kind=Kind.C)))
    assert (await stranger.get(found[1])).status_code == 404
    taken = await manager.get("/scorecards/1/lines/C03/export")
    assert taken.content.startswith(b"PK")


async def test_pages_ask_for_a_contract_first_and_speak_english(visit: Visit) -> None:
    _vendor, contract, _task = await firm()
    manager = visit(a.MANAGER)
    for page in ("checks", "questionnaires", "outages"):
        assert "请选择合同和季度" in (await visit(a.MANAGER).get(f"/assessments/{page}")).text
        answer = await manager.get(
            about(page, contract), params={"contract": contract, "period": "2026Q3", "lang": "en"}
        )
        assert answer.status_code == 200
        assert "Questionnaires" in answer.text


async def test_nobody_else_records_evidence(visit: Visit) -> None:
    vendor, contract, _task = await firm()
    for who in (cards.LEADER, a.clerk_of(vendor)):
        for page in ("checks", "questionnaires", "outages"):
            assert (await visit(who).get(about(page, contract))).status_code == 403
    assert (
        await send(visit(a.MANAGER), "/assessments/checks/99/withdraw", on="/assessments", reason="x")
    ).status_code == 404


def test_times_and_lines_are_read_as_people_type_them() -> None:
    assert moment("2026/9/2 9:05") == at_local(date(2026, 9, 2), 9, 5)
    assert moment("2026-09-02T09:05:00") == at_local(date(2026, 9, 2), 9, 5)
    assert moment("昨天") is None
    assert pasted("A-1\t合格\n\nB-2，不合格，缺签字", ("subject", "result", "note")) == [
        {"subject": "A-1", "result": "合格"},
        {"subject": "B-2", "result": "不合格", "note": "缺签字"},
    ]
