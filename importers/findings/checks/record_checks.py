"""Checks of single kinds that no rule of rule_checks says: injury conclusions, conclusions of confirmations."""

from collections.abc import Iterator

from importers.findings import record_messages
from importers.findings.scene import Scene
from importers.findings.sheets.kind_d import BY_FUND
from importers.findings.sheets.record_audit import DIFFERS, MATCHES, gap_fen, gap_units
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from vendors.money import yuan


def refusal_fits(row: Row, scene: Scene) -> Iterator[Issue]:
    """What the fund should pay is not advised to be refused."""
    refused, conclusion = row.fen("advised_refusal"), row.text("conclusion")
    if refused and conclusion == BY_FUND:
        words = {"value": yuan(refused), "conclusion": conclusion}
        yield scene.sheet.issue(record_messages.REFUSAL_UNEXPECTED, row, "advised_refusal", **words)


def confirmation(row: Row, scene: Scene) -> Iterator[Issue]:
    """相符 and 不符 follow a reply; 相符 leaves no gap, 不符 leaves one."""
    conclusion = row.text("conclusion")
    if conclusion in {MATCHES, DIFFERS} and row.day("replied_on") is None and "replied_on" not in row.bad:
        yield _contradicts(row, scene, "没有回函日期", "there is no day of a reply")
    elif conclusion == MATCHES and (gap_fen(row) or gap_units(row)):
        yield _contradicts(row, scene, "账面与回函有差异", "books and reply differ")
    elif conclusion == DIFFERS and gap_fen(row) == 0 and not gap_units(row):
        amount = yuan(row.fen("book_amt") or 0)
        yield scene.sheet.issue(
            record_messages.CONCLUSION_UNFOUNDED, row, "conclusion", value=conclusion, amount=amount
        )


def _contradicts(row: Row, scene: Scene, because: str, because_en: str) -> Issue:
    words = {"value": row.text("conclusion"), "because": because, "because_en": because_en}
    return scene.sheet.issue(record_messages.CONCLUSION_CONTRADICTS, row, "conclusion", **words)
