"""The campaign table in hand: begun, filled in by a county, handed in, approved, reported; its workbook."""

from io import BytesIO

import httpx
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.server.statistics.conftest import Visit
from tests.support import baotou
from tests.support.accounts import send
from vendors.actors import Actor, Role

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
COUNTY = Actor(id=9, name="民乐县干部", roles=frozenset({Role.TASK_MANAGER}), region="620722")
LEADER = Actor(id=15, name="方毅", roles=frozenset({Role.LEADER}))
READER = Actor(id=5, name="柳青", roles=frozenset({Role.AUDITOR}))
OWN = "/rows/620799"
BAOTOU = {
    "medical_total": "900", "pharmacy_total": "573", "medical_inspected": "64", "pharmacy_inspected": "117",
    "inspected": "181", "medical_violating": "20", "pharmacy_violating": "15", "violating": "35", "by_interview": "22",
    "by_penalty": "13", "recovered_fen": "31182700.00", "arrested": "3",
}  # fmt: skip


async def _begun(client: httpx.AsyncClient) -> str:
    campaign = await baotou.campaign(regions=("620722",))
    answer = await send(client, "/statistics/campaign", campaign=str(campaign), period="2021-05")
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def _fill(client: httpx.AsyncClient, path: str, reason: str = "按通报", **cells: str) -> httpx.Response:
    typed = {f"v_{key}": value for key, value in cells.items()}
    return await send(client, path, **typed, **{f"r_{key}": reason for key in cells})


async def _book(client: httpx.AsyncClient, table: str) -> Workbook:
    answer = await client.get(f"{table}/export")
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content))


def _plain(value: object) -> str:
    return str(value or "").replace("\n", "")


def _under(sheet: Worksheet, *heads: str) -> int:
    """The column (from 1) under these headings, merged ones carried along, and the row after the last of them."""
    merged = {
        (row, column): _plain(sheet.cell(area.min_row, area.min_col).value)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    for row in range(4, sheet.max_row - 2):
        for column in range(2, sheet.max_column + 1):
            found = [
                merged.get((row + step, column), _plain(sheet.cell(row + step, column).value)) for step in range(3)
            ]
            if found[: len(heads)] == list(heads):
                return column
    raise AssertionError(heads)


def _value(sheet: Worksheet, unit: str, *heads: str) -> object:
    column = _under(sheet, *heads)
    rows = [cell.row for cell in sheet["A"] if cell.value == unit]
    upper = heads[0] in {"一、检查", "二、查处", "三、协议处理"}
    return sheet.cell(rows[0 if upper else 1], column).value


async def test_the_baotou_figures_stand_on_the_page_and_in_the_workbook(visit: Visit) -> None:
    async with visit(KEEPER) as client:
        table = await _begun(client)
        assert (await _fill(client, table + OWN, **BAOTOU)).status_code == 303
        page = (await client.get(table)).text
        sheet = (await _book(client, table)).worksheets[0]
    for unit in ("市本级", "合计"):
        inspected = [
            _value(sheet, unit, "一、检查", "定点医疗机构", "检查数(家)"),
            _value(sheet, unit, "一、检查", "零售药店", "检查数(家)"),
            _value(sheet, unit, "一、检查", "检查机构合计(家)"),
        ]
        assert inspected == [64, 117, 181]
        outcome = [_value(sheet, unit, "二、查处", "其中按处理结果", f"{one}(家)") for one in ("约谈", "处罚")]
        assert (outcome, _value(sheet, unit, "二、查处", "违法违规机构", "合计(家)")) == ([22, 13], 35)
        assert _value(sheet, unit, "七、资金", "追回基金(万元)") == 3118.27
        assert _value(sheet, unit, "六、司法", "抓获(人)") == 3
    assert all(number in page for number in ("181", "3,118.27", "12.29%"))


async def test_the_workbook_is_the_bureaus_paper(visit: Visit) -> None:
    async with visit(KEEPER) as client:
        table = await _begun(client)
        book = await _book(client, table)
    assert book.sheetnames == ["本期", "累计"]
    sheet = book.worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        8,
        "landscape",
        1,
    )
    assert sheet["A1"].value == "专项整治行动情况统计表"
    texts = [str(cell.value) for cell in sheet["A"] if cell.value]
    assert any("填报单位：张掖市医疗保障局" in text and "单位：家、例、件、人、万元" in text for text in texts)
    assert any("因四舍五入，分项之和可能与合计不等" in text for text in texts)
    assert texts[-1].startswith("填报人：")
    assert texts[-1].rstrip().endswith("（盖章）")
    assert len(sheet.merged_cells.ranges) > 40


async def test_a_departure_without_a_reason_and_a_broken_identity_are_named(visit: Visit) -> None:
    async with visit(KEEPER) as client:
        table = await _begun(client)
        bad = await _fill(client, table + OWN, reason="", inspected="181")
        assert (bad.status_code, "与系统数不同，请写明理由" in bad.text) == (422, True)
        await _fill(client, table + OWN, **(BAOTOU | {"inspected": "182"}))
        page = await client.get(table)
        refused = await send(client, f"{table}{OWN}/submit", on=table)
        early = await send(client, f"{table}/submit", on=table)
    assert (refused.status_code, early.status_code) == (409, 409)
    assert all("检查机构合计为 182，但 64+117=181。" in one.text for one in (page, refused, early))
    assert (f'action="{table}{OWN}"' in refused.text, "还有 2 个单位未提交。" in early.text) == (True, True)
    assert not any("状态已变化" in one.text for one in (refused, early))


async def test_the_citys_coverage_is_a_dash_until_its_distinct_number_is_entered(visit: Visit) -> None:
    async with visit(KEEPER) as client:
        table = await _begun(client)
        await _fill(client, table + OWN, **BAOTOU)
        await _fill(client, f"{table}/rows/620722", medical_inspected="2", inspected="2")
        page = (await client.get(table)).text
        sheet = (await _book(client, table)).worksheets[0]
    shares = [_value(sheet, unit, "一、检查", "覆盖率(%)") for unit in ("市本级", "合计")]
    assert shares[1] == "—"
    assert ("12.29%" in page, "0.00%" in page) == (True, False)


async def test_a_county_fills_its_row_and_nothing_else(visit: Visit) -> None:
    async with visit(KEEPER) as client:
        table = await _begun(client)
    async with visit(COUNTY) as client:
        assert (await _fill(client, f"{table}/rows/620722", publicity="2")).status_code == 303
        page = (await client.get(table)).text
        assert ("民乐县" in page, "市本级" in page, "甘州区" in page) == (True, False, False)
        for region in ("620799", "620700", "620702"):
            assert (await client.get(f"{table}/rows/{region}")).status_code == 404
        assert (await send(client, f"{table}/submit", on=table)).status_code == 403
        assert (await send(client, f"{table}/rows/620722/submit", on=table)).status_code == 303
    async with visit(KEEPER) as client:
        back = await send(client, f"{table}/rows/620722/return", on=f"{table}/rows/620722", reason="场次有误")
        assert back.status_code == 303
    async with visit(COUNTY) as client:
        assert "场次有误" in (await client.get(f"{table}/rows/620722")).text


async def test_from_the_units_up_to_the_province(visit: Visit) -> None:
    async with visit(KEEPER) as client:
        table = await _begun(client)
        for region in ("620722", "620799"):
            assert (await send(client, f"{table}/rows/{region}/submit", on=table)).status_code == 303
        assert (await send(client, f"{table}/submit", on=table)).status_code == 303
        assert "审核通过" not in (await client.get(table)).text
    async with visit(LEADER) as client:
        assert (await send(client, f"{table}/return", on=table, reason="")).status_code == 422
        assert (await send(client, f"{table}/approve", on=table)).status_code == 303
    async with visit(KEEPER) as client:
        sent = await send(
            client, f"{table}/reported", on=table, reported_on="2026-07-06", document="张医保发〔2026〕31号"
        )
        assert sent.status_code == 303
        page = await client.get(table)
        again = await send(client, f"{table}/restate", on=table, reason="认定被撤销")
        assert again.status_code == 303
        sheet = (await _book(client, table)).worksheets[0]
    assert "张医保发〔2026〕31号" in page.text
    assert "审核人：方毅" in str(sheet.cell(sheet.max_row, 1).value)


async def test_a_reader_sees_and_changes_nothing(visit: Visit) -> None:
    async with visit(KEEPER) as client:
        table = await _begun(client)
    async with visit(READER) as client:
        page = await client.get(table)
        assert (page.status_code, "提交统计表" in page.text) == (200, False)
        assert (await send(client, f"{table}/submit", on=table)).status_code == 403
        assert (await client.get(f"{table}{OWN}")).status_code == 200
