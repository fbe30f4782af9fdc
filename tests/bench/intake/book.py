"""The file everybody reads: 审计发现问题明细 with 25 filled columns, the same bytes for the same number of rows.

Written the way Excel writes: shared strings, dates as serial numbers with a style, references on every cell.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from importers.findings.context import TaskContext
from importers.findings.kinds import AUDIT_PROBLEMS
from importers.intake.cells import letters

KEYS = (
    "seq", "task_no", "fixmedins_code", "fixmedins_name", "issue_no", "audit_item", "period", "voucher_no", "account",
    "supplier", "paper_no", "opinion", "opinion_on", "accountant", "accountant_no", "vola_type", "certainty",
    "vola_evid", "vola_cont", "vola_amt", "fund_loss", "evidence", "auditor", "checker", "audited_on",
)  # fmt: skip
TASK = "RW-2026-0001"
"""The number of the first task of a new database."""
STAFF = ("何小满", "石磊", "程远", "罗一鸣", "夏青", "方圆")
INSTITUTIONS = 40
MONDAY, ON = date(2026, 7, 6), date(2026, 7, 13)
_EPOCH = date(1899, 12, 30)
_ITEMS = ("购销存", "收费", "财务核算", "医疗成本", "采购", "其他")
_ACCOUNTS = ("库存物品—药品", "库存物品—卫生材料", "医疗收入—住院", "医疗收入—门诊", "业务活动费用")
_OPINIONS = ("认可", "部分认可", "不认可", "未反馈")
_LAW = "《医疗保障基金使用监督管理条例》第三十八条（三）"
_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="{main}"><dimension ref="A1:Y{last}"/><sheetData>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SML}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SML}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SML}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SML}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    f'<sheet name="{AUDIT_PROBLEMS.layout.sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader of the file must arrive at; amounts in fen."""

    rows: int
    amount_fen: int


def fen(row: int) -> int:
    """违规金额 of the row, from 1."""
    return 1_000 + row * 7_919 % 900_000


def truth(rows: int) -> Truth:
    return Truth(rows, sum(fen(row) for row in range(1, rows + 1)))


def context() -> TaskContext:
    """What the file is held against in every path that checks."""
    return TaskContext(task_number=TASK, staff=frozenset(STAFF), starts=MONDAY, ends=ON, today=ON)


def institution(place: int) -> tuple[str, str]:
    """Code and name, from 0."""
    return f"H6207020{place:04d}", f"金河县第{place + 1}人民医院"


def titles() -> list[str]:
    return [AUDIT_PROBLEMS.layout.column(key).zh for key in KEYS]


def values(row: int) -> list[str | int | float | date]:
    """One row, from 1, in the order of KEYS."""
    month, amount = row % 6 + 1, fen(row)
    return [
        row, TASK, *institution(row % INSTITUTIONS), f"WT-2026-{row:06d}", _ITEMS[row % 6], f"2026年{month}月",
        f"记-{month:02d}-{row * 48_271 % 999_983:06d}", _ACCOUNTS[row % 5], f"陇原第{row % 300 + 1}医药有限公司",
        f"DG-{row // 60:04d}-{row % 60:02d}", _OPINIONS[row % 4], MONDAY - timedelta(days=row % 60),
        f"周某{row % 5 + 1}", f"62070001{row % 5:04d}", ("0202", "0301", "0102")[row % 3],
        ("明确违规", "疑似违规")[row % 2], _LAW, _description(row), amount / 100, amount * 8 // 10 / 100,
        f"书证:入库单{row:06d}:{row % 90 + 1};书证:记账凭证:{row % 12 + 1}", STAFF[row % 3], STAFF[3 + row % 3],
        MONDAY + timedelta(days=row % 7),
    ]  # fmt: skip


def _description(row: int) -> str:
    odd = row * 2_654_435_761
    return (
        f"第{row}号凭证所附入库单与销售出库数量不符，差异{odd % 9_973}件；发票{odd % 99_999_989:08d}，"
        f"批号{odd * 31 % 9_999_991:07d}，库存账面{odd * 17 % 99_991}件，实盘{odd * 13 % 99_989}件"
    )


def write(path: Path, rows: int) -> None:
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in _PARTS.items():
            archive.writestr(_entry(name), '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write(_SHEET.format(main=_MAIN, last=rows + 1).encode())
            for piece in _rows(rows, strings):
                sheet.write(piece.encode())
            sheet.write(b"</sheetData></worksheet>")
        with archive.open(_entry("xl/sharedStrings.xml"), "w") as part:
            part.write(f'<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">'.encode())
            part.write("".join(f"<si><t>{escape(text)}</t></si>" for text in strings).encode())
            part.write(b"</sst>")


def _rows(rows: int, strings: dict[str, int]) -> Iterator[str]:
    columns = [letters(place) for place in range(len(KEYS))]
    for number in range(1, rows + 2):
        filled = titles() if number == 1 else values(number - 1)
        cells = "".join(
            _cell(f"{column}{number}", value, strings) for column, value in zip(columns, filled, strict=True)
        )
        yield f'<row r="{number}" spans="1:25">{cells}</row>'


def _cell(place: str, value: str | float | date, strings: dict[str, int]) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - _EPOCH).days}</v></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2026, 7, 6, 9, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
