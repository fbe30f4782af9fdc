import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from importers.intake.jail import Book, read
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.headers import find
from importers.workbook.issues import Severity
from importers.workbook.meanings import Meaning, Reading
from importers.workbook.reading import read_sheet
from importers.workbook.signature import SHEET, Verdict, read_stamp, strays, verify
from importers.workbook.writing.detail import Detail
from importers.workbook.writing.sheets import Value
from importers.workbook.writing.template import Order, blank_template, task_template

AT = datetime(2026, 10, 1, 1, tzinfo=UTC)
SECRET = b"s"
R = Need.REQUIRED
LAYOUT = Layout(
    key="record-review",
    zh="病历审核疑点明细表",
    en="Record review",
    sheet="病历审核疑点明细",
    columns=(
        Column(key="seq", zh="序号", en="No.", type=Type.COUNT, need=R, example="1"),
        Column(key="code", zh="医药机构编码", en="Institution", type=Type.CODE, need=R, example="H62070299901"),
        Column(key="visit", zh="就诊ID", en="Visit", type=Type.CODE, need=R, help_zh="就诊唯一编号"),
        Column(key="name", zh="患者姓名", en="Patient", need=R, masked=True, example="张*明"),
        Column(key="kind", zh="违规类型代码", en="Type", type=Type.CHOICE, need=R, choices={"0202": "超标准收费"}),
        Column(key="amount", zh="违规金额", en="Amount", type=Type.MONEY, need=R, least=Decimal(0), example="108.00"),
        Column(key="loss", zh="基金支付损失", en="Loss", type=Type.MONEY, need=Need.CONDITIONAL, least=Decimal(0)),
        Column(key="auditor", zh="审核人", en="Auditor", need=R, example="王某"),
        Column(key="on", zh="审核日期", en="Audited on", type=Type.DATE, need=R, example="2026-10-12"),
    ),
)
READING = Reading(
    finding=("kind", "amount", "loss"),
    reviewed=("auditor", "on"),
    unique=("code", "visit", "kind"),
    not_above=(("loss", "amount"),),
)
COLUMN = LAYOUT.columns[0]
ORDER = Order(
    number="RW-2026-0047",
    title="2026年第三季度病历审核",
    kind="A",
    period="2026年第三季度",
    vendor=3,
    vendor_name="示例医疗质量评估有限公司",
    uscc="91620700MA0000015U",
    due_on=date(2026, 10, 31),
)


def case(number: int, **more: Value) -> Mapping[str, Value]:
    return {"seq": number, "code": "H62070299901", "visit": f"62070000000000{number:06d}", "name": "张*明", **more}


def issued(*rows: Mapping[str, Value]) -> bytes:
    detail = Detail(layout=LAYOUT, reading=READING, rows=rows)
    return task_template(details=(detail,), order=ORDER, secret=SECRET, at=AT)


def detail_of(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content))[LAYOUT.sheet]


def test_the_sheets_stand_in_the_order_of_the_domain_and_the_stamp_is_buried() -> None:
    book = openpyxl.load_workbook(io.BytesIO(issued(case(1))))
    assert book.sheetnames == ["填表说明", "汇总", LAYOUT.sheet, "代码表", SHEET]
    assert book[SHEET].sheet_state == "veryHidden"


def test_title_meta_and_header_come_before_the_cases_of_the_task() -> None:
    sheet = detail_of(issued(case(1), case(2)))
    assert sheet["A1"].value == LAYOUT.zh
    assert all(text in str(sheet["A2"].value) for text in (ORDER.number, ORDER.vendor_name, ORDER.period, "单位：元"))
    assert [cell.value for cell in sheet[3]] == [column.zh for column in LAYOUT.columns]
    assert [cell.value for cell in sheet[5]][:4] == [2, "H62070299901", "62070000000000000002", "张*明"]


def test_header_and_frame_are_locked_and_data_cells_are_not() -> None:
    sheet = detail_of(issued(case(1)))
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert sheet["C3"].protection.locked
    assert not sheet["C4"].protection.locked
    assert not sheet.column_dimensions["C"].protection.locked


def test_code_columns_are_text_down_to_the_rows_nobody_filled_yet() -> None:
    sheet = detail_of(issued(case(1)))
    assert sheet["C4"].number_format == "@"
    assert sheet.column_dimensions["C"].number_format == "@"
    assert sheet.column_dimensions["I"].number_format == "yyyy-mm-dd"
    assert sheet.column_dimensions["F"].number_format == "#,##0.00"


def test_drop_downs_come_from_the_code_sheet() -> None:
    content = issued(case(1))
    listed = [rule for rule in detail_of(content).data_validations.dataValidation if rule.type == "list"]
    assert [(str(rule.sqref), rule.formula1) for rule in listed] == [("E4:E100003", "'代码表'!$A$4:$A$4")]
    codes = openpyxl.load_workbook(io.BytesIO(content))["代码表"]
    assert (codes["A2"].value, codes["A4"].value, codes["B4"].value) == ("违规类型代码", "0202", "超标准收费")


def test_colours_warn_of_missing_repeated_and_excessive_cells() -> None:
    formats = detail_of(issued(case(1))).conditional_formatting
    formulas = {str(found.sqref): found.rules[0].formula[0] for found in formats}
    assert formulas["H4:H100003"] == "AND(COUNTA($E4,$F4,$G4)>0,LEN(TRIM(H4))=0)"
    assert formulas["G4:G100003"] == "AND(ISNUMBER(G4),ISNUMBER(F4),G4>F4)"
    assert any("SUMPRODUCT" in formula for formula in formulas.values())


def test_the_guide_explains_every_column_and_the_rule_for_cases_without_a_finding() -> None:
    guide = openpyxl.load_workbook(io.BytesIO(issued(case(1))))["填表说明"]
    texts = [str(cell.value) for row in guide.iter_rows() for cell in row if cell.value is not None]
    assert all(column.zh in texts for column in LAYOUT.columns)
    assert "就诊唯一编号" in texts
    assert any("已审核，无问题" in text for text in texts)


def test_the_summary_equals_the_detail_before_anyone_recomputes_it() -> None:
    content = issued(case(1, amount=Decimal("108.10")), case(2, amount=Decimal("0.20")))
    rows = list(
        openpyxl.load_workbook(io.BytesIO(content), data_only=True)["汇总"].iter_rows(min_row=4, values_only=True)
    )
    told = {str(row[1]): row[2] for row in rows if row[0] == LAYOUT.sheet}
    assert told == {"数据行数": 2, "违规金额": 108.3, "基金支付损失": 0}


def test_the_stamp_in_the_file_verifies_for_its_task_and_vendor() -> None:
    content = issued(case(1))
    rows = openpyxl.load_workbook(io.BytesIO(content))[SHEET].iter_rows(values_only=True)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        properties = parts.read("docProps/custom.xml")
    stamp = read_stamp([[str(cell) for cell in row] for row in rows], properties)
    assert stamp == read_stamp(properties=properties)
    assert stamp is not None
    assert verify(stamp, SECRET) is Verdict.OK
    assert strays(stamp, task="RW-2026-0047", vendor=3) is None


def test_the_same_order_gives_the_same_file() -> None:
    assert issued(case(1)) == issued(case(1))


def test_a_blank_template_needs_no_task_and_carries_no_stamp() -> None:
    content = blank_template(details=(Detail(layout=LAYOUT),), title=LAYOUT.zh, at=AT)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["填表说明", LAYOUT.sheet, "代码表"]


def blank() -> openpyxl.Workbook:
    content = blank_template(details=(Detail(layout=LAYOUT, reading=READING),), title=LAYOUT.zh, at=AT, summed=True)
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_summary_of_a_blank_template_computes_over_its_detail() -> None:
    assert blank().sheetnames == ["填表说明", "汇总", LAYOUT.sheet, "代码表"]
    formulas = {row[1].value: row[2].value for row in blank()["汇总"].iter_rows(min_row=4, max_row=6)}
    assert formulas["数据行数"] == f"=COUNTA('{LAYOUT.sheet}'!$B$4:$B$100003)"
    assert formulas["违规金额"] == f"=SUM('{LAYOUT.sheet}'!$F$4:$F$100003)"


def test_the_guide_of_a_blank_template_claims_no_cases_filled_in_beforehand() -> None:
    def rules(book: openpyxl.Workbook) -> str:
        return "".join(str(row[1]) for row in book["填表说明"].iter_rows(values_only=True))

    assert "预填" in rules(openpyxl.load_workbook(io.BytesIO(issued(case(1)))))
    assert "预填" not in rules(blank())
    assert "已审核，无问题" in rules(blank())


def test_tabs_stay_as_they_are_while_rows_may_be_sorted_and_filtered() -> None:
    for book in (blank(), openpyxl.load_workbook(io.BytesIO(issued(case(1))))):
        assert book.security.lockStructure
        assert book.security.workbookPassword is None
        guard = book[LAYOUT.sheet].protection
        assert not any((guard.sort, guard.autoFilter, guard.formatColumns, guard.insertRows, guard.deleteRows))


def test_a_wide_sheet_prints_on_pages_beside_each_other_that_can_be_read() -> None:
    wide = replace(LAYOUT, columns=LAYOUT.columns + tuple(replace(COLUMN, key=f"k{n}", zh=f"列{n}") for n in range(40)))
    content = blank_template(details=(Detail(layout=wide),), title=wide.zh, at=AT)
    sheet = openpyxl.load_workbook(io.BytesIO(content))[wide.sheet]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape", 3, 0,
    )  # fmt: skip
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$3", "$A:$A")
    assert detail_of(issued(case(1))).page_setup.fitToWidth == 1


@pytest.mark.anyio
async def test_our_reader_reads_our_template_back_without_a_word() -> None:
    full: dict[str, Value] = {
        "kind": "0202",
        "amount": Decimal("108.10"),
        "loss": Decimal(0),
        "auditor": "王某",
        "on": date(2026, 9, 9),
    }
    book = await read(issued(case(1, **full), case(2, auditor="王某", on=date(2026, 9, 9)), case(3)), "t.xlsx")
    assert isinstance(book, Book)
    cells = next(sheet for sheet in book.sheets if sheet.name == LAYOUT.sheet)
    match = find(cells.rows, (LAYOUT,))
    assert match is not None
    sheet = await read_sheet(cells, match, on=date(2026, 10, 12))
    assert [READING.meaning(row.values) for row in sheet.rows] == [Meaning.FINDING, Meaning.PASSED, Meaning.UNTOUCHED]
    assert sheet.rows[0].values["amount"] == 10810
    assert {i.code for i in sheet.issues if i.severity is not Severity.ERROR} == set()
