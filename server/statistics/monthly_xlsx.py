"""The monthly table as a workbook in the bureau's layout."""

from datetime import datetime

from importers.workbook.writing import book
from importers.workbook.writing.book import Book
from importers.workbook.writing.looks import CENTRED, COUNT, MONEY
from importers.workbook.writing.sheets import Cell, Chart, Kind, Series, Value, down
from server.web.tabs import FIRST, Field, Tab, under, yuan
from vendors.findings.rules import Source
from vendors.periods import SHANGHAI, Period
from vendors.statistics.machine_queries import MACHINE, Asked
from vendors.statistics.machine_rules import MachineTable, Row

NAME = "智能审核月度统计表"
UNKNOWN = "不可合计"
FIELDS = (
    Field("月份", 12, CENTRED), Field("涉及违规医疗机构(家)", 16, COUNT), Field("违规病例数", 13, COUNT),
    Field("违规明细数", 13, COUNT), Field("涉及金额(元)", 18, MONEY), Field("已追回(元)", 18, MONEY),
    Field("数据来源", 16, CENTRED),
)  # fmt: skip
DISTINCT_NOTE = (
    "涉及违规医疗机构按期间去重计数，同一机构在一个期间内只计一家；"
    "合计为全部期间去重数，不等于各月相加（各月相加为 {n}）。"
)
UNKNOWN_NOTE = "部分月份只有家数、没有机构名单，无法去重，合计家数不可由各月相加得出。"
RECOVERED_NOTE = "已追回为“追回基金”一项按收款月份的金额（冲销和转应退为负），不含主动退回、拒付、违约金和罚没。"


def render(asked: Asked, table: MachineTable, *, region: str, at: datetime) -> bytes:
    """The .xlsx; the same figures at the same instant give the same bytes."""
    rows = (*(_row(row) for row in table.rows), _total(table))
    notes = notes_of(table)
    tab = Tab(
        name=NAME, title=f"{NAME}（{_span(asked)}）", fields=FIELDS, rows=rows, unit="金额单位：元", notes=notes,
        total=True, charts=(_chart(len(table.rows), under(rows, len(notes))),), landscape=True,
    )  # fmt: skip
    local = asked.as_of.astimezone(SHANGHAI)
    source = {MACHINE: "智能审核", "": "全部来源"}.get(asked.source) or Source(asked.source).zh
    meta = f"统计范围：{region}　来源：{source}　口径：{asked.basis.zh}　数据截止：{local:%Y-%m-%d %H:%M}"
    return book.write(Book(sheets=(tab.sheet(meta),), made=at, title=NAME))


def notes_of(table: MachineTable) -> tuple[str, ...]:
    """The notes below the table, first the one on distinct counts."""
    total = table.total
    distinct = UNKNOWN_NOTE if total.institutions is None else DISTINCT_NOTE.format(n=total.summed)
    twice = f"另有 {table.twice} 例病例在不止一个月份出现，各月分别计数。"
    said = [distinct, RECOVERED_NOTE, *([twice] if table.twice else []), *(one.zh for one in table.problems)]
    return tuple(f"注{place}：{note}" for place, note in enumerate(said, start=1))


def _row(row: Row) -> tuple[Value | Cell, ...]:
    return (
        named(row.period), row.institutions, row.cases, row.lines, yuan(row.amount_fen), yuan(row.recovered_fen),
        row.origin.zh,
    )  # fmt: skip


def _total(table: MachineTable) -> tuple[Value | Cell, ...]:
    total = table.total
    places: Value | Cell = total.institutions
    if total.institutions is None:
        places = Cell(UNKNOWN, COUNT.but(bold=True, across="right"))
    return ("合计", places, total.cases, total.lines, yuan(total.amount_fen), yuan(total.recovered_fen), "—")


def named(period: Period) -> str:
    return f"{period.year}年" if period.kind == "Y" else f"{period.year}-{period.number:02d}"


def _chart(rows: int, at: str) -> Chart:
    last = FIRST + rows - 1
    series = tuple(
        Series(FIELDS[column].name, down(NAME, column, FIRST, last), colour)
        for column, colour in ((2, "1D5FBF"), (3, "955106"))
    )
    return Chart(
        kind=Kind.COLUMN, title="各月违规病例数和明细数", categories=down(NAME, 0, FIRST, last), series=series, at=at,
        width=22, height=9, labels=True,
    )  # fmt: skip


def _span(asked: Asked) -> str:
    return asked.first.zh if asked.first == asked.last else f"{asked.first.zh}—{asked.last.zh}"
