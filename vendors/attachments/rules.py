"""Which files may be attached: told by their first bytes, not by their name alone. Nothing of them is run or shown."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from vendors.errors import Words

MAX_BYTES: Final = 20 * 1024 * 1024
_ZIP: Final = b"PK\x03\x04"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
FORMATS: Final = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".docx": (_ZIP, f"{_OFFICE}wordprocessingml.document"),
    ".xlsx": (_ZIP, f"{_OFFICE}spreadsheetml.sheet"),
    ".ofd": (_ZIP, "application/ofd"),
}
_MEMBER: Final = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".ofd": "ofd.xml"}
"""What each kind of archive must hold."""
ACCEPTED: Final = ",".join(FORMATS)
"""For the `accept` of a file field."""
_NAMED: Final = "、".join(sorted({suffix.removeprefix(".") for suffix in FORMATS}))


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it was sent; `filename` is the sender's own name for it."""

    filename: str
    content: bytes

    @property
    def suffix(self) -> str:
        return PurePath(self.filename).suffix.lower()

    @property
    def media_type(self) -> str:
        return FORMATS[self.suffix][1]


def problem(file: File) -> Words | None:
    """Why this file may not be attached, or None."""
    if not file.content:
        return Words("文件是空的，请重新选择。", "The file is empty; choose another.")
    if len(file.content) > MAX_BYTES:
        return Words(
            f"文件超过 {MAX_BYTES // 2**20} MB，请压缩或拆分后上传。",
            f"The file is larger than {MAX_BYTES // 2**20} MB; compress or split it.",
        )
    known = FORMATS.get(file.suffix)
    if known is None:
        return Words(f"只接受 {_NAMED} 文件。", f"Only {_NAMED} files can be attached.")
    if not file.content.startswith(known[0]):
        return _other(file)
    return _inside(file) if known[0] == _ZIP else None


def _other(file: File) -> Words:
    kind = file.suffix.removeprefix(".")
    return Words(
        f"“{file.filename}”的内容不是 {kind} 文件，请另存为该格式后上传。",
        f"“{file.filename}” is not a {kind} file inside; save it as one and attach that.",
    )


def _inside(file: File) -> Words | None:
    """Office and OFD files are archives: whole, and without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, OSError):
        return Words(f"“{file.filename}”已损坏，无法打开。", f"“{file.filename}” is damaged and cannot be opened.")
    if any(name.endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for name in names):
        return Words(f"“{file.filename}”含有宏或程序，不能上传。", f"“{file.filename}” holds macros or programs.")
    return None if _MEMBER[file.suffix] in names else _other(file)
