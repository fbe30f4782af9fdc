"""Today's readers over the library: lines of sheets and rows."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from importers.intake.oddities import Oddities, oddities, sheet_parts

Line = list[object]


class Refused(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.line: Line = ["refuse", code, {"detail": detail}]


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def _cell(value: object) -> tuple[str, str]:
    if isinstance(value, bool):
        return "b", "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return "n", _number(float(value))
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return "d", value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return "d", value.isoformat()
    if isinstance(value, timedelta):
        return "n", _number(value.total_seconds() / 86_400)
    return ("s", str(value)) if value not in {"", None} else ("-", "")


class _Meter:
    """Counts what is handed on and refuses beyond the limits."""

    def __init__(self, orders: dict[str, int]) -> None:
        self.orders = orders
        self.rows = self.cells = 0

    def take(self, filled: int, width: int) -> None:
        self.rows += 1
        self.cells += filled
        if self.rows > self.orders["rows"]:
            raise Refused("too-many-cells", f"多于 {self.orders['rows']} 行 (rows)")
        if self.cells > self.orders["cells"]:
            raise Refused("too-many-cells", f"多于 {self.orders['cells']} 个单元格 (cells)")
        if width > self.orders["columns"]:
            raise Refused("too-many-cells", f"多于 {self.orders['columns']} 列 (columns)")


def _rows(grid: Iterable[Sequence[object]], at: tuple[int, int], odd: Oddities, meter: _Meter) -> Iterator[Line]:
    """Addressed rows from a dense grid whose first cell stands at `at` (row and column from 0)."""
    first, shift = at
    odd_rows: dict[int, list[tuple[int, str, str]]] = {}
    for (row, column), (kind, text) in odd.cells.items():
        odd_rows.setdefault(row, []).append((column, kind, text))
    for number, values in enumerate(grid, first + 1):
        kinds, texts = ["-"] * shift, [""] * shift
        for value in values:
            if type(value) is str:
                kinds.append("s" if value else "-")
                texts.append(value)
            else:
                kind, text = _cell(value)
                kinds.append(kind)
                texts.append(text)
        if number in odd_rows:
            _put_back(kinds, texts, odd_rows.pop(number))
        filled = "".join(kinds).rstrip("-")
        if filled:
            meter.take(len(filled) - filled.count("-"), len(filled))
            yield ["row", number, filled, texts[: len(filled)], number in odd.hidden_rows]
    for number in sorted(odd_rows):
        kinds, texts = [], []
        _put_back(kinds, texts, odd_rows[number])
        meter.take(len(kinds), len(kinds))
        yield ["row", number, "".join(kinds), texts, number in odd.hidden_rows]


def _put_back(kinds: list[str], texts: list[str], odd: list[tuple[int, str, str]]) -> None:
    for column, kind, text in odd:
        missing = column + 1 - len(kinds)
        kinds.extend(["-"] * missing)
        texts.extend([""] * missing)
        kinds[column], texts[column] = kind, text


def _workbook(content: bytes, orders: dict[str, int], form: str) -> Iterator[Line]:
    meter = _Meter(orders)
    archive = zipfile.ZipFile(io.BytesIO(content)) if form == "xlsx" else None
    parts = sheet_parts(archive) if archive else {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        if len(sheets) > orders["sheets"]:
            raise Refused("too-many-cells", f"多于 {orders['sheets']} 张工作表 (sheets)")
        for meta in sheets:
            sheet = book.get_sheet_by_name(meta.name)
            odd = _odd(archive, parts.get(meta.name, ""))
            merges = [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]
            yield [
                "sheet",
                meta.name,
                meta.visible is not SheetVisibleEnum.Visible,
                sheet.total_height,
                merges[:10_000],
            ]
            yield from _rows(sheet.to_python(skip_empty_area=True), sheet.start or (0, 0), odd, meter)
    except PasswordError:
        raise Refused("file-password") from None
    except CalamineError as problem:
        raise Refused("workbook-unreadable", str(problem)[:120]) from None


def _odd(archive: zipfile.ZipFile | None, part: str) -> Oddities:
    if archive is None or not part:
        return Oddities()
    try:
        return oddities(archive, part)
    except (ExpatError, ValueError, zipfile.BadZipFile) as problem:
        raise Refused("workbook-unreadable", f"XML: {problem}"[:120]) from None


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    codings = ["utf-16"] if utf16 else ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("csv-encoding")


def _csv(content: bytes, orders: dict[str, int], _form: str) -> Iterator[Line]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(",\t;", key=first.count)
    meter = _Meter(orders)
    yield ["sheet", "CSV", False, text.count("\n"), []]
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            kinds = "".join(["s" if value else "-" for value in values]).rstrip("-")
            if kinds:
                meter.take(len(kinds) - kinds.count("-"), len(kinds))
                yield ["row", number, kinds, values[: len(kinds)], False]
    except csv.Error as problem:
        raise Refused("csv-broken", str(problem)) from None


READERS: dict[str, Callable[[bytes, dict[str, int], str], Iterator[Line]]] = {
    "xlsx": _workbook,
    "xls": _workbook,
    "csv": _csv,
}
