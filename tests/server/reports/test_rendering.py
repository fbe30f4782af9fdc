import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import typst
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from server.paper import pdf
from server.paper.blocks import Table
from server.reports import xlsx
from server.reports.document import document
from server.reports.figures import KpiFigures
from server.reports.rules import ROUNDED
from tests.server.reports.sample import figures

NASTY = r'=cmd|"/c calc"!A1 #panic("x") $x^2$ *粗* _斜_ @ref <标签> `码` \u{41} // 注 [括]'


@pytest.fixture(scope="module")
def whole() -> KpiFigures:
    return figures()


def _named(whole: KpiFigures, name: str) -> KpiFigures:
    return replace(whole, scores=tuple(replace(score, vendor=name) for score in whole.scores))


def _book(whole: KpiFigures) -> Workbook:
    return load_workbook(io.BytesIO(xlsx.render(whole)))


def _sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def _set(whole: KpiFigures) -> set[str]:
    """Every string that stands on the paper as text, asked of typst itself."""
    said = typst.query(
        str(pdf.TEMPLATE),
        "par",
        root=str(pdf.TEMPLATE.parent),
        font_paths=[str(pdf.FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"paper": pdf.paper(document(whole))},
    )
    return set(_texts(json.loads(said) if isinstance(said, str) else said))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("func") == "text":
            yield node["text"]
        yield from (text for value in node.values() for text in _texts(value))
    elif isinstance(node, list):
        yield from (text for value in node for text in _texts(value))


def _notes(whole: KpiFigures) -> set[str]:
    return {block.note for block in document(whole).blocks if isinstance(block, Table)}


def test_the_same_figures_give_the_same_bytes(whole: KpiFigures) -> None:
    assert xlsx.render(whole) == xlsx.render(figures())
    assert pdf.render(document(whole)) == pdf.render(document(figures()))


def test_the_totals_in_the_workbook_are_those_of_the_figures(whole: KpiFigures) -> None:
    rows = list(_sheet(_book(whole), "问题与认定").iter_rows(min_row=4, values_only=True))
    total = next(row for row in rows if row[0] == "合计")
    assert total[2:5] == (whole.found.institutions, whole.found.cases, whole.found.lines)
    assert total[5:8] == (1_000_050, 980_000, 904_000.1)
    counties = [Decimal(str(row[5])) for row in rows if row[0] == "县区"]
    assert sum(counties) == Decimal(whole.found.reported_fen) / 100


def test_money_is_a_number_of_yuan_with_two_decimals_shown(whole: KpiFigures) -> None:
    cell = _sheet(_book(whole), "月度统计")["E4"]
    assert cell.value == float(Decimal(whole.months[0].amount_fen) / 100)
    assert cell.number_format == "#,##0.00"


def test_the_total_of_institutions_is_the_distinct_count_and_no_sum(whole: KpiFigures) -> None:
    rows = list(_sheet(_book(whole), "月度统计").iter_rows(min_row=4, max_row=7, values_only=True))
    assert [row[1] for row in rows] == [41, 42, 62, 68]


def test_charts_are_native_and_read_the_sheet_they_stand_on(whole: KpiFigures) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx.render(whole))) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    assert any(f"'分机构得分'!$D$4:$D${3 + len(whole.scores)}" in chart for chart in charts)


def test_control_characters_of_typst_and_excel_appear_as_they_are(whole: KpiFigures) -> None:
    nasty = _named(whole, NASTY)
    cell = _sheet(_book(nasty), "分机构得分")["C4"]
    assert (cell.value, cell.data_type) == (NASTY, "s")
    assert NASTY in _set(nasty)
    assert pdf.render(document(nasty)).startswith(b"%PDF")


def test_a_character_no_font_has_is_named(whole: KpiFigures) -> None:
    with pytest.raises(pdf.Unprintable, match=r"𠮷.*U\+20BB7"):
        pdf.render(document(_named(whole, "张掖𠮷祥")))


def test_parts_that_do_not_add_up_carry_the_footnote_and_others_do_not(whole: KpiFigures) -> None:
    assert ROUNDED in _notes(whole)
    even = replace(whole, by_type=(replace(whole.found, name="超标准收费"),))
    assert ROUNDED not in _notes(even)


def test_a_quarter_without_anything_still_makes_both_files(whole: KpiFigures) -> None:
    empty = replace(
        whole, scores=(), lines=(), by_type=(), by_county=(), conduct=(), proposals=(), months=(), problems=()
    )
    assert pdf.render(document(empty)).startswith(b"%PDF-1.7")
    assert len(_book(empty).sheetnames) == 9
