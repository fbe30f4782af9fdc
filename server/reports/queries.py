from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from server.reports.figures import KpiFigures, load
from server.reports.rules import ReportKind, file_name
from vendors.errors import NotFound
from vendors.periods import Period
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

Format = Literal["xlsx", "pdf"]
_ROW = """
SELECT id, number, kind, period, version, title, cutoff, xlsx, xlsx_size, pdf, pdf_size, made_by, made_at,
  version = max(version) OVER (PARTITION BY kind, period) AS current
FROM server_report
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """An archived report; `xlsx` and `pdf` are its files' SHA-256, `current` says it is the newest version."""

    id: int
    number: str
    kind: ReportKind
    period: Period
    version: int
    title: str
    cutoff: datetime
    xlsx: str
    xlsx_size: int
    pdf: str
    pdf_size: int
    made_by: str
    made_at: datetime
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDetail:
    row: ReportRow
    figures: KpiFigures

    def file(self, format_: Format) -> tuple[str, str]:
        """(SHA-256, name for the person who downloads it)."""
        name = file_name(period=self.row.period, place=self.figures.place, version=self.row.version, suffix=format_)
        return (self.row.pdf if format_ == "pdf" else self.row.xlsx), name


def _row(record: "Record") -> ReportRow:
    return ReportRow(**{**record, "kind": ReportKind(record["kind"]), "period": Period.parse(record["period"])})


async def reports(*, before: int | None = None, size: int = 50) -> tuple[ReportRow, ...]:
    """The archive, newest first, below an id."""
    sql = f"SELECT * FROM ({_ROW}) r WHERE $1::int IS NULL OR id < $1 ORDER BY id DESC LIMIT $2"  # noqa: S608 constant
    async with transaction() as connection:
        return tuple(_row(record) for record in await connection.fetch(sql, before, size))


async def report_count() -> int:
    async with transaction() as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM server_report")
    return count


async def report(report_id: int) -> ReportDetail:
    """One report with its figures. Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"SELECT * FROM ({_ROW}) r WHERE id = $1", report_id)  # noqa: S608 constant
        if row is None:
            raise NotFound
        figures: str = await connection.fetchval("SELECT figures FROM server_report WHERE id = $1", report_id)
    return ReportDetail(row=_row(row), figures=load(figures))


async def current(*, kind: ReportKind, periods: tuple[Period, ...]) -> dict[Period, ReportRow]:
    """The newest version of each of these periods that has one."""
    sql = f"SELECT * FROM ({_ROW}) r WHERE current AND kind = $1 AND period = ANY($2)"  # noqa: S608 constant
    async with transaction() as connection:
        rows = await connection.fetch(sql, kind.value, [str(period) for period in periods])
    return {row.period: row for row in map(_row, rows)}
