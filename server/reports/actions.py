import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from server.paper import pdf
from server.reports import xlsx
from server.reports.document import document
from server.reports.figures import KpiFigures, dump, load, same
from server.reports.gather import gather
from server.reports.rules import Office, ReportKind
from vendors.actors import Actor
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import Period
from vendors.ports import Blobs, Queue

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

JOB = "quarterly_report"
_LATEST = """
SELECT id, number, version, figures FROM server_report WHERE kind = $1 AND period = $2 ORDER BY version DESC LIMIT 1
"""
_INSERT = """
INSERT INTO server_report
  (number, kind, period, version, title, cutoff, figures, xlsx, xlsx_size, pdf, pdf_size, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The report that now stands; `fresh` is False when the figures had not changed since."""

    id: int
    number: str
    version: int
    fresh: bool


async def make_report(
    *, kind: ReportKind, period: Period, office: Office, blobs: Blobs, by: Actor, at: datetime, asked_by: str = ""
) -> Made:
    """Gather, render, keep and journal the report of a period. Needs to see every vendor's rows.

    Figures that have not changed make no new version. Raises pdf.Unprintable.
    """
    figures = await gather(kind=kind, period=period, bureau=office.bureau, at=at)
    return await keep(figures=figures, office=office, blobs=blobs, by=by, at=at, asked_by=asked_by)


async def keep(
    *, figures: KpiFigures, office: Office, blobs: Blobs, by: Actor, at: datetime, asked_by: str = ""
) -> Made:
    """Archive figures with the files rendered from them; number and version are given here."""
    async with act(by=by, at=at) as deed:
        await deed.connection.execute(
            "SELECT pg_advisory_xact_lock(hashtext($1))", f"report {figures.kind} {figures.period}"
        )
        latest = await deed.connection.fetchrow(_LATEST, figures.kind, figures.period)
        if latest is not None and _unchanged(latest["figures"], figures):
            deed.note("report.unchanged", "report", latest["id"], note=asked_by)
            return Made(id=latest["id"], number=latest["number"], version=latest["version"], fresh=False)
        final = await _numbered(deed.connection, figures, latest)
        sheet, paper = await asyncio.to_thread(_rendered, final, office)
        xlsx_hash, pdf_hash = await blobs.put(sheet), await blobs.put(paper)
        report = await deed.connection.fetchval(
            _INSERT,
            *(final.number, final.kind, final.period, final.version, final.title, final.cutoff, dump(final)),
            *(xlsx_hash, len(sheet), pdf_hash, len(paper)),
            *(asked_by or by.name, at),
        )
        after: dict[str, Json] = {"number": final.number, "version": final.version, "xlsx": xlsx_hash, "pdf": pdf_hash}
        deed.note("report.made", "report", report, after=after, note=asked_by)
        return Made(id=report, number=final.number, version=final.version, fresh=True)


def _unchanged(kept: str, figures: KpiFigures) -> bool:
    try:
        return same(load(kept), figures)
    except msgspec.ValidationError:  # kept by an earlier release, whose figures had another shape
        return False


async def _numbered(connection: "Connection", figures: KpiFigures, latest: "Record | None") -> KpiFigures:
    """`BG-2026Q3-01`: the count runs over all reports of the period."""
    before: int = await connection.fetchval("SELECT count(*) FROM server_report WHERE period = $1", figures.period)
    version = 1 if latest is None else latest["version"] + 1
    return replace(figures, version=version, number=f"BG-{figures.period}-{before + 1:02d}")


def _rendered(figures: KpiFigures, office: Office) -> tuple[bytes, bytes]:
    return xlsx.render(figures), pdf.render(document(figures), font_folder=office.fonts)


async def ask_for_report(*, period: Period, queue: Queue, by: Actor, at: datetime) -> None:
    """Queue the making of a period's report; asked twice before it runs, it runs once."""
    async with act(by=by, at=at) as deed:
        deed.note("report.asked", "report", str(period))
        await queue.enqueue(JOB, {"period": str(period), "asked_by": by.name}, once=f"report-{period}")
