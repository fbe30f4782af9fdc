"""Must show 3: the Baotou months on the page and, cell by cell, in the workbook."""

import re
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from tests.server.statistics.conftest import Visit
from tests.support import a, baotou
from tests.support.accounts import send
from vendors.actors import Actor, Role

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
RANGE = "?from=2021-01&to=2021-04"
MONTHS = [("2021-01", 41, 471, 507), ("2021-02", 42, 340, 366), ("2021-03", 62, 844, 918), ("2021-04", 48, 338, 356)]


def _cells(html: str) -> list[list[str]]:
    """The table's rows as text."""
    table = html[html.index("<tbody>") : html.index("</table>")]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)]
        for row in rows
    ]


async def _sheet(client: httpx.AsyncClient, query: str = RANGE) -> list[list[object]]:
    answer = await client.get(f"/statistics/monthly/export{query}")
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("listed", [True, False])
async def test_entered_history_comes_out_exactly(visit: Visit, listed: bool) -> None:
    await baotou.institutions()
    await baotou.history(listed=listed)
    async with visit(KEEPER) as client:
        page = _cells((await client.get(f"/statistics/monthly{RANGE}")).text)
        sheet = await _sheet(client)
    assert [(row[1], row[2], row[3]) for row in page[:4]] == [(str(a), str(b), str(c)) for _, a, b, c in MONTHS]
    distinct = (str(baotou.DISTINCT), baotou.DISTINCT) if listed else ("不可合计", "不可合计")
    assert page[4][1:4] == [distinct[0], "1,993", "2,147"]
    assert [tuple(row[:4]) for row in sheet[3:7]] == MONTHS
    assert sheet[7][:4] == ["合计", distinct[1], 1993, 2147]
    assert "193" not in page[4][1]


async def test_real_findings_come_out_exactly(visit: Visit) -> None:
    await baotou.findings()
    async with visit(KEEPER) as client:
        page = _cells((await client.get(f"/statistics/monthly{RANGE}")).text)
        sheet = await _sheet(client)
    assert [tuple(row[:4]) for row in sheet[3:7]] == MONTHS
    assert sheet[7][:5] == ["合计", baotou.DISTINCT, 1993, 2147, 2147 * baotou.FEN / 100]
    assert page[4][1:4] == [str(baotou.DISTINCT), "1,993", "2,147"]
    notes = [str(row[0]) for row in sheet[8:10]]
    assert "不等于各月相加（各月相加为 193）" in notes[0]
    assert "追回基金" in notes[1]


async def test_the_workbook_is_set_for_print_and_titled(visit: Visit) -> None:
    await baotou.findings()
    async with visit(KEEPER) as client:
        answer = await client.get(f"/statistics/monthly/export{RANGE}")
    book = load_workbook(BytesIO(answer.content))
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (
        "landscape",
        9,
        1,
    )
    assert sheet["A1"].value == "智能审核月度统计表（2021年1月—2021年4月）"
    assert sheet["E4"].number_format == "#,##0.00"
    assert len(getattr(sheet, "_charts")) == 1  # noqa: B009 openpyxl's types know no charts


async def test_what_makes_no_sense_is_told_and_the_page_still_stands(visit: Visit) -> None:
    async with visit(KEEPER) as client:
        for query in ("?from=2021-05&to=2021-01", "?from=abc", "?as_of=gestern", "?from=2001-01&to=2021-01"):
            answer = await client.get(f"/statistics/monthly{query}")
            assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


async def test_history_is_entered_on_the_page_and_a_mistake_is_named(visit: Visit) -> None:
    form = {
        "kind": "machine", "period": "2021-03", "region": "", "institutions": "62", "cases": "844", "lines": "918",
        "basis": "2021年5月通报", "codes": "", "amount_fen": "", "recovered_fen": "",
    }  # fmt: skip
    async with visit(KEEPER) as client:
        bad = await send(client, "/statistics/entered", **{**form, "lines": "800"})
        good = await send(client, "/statistics/entered", **form)
        page = await client.get("/statistics/entered")
    assert (bad.status_code, "明细数 800 少于病例数 844" in bad.text) == (422, True)
    assert good.status_code == 303
    assert "2021年3月" in page.text


async def test_a_range_is_written_with_a_slash(visit: Visit) -> None:
    await baotou.history()
    form = {"kind": "machine_span", "period": "2021-01/2021-04", "region": "", "institutions": "97", "basis": "年报"}
    async with visit(KEEPER) as client:
        assert (await send(client, "/statistics/entered", **form)).status_code == 303
        page = await client.get(f"/statistics/monthly{RANGE}")
    assert _cells(page.text)[4][1] == "97"
    assert "去重家数为录入" in page.text


async def test_nothing_of_it_is_open_to_a_vendor(visit: Visit) -> None:
    async with visit(a.clerk_of(1)) as client:
        for path in (
            "",
            "/monthly",
            "/monthly/export",
            "/entered",
            "/inspected",
            "/institutions",
            "/overdue",
            "/campaign",
        ):
            assert (await client.get(f"/statistics{path}")).status_code == 403
