"""The annotated copy made from lines, in a process of its own."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import openpyxl
import pytest

from importers.workbook import messages
from importers.workbook.issues import Issue
from importers.workbook.writing.apart import Send, WriterFailedError, written
from importers.workbook.writing.marking import END, Orders, Page, copied

AT = datetime(2026, 10, 12, tzinfo=UTC)
DETAIL = Page(name="明细", width=3, header=3, hidden=False, merges=[(0, 0, 0, 2)])
ROWS = ('[0,1,"s",["病历审核疑点明细表"]]', '[0,3,"sss",["序号","类型","金额"]]', '[0,4,"ns-",["1","=A\\\\\\\\1",""]]')
ISSUE = messages.NOT_IN_LIST.at(sheet="明细", row=4, column=1, header="类型", value="9999", choices="0202")


def _words(issue: Issue) -> tuple[str, ...]:
    return issue.message.zh, issue.message.en, issue.fix.zh, issue.fix.en


def lines(*, rows: Sequence[str] = ROWS, issues: Sequence[Issue] = (ISSUE,), end: bytes = END) -> bytes:
    """As the job sends them: backslashes doubled once more, as COPY does."""
    orders = Orders(title="第三季度.xlsx", at=AT, tally={"error": len(issues)}, pages=[DETAIL])
    told = [[i.code, i.severity.value, i.sheet, i.row, i.column, i.header, i.value, *_words(i)] for i in issues]
    sent = [msgspec.json.encode(orders), *map(msgspec.json.encode, told), *(row.encode() for row in rows)]
    return b"".join(line + b"\n" for line in sent) + end


async def apart(data: bytes) -> bytes:
    async def feed(send: Send) -> None:
        await send(data)

    return await written("importers.workbook.writing.marking", feed)


def test_rows_and_problems_stand_where_they_stood() -> None:
    book = openpyxl.load_workbook(io.BytesIO(copied(io.BytesIO(lines()))))
    assert book.sheetnames == ["问题清单", "明细"]
    assert book["明细"]["B4"].value == "=A\\1"
    assert book["明细"]["B4"].data_type == "s"
    assert "9999" in book["明细"]["B4"].comment.text
    assert [str(area) for area in book["明细"].merged_cells.ranges] == ["A1:C1"]


@pytest.mark.anyio
async def test_a_process_of_its_own_writes_the_same_bytes() -> None:
    assert await apart(lines()) == copied(io.BytesIO(lines()))


@pytest.mark.anyio
@pytest.mark.parametrize("data", [lines(end=b""), lines()[:-20], b"\n", b""], ids=["end", "cut", "orders", "nothing"])
async def test_what_stops_short_makes_no_workbook(data: bytes) -> None:
    with pytest.raises(WriterFailedError):
        await apart(data)


def test_a_workbook_none_of_whose_sheets_was_read_has_its_list_alone() -> None:
    missing = messages.HEADER_NOT_FOUND.at(sheet="明细", layout="甲", layout_en="a", matched=1)
    empty = lines(rows=(), issues=(missing,)).replace(msgspec.json.encode([DETAIL]), b"[]")
    assert openpyxl.load_workbook(io.BytesIO(copied(io.BytesIO(empty)))).sheetnames == ["问题清单"]
