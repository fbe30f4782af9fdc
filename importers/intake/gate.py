"""The gate's cheap half, before a child is worth its while: name, size and first bytes. Nothing is opened here."""

from dataclasses import dataclass
from pathlib import PurePath

from importers.intake.limits import LIMITS, MIB, Limits
from importers.intake.refusals import Refusal, refuse

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "PDF",
    b"MZ": "EXE",
    b"\x7fELF": "EXE",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"<html": "HTML",
    b"<!doc": "HTML",
    b"<table": "HTML",
    b"<?xml": "XML",
    b"{\\rtf": "RTF",
    b"PK\x05\x06": "空压缩包 (empty zip)",
}
_MACRO_TYPES = {".xlsm", ".xltm", ".xlam", ".xlsb", ".xltx", ".xla", ".xlt", ".ett"}
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_NAMES = {"zip": "压缩包或 .xlsx (zip)", "ole": "Excel 97-2003 (.xls)", "text": "文本 (text)"}
_FORMATS = {".xlsx": "xlsx", ".xls": "xls", ".et": "xls", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class Passed:
    """What the child is told: xlsx, xls (also WPS .et) or csv."""

    format: str


def gate(content: bytes, filename: str, limits: Limits = LIMITS) -> Passed | Refusal:
    """Costs next to nothing, whatever the file."""
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
    if wanted != "csv" and len(content) < len(OLE) and (OLE.startswith(content) or content.startswith(ZIP[:2])):
        return refuse("archive-broken", detail="文件不完整 (truncated)")
    return _by_magic(content, extension, wanted)


def _by_magic(content: bytes, extension: str, wanted: str) -> Passed | Refusal:
    found = magic(content)
    # WPS writes .et as OLE2 or, in newer versions, as OOXML.
    if found == "zip" and (wanted == "xlsx" or extension == ".et"):
        return Passed("xlsx")
    if found == "ole" and wanted == "xls":
        return Passed("xls")
    if found == "ole" and _LOCKED in content:  # a password turns an .xlsx into OLE2
        return refuse("file-password")
    if found == "text" and wanted == "csv":
        return Passed("csv")
    return refuse("file-renamed", extension=extension, found=_NAMES.get(found, found))


def magic(content: bytes) -> str:
    """`zip`, `ole`, `text`, or the name of something that is no table at all."""
    if content.startswith(ZIP):
        return "zip"
    if content.startswith(OLE):
        return "ole"
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, name in _OTHERS.items():
        if content.startswith(start) or head.startswith(start):
            return name
    return "text"
