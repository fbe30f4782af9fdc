import re
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from server.audit import pages
from server.audit.screens import changes
from server.database.addresses import Addresses
from tests.support import a
from tests.support.accounts import account, application, browser, enter, kinds, send
from vendors.actors import SYSTEM, Role
from vendors.journal.actions import act

pytestmark = pytest.mark.anyio


@pytest.fixture
async def auditor(database: Addresses, data: Path) -> AsyncIterator[httpx.AsyncClient]:
    await account(roles=frozenset({Role.AUDITOR}))
    async with browser(application(data, *pages.HANDLERS)) as client:
        await enter(client)
        yield client


async def write(count: int, kind: str = "vendor.registered") -> None:
    async with act(by=SYSTEM, at=a.AT) as deed:
        for number in range(count):
            deed.note(kind, "vendor", number, after={"name": f"机构{number}"})


def sequence(page: httpx.Response) -> list[int]:
    return [int(number) for number in re.findall(r'<td class="n">(\d+)</td>', page.text)]


async def test_the_newest_entry_comes_first_and_pages_follow_without_gaps(auditor: httpx.AsyncClient) -> None:
    await write(120)
    page, met = await auditor.get("/journal"), []
    while True:
        met += sequence(page)
        following = re.search(r'href="(/journal\?after=[^"]+)"', page.text)
        if not following:
            break
        page = await auditor.get(following[1])
    assert met == list(range(122, 0, -1))


async def test_filters_narrow_by_kind_and_object(auditor: httpx.AsyncClient) -> None:
    await write(3)
    assert sequence(await auditor.get("/journal?kind=session.")) == [2]
    assert sequence(await auditor.get("/journal?object_type=vendor&object_id=1")) == [4]
    assert "没有符合条件的日志" in (await auditor.get("/journal?object_id=none")).text


async def test_an_entry_shows_what_changed_as_a_page_and_as_a_drawer(auditor: httpx.AsyncClient) -> None:
    await write(1)
    page = await auditor.get("/journal/3")
    drawer = await auditor.get("/journal/3", headers={"HX-Request": "true"})
    for shown in (page.text, drawer.text):
        assert "机构0" in shown
        assert "登记第三方机构" in shown
    assert "<html" in page.text
    assert "<html" not in drawer.text
    assert (await auditor.get("/journal/4")).status_code == 404
    assert (await auditor.get("/journal/0")).status_code == 404


async def test_the_chain_is_verified_at_the_press_of_a_button_and_that_is_noted(auditor: httpx.AsyncClient) -> None:
    answer = await send(auditor, "/journal/verify", on="/journal")
    assert "已核对 2 条，日志链完整" in answer.text
    assert (await kinds())[-1] == "journal.verified"


async def test_a_forged_entry_is_named(auditor: httpx.AsyncClient, database: Addresses) -> None:
    await write(3)
    owner = await asyncpg.connect(**database.owner.for_asyncpg())
    await owner.execute("SET session_replication_role = replica")
    await owner.execute("UPDATE vendors_journal SET actor_name = '别人' WHERE seq = 4")
    await owner.close()
    assert "第 4 条断开" in (await send(auditor, "/journal/verify", on="/journal")).text


@pytest.mark.parametrize("role", [Role.LEADER, Role.CONTRACT_MANAGER, Role.SYSTEM_ADMIN])
async def test_nobody_but_the_auditors_reads_the_journal(database: Addresses, data: Path, role: Role) -> None:
    await account(roles=frozenset({role}))
    async with browser(application(data, *pages.HANDLERS)) as client:
        await enter(client)
        assert [(await client.get(path)).status_code for path in ("/journal", "/journal/1")] == [403, 403]


async def test_the_page_speaks_english(auditor: httpx.AsyncClient) -> None:
    assert "Signed in" in (await auditor.get("/journal?lang=en")).text


async def test_what_was_written_into_a_name_stays_text(auditor: httpx.AsyncClient) -> None:
    async with act(by=SYSTEM, at=a.AT) as deed:
        deed.note("vendor.registered", "vendor", 1, after={"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in (await auditor.get("/journal/3")).text


def test_nested_values_become_text() -> None:
    (items, same) = changes({"items": None, "same": 1}, {"items": [{"a": 1}, "乙"], "same": 1})
    assert (items.before, items.after, items.differs) == ("—", "a：1、乙", True)
    assert not same.differs
