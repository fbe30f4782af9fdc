"""Nobody's identity number and no patient's full name passes, wherever in the file it stands."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook

from importers.findings.checked import Verdict
from importers.findings.checking import Checked, check
from importers.findings.exposure import full_name, names_patients
from importers.findings.kinds import RECORD_REVIEW
from tests.support.examining import in_hand
from tests.support.findings_books import ON, fill, letter, rows_of, saved

NUMBER = "110101199003070353"
AFTER = letter("memo")
STRANGE = chr(ord(AFTER[-1]) + 1)
BESIDE = f"{AFTER[:-1]}{STRANGE}"  # the first column that is not ours


def book_with(change: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = RECORD_REVIEW.layout.sheet
    fill(sheet, rows_of(2))
    change(book)
    return saved(book)


def exposed(checked: Checked) -> list[tuple[str, str, str, str]]:
    assert checked.verdict is Verdict.ISSUES
    found = [i for i in checked.issues if i.code in {"id-exposed", "name-unmasked"}]
    assert all(NUMBER not in f"{i.value}{i.message.zh}{i.header}" for i in checked.issues)
    return [(i.code, i.sheet, f"{i.column}{i.row}", i.header) for i in found]


def test_an_identity_number_in_the_title_is_found() -> None:
    def change(book: Workbook) -> None:
        book.worksheets[0]["A1"] = f"病历审核疑点明细表（{NUMBER}）"

    assert exposed(in_hand(book_with(change))) == [("id-exposed", "病历审核疑点明细", "A1", "A")]


def test_an_identity_number_beside_a_signature_is_found_under_its_column() -> None:
    def change(book: Workbook) -> None:
        book.worksheets[0].append(["填报人：", None, NUMBER])

    assert exposed(in_hand(book_with(change))) == [("id-exposed", "病历审核疑点明细", "C6", "医药机构编码")]


def test_an_identity_number_in_a_strange_column_is_named_by_its_title() -> None:
    def change(book: Workbook) -> None:
        book.worksheets[0][f"{BESIDE}3"] = "身份证号"
        book.worksheets[0][f"{BESIDE}5"] = NUMBER

    assert exposed(in_hand(book_with(change))) == [("id-exposed", "病历审核疑点明细", f"{BESIDE}5", "身份证号")]


def test_an_identity_number_in_the_summary_is_found() -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("汇总").append(["填报人", NUMBER])

    assert exposed(in_hand(book_with(change))) == [("id-exposed", "汇总", "B1", "B")]


def test_an_identity_number_in_a_sheet_that_is_not_read_is_found() -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("参保人名单")
        sheet.append(["名单"])
        sheet.append(["姓名", "身份证"])
        for number in range(400):
            sheet.append(["张某", NUMBER if number == 399 else "无"])

    assert exposed(in_hand(book_with(change))) == [("id-exposed", "参保人名单", "B402", "身份证")]


@pytest.mark.parametrize("title", ["患者真实姓名", "参保人姓名", "姓名"])
def test_a_strange_column_of_patients_names_must_be_masked(title: str) -> None:
    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet[f"{BESIDE}3"], sheet[f"{BESIDE}4"], sheet[f"{BESIDE}5"] = title, "张小明", "李*"

    assert exposed(in_hand(book_with(change))) == [("name-unmasked", "病历审核疑点明细", f"{BESIDE}4", title)]


def test_an_identity_number_for_a_header_is_found_and_never_repeated() -> None:
    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet[f"{BESIDE}3"], sheet[f"{BESIDE}4"] = NUMBER, NUMBER

    found = exposed(in_hand(book_with(change)))
    assert [(code, cell) for code, _, cell, _ in found] == [("id-exposed", f"{BESIDE}{row}") for row in (3, 4)]


def test_a_masked_name_in_a_strange_column_is_no_error() -> None:
    def change(book: Workbook) -> None:
        book.worksheets[0][f"{BESIDE}3"] = "患者真实姓名"
        book.worksheets[0][f"{BESIDE}4"] = "张*"

    assert in_hand(book_with(change)).verdict is Verdict.CLEAN


@pytest.mark.parametrize(
    ("title", "patients"),
    [("姓名", True), ("患者真实姓名", True), ("医师姓名", False), ("审核人姓名", False), ("名称", False)],
)
def test_who_signs_may_be_named(title: str, patients: bool) -> None:
    assert names_patients(title) is patients


@pytest.mark.parametrize(
    ("text", "full"), [("张小明", True), ("张小明(*)", True), ("张*明", False), ("张某", False), ("无", False)]
)
def test_a_full_name_is_one_without_stars(text: str, full: bool) -> None:
    assert full_name(text) is full


@pytest.mark.anyio
async def test_the_child_hides_what_it_found_before_anything_is_kept() -> None:
    kept: list[bytes] = []

    async def sink(tag: str, payload: bytes) -> None:
        kept.append(tag.encode() + payload)

    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["A1"] = f"经办 {NUMBER}"
        sheet[f"{BESIDE}3"], sheet[f"{BESIDE}4"] = "患者真实姓名", "张小明"
        sheet.append(["填报人：", NUMBER])
        book.create_sheet("汇总").append(["填报人", NUMBER])

    checked = await check(book_with(change), "a.xlsx", on=ON, sink=sink)
    assert checked.verdict is Verdict.ISSUES
    told = b"".join(kept).decode()
    assert NUMBER not in told
    assert "张小明" not in told
    assert told.count('"***"') == 4
