"""The sheet a clerk fills in: title, meta, header, pre-filled rows; lists, formats and colours from the columns.

Header and frame are locked, data cells are not; blank rows below keep their formats through the column styles.
No 合计 row here (it would stop the reader and break sorting): totals and signatures stand on 汇总.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from importers.intake.cells import letters
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.meanings import Reading
from importers.workbook.writing import looks
from importers.workbook.writing.looks import Look
from importers.workbook.writing.sheets import (
    Cell,
    Guard,
    Highlight,
    Note,
    Page,
    Row,
    Sheet,
    Track,
    Validation,
    Value,
    at,
    down,
)

FIRST_ROW = 4
LAST_ROW = 100_003
_WATCHED = 5_003  # duplicates are compared up to this row: the comparison is quadratic
_FILTERED = 2_003
_PAGE = 250  # characters across a page that can still be read
_LOOKS = {
    Type.TEXT: looks.LONG_TEXT,
    Type.CODE: looks.CODE,
    Type.MONEY: looks.MONEY,
    Type.QUANTITY: looks.QUANTITY,
    Type.COUNT: looks.WHOLE,
    Type.DATE: looks.DATE,
    Type.CHOICE: looks.CENTRED,
}
_HEADERS = {
    Need.REQUIRED: looks.HEADER_STRONG,
    Need.CONDITIONAL: looks.HEADER,
    Need.OPTIONAL: looks.HEADER_FAINT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One detail sheet to be: its layout, what its rows mean, the rows known beforehand (by column key)."""

    layout: Layout
    reading: Reading = field(default_factory=Reading)
    rows: Sequence[Mapping[str, Value]] = ()

    @property
    def last_row(self) -> int:
        """Of the pre-filled rows; at least the first data row."""
        return FIRST_ROW + max(len(self.rows), 1) - 1

    def letter(self, key: str) -> str:
        keys = [column.key for column in self.layout.columns]
        return letters(keys.index(key))


def detail_sheet(detail: Detail, *, meta: str, lists: Mapping[str, str], on: date) -> Sheet:
    """`lists` maps a choice column's key to the range of its codes; `on` is the day whose codes hold."""
    columns = detail.layout.columns
    last = letters(len(columns) - 1)
    return Sheet(
        title=detail.layout.sheet,
        rows=_rows(detail, meta, on),
        tracks=tuple(Track(width=column.width, look=_open(column)) for column in columns),
        heights={1: 30, 2: 20, 3: 36},
        frozen=f"B{FIRST_ROW}",
        filter=f"A3:{last}{max(detail.last_row, _FILTERED)}",
        page=Page(repeat="1:3", beside="A:A", wide=pages_across(columns)),
        guard=Guard(rows=True),
        validations=tuple(_validations(columns, lists)),
        highlights=tuple(_highlights(detail)),
        spare=looks.PLAIN.but(locked=False),
        tab=looks.BRAND,
    )


def pages_across(columns: Sequence[Column]) -> int:
    """A4 pages beside each other on which the columns can be read."""
    return -(-sum(column.width for column in columns) // _PAGE)


def header_cell(column: Column, on: date) -> Cell:
    """The header with its colour by requiredness and a comment that explains it."""
    words = [f"{column.zh} / {column.en}", f"{column.need.zh} · {column.type.zh}"]
    words += [text for text in (explained(column, on), f"例：{column.example}" if column.example else "") if text]
    text = "\n".join(words)
    return Cell(column.zh, _HEADERS[column.need], Note(text, height=40 + 18 * (len(words) + len(text) // 24)))


def explained(column: Column, on: date) -> str:
    """The column's help, or what its definition says by itself."""
    said = [column.help_zh] if column.help_zh else []
    if column.type is Type.CHOICE and column.options(on):
        said.append("从下拉列表选择，代码见“代码表”")
    if column.shortest:
        said.append(f"至少 {column.shortest} 字")
    if column.longest and column.type is Type.TEXT:
        said.append(f"最多 {column.longest} 字")
    if column.type is Type.CODE and not column.help_zh:
        said.append("按文本填写，保留前导零")
    return "；".join(said)


def _open(column: Column) -> Look:
    return _LOOKS[column.type].but(locked=False)


def _rows(detail: Detail, meta: str, on: date) -> Iterator[Row]:
    columns = detail.layout.columns
    rest: list[Cell | Value] = [Cell(None, looks.META)] * (len(columns) - 1)
    yield [Cell(detail.layout.zh, looks.TITLE.but(across="left")), *rest]
    yield [Cell(meta, looks.META), *rest]
    yield [header_cell(column, on) for column in columns]
    known = [_open(column).but(fill=looks.GROUND) for column in columns]
    for row in detail.rows:
        values = [row.get(column.key) for column in columns]
        yield [value if value is None else Cell(value, look) for value, look in zip(values, known, strict=True)]


def _validations(columns: Sequence[Column], lists: Mapping[str, str]) -> Iterator[Validation]:
    for index, column in enumerate(columns):
        cells = f"{at(FIRST_ROW, index)}:{at(LAST_ROW, index)}"
        hint = f"例：{column.example}" if column.example else ""
        if column.key in lists:
            error = "请从下拉列表选择，代码见“代码表”。"
            yield Validation(cells=cells, check="list", first=lists[column.key], title=column.zh, error=error)
        elif column.type is Type.DATE:
            yield Validation(
                cells=cells,
                check="date",
                operator="between",
                first="36526",  # 2000-01-01
                second="73050",  # 2099-12-31
                title=column.zh,
                error=f"请填写日期，如 2026-03-05。{hint}",
            )
        elif column.type is Type.MONEY and column.least is not None:
            low, high = str(column.least), "99999999999999.99"
            error = f"请填写金额（元），不小于 {low}。"
            yield Validation(
                cells=cells, check="decimal", first=low, second=high, strict=False, title=column.zh, error=error
            )
        elif column.masked:
            first = f'ISNUMBER(FIND("*",{at(FIRST_ROW, index)}))'
            error = f"姓名须用 * 遮盖。{hint}"
            yield Validation(cells=cells, check="custom", first=first, title=column.zh, error=error)


def _highlights(detail: Detail) -> Iterator[Highlight]:
    """Missing required cells, repeated rows, amounts above their limit — as soon as a row says something."""
    reading, columns = detail.reading, detail.layout.columns
    speaking = reading.finding or tuple(column.key for column in columns)
    letters_of = [detail.letter(key) for key in speaking]
    filled = f"COUNTA({','.join(f'${letter}{FIRST_ROW}' for letter in letters_of)})>0"
    if not reading.finding:
        filled = f"COUNTA($A{FIRST_ROW}:${letters(len(columns) - 1)}{FIRST_ROW})>0"
    for index, column in enumerate(columns):
        if column.required:
            cell = f"{letters(index)}{FIRST_ROW}"
            when = f"AND({filled},LEN(TRIM({cell}))=0)"
            yield Highlight(cells=f"{cell}:{at(LAST_ROW, index)}", when=when, fill=looks.WARN_PALE)
    if reading.unique:
        yield _repeated(detail)
    for low, high in reading.not_above:
        a, b = detail.letter(low), detail.letter(high)
        when = f"AND(ISNUMBER({a}{FIRST_ROW}),ISNUMBER({b}{FIRST_ROW}),{a}{FIRST_ROW}>{b}{FIRST_ROW})"
        cells = f"{a}{FIRST_ROW}:{a}{LAST_ROW}"
        yield Highlight(cells=cells, when=when, fill=looks.BAD_PALE, colour=looks.BAD, bold=True)


def _repeated(detail: Detail) -> Highlight:
    keys = [detail.letter(key) for key in detail.reading.unique]
    same = "*".join(f"(${k}${FIRST_ROW}:${k}${_WATCHED}=${k}{FIRST_ROW})" for k in keys)  # COUNTIFS sees 15 digits only
    when = f"AND(LEN(${keys[0]}{FIRST_ROW})>0,SUMPRODUCT({same})>1)"
    cells = " ".join(f"{k}{FIRST_ROW}:{k}{_WATCHED}" for k in keys)
    return Highlight(cells=cells, when=when, fill=looks.BAD_PALE, colour=looks.BAD)


def column_range(detail: Detail, key: str) -> str:
    """Every data cell of a column, for formulas elsewhere."""
    keys = [column.key for column in detail.layout.columns]
    return down(detail.layout.sheet, keys.index(key), FIRST_ROW, LAST_ROW)
