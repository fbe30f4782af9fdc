"""Rows of a clean workbook that its vendor has reported before: a warning each, beside the child's own issues."""

from typing import TYPE_CHECKING

from importers.batches.queries.versions import standing
from importers.batches.tables import ISSUE_COLUMNS
from importers.findings.checked import Checked
from importers.findings.messages import TOLD_BEFORE
from importers.workbook.issues import Issue
from vendors.copying import copy_in
from vendors.findings.duplicate_queries import ToldBefore, told_before

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_VISIT = "mdtrt_id"


async def warn_of_repeats(connection: "Connection", *, batch: int, vendor: int, task: int, checked: Checked) -> None:
    """Add the warnings to what is stored of the batch, and to the counts. What it would replace repeats nothing."""
    before = await standing(connection, task=task, deliverable=checked.kind.key) if checked.kind else None
    told = await told_before(connection, batch=batch, replacing=before.batch if before else None)
    if not told:
        return
    numbers = dict(
        await connection.fetch(
            "SELECT id, number FROM importers_batch WHERE id = ANY($1)", list({row.batch for row in told})
        )
    )
    issues = [_issue(row, numbers.get(row.batch, ""), checked) for row in told]
    for issue in issues:
        checked.counts.add(issue)
    await copy_in(connection, "importers_batch_issue", [_record(issue, batch, vendor) for issue in issues])


def _issue(row: ToldBefore, number: str, checked: Checked) -> Issue:
    sheet = next((one for one in checked.sheets if one.name == row.sheet), None)
    return TOLD_BEFORE.at(
        sheet=row.sheet,
        row=row.row,
        column=sheet.places.get(_VISIT) if sheet else None,
        header=sheet.titles.get(_VISIT, "") if sheet else "",
        other=number,
    )


def _record(issue: Issue, batch: int, vendor: int) -> dict[str, object]:
    """After the child's own, in the order of the rows."""
    values = (
        10_000_000 + (issue.row or 0), issue.code, issue.severity.value, issue.sheet, issue.row, issue.column,
        issue.header, issue.value, issue.message.zh, issue.message.en, issue.fix.zh, issue.fix.en,
    )  # fmt: skip
    return {"batch": batch, "vendor": vendor, **dict(zip(ISSUE_COLUMNS, values, strict=True))}
