"""The sampling tools on the page: the same figures as on the command line, and as files."""

import io
import json

import httpx
import pytest
from openpyxl import load_workbook

from server.draws.appraisal_forms import TOOLS
from server.draws.pages import HANDLERS
from tests.support import a, rooms
from tests.support.accounts import token_on

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
PATH = "/tools/sampling/appraisal"


async def asked(act: str, *, file: bytes = b"", wanted: str = "", **fields: str) -> httpx.Response:
    """The form filled in as its example is, with these fields changed."""
    async with rooms.sent_in(a.MANAGER, *HANDLERS) as visitor:
        token = await token_on(visitor, f"{PATH}?act={act}")
        tool = TOOLS[act]
        shown = {"text": tool.example if tool.must else "", **tool.shown, **tool.filled}
        data = {"_csrf": token, "act": act, "as": wanted, **shown, **fields}
        return await visitor.post(PATH, data=data, files={"file": ("样本.csv", file)} if file else None)


@pytest.mark.parametrize("act", list(TOOLS))
async def test_every_tool_opens_with_an_example_that_is_answered(act: str) -> None:
    answer = await asked(act)
    assert answer.status_code == 200
    assert "图示" in answer.text


async def test_the_printed_figures_stand_on_the_page() -> None:
    attribute = (await asked("attribute")).text
    assert all(figure in attribute for figure in (">143<", ">142<", ">141<"))
    assert "0.0211%" in (await asked("plan")).text
    assert "5.8192%" in (await asked("proportion")).text


async def test_json_says_what_the_command_says() -> None:
    found = json.loads((await asked("proportion", wanted="json")).content)
    assert set(found) == {"rate", "lower", "upper"}
    assert (round(found["lower"], 8), round(found["upper"], 8)) == (0.05819170, 0.26739600)


async def test_a_workbook_holds_what_was_asked_and_found() -> None:
    answer = await asked("kappa", wanted="xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.worksheets) == 2
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=4)]
    assert ["κ", "0.4000"] in cells


async def test_a_file_comes_before_what_was_pasted_and_chinese_excel_is_read() -> None:
    content = "stratum,universe,value\n甲,10,1\n甲,10,3\n乙,20,5\n乙,20,5\n".encode("gb18030")
    answer = await asked("stratified", file=content, text="nonsense", wanted="json")
    assert [one["stratum"] for one in json.loads(answer.content)["strata"]] == ["甲", "乙"]


async def test_a_fault_in_the_figures_is_named_by_its_line_beside_the_form() -> None:
    answer = await asked("shrink", text="name,hits,n\n甲,1,45\n乙,一,45\n")
    assert answer.status_code == 422
    assert "粘贴的数据 第 3 行 hits 不是数" in answer.text
    answer = await asked("attribute", sample="200", confidence="x")
    assert answer.status_code == 422
    assert "应为 95，或 80,90,95" in answer.text
    assert "样本量应在 1 与总体 150 之间" in (await asked("attribute", sample="200")).text
    assert "请选择文件或粘贴数据" in (await asked("kappa", text="")).text


async def test_pasted_amounts_need_no_figures_beside_them_and_never_meet_an_example() -> None:
    async with rooms.sent_in(a.MANAGER, *HANDLERS) as visitor:
        opened = (await visitor.get(f"{PATH}?act=variable")).text
    assert 'value="999"' not in opened
    assert 'placeholder="999"' in opened
    text = "金额\n1,000\n2,000\n3"
    answer = await asked("variable", universe="1,000", sample="", mean="", sd="", text=text, wanted="json")
    assert json.loads(answer.content)["point"] == 1_001_000


async def test_figures_and_data_together_or_neither_are_told_in_the_words_of_the_page() -> None:
    both = await asked("variable", text="金额\n1\n2\n")
    assert both.status_code == 422
    assert both.text.count("已有粘贴的数据或文件，此项请留空") == 6
    neither = await asked("variable", sample="", mean="", sd="")
    assert "请填写，或改为粘贴数据" in neither.text
    assert "--csv" not in both.text + neither.text


async def test_a_refusal_of_pasted_amounts_stands_at_the_data() -> None:
    answer = await asked("variable", sample="", mean="", sd="", text="金额\n1,00\n2\n")
    assert answer.status_code == 422
    assert 'id="e-text"' in answer.text
    assert 'id="e-universe"' not in answer.text


async def test_a_tool_nobody_offers_is_not_found() -> None:
    async with rooms.sent_in(a.MANAGER, *HANDLERS) as visitor:
        assert (await visitor.get(f"{PATH}?act=magic")).status_code == 404
