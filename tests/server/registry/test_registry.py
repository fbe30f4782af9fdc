"""Registering vendors: every fault beside its field, nothing half done."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.registry import pages
from server.web import clock
from tests.support import a, rooms
from tests.support.accounts import send
from vendors.registry.queries import vendors

pytestmark = pytest.mark.anyio
GOOD = {
    "code": "91620700MA0000031H", "name": "陇上病历质控有限公司", "short_name": "陇上质控", "kind": "A",
    "legal_representative": "马知远", "contact": "", "note": "",
}  # fmt: skip


@pytest.fixture
async def manager(database: object, data: Path) -> AsyncIterator[httpx.AsyncClient]:
    with clock.everywhere_at(a.AT):
        yield rooms.visit(rooms.house_at(data), a.MANAGER, pages.HANDLERS)


async def test_a_text_too_long_for_its_field_is_told_there_and_what_was_typed_stays(manager: httpx.AsyncClient) -> None:
    typed = {**GOOD, "name": "长" * 101, "short_name": "长" * 21, "contact": "9" * 81}
    page = await send(manager, "/vendors/new", **typed)
    assert page.status_code == 422
    for name in ("name", "short_name", "contact"):
        assert f'id="e-{name}"' in page.text, name
    assert 'value="马知远"' in page.text


async def test_a_code_registered_already_is_told_at_its_field(manager: httpx.AsyncClient) -> None:
    await a.vendor(code_=GOOD["code"])
    page = await send(manager, "/vendors/new", **GOOD)
    assert (page.status_code, 'id="e-code"' in page.text) == (422, True)
    assert len(await vendors(for_=a.MANAGER)) == 1


async def test_a_search_no_database_can_hold_is_a_bad_request_not_a_failure(manager: httpx.AsyncClient) -> None:
    answer = await manager.get("/vendors?text=%00")
    assert answer.status_code == 400
