"""智能审核月度统计表."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from litestar import Response, get

from server.statistics import monthly_xlsx
from server.statistics.asking import as_of, counties, months, place, spelled
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.charts.drawing import Series
from server.web.downloads import workbook
from server.web.i18n import _, label
from server.web.pages import Page
from server.web.paging import with_query
from vendors.errors import Invalid, Words
from vendors.findings.rules import Source
from vendors.periods import Period, local_date
from vendors.statistics.machine_queries import MACHINE, Asked, Machine, machine_table
from vendors.statistics.machine_rules import Basis, Counted, MachineTable, Row

ALL = "all"
"""The value of the filter for every source; empty is machine review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyScreen:
    """`fault` is what was wrong with the months or the day asked for."""

    asked: Asked
    table: MachineTable
    by_region: Mapping[str, Counted]
    filters: Mapping[str, str]
    export: str
    today: date
    fault: Words | None = None

    @property
    def regions(self) -> Mapping[str, str]:
        return counties()

    @property
    def sources(self) -> list[tuple[str, str]]:
        return [(ALL, _("全部来源")), *((one.value, label(one)) for one in Source)]

    @property
    def bases(self) -> list[tuple[str, str]]:
        return [(one.value, label(one)) for one in Basis]

    @property
    def months(self) -> list[Row]:
        """The lines that can stand beside each other in a chart: a whole year cannot."""
        return [row for row in self.table.rows if row.period.kind == "M"]

    @property
    def labels(self) -> list[str]:
        return [_short(row.period) for row in self.months]

    @property
    def lines(self) -> list[Series]:
        return [
            Series(name=_("违规病例数"), values=[row.cases for row in self.months]),
            Series(name=_("违规明细数"), values=[row.lines for row in self.months], tone="warn"),
        ]

    @property
    def places(self) -> list[str]:
        return [place(code) for code in sorted(self.by_region)]

    @property
    def by_place(self) -> list[int]:
        return [self.by_region[code].cases for code in sorted(self.by_region)]


def _short(period: Period) -> str:
    return f"{period.year % 100:02d}-{period.number:02d}"


def _asked(query: Mapping[str, str]) -> Asked:
    now = clock.now()
    first, last = months(query, local_date(now))
    basis, source = query.get("basis", ""), query.get("source", "")
    return Asked(
        first=first,
        last=last,
        as_of=as_of(query, now),
        region=query.get("region", "") if query.get("region", "") in counties() else "",
        source={"": MACHINE, ALL: ""}.get(source, source if source in set(Source) else MACHINE),
        basis=Basis(basis) if basis in set(Basis) else Basis.FOUND,
    )


async def _found(request: WebRequest) -> tuple[Asked, Machine]:
    asked = _asked(request.query_params)
    return asked, await machine_table(asked, for_=actor(request))


@get("/statistics/monthly", opt={"right": Right.VIEW_STATISTICS})
async def monthly(request: WebRequest) -> Page:
    query = {name: request.query_params.get(name, "") for name in ("from", "to", "region", "source", "basis", "as_of")}
    fault, status = None, 200
    try:
        asked = _asked(query)
    except Invalid as invalid:
        fault, status, asked = next(iter(invalid.fields.values())), 422, _asked({})
    found = await machine_table(asked, for_=actor(request))
    shown = {**query, "from": query["from"] or spelled(asked.first), "to": query["to"] or spelled(asked.last)}
    screen = MonthlyScreen(
        asked=asked,
        table=found.table,
        by_region=found.by_region,
        filters=shown,
        export=with_query(request).replace("/monthly", "/monthly/export", 1),
        today=local_date(clock.now()),
        fault=fault,
    )
    return Page("statistics/monthly.html", screen, status=status)


@get("/statistics/monthly/export", opt={"right": Right.VIEW_STATISTICS})
async def export(request: WebRequest) -> Response[bytes]:
    asked, found = await _found(request)
    who = actor(request)
    content = monthly_xlsx.render(
        asked, found.table, region=place(who.region or asked.region) or "全市", at=clock.now()
    )
    span = f"{asked.first.year}{asked.first.number:02d}-{asked.last.year}{asked.last.number:02d}"
    return workbook(content, name=f"智能审核月度统计表_{span}.xlsx", plain=f"machine-review-{span}.xlsx")


HANDLERS = (monthly, export)
