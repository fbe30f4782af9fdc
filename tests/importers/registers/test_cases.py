from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from importers.findings.sheets.kind_a import LAYOUT as FINDINGS
from importers.registers.cases import LAYOUT, REGISTER, cells_of
from importers.registers.reading import Parsed, read_cases
from importers.registers.register import template
from importers.workbook.writing.book import Book, write
from importers.workbook.writing.sheets import Row, Sheet, Value
from vendors.institutions.records import CaseRecord

pytestmark = pytest.mark.anyio
AT = datetime(2026, 10, 1, tzinfo=UTC)
CASE = CaseRecord(
    visit_id="620700G000012345678",
    settlement_id="620700S000012345678",
    institution_code="H62070299901",
    hospital_no="0012345",
    person_no="62070000000000123456",
    patient_masked="张*明",
    sex="1",
    age=63,
    insutype="310",
    med_type="21",
    admitted_on=date(2026, 8, 3),
    discharged_on=date(2026, 8, 11),
    department="骨科",
    doctor_code="D620702999001",
    doctor_name="赵某",
    diagnosis="M51.202 腰椎间盘突出",
    total_fen=863250,
    fund_fen=612030,
    settled_on=date(2026, 8, 11),
)


def row_of(**more: Value) -> Row:
    cells = {**cells_of(CASE, institution_name="示例"), **more}
    return [cells.get(column.key) for column in LAYOUT.columns]


async def parsed(*rows: Row, known: frozenset[str] | None = None) -> Parsed[CaseRecord]:
    header = [column.zh for column in LAYOUT.columns]
    content = write(Book(made=AT, sheets=(Sheet(title="结算", rows=[header, *rows]),)))
    return await read_cases(content=content, filename="结算.xlsx", on=date(2026, 10, 1), known=known)


async def test_a_case_written_as_cells_reads_back_as_itself() -> None:
    register = await parsed(row_of())
    assert register.issues == ()
    assert register.rows == (CASE,)


async def test_an_unmasked_name_keeps_the_file_out_and_is_not_repeated() -> None:
    register = await parsed(row_of(), row_of(mdtrt_id="2", psn_name="张小明"))
    assert [issue.code for issue in register.issues] == ["name-unmasked"]
    assert register.rows == ()
    assert "张小明" not in str(register.issues)


async def test_every_fault_of_a_row_is_named_at_its_cell() -> None:
    wrong = row_of(enddate=date(2026, 8, 1), setl_time=date(2026, 11, 1), hifp_pay=Decimal("9000.00"))
    register = await parsed(wrong)
    letters = {column.key: index for index, column in enumerate(LAYOUT.columns)}
    found = {issue.code: issue.cell for issue in register.issues}
    assert found == {
        "case-discharged-before-admitted": f"{chr(65 + letters['enddate'])}2",
        "case-in-future": f"{chr(65 + letters['setl_time'])}2",
        "case-fund-above-total": f"{chr(65 + letters['hifp_pay'])}2",
    }


async def test_an_institution_must_be_on_the_register_when_one_is_given() -> None:
    assert (await parsed(row_of(), known=frozenset({"H62070299901"}))).good
    register = await parsed(row_of(), known=frozenset({"H62070299902"}))
    assert [issue.code for issue in register.issues] == ["case-institution-unknown"]


async def test_a_visit_comes_once() -> None:
    register = await parsed(row_of(), row_of())
    assert [issue.code for issue in register.issues] == ["register-repeated"]


async def test_a_settlement_before_the_admission_is_a_warning() -> None:
    register = await parsed(row_of(setl_time=date(2026, 8, 1)))
    assert [issue.code for issue in register.issues] == ["case-settled-before-admitted"]
    assert len(register.rows) == 1


async def test_the_blank_template_has_no_rows_yet() -> None:
    register = await read_cases(content=template(REGISTER, at=AT), filename="结算.xlsx", on=date(2026, 10, 1))
    assert "sheet-no-rows" in {issue.code for issue in register.issues}


def test_a_diagnosis_without_a_code_stays_a_name() -> None:
    from dataclasses import replace

    cells = cells_of(replace(CASE, diagnosis="腰椎间盘 突出"), institution_name="示例")
    assert (cells["diag_code"], cells["diag_name"]) == (None, "腰椎间盘 突出")


def test_the_cells_of_a_case_fill_the_findings_template_of_record_review() -> None:
    keys = {column.key for column in FINDINGS.columns}
    assert set(cells_of(CASE, institution_name="示例")) - keys == {"setl_time"}
