"""The same table comes out of every program's file, by the fast path as by expat, and as other libraries read it."""

import io
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from importers.intake.cells import CellRow
from importers.intake.limits import LIMITS
from importers.intake.opening import opened
from importers.intake.readers import xls
from importers.intake.readers.rows import Meter
from importers.intake.readers.sheet_head import head
from importers.intake.readers.sheet_slow import SlowSheet
from importers.intake.readers.sheet_xml import FastRows
from importers.intake.readers.values import Values
from importers.intake.readers.xlsx import Workbook
from tests.support import one_table
from tests.support.one_table import TOLD, by_openpyxl, by_ourselves, by_xlsxwriter, golden
from tests.support.sheet_files import read

EXPECTED = [CellRow(number, kinds, texts) for number, (kinds, texts) in enumerate(TOLD, 1)]
WRITERS: dict[str, Callable[[], bytes]] = {
    "openpyxl": by_openpyxl,
    "openpyxl, 1904": lambda: by_openpyxl(since_1904=True),
    "XlsxWriter": by_xlsxwriter,
    "XlsxWriter, inline": lambda: by_xlsxwriter(inline=True),
    "ourselves": by_ourselves,
    "LibreOffice": lambda: golden("libreoffice.xlsx"),
    "prefixed": lambda: one_table.prefixed(golden("libreoffice.xlsx")),
}
TWISTS = [
    one_table.strict,
    one_table.prefixed,
    one_table.in_utf16,
    one_table.with_mark,
    one_table.with_comments,
    one_table.spread_out,
    one_table.single_quoted,
    one_table.turned_around,
    one_table.as_wps,
]


@pytest.mark.parametrize("writer", WRITERS)
def test_every_program_s_table_reads_the_same(writer: str) -> None:
    assert read(WRITERS[writer]()) == EXPECTED


@pytest.mark.parametrize("writer", ["openpyxl", "XlsxWriter", "LibreOffice"])
@pytest.mark.parametrize("twist", TWISTS)
def test_the_table_survives_every_legal_twist_of_its_file(writer: str, twist: Callable[[bytes], bytes]) -> None:
    assert read(twist(WRITERS[writer]())) == EXPECTED


def test_a_table_without_references_reads_the_same() -> None:
    assert read(one_table.without_references(by_ourselves())) == EXPECTED


@pytest.mark.parametrize("writer", WRITERS)
def test_the_library_reads_the_same_where_it_reads_at_all(writer: str) -> None:
    """It reads a time of 1904 as a day, so that file is left out of the comparison of times."""
    content = WRITERS[writer]()
    grid = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    for row, values in zip(EXPECTED, grid, strict=True):
        told = [xls.read(value) for value in values[: len(row.texts)]]
        ours = list(zip(row.kinds, row.texts, strict=True))
        differing = [(a, b) for a, b in zip(ours, told, strict=True) if a != b]
        assert differing in ([], [(("d", "03:04:00"), ("d", "1904-01-01 03:04:00"))])


def test_an_old_workbook_reads_the_same() -> None:
    (sheet,) = opened(golden("libreoffice.xls"), "xls", LIMITS)
    assert list(sheet.rows()) == EXPECTED


class Idle(SlowSheet):
    def feed(self, data: bytes, *, last: bool = False) -> None:
        assert b"</row>" not in data
        super().feed(data, last=last)


@pytest.mark.parametrize("writer", WRITERS)
def test_common_files_need_expat_for_no_row(writer: str) -> None:
    book = Workbook(WRITERS[writer](), LIMITS)
    tab = book.contents.tabs[0]
    values = Values(book.strings, book.formats, book.contents.since_1904)
    chunks = book.package.chunks(tab.part)
    idle = Idle(tab.part, values, 1_000)
    rest, marks = head(chunks, idle)
    assert marks
    assert list(FastRows(idle, values, Meter(LIMITS).begin("表"), marks).rows(rest, chunks)) == EXPECTED
