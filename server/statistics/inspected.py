"""检查、查处情况 by county, with what was published before the system beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from litestar import Response, get

from importers.workbook.writing import book
from importers.workbook.writing.book import Book
from importers.workbook.writing.looks import COUNT, MONEY
from importers.workbook.writing.sheets import Cell, Value
from server.statistics.asking import as_of, months, place, spelled
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.downloads import workbook
from server.web.pages import Page
from server.web.paging import with_query
from server.web.tabs import Field, Tab, yuan
from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.periods import SHANGHAI, Period, local_date
from vendors.statistics.entered_queries import EnteredView, current
from vendors.statistics.entered_rules import Kind
from vendors.statistics.inspected import Inspected, InspectedTable, inspected

FIELDS = (
    Field("填报单位", 22), Field("检查机构(家)", 13, COUNT), Field("医疗机构", 11, COUNT),
    Field("零售药店", 11, COUNT),
    Field("违规机构(家)", 13, COUNT), Field("约谈", 9, COUNT), Field("处罚", 9, COUNT),
    Field("其他及待处理", 13, COUNT),
    Field("追回基金(元)", 18, MONEY), Field("主动退回(元)", 18, MONEY),
)  # fmt: skip
ENTERED = (Field("涉及金额(元)", 18, MONEY), Field("数据出处", 30))
"""Columns that only entered figures have."""
NOTES = (
    "注1：机构去重计数，一家在期间内多次检查只计一家；检查机构＝医疗机构＋零售药店，违规机构＝约谈＋处罚＋其他及待处理。",
    "注2：违规机构按最重的处理归入一项；追回基金含主动退回，按收款日计；自查自纠主动退回单列。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedScreen:
    """The table of the records and the entries of the past; `fault` is what was wrong with what was asked."""

    table: InspectedTable
    past: Sequence[EnteredView]
    filters: Mapping[str, str]
    export: str
    as_of: datetime
    today: date
    fault: Words | None = None

    @property
    def rows(self) -> list[tuple[str, Inspected]]:
        return [(place(code), row) for code, row in self.table.rows.items()]

    @property
    def whole(self) -> Inspected:
        return self.table.total or next(iter(self.table.rows.values()))

    @property
    def labels(self) -> list[str]:
        return [place(code).removesuffix("裕固族自治县") for code in self.table.rows]

    @property
    def numbers(self) -> list[int]:
        return [row.inspected for row in self.table.rows.values()]

    @property
    def entered(self) -> bool:
        """Whether the table holds figures that were entered."""
        return _has_entered(self.table)

    def period(self, one: EnteredView) -> Period:
        return Period.parse(one.period)


async def _found(query: Mapping[str, str], who: Actor) -> tuple[InspectedTable, Period, Period, datetime]:
    now = clock.now()
    first, last = months(query, local_date(now))
    instant = as_of(query, now)
    table = await inspected(window=(first.starts_on, last.ends_on), as_of=instant, for_=who)
    return table, first, last, instant


@get("/statistics/inspected", opt={"right": Right.VIEW_STATISTICS})
async def inspected_page(request: WebRequest) -> Page:
    who = actor(request)
    query = {name: request.query_params.get(name, "") for name in ("from", "to", "as_of")}
    fault, status = None, 200
    try:
        table, first, last, instant = await _found(query, who)
    except Invalid as invalid:
        fault, status = next(iter(invalid.fields.values())), 422
        table, first, last, instant = await _found({}, who)
    screen = InspectedScreen(
        table=table,
        past=await _past(first, last, who),
        filters={**query, "from": query["from"] or spelled(first), "to": query["to"] or spelled(last)},
        export=with_query(request).replace("/inspected", "/inspected/export", 1),
        as_of=instant,
        today=local_date(clock.now()),
        fault=fault,
    )
    return Page("statistics/inspected.html", screen, status=status)


@get("/statistics/inspected/export", opt={"right": Right.VIEW_STATISTICS})
async def export(request: WebRequest) -> Response[bytes]:
    who = actor(request)
    table, first, last, instant = await _found(request.query_params, who)
    past = [_told(one) for one in await _past(first, last, who)]
    fields, entered = (*FIELDS, *ENTERED), _has_entered(table)
    named = [(place(code), row) for code, row in table.rows.items()] + ([("合计", table.total)] if table.total else [])
    rows = [_row(name, row)[: None if entered else len(FIELDS)] for name, row in named]
    tabs = [
        Tab(name="检查查处情况", title="检查查处情况统计表", fields=fields if entered else FIELDS, rows=tuple(rows),
            unit="金额单位：元", notes=NOTES, total=bool(table.total)),
        *([Tab(name="历史数据", title="检查查处情况（历史录入）", fields=(Field("期间", 22), *fields[1:]),
               rows=tuple(past), unit="金额单位：元")] if past else []),
    ]  # fmt: skip
    meta = f"期间：{first.zh}—{last.zh}　数据截止：{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    content = book.write(Book(sheets=tuple(tab.sheet(meta) for tab in tabs), made=clock.now(), title="检查查处情况"))
    return workbook(content, name=f"检查查处情况_{first}-{last}.xlsx", plain=f"inspected-{first}-{last}.xlsx")


async def _past(first: Period, last: Period, who: Actor) -> list[EnteredView]:
    """What was entered for times within or across the months asked for."""
    return [
        one
        for one in await current(Kind.INSPECTED, region=who.region)
        if Period.parse(one.period).starts_on <= last.ends_on and first.starts_on <= Period.parse(one.period).ends_on
    ]


def _has_entered(table: InspectedTable) -> bool:
    return any(row.basis for row in (*table.rows.values(), *([table.total] if table.total else [])))


def _row(name: str, row: Inspected) -> tuple[Value | Cell, ...]:
    return (
        name, row.inspected, row.medical, row.pharmacies, row.violating, row.interviewed, row.penalised, row.other,
        yuan(row.recovered_fen), yuan(row.returned_fen), yuan(row.amount_fen), row.basis,
    )  # fmt: skip


def _told(one: EnteredView) -> tuple[Value | Cell, ...]:
    names = ("inspected", "medical", "pharmacies", "violating", "talked", "penalised", "other")
    money = (yuan(one.figures.get("recovered_fen")), None, yuan(one.figures.get("amount_fen")))
    return (Period.parse(one.period).zh, *(one.figures[name] for name in names), *money, one.basis)


HANDLERS = (inspected_page, export)
