"""A large file through the browser: progress moves, the page stays usable, all of it is stored in one go.

`HENGJIAN_TEST_ROWS=100000` makes it twice as large.
"""

import asyncio
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from server.database.addresses import Addresses
from tests.bench.intake import book
from tests.support import a, browsing
from tests.support.accounts import PHRASE, account
from tests.support.browsing import Watch
from tests.support.clerks import somebody
from tests.support.served import Service, served
from tests.support.uploads import SECRET, UPLOADED
from vendors.actors import Role
from vendors.institutions.actions import store_institutions
from vendors.institutions.records import InstitutionRecord
from vendors.registry.rules import Kind
from vendors.tasks.rules import TaskKind
from vendors.transaction import transaction

pytestmark = [pytest.mark.browser, pytest.mark.anyio]
ROWS = int(os.environ.get("HENGJIAN_TEST_ROWS", "50000"))
_STORED = "SELECT count(*) AS rows, coalesce(sum(amount_fen), 0)::bigint AS fen, count(DISTINCT xmin::text) AS at_once"


async def _task() -> int:
    """A task of an accounting firm, begun; its clerk has an account."""
    vendor = await a.vendor(kind=Kind.C, name="秦岭会计师事务所")
    contract = await a.contract(vendor=vendor)
    for name in book.STAFF:
        await a.staff(vendor=vendor, name=name)
    codes = map(book.institution, range(book.INSTITUTIONS))
    known = {"kind": "二级医院", "ownership": "公立", "region": "620702"}
    await store_institutions(rows=[InstitutionRecord(code=c, name=n, **known) for c, n in codes], by=a.MANAGER, at=a.AT)
    await account("clerk", name="何小满", roles=frozenset({Role.VENDOR_LEAD, Role.VENDOR_CLERK}), vendor=vendor)
    return await a.task_in_progress(vendor=vendor, contract=contract, kind=TaskKind.AUDIT)


def _upload(service: Service, task: int, path: Path, shown: list[int]) -> None:
    """The clerk sends the file, watches it being checked on the page, and confirms."""
    with browsing.opened() as browser:
        watch = Watch()
        clerk = somebody(browser, watch, address=service.address, username="clerk", password=PHRASE)
        clerk.page.set_default_timeout(120_000)
        clerk.sign_in()
        clerk.go(f"/tasks/{task}/upload")
        clerk.send(path, "上传")
        _follow(clerk.page, shown)
        clerk.press("确认提交")
        clerk.sees("HZ-")
        browsing.sound(clerk.page, "large_file")
        assert watch.said == []


def _follow(page: Page, shown: list[int]) -> None:
    """The percentages the page shows, until it offers 确认提交."""
    done = page.get_by_role("button", name="确认提交")
    until = time.monotonic() + 120
    while not done.is_visible():
        assert time.monotonic() < until
        with suppress(Error):  # the page may be changing at this very moment
            value = page.evaluate("document.querySelector('progress')?.value ?? -1")
            if value >= 0:
                shown.append(int(value))
        time.sleep(0.1)


async def test_a_large_file_is_sent_followed_and_stored_at_once(database: Addresses, data: Path) -> None:
    task, path, shown = await _task(), data / "审计发现问题.xlsx", list[int]()
    path.parent.mkdir(exist_ok=True)
    book.write(path, ROWS)
    owner = database.owner
    settings: Mapping[str, str] = {
        "DATABASE_URL": f"postgresql://{owner.user}@/{owner.database}?host={owner.host}",
        "HENGJIAN_SECRET": SECRET.decode(),
    }
    with served(data, at=UPLOADED, **settings) as service:
        await asyncio.to_thread(_upload, service, task, path, shown)
    assert shown == sorted(shown)
    assert len(set(shown)) >= 2
    async with transaction() as connection:
        stored = await connection.fetchrow(f"{_STORED} FROM vendors_finding_line")
        findings = await connection.fetchval("SELECT count(*) FROM vendors_finding")
    truth = book.truth(ROWS)
    assert (stored["rows"], stored["fen"], stored["at_once"]) == (truth.rows, truth.amount_fen, 1)
    assert findings == ROWS
