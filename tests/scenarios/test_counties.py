"""A person of a county sees that county's institutions, cases, doctors and findings over the real pages."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest

from server.accounts.sign_in import Visit, sign_in
from server.app import create_app
from server.web import clock
from tests.support import a, filed, rooms
from tests.support.accounts import PASSWORDS, PHRASE, account, browser
from vendors.actors import Role
from vendors.organisation.actions import seed_units
from vendors.organisation.queries import unit_by_code
from vendors.periods import at_local
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
NOW = at_local(date(2026, 10, 13), 10)
MARKS: Mapping[str, Sequence[str]] = {
    "C620702": ("金河县第一人民医院", "H62070200001", "冯小舟"),
    "C620722-AGENCY": ("雪山镇中心卫生院", "H62072200002", "石小川"),
}
"""Words only a county's own pages may show, by the unit of the one who looks."""
LISTS = ("/", "/institutions", "/doctors", "/cases", "/review", "/rulings", "/tasks", "/reference")
ROLES = frozenset({Role.TASK_MANAGER, Role.FIRST_REVIEWER})


@dataclass(frozen=True, kw_only=True)
class Bureau:
    """Signed-in browsers by the code of their person's unit, "" for the city's, and the findings' ids."""

    clients: Mapping[str, httpx.AsyncClient]
    findings: Sequence[int]
    task: int


@pytest.fixture
async def bureau(database: object, data: Path) -> AsyncIterator[Bureau]:
    made = await filed.world()
    findings = await filed.stored(made, *(filed.case(visit) for visit in made.visits))
    await seed_units(begins=date(2026, 1, 1), by=a.MANAGER, at=a.AT)
    await _doctors()
    app = create_app(rooms.house_at(data))
    with clock.everywhere_at(NOW):
        async with AsyncExitStack() as open_:
            clients = {}
            for number, code in enumerate(("", *MARKS)):
                unit = (await unit_by_code(code)).id if code else None
                await account(f"person{number}", name="乔安", roles=ROLES, unit=unit)
                clients[code] = await open_.enter_async_context(browser(app, secure=False))
                opened = await sign_in(
                    username=f"person{number}", password=PHRASE, visit=Visit(address="127.0.0.1"), passwords=PASSWORDS,
                    at=NOW,
                )  # fmt: skip
                clients[code].cookies.set("hengjian", opened.token)
            yield Bureau(clients=clients, findings=findings, task=made.task)


async def _doctors() -> None:
    async with transaction() as connection:
        await connection.execute(
            "INSERT INTO vendors_doctor (code, institution, name, kind, department, title, status, begins, updated_at)"
            " SELECT 'D620702' || lpad(id::text, 6, '0'), id,"
            " CASE region WHEN '620702' THEN '冯小舟' ELSE '石小川' END,"
            " '医师', '内科', '主治医师', '正常', '2025-01-01', now() FROM vendors_institution"
        )


async def test_no_list_names_another_countys_records_and_each_names_its_own(bureau: Bureau) -> None:
    foreign, own = [], set()
    for unit, marks in MARKS.items():
        others = [mark for other, theirs in MARKS.items() if other != unit for mark in theirs]
        for path in LISTS:
            page = await bureau.clients[unit].get(path)
            assert page.status_code == 200, path
            foreign += [f"{unit} {path}: {mark}" for mark in others if mark in page.text]
            own |= {mark for mark in marks if mark in page.text}
    assert foreign == []
    assert own == {mark for marks in MARKS.values() for mark in marks}


async def test_the_city_sees_all_of_it(bureau: Bureau) -> None:
    for path, place in (("/institutions", 0), ("/cases", 0), ("/doctors", 2), ("/review", 0)):
        page = await bureau.clients[""].get(path)
        assert all(marks[place] in page.text for marks in MARKS.values()), path


async def test_another_countys_finding_is_not_there(bureau: Bureau) -> None:
    answers = {
        unit: [(await bureau.clients[unit].get(f"/review/{finding}")).status_code for finding in bureau.findings]
        for unit in MARKS
    }
    assert sorted(answers["C620702"]) == sorted(answers["C620722-AGENCY"]) == [200, 200, 404, 404]
    assert [set(pair) for pair in zip(*answers.values(), strict=True)] == [{200, 404}] * 4


async def test_hundred_requests_at_once_over_one_pool_mix_nothing_up(bureau: Bureau) -> None:
    order = [list(MARKS)[number % 2] for number in range(100)]
    pages = await asyncio.gather(*(bureau.clients[unit].get("/doctors") for unit in order))
    for unit, page in zip(order, pages, strict=True):
        others = next(marks for other, marks in MARKS.items() if other != unit)
        assert MARKS[unit][2] in page.text
        assert others[2] not in page.text


async def test_what_is_the_citys_is_not_the_countys(bureau: Bureau) -> None:
    client = bureau.clients["C620702"]
    for path in ("/registry", "/registry/cases", "/reports", "/contracts/new", "/vendors/new", "/basis/new"):
        assert (await client.get(path)).status_code == 403, path
    page = await client.get("/reference")
    assert "/registry" not in page.text
