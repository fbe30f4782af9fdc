"""What the worker runs."""

from datetime import datetime

from server.reports.actions import make_report
from server.reports.rules import Office, ReportKind, quarter_from
from server.web.house import House
from vendors.actors import SYSTEM


async def quarterly_report(*, house: House, at: datetime, period: str, asked_by: str = "") -> None:
    """Make or renew the KPI report of `period` (`2026Q3`)."""
    await make_report(
        kind=ReportKind.QUARTERLY,
        period=quarter_from(period),
        office=Office(bureau=house.settings.bureau, fonts=house.settings.report_fonts),
        blobs=house.blobs,
        by=SYSTEM,
        at=at,
        asked_by=asked_by,
    )
