"""A workbook examined in the test's own process, as the jailed child does it: with its typed rows in hand."""

from importers.findings.checking import Checked, examined
from importers.findings.context import TaskContext
from importers.findings.scene import Kind
from importers.intake.limits import LIMITS
from importers.intake.opening import opened
from tests.support.findings_books import ON


def in_hand(
    content: bytes, filename: str = "a.xlsx", *, kind: Kind | None = None, context: TaskContext | None = None
) -> Checked:
    form = filename.rpartition(".")[2]
    return examined(opened(content, form, LIMITS), filename, kind=kind, context=context, on=ON)
