import json
from pathlib import Path

import pytest

from importers.registers import queries
from server.registry.commands import as_json, as_text, exit_code, load
from server.web import clock
from server.web.house import House
from tests.server.registry.test_registers import KEEPER, ROWS, book
from tests.support import a
from vendors.actors import SYSTEM
from vendors.errors import Forbidden
from vendors.institutions.queries import institutions

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
FILE = Path("机构.xlsx")


async def test_without_commit_nothing_changes_and_the_differences_are_told(house: House) -> None:
    with clock.everywhere_at(a.AT):
        content = book("institutions", ROWS)
        found = await load(register="institutions", file=FILE, content=content, commit=False, by=SYSTEM, house=house)
        told = as_json(found, await queries.preview(found.id, for_=SYSTEM), ())
    assert (exit_code(found), await institutions()) == (0, ())
    assert json.loads(json.dumps(told))["differences"]["added"][1]["name"] == "惠民大药房"


async def test_a_keeper_loads_and_commits_in_one_go(house: House) -> None:
    with clock.everywhere_at(a.AT):
        content = book("institutions", ROWS)
        found = await load(register="institutions", file=FILE, content=content, commit=True, by=KEEPER, house=house)
    assert (found.state, found.committed_by_name, exit_code(found)) == ("committed", "苏禾", 0)
    assert "新增 2，变更 0" in as_text(found, ())
    assert len(await institutions()) == 2


async def test_problems_and_unreadable_files_have_their_exit_codes(house: House) -> None:
    with clock.everywhere_at(a.AT):
        bad = book("institutions", [{**ROWS[0], "region": "999999"}])
        wrong = await load(register="institutions", file=FILE, content=bad, commit=True, by=KEEPER, house=house)
        none = await load(register="institutions", file=FILE, content=b"MZ", commit=True, by=KEEPER, house=house)
    assert (exit_code(wrong), exit_code(none)) == (1, 2)
    told = as_text(wrong, await queries.issues(wrong.id, for_=KEEPER))
    assert "F4 not-in-list" in told
    assert none.refusal.zh in as_text(none, ())


async def test_only_a_keeper_commits(house: House) -> None:
    with pytest.raises(Forbidden):
        await load(register="staff", file=FILE, content=b"x", commit=True, by=KEEPER, house=house)
