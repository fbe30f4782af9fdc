"""The second half of the gate, inside the child: what the bytes hold, looked at before anything is parsed."""

from importers.intake.inspection import archive, compound
from importers.intake.inspection.archive import Inspected
from importers.intake.limits import Limits


def inspect(content: bytes, form: str, limits: Limits) -> Inspected:
    """What the file unpacks to. Raises Refused."""
    if form == "xlsx":
        return archive.inspect(content, limits)
    if form == "xls":
        compound.inspect(content)
    return Inspected(len(content), wordy=form == "xls")
