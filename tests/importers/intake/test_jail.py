"""A fresh child reads each file; whatever becomes of it, the parent gets cells or one refusal."""

import asyncio
import os
import signal
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from importers.intake.jail import Book, read
from importers.intake.limits import MIB, Limits
from importers.intake.refusals import Refusal
from tests.support.findings_books import findings_book, rows_of, saved

pytestmark = pytest.mark.anyio


def odd_book() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["甲", 1, 1.5, 0.25, date(2026, 3, 5), True, "=B1+1", None, 12345678901234567])
    sheet["B3"] = "#N/A"
    sheet["B3"].data_type = "e"
    sheet["A5"] = "末"
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("空").sheet_state = "hidden"
    return saved(book)


async def test_cells_come_with_their_kind_text_and_address() -> None:
    book = await read(odd_book(), "a.xlsx")
    assert isinstance(book, Book)
    sheet, hidden = book.sheets
    assert [row.number for row in sheet.rows] == [1, 3, 5]
    assert sheet.rows[0].kinds == "snnndbf-n"
    assert sheet.rows[0].texts[:5] == ["甲", "1", "1.5", "0.25", "2026-03-05"]
    assert (sheet.rows[1].kinds, sheet.rows[1].texts) == ("-e", ["", "#N/A"])
    assert (sheet.rows[2].hidden, hidden.hidden) == (True, True)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
async def test_a_csv_is_read_in_every_coding_offices_write(coding: str, separator: str) -> None:
    text = f'序号{separator}姓名\n1{separator}"张*㐂"\n\n2{separator}李*\n'
    book = await read(text.encode(coding), "a.csv")
    assert isinstance(book, Book)
    assert [(row.number, row.texts) for row in book.sheets[0].rows] == [
        (1, ["序号", "姓名"]),
        (2, ["1", "张*㐂"]),
        (4, ["2", "李*"]),
    ]


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"a,b\0c", "a.csv", "csv-encoding"),
        (b"\xff\xff\xff", "a.csv", "csv-encoding"),
        (b'a,"b', "a.csv", "csv-broken"),
        (b"\n\n", "a.csv", "workbook-empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "archive-broken"),
    ],
)
async def test_what_cannot_be_read_says_why(content: bytes, filename: str, code: str) -> None:
    answer = await read(content, filename)
    assert isinstance(answer, Refusal)
    assert answer.code == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=3), "too-many-cells"),
        (Limits(columns=10), "too-many-cells"),
        (Limits(cells=100), "too-many-cells"),
        (Limits(sheets=0), "too-many-cells"),
        (Limits(child_wall_seconds=0), "reading-too-costly"),
    ],
)
async def test_a_child_that_reaches_a_limit_or_dies_is_a_refusal(limits: Limits, code: str) -> None:
    answer = await read(findings_book(rows_of(5)), "a.xlsx", limits=limits)
    assert isinstance(answer, Refusal)
    assert answer.code == code


async def test_a_child_without_memory_is_a_refusal() -> None:
    answer = await read(findings_book(rows_of(500)), "a.xlsx", limits=Limits(child_memory=16 * MIB))
    assert isinstance(answer, Refusal)
    assert answer.code in {"reader-died", "reading-too-costly"}


async def test_a_sheet_that_needs_too_much_memory_is_refused() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "首"
    book.worksheets[0]["XFD1048576"] = "末"
    answer = await read(saved(book), "a.xlsx", limits=Limits(child_memory=300 * MIB))
    assert isinstance(answer, Refusal)
    assert answer.code in {"reader-died", "reading-too-costly", "too-many-cells"}


def children() -> set[int]:
    """Of all our threads at one moment; one that ends meanwhile hands its children on, so the look is taken anew."""
    while True:
        with suppress(FileNotFoundError, ProcessLookupError):
            lists = [(task / "children").read_text() for task in Path("/proc/self/task").iterdir()]
            return {int(pid) for line in lists for pid in line.split()}


async def test_a_cancelled_caller_takes_its_child_along() -> None:
    before = children()
    content = findings_book(rows_of(3000))
    reading = asyncio.create_task(read(content, "a.xlsx"))
    for _ in range(500):
        await asyncio.sleep(0.01)
        if children() != before:
            break
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert children() == before


async def test_a_child_that_is_killed_is_a_refusal_and_leaves_nothing_behind() -> None:
    before = children()
    reading = asyncio.create_task(read(findings_book(rows_of(3000)), "a.xlsx"))
    for _ in range(500):
        await asyncio.sleep(0.01)
        if children() != before:
            break
    for child in children() - before:
        os.kill(child, signal.SIGKILL)
    answer = await reading
    assert isinstance(answer, Refusal)
    assert answer.code in {"reader-died", "reading-too-costly"}
    assert children() == before


def handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_file_after_file_is_read_without_a_word_on_the_error_stream(caplog: pytest.LogCaptureFixture) -> None:
    content = findings_book(rows_of(1))
    await read(content, "a.xlsx")
    before = handles()
    for _ in range(8):
        assert isinstance(await read(content, "a.xlsx"), Book)
    assert caplog.records == []
    assert handles() <= before


async def test_a_system_without_process_handles_buries_its_children_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "pidfd_open")
    before = children()
    assert isinstance(await read(findings_book(rows_of(1)), "a.xlsx"), Book)
    assert children() == before


async def test_many_files_at_once_are_all_read() -> None:
    content = findings_book(rows_of(2))
    books = await asyncio.gather(*(read(content, "a.xlsx") for _ in range(5)))
    assert all(isinstance(book, Book) and len(book.sheets[0].rows) == 5 for book in books)


async def test_the_same_bytes_give_the_same_cells() -> None:
    content = odd_book()
    assert await read(content, "a.xlsx") == await read(content, "b.xlsx")
