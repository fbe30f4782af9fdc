"""Whatever grid a program writes comes back cell for cell, and both paths of the reader agree on anything."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from importers.intake.cells import CellRow
from importers.intake.limits import LIMITS
from importers.intake.readers.values import number, shortest
from importers.intake.refusals import Refused
from tests.support.findings_books import saved
from tests.support.one_table import TOLD, golden
from tests.support.sheet_files import formats, hand_made, read, rows_of, sheet, strings

PLAIN = st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff_")
TEXT = st.text(PLAIN, min_size=1, max_size=12)
DAYS = st.dates(date(1900, 3, 1), date(2200, 1, 1))
SECONDS = st.integers(1, 86_399)
MOMENTS = st.builds(lambda day, second: datetime.combine(day, time()) + timedelta(seconds=second), DAYS, SECONDS)
NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1) | st.decimals(-(10**9), 10**9, places=2).map(float)
VALUES = st.none() | TEXT | NUMBERS | st.booleans() | DAYS | MOMENTS
Value = str | int | float | bool | date | None


def told(value: Value) -> tuple[str, str]:
    if isinstance(value, bool):
        return "b", str(value).upper()
    if isinstance(value, datetime):
        return "d", value.isoformat(sep=" ")
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, str):
        return "s", value
    return ("-", "") if value is None else ("n", shortest(float(value)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(VALUES, max_size=6), max_size=6))
def test_a_grid_through_openpyxl_comes_back_cell_for_cell(grid: list[list[Value]]) -> None:
    made = Workbook()
    for row, values in enumerate(grid, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                cell = made.worksheets[0].cell(row, column)
                cell.value = value
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
    expected = []
    for row, values in enumerate(grid, 1):
        while values and values[-1] is None:
            values.pop()
        if values:
            kinds, texts = zip(*map(told, values), strict=True)
            expected.append(CellRow(row, "".join(kinds), list(texts)))
    assert read(saved(made)) == expected


PIECES = [
    "<row>",
    '<row␣r="3">',
    '<row␣r="7"␣hidden="1">',
    "</row>",
    "<row/>",
    "<c>",
    '<c␣r="B3">',
    '<c␣t="s">',
    '<c␣s="1"␣t="n">',
    "<c/>",
    "<v>",
    '<c␣t="inlineStr">',
    '<c␣t="str">',
    '<c␣t="b">',
    "</c>",
    "</v>",
    "<v/>",
    "<is>",
    "</is>",
    "<t>",
    "</t>",
    "<f>",
    "</f>",
    "<f/>",
    "&amp;",
    "&#65;",
    "&",
    "0",
    "1",
    "x",
    "␣",
    "<!--␣-->",
    "<![CDATA[1]]>",
    "_x000D_",
    ">",
    "]]>",
    "\x01",
    "</sheetData>",
    "<row><c><v>1</v></c></row>",
    "<c><v>1</v></c>",
]
ATTRIBUTES = [
    "␣",
    '␣s="1"',
    "␣s='1'",
    '␣s="2"␣cm="1"',
    '␣t="s"',
    '␣t="str"',
    '␣t="inlineStr"',
    '␣t="b"',
    '␣t="e"',
    '␣t="d"',
    '␣t="n"',
    '␣t="x"',
    '␣xml:lang="a>b"',
    '␣xmlns="urn:o"',
    '␣xmlns:o="urn:o"',
    '␣t="s"␣s="1"',
    '␣ph="1"␣',
]
CONTENTS = [
    "␣",
    "<v/>",
    "<v></v>",
    "<v>0</v>",
    "<v>1</v>",
    "<v>␣1␣</v>",
    "<v>1e3</v>",
    "<v>60</v>",
    "<v>-0</v>",
    "<v>true</v>",
    "<v>&#49;</v>",
    "<v>甲>乙</v>\n<v>_x000D_</v>",
    "<is><t>甲</t></is>",
    "<is><t/></is>",
    "<is><r><t>甲</t></r><r><t>乙</t></r></is>",
    "<f>A1</f>",
    "<f/>",
    '<f>A1</f><v>0</v>\n<f␣t="shared"␣si="0"/><v>2</v>',
    "<v><![CDATA[0]]></v>",
    "<v>0<!--␣--></v>",
    '<is><t␣xml:space="preserve">␣&lt;␣</t></is>',
    "<v>0</v><f>1</f>\n<extLst><ext><v>9</v></ext></extLst>",
    "<v>0</v><v>1</v>",
    "␣<v>0</v>\n",
]
PLACES = st.sampled_from(["", *(f' r="{place}"' for place in ("A1", "B1", "A2", "C2", "B3", "AA4", "b2", "A0"))])
NUMBERED = st.sampled_from(
    ["", "", ' r="1"', ' r="2"', " r='3'", ' r="2" hidden="1"', ' hidden="true" ht="15"', ' r="x"']
)


def spaced(pieces: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([piece.replace("␣", " ") for piece in pieces])


CELLS = st.builds(
    lambda place, attributes, content: f"<c{place}{attributes}>{content}</c>",
    PLACES,
    spaced(ATTRIBUTES),
    spaced(CONTENTS),
)
ROWS = st.builds(
    lambda attributes, cells: f"<row{attributes}>{''.join(cells)}</row>", NUMBERED, st.lists(CELLS, max_size=3)
)
MARKUP = st.lists(spaced(PIECES), max_size=14).map("".join) | st.lists(ROWS, max_size=4).map("".join)


def outcome(content: bytes, *, fast: bool) -> list[CellRow] | str:
    try:
        return list(rows_of(content, LIMITS, fast=fast))
    except Refused as refused:
        return refused.refusal.code


@settings(max_examples=500, deadline=None)
@given(MARKUP, st.booleans())
def test_both_paths_agree_on_any_markup(rows: str, prefixed: bool) -> None:
    part = sheet(rows)
    if prefixed:
        part = re.sub("<(/?)(?=[a-z])", r"<\1x:", part).replace("xmlns=", "xmlns:x=", 1)
    shared, styles = strings("<t>x</t>", "<t></t>"), formats("yyyy-mm-dd", "0.00%")
    content = hand_made(sheet=part, strings=shared, styles=styles)
    assert outcome(content, fast=True) == outcome(content, fast=False)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_s_text_reads_back_to_the_same_value(value: float) -> None:
    text = number(repr(value))
    assert float(text) == value
    assert "e" not in text.lower()
    assert Decimal(text) == Decimal(repr(value))


@given(st.text(max_size=20))
@example("NaN")
def test_a_number_s_text_is_never_an_accident(text: str) -> None:
    try:
        once, twice = Decimal(number(text)), Decimal(number(number(text)))
        assert once == twice or (once.is_nan() and twice.is_nan())
    except ArithmeticError:
        assert number(text) == text.strip()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(golden("libreoffice.xlsx")) - 1), st.integers(1, 255))
def test_a_damaged_byte_never_ends_in_another_table(place: int, change: int) -> None:
    content = bytearray(golden("libreoffice.xlsx"))
    content[place] ^= change
    found = outcome(bytes(content), fast=True)
    assert isinstance(found, str) or [(row.kinds, row.texts) for row in found] == TOLD
