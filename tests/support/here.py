"""A findings workbook checked in this very process: all of intake but the jail, where that is not the point."""

from datetime import date

from importers.findings.checking import Checked, Verdict, examined
from importers.findings.context import TaskContext
from importers.findings.scene import Kind
from importers.intake.gate import gate
from importers.intake.inspection.whole import inspect
from importers.intake.limits import LIMITS
from importers.intake.opening import opened
from importers.intake.refusals import Refusal, Refused
from tests.support.findings_books import ON


def checked_here(
    content: bytes,
    filename: str = "疑点.xlsx",
    *,
    kind: Kind | None = None,
    context: TaskContext | None = None,
    on: date = ON,
) -> Checked:
    """As `check`, with the typed rows. Whatever would break the jailed child is raised."""
    passed = gate(content, filename, LIMITS)
    if isinstance(passed, Refusal):
        return Checked(filename=filename, verdict=Verdict.REFUSED, refusal=passed, kind=kind)
    try:
        inspect(content, passed.format, LIMITS)
        sheets = opened(content, passed.format, LIMITS)
    except Refused as refused:
        return Checked(filename=filename, verdict=Verdict.REFUSED, refusal=refused.refusal, kind=kind)
    return examined(sheets, filename, kind=kind, context=context, on=on)
