"""Workbooks of every kind as real .xlsx bytes: good rows from the columns' own examples, and a way to spoil them."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from importers.findings.kinds import RECORD_REVIEW
from importers.findings.scene import Kind
from importers.intake.cells import letters
from importers.workbook.columns import Column, Type

Cell = str | int | float | date | None
ON = date(2026, 10, 20)

GOOD: dict[str, Cell] = {
    "seq": 1,
    "task_no": "RW-2026-0047",
    "fixmedins_code": "H62070299901",
    "fixmedins_name": "示例市第一人民医院",
    "mdtrt_id": "620700G000012345678",
    "ipt_no": "0012345",
    "psn_no": "62070000000000123456",
    "psn_name": "张*明",
    "gend": "1",
    "age": 63,
    "insutype": "310",
    "med_type": "21",
    "begndate": date(2026, 8, 3),
    "enddate": date(2026, 8, 11),
    "ipt_days": 8,
    "dept": "骨科",
    "dr_name": "赵某",
    "dr_code": "D620702999001",
    "diag_code": "M51.202",
    "diag_name": "腰椎间盘突出",
    "medfee_sumamt": 8632.50,
    "hifp_pay": 6120.30,
    "hilist_code": "001201000030000",
    "hilist_name": "一级护理",
    "fee_ocur_time": date(2026, 8, 5),
    "cnt": 6,
    "pric": 30,
    "vola_cnt": 6,
    "deduction": "差额",
    "due_pric": 12,
    "audit_mode": "人工抽检",
    "sample_no": "CY-2026-0012",
    "vola_type": "0202",
    "certainty": "明确违规",
    "vola_evid": "条例第三十八条（三）",
    "vola_cont": "医嘱二级护理，按一级护理计费6日",
    "vola_amt": 108.00,
    "fund_loss": 86.40,
    "evidence": "书证:长期医嘱单:3;书证:费用清单:7",
    "auditor": "王某",
    "checker": "李某",
    "audited_on": date(2026, 10, 12),
}


def rows_of(count: int, **changes: Cell) -> list[dict[str, Cell]]:
    """Good rows of different visits; `changes` go to the first."""
    rows = [{**GOOD, "seq": n, "mdtrt_id": f"620700G{n:012d}"} for n in range(1, count + 1)]
    rows[0].update(changes)
    return rows


def example_rows(kind: Kind, count: int = 1, **changes: Cell) -> list[dict[str, Cell]]:
    """Good rows of any kind, made of its columns alone: what a template with its examples filled in would hold.

    Each row is about something else (the codes of `reading.unique` count on); `changes` go to the first.
    """
    example = {column.key: example_of(column) for column in kind.layout.columns}
    counted = _counting(kind)
    rows = [{**example, "seq": n, **{c.key: _counted(c.example, n) for c in counted}} for n in range(1, count + 1)]
    rows[0].update(changes)
    return rows


def _counted(example: str, n: int) -> str:
    width = min(6, len(example) - 1)
    return f"{example[:-width]}{n:0{width}d}"


def example_of(column: Column) -> Cell:
    """The example as a clerk's cell holds it; the first of its list for a choice that gives none."""
    if not column.example:
        return next(iter(column.options(ON)), None) if column.required else None
    if column.type is Type.DATE:
        return date.fromisoformat(column.example)
    if column.type is Type.COUNT:
        return int(column.example)
    return float(column.example) if column.type in {Type.MONEY, Type.QUANTITY} else column.example


def _counting(kind: Kind) -> list[Column]:
    """The columns of `unique` that can count on: free codes, or texts, or codes of a loose pattern."""
    unique = [kind.layout.column(key) for key in kind.reading.unique]

    def groups() -> Iterator[list[Column]]:
        yield [column for column in unique if column.type is Type.CODE and not column.pattern]
        yield [column for column in unique if column.type is Type.TEXT]
        yield [column for column in unique if column.type is Type.CODE and not column.pattern_is_error]

    return next(group for group in groups() if group)


def fill(
    sheet: Worksheet, rows: Sequence[Mapping[str, Cell]], kind: Kind = RECORD_REVIEW, *, frame: bool = True
) -> None:
    """Title, meta, header and rows as in the template; a flat sheet with the header in row 1 without `frame`."""
    if frame:
        sheet.append([kind.zh])
        sheet.append(["任务编号：RW-2026-0047", None, "单位：元"])
    sheet.append([column.zh for column in kind.layout.columns])
    for row in rows:
        sheet.append([row.get(column.key) for column in kind.layout.columns])


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def findings_book(rows: Sequence[Mapping[str, Cell]], kind: Kind = RECORD_REVIEW, *, frame: bool = True) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = kind.layout.sheet
    fill(sheet, rows, kind, frame=frame)
    return saved(book)


def letter(key: str, kind: Kind = RECORD_REVIEW) -> str:
    """The column letter of a key in the workbooks above."""
    return letters([column.key for column in kind.layout.columns].index(key))
