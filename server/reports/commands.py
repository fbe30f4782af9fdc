"""`hengjian report KIND --period P -o DIR`."""

import asyncio
from datetime import datetime
from pathlib import Path

from server.reports import queries
from server.reports.actions import make_report
from server.reports.rules import Office, kind_of, quarter_from
from server.web.house import House
from vendors.actors import SYSTEM


async def report(*, kind: str, period: str, output: Path, house: House, at: datetime) -> tuple[Path, ...]:
    """Make the report (or take the one that stands) and write both files into a folder; returns their paths.

    Needs `seeing(None)` around it. Raises Invalid for an unknown kind or period.
    """
    made = await make_report(
        kind=kind_of(kind),
        period=quarter_from(period),
        office=Office(bureau=house.settings.bureau, fonts=house.settings.report_fonts),
        blobs=house.blobs,
        by=SYSTEM,
        at=at,
    )
    detail = await queries.report(made.id)
    return tuple([await _write(detail, format_, output, house) for format_ in ("xlsx", "pdf")])


async def _write(detail: queries.ReportDetail, format_: queries.Format, output: Path, house: House) -> Path:
    sha256, name = detail.file(format_)
    return await asyncio.to_thread(_put, output / name, await house.blobs.get(sha256))


def _put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
