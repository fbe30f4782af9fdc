"""The sheets around the detail: 填表说明, 汇总 and 代码表, drawn from the same columns.

汇总 holds our own formulas over the detail together with their value at issue; Excel and WPS recompute and save them.
A program that fills the template leaves them without a value: whoever reads 汇总 lets that pass.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from importers.workbook.columns import Column, Type
from importers.workbook.writing import looks
from importers.workbook.writing.detail import Detail, column_range, explained
from importers.workbook.writing.sheets import Cell, Formula, Guard, Page, Row, Sheet, Track, down

GUIDE, SUMMARY, CODES = "填表说明", "汇总", "代码表"
ROWS_MEASURE = "数据行数"
_CODES_FROM = 4
_LINE = 72  # Chinese characters that fit one line of a rule
RULES = (
    "只在明细表的表头以下填写；不要改动表头和工作表名称。可以排序、筛选、调整列宽，也可以删除或增加整行。",
    "表头颜色：深蓝 = 必填，浅蓝 = 条件必填，灰色 = 选填。把鼠标停在表头上可看说明和示例。",
    "金额单位一律为元，最多两位小数；日期写成 2026-03-05；编码列已设为文本，请勿改成数字（超过 15 位会丢失尾数）。",
    "患者姓名必须脱敏（如 张*明），任何单元格都不得出现完整身份证号。",
    "填完后在 Excel 或 WPS 中保存为 .xlsx，再到任务页上传；所有问题会一次列出，并给出带批注的副本。",
    "橙色底 = 必填项空缺；红色 = 重复或金额超限。颜色只是提醒，以上传后的检查结果为准。",
)
CASE_RULES = (  # of a sheet that holds its task's cases
    "本表已预填任务的病例清单（灰底）。发现问题的病例：在该行补填违规各列；同一病例有多条违规明细时，复制该行再填一行。",
    "审核后未发现问题的病例：违规各列全部留空，只填写审核人和审核日期 —— 系统记为“已审核，无问题”，计入审核覆盖率。",
    "审核人、审核日期也留空的病例视为未审核，不计入覆盖率；不要用删除行代替审核。",
)
BLANK_RULES = (
    "每条违规明细填一行：先填机构、就诊、患者等病例各列，再填违规各列；同一病例有多条违规明细时各占一行，病例各列照填。",
    "审核后未发现问题的病例也填一行：病例各列照填，违规各列全部留空，只填写审核人和审核日期 —— 记为“已审核，无问题”。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The 代码表 sheet and where each choice column's list stands on it (by column key)."""

    sheet: Sheet
    ranges: Mapping[str, str]


def guide_sheet(*, title: str, facts: Sequence[tuple[str, str]], details: Sequence[Detail], on: date) -> Sheet:
    """`facts` are the label–value pairs shown on top (task, vendor, period …)."""
    rows = list(_guide(title, facts, details, on))
    widths = (6, 22, 24, 12, 20, 52, 26)
    rules = {n: str(row[1].value) for n, row in enumerate(rows, 1) if len(row) == 2 and isinstance(row[1], Cell)}
    heights = {number: 20.0 if len(text) <= _LINE else 36.0 for number, text in rules.items()}
    return Sheet(
        title=GUIDE,
        rows=rows,
        tracks=tuple(Track(width=width) for width in widths),
        heights={1: 32, **heights},
        merged=tuple(f"B{number}:G{number}" for number in heights),
        page=Page(landscape=True),
        guard=Guard(),
        gridlines=False,
    )


def summary_sheet(details: Sequence[Detail], *, meta: str) -> Sheet:
    """工作表 · 项目 · 合计, one line a measure; then the signature block."""
    head = [Cell(text, looks.HEADER) for text in ("工作表", "项目", "合计")]
    space = Cell(None, looks.TEXT.but(locked=False))
    signatures = [[Cell(f"{who}：", looks.META), space] for who in ("填报人", "复核人", "机构盖章", "日期")]
    rows: list[Row] = [[Cell("汇总", looks.TITLE.but(across="left"))], [Cell(meta, looks.META)], head]
    rows += [row for detail in details for row in _measures(detail)]
    rows += [[], *signatures]
    rows += [[], [Cell("本页由公式自动计算，无需填写；上传前请在 Excel 或 WPS 中保存一次。", looks.META)]]
    widths = (34, 30, 20)
    return Sheet(
        title=SUMMARY,
        rows=rows,
        tracks=tuple(Track(width=width) for width in widths),
        heights={1: 30, **dict.fromkeys(range(len(rows) - 5, len(rows) - 1), 26)},
        guard=Guard(),
        gridlines=False,
    )


def code_sheet(details: Sequence[Detail], on: date) -> Lists:
    """Every list once, side by side: code and words."""
    blocks: list[tuple[Column, tuple[tuple[str, str], ...]]] = []
    ranges: dict[str, str] = {}
    for column in (column for detail in details for column in detail.layout.columns if column.type is Type.CHOICE):
        items = tuple(column.options(on).items())
        if not items:
            continue
        if items not in [known for _, known in blocks]:
            blocks.append((column, items))
        place = [known for _, known in blocks].index(items)
        speaks = any(char.islower() and char.isascii() for code, _ in items for char in code)
        ranges[column.key] = down(CODES, place * 3 + speaks, _CODES_FROM, _CODES_FROM + len(items) - 1)
    sheet = Sheet(
        title=CODES,
        rows=list(_codes(blocks)),
        tracks=tuple(track for _ in blocks for track in (Track(width=12), Track(width=30), Track(width=3))),
        heights={1: 30},
        frozen=f"A{_CODES_FROM}",
        guard=Guard(),
        gridlines=False,
    )
    return Lists(sheet=sheet, ranges=ranges)


def _guide(
    title: str, facts: Sequence[tuple[str, str]], details: Sequence[Detail], on: date
) -> Iterator[list[Cell | None]]:
    yield [Cell(title, looks.TITLE.but(across="left"))]
    for label, value in facts:
        yield [None, Cell(label, looks.META), Cell(value)]
    yield []
    yield [Cell("填写规则", looks.SUBTITLE)]
    for number, rule in enumerate(RULES + _case_rules(details), 1):
        yield [Cell(f"{number}.", looks.PROSE.but(across="right")), Cell(rule, looks.PROSE)]
    for detail in details:
        yield []
        yield [Cell(f"{detail.layout.sheet}：各列说明", looks.SUBTITLE)]
        yield [Cell(text, looks.HEADER) for text in ("序", "列名", "英文名", "要求", "类型", "说明", "示例")]
        for number, column in enumerate(detail.layout.columns, 1):
            yield _explanation(number, column, on)


def _case_rules(details: Sequence[Detail]) -> tuple[str, ...]:
    if not any(detail.reading.finding for detail in details):
        return ()
    return CASE_RULES if any(detail.rows for detail in details) else BLANK_RULES


def _explanation(number: int, column: Column, on: date) -> list[Cell | None]:
    texts = (column.zh, column.en, column.need.zh, column.type.zh, explained(column, on), column.example)
    return [Cell(number, looks.WHOLE), *(Cell(text, looks.LONG_TEXT) for text in texts)]


def _measures(detail: Detail) -> Iterator[Row]:
    name = Cell(detail.layout.sheet, looks.TEXT)
    counted = next((c for c in detail.layout.columns if c.required and c.type is Type.CODE), detail.layout.columns[0])
    known = sum(1 for row in detail.rows if row.get(counted.key) is not None)
    count = Formula(f"COUNTA({column_range(detail, counted.key)})", known)
    yield [name, Cell(ROWS_MEASURE, looks.TEXT), Cell(count, looks.COUNT)]
    for column in detail.layout.sums:
        amounts = [row.get(column.key) for row in detail.rows]
        total = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal("0.00"))
        formula = Formula(f"SUM({column_range(detail, column.key)})", total)
        yield [name, Cell(column.zh, looks.TEXT), Cell(formula, looks.MONEY)]


def _codes(blocks: Sequence[tuple[Column, tuple[tuple[str, str], ...]]]) -> Iterator[Row]:
    yield [Cell("代码表（只读）", looks.TITLE.but(across="left"))]
    yield [part for column, _ in blocks for part in (Cell(column.zh, looks.SUBTITLE), None, None)]
    yield [part for _ in blocks for part in (Cell("代码", looks.HEADER), Cell("含义", looks.HEADER), None)]
    for index in range(max((len(items) for _, items in blocks), default=0)):
        row: list[Cell | None] = []
        for _, items in blocks:
            known = items[index] if index < len(items) else None
            row += [Cell(known[0], looks.CENTRED), Cell(known[1], looks.TEXT), None] if known else [None] * 3
        yield row
