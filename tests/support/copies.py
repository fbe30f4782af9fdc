"""The annotated copy of a workbook held in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from importers.intake.cells import CellSheet
from importers.workbook.issues import Issue, Severity, count
from importers.workbook.writing.annotated import Original, annotated


def annotate(
    *,
    sheets: Sequence[CellSheet],
    issues: Sequence[Issue],
    at: datetime,
    title: str = "",
    header_rows: Mapping[str, int] | None = None,
    merges: Mapping[str, Sequence[tuple[int, int, int, int]]] | None = None,
) -> bytes:
    """`header_rows` says per sheet where the header ends."""
    originals = (
        Original(
            name=sheet.name,
            rows=sheet.rows,
            width=max((len(row.texts) for row in sheet.rows), default=0),
            header=(header_rows or {}).get(sheet.name, 0),
            hidden=sheet.hidden,
            merges=(merges or {}).get(sheet.name, ()),
        )
        for sheet in sheets
    )
    order = list(Severity)
    ranked = sorted(issues, key=lambda issue: order.index(issue.severity))
    tally = {severity: count(issues, severity) for severity in Severity}
    names = [sheet.name for sheet in sheets]
    return annotated(names=names, sheets=originals, issues=ranked, tally=tally, at=at, title=title)
