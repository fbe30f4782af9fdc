import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from importers.registers.institutions import LAYOUT, REGISTER
from importers.registers.reading import Parsed, read_institutions
from importers.registers.register import template
from importers.workbook.writing.book import Book, write
from importers.workbook.writing.sheets import Row, Sheet, Value
from vendors.institutions.records import InstitutionRecord

pytestmark = pytest.mark.anyio
AT = datetime(2026, 7, 1, tzinfo=UTC)
HEADER = [column.zh for column in LAYOUT.columns]
HOSPITAL: list[Value] = [
    "H62070299901", "示例市第一人民医院", "三级医院", "三级乙等", "公立", "620702", "甘州-03", "A", "马知远"
]  # fmt: skip
PHARMACY: list[Value] = ["P62072500011", "山丹示例大药房", "零售药店", None, "民营", "山丹县", None, None]


async def parsed(*rows: Row, header: Row = HEADER, filename: str = "机构.xlsx") -> Parsed[InstitutionRecord]:
    content = write(Book(made=AT, sheets=(Sheet(title="机构", rows=[header, *rows]),)))
    return await read_institutions(content=content, filename=filename, on=date(2026, 7, 1))


async def test_good_rows_become_records() -> None:
    register = await parsed(HOSPITAL, PHARMACY)
    assert register.good
    assert register.rows[0] == InstitutionRecord(
        code="H62070299901",
        name="示例市第一人民医院",
        kind="三级医院",
        level="三级乙等",
        ownership="公立",
        region="620702",
        grid="甘州-03",
        credit_grade="A",
        legal_representative="马知远",
    )
    assert register.rows[1].region == "620725"


async def test_one_bad_row_keeps_every_row_out_and_all_its_faults_are_named() -> None:
    register = await parsed(HOSPITAL, ["H6207", "", "大医院", None, "公立", "620702", None, None])
    assert register.rows == ()
    assert {(issue.cell, issue.code) for issue in register.issues} >= {
        ("A3", "code-malformed"),
        ("B3", "required-missing"),
        ("C3", "not-in-list"),
    }


async def test_a_code_comes_once() -> None:
    register = await parsed(HOSPITAL, PHARMACY, HOSPITAL)
    assert [(issue.cell, issue.code) for issue in register.issues if issue.code.startswith("register")] == [
        ("A4", "register-repeated")
    ]
    assert "第 2 行" in register.issues[-1].message.zh


async def test_a_pharmacy_has_a_code_with_p() -> None:
    register = await parsed(["H62072500011", *PHARMACY[1:]])
    assert "institution-kind-differs" in {issue.code for issue in register.issues}
    assert not register.good


async def test_a_region_that_differs_from_the_code_is_only_a_warning() -> None:
    register = await parsed([*HOSPITAL[:5], "620724", *HOSPITAL[6:]])
    assert [issue.code for issue in register.issues] == ["institution-region-differs"]
    assert len(register.rows) == 1


async def test_columns_are_known_by_their_aliases_in_any_order() -> None:
    names = {"机构编码": "定点医药机构编码", "机构类型": "机构类别", "所属区划": "行政区划"}
    header = [names.get(name, name) for name in HEADER]
    register = await parsed(HOSPITAL[::-1], header=header[::-1])
    assert register.good
    assert register.rows[0].code == "H62070299901"


async def test_a_file_of_something_else_is_told_what_was_looked_for() -> None:
    register = await parsed(["x"], header=["日期", "事项"])
    assert [issue.code for issue in register.issues] == ["header-not-found"]
    assert "定点医药机构登记表" in register.issues[0].message.zh


async def test_no_spreadsheet_at_all_is_refused_with_a_sentence() -> None:
    register = await read_institutions(content=b"MZ\x90", filename="机构.xlsx", on=date(2026, 7, 1))
    assert register.refusal is not None
    assert not register.good


async def test_the_blank_template_filled_in_reads_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(REGISTER, at=AT)))
    for index, value in enumerate(HOSPITAL, 1):
        book[LAYOUT.sheet].cell(4, index).value = str(value)
    saved = io.BytesIO()
    book.save(saved)
    register = await read_institutions(content=saved.getvalue(), filename="机构.xlsx", on=date(2026, 7, 1))
    assert [row.code for row in register.rows] == ["H62070299901"]
