"""The gate: may these bytes be opened at all? Standard library only, nothing is parsed as a spreadsheet here."""

from dataclasses import dataclass
from pathlib import PurePath

from importers.intake.archive import inspect
from importers.intake.limits import LIMITS, MIB, Limits
from importers.intake.refusals import Refusal, refuse

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "PDF",
    b"MZ": "EXE",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"<html": "HTML",
    b"<!doc": "HTML",
    b"<?xml": "XML",
    b"{\\rtf": "RTF",
}
_MACRO_TYPES = {".xlsm", ".xltm", ".xlam", ".xlsb", ".xltx", ".ett"}
_NAMES = {"zip": "压缩包或 .xlsx (zip)", "ole": "Excel 97-2003 (.xls)", "text": "文本 (text)"}
_FORMATS = {".xlsx": "xlsx", ".xls": "xls", ".et": "xls", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class Passed:
    """What the reader is told: `format` is xlsx, xls (also WPS .et) or csv; `unpacked` in bytes."""

    format: str
    unpacked: int


def gate(content: bytes, filename: str, limits: Limits = LIMITS) -> Passed | Refusal:
    """Look at name, size, magic and archive. Streams every part once; about a second for the largest file allowed."""
    extension = PurePath(filename.strip()).suffix.lower()
    if not content:
        return refuse("file-empty")
    if len(content) > limits.file_bytes:
        return refuse("file-too-large", size=round(len(content) / MIB, 1), limit=limits.file_bytes // MIB)
    if extension in _MACRO_TYPES:
        return refuse("file-macro-type", extension=extension)
    wanted = _FORMATS.get(extension)
    if wanted is None:
        return refuse("file-extension", extension=extension or "无扩展名 (no extension)")
    return _by_magic(content, extension, wanted, limits)


def _by_magic(content: bytes, extension: str, wanted: str, limits: Limits) -> Passed | Refusal:
    found = _magic(content)
    # WPS writes .et as OLE2 or, in newer versions, as OOXML.
    if found == "zip" and (wanted == "xlsx" or extension == ".et"):
        unpacked = inspect(content, limits)
        return unpacked if isinstance(unpacked, Refusal) else Passed("xlsx", unpacked)
    if found == "ole":
        return _compound(content, extension, wanted)
    if found == "text" and wanted == "csv":
        return Passed("csv", len(content))
    return refuse("file-renamed", extension=extension, found=_NAMES.get(found, found))


def _compound(content: bytes, extension: str, wanted: str) -> Passed | Refusal:
    """OLE2 holds old .xls and .et, and also every password-protected .xlsx."""
    if _mentions(content, "EncryptedPackage"):
        return refuse("file-password")
    if wanted != "xls":
        return refuse("file-renamed", extension=extension, found=_NAMES["ole"])
    if _mentions(content, "_VBA_PROJECT"):
        return refuse("active-content", detail="宏 (VBA)")
    return Passed("xls", len(content))


def _magic(content: bytes) -> str:
    if content.startswith(ZIP):
        return "zip"
    if content.startswith(OLE):
        return "ole"
    head = content[:16].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, name in _OTHERS.items():
        if content.startswith(magic) or head.startswith(magic):
            return name
    return "text"


def _mentions(content: bytes, name: str) -> bool:
    """Whether an OLE2 directory names this stream (names are UTF-16)."""
    return name.encode("utf-16-le") in content
