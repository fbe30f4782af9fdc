"""The help pages say what the columns say, for every kind of sheet, and find codes by words."""

from io import BytesIO
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from importers.findings.kinds import KINDS, RECORD_REVIEW
from server.uploads import pages
from tests.support import a, rooms

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


@pytest.fixture
def reader(data: Path) -> httpx.AsyncClient:
    return rooms.visit(rooms.house_at(data), a.clerk_of(1), pages.HANDLERS)


async def test_every_kind_of_sheet_is_listed_and_explained(reader: httpx.AsyncClient) -> None:
    listed = (await reader.get("/workbooks")).text
    for kind in KINDS:
        assert f'href="/workbooks/{kind.key}"' in listed
        page = await reader.get(f"/workbooks/{kind.key}")
        assert page.status_code == 200
        for column in kind.layout.columns:
            assert f'<tr id="{column.key}"><td><b>{column.zh}</b>' in page.text


async def test_a_search_finds_codes_by_their_names_and_shows_all_that_match(reader: httpx.AsyncClient) -> None:
    found = (await reader.get("/workbooks/record-review?find=住院")).text
    assert "<code>21</code>" in found
    assert "显示全部" not in found
    assert "没有这样的代码" in (await reader.get("/workbooks/record-review?find=qqqq")).text


async def test_a_long_list_is_cut_openly_and_opens_in_full(reader: httpx.AsyncClient) -> None:
    short = (await reader.get("/workbooks/record-review")).text
    assert "codes=vola_type#list-vola_type" in short
    full = (await reader.get("/workbooks/record-review?codes=vola_type")).text
    assert full.count("<tr>") > short.count("<tr>")


async def test_a_blank_template_has_the_kinds_columns(reader: httpx.AsyncClient) -> None:
    answer = await reader.get(f"/workbooks/{RECORD_REVIEW.key}/template")
    sheet = load_workbook(BytesIO(answer.content))[RECORD_REVIEW.layout.sheet]
    assert [cell.value for cell in sheet[3]] == [column.zh for column in RECORD_REVIEW.layout.columns]


async def test_a_kind_there_is_not_is_not_found(reader: httpx.AsyncClient) -> None:
    for path in ("/workbooks/none", "/workbooks/A", "/workbooks/none/template"):
        assert (await reader.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/workbooks", "/workbooks/record-review"])
async def test_the_help_speaks_english(reader: httpx.AsyncClient, path: str) -> None:
    page = await reader.get(path, params={"lang": "en"})
    assert "Workbooks explained" in page.text
