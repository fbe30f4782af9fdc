"""The second half of the gate, inside the child: what the bytes hold, looked at before anything is parsed."""

from importers.intake import archive
from importers.intake.limits import Limits
from importers.intake.refusals import Refusal, Refused


def inspect(content: bytes, form: str, limits: Limits) -> int:
    """Bytes the file unpacks to. Raises Refused."""
    if form == "xlsx":
        found = archive.inspect(content, limits)
        if isinstance(found, Refusal):
            raise Refused(found)
        return found
    if form == "xls" and "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("file-password")
    if form == "xls" and "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Refused("active-content", detail="宏 (VBA)")
    return len(content)
