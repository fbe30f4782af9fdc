"""The zip inside an .xlsx: directory sanity, real sizes by streaming, no active content, no DTD."""

import io
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterable

from importers.intake.limits import Limits
from importers.intake.refusals import Refusal, refuse

_END = b"PK\x05\x06"
_CHUNK = 1 << 16
_MARKUP = tuple(
    mark.encode(coding) for mark in ("<!DOCTYPE", "<!ENTITY") for coding in ("ascii", "utf-16-le", "utf-16-be")
)
_ACTIVE = (
    ("vbaproject", "宏 (VBA)"),
    ("macrosheets/", "宏表 (XLM macro sheet)"),
    ("externallinks/", "外部链接 (external links)"),
    ("xl/connections.xml", "数据连接 (data connections)"),
    ("embeddings/", "嵌入对象 (OLE embedding)"),
    ("activex/", "ActiveX 控件 (ActiveX)"),
    ("oleobject", "OLE 对象 (OLE object)"),
)
_TYPES = "[content_types].xml"


def inspect(content: bytes, limits: Limits) -> int | Refusal:
    """Bytes unpacked, or why not. Nothing of the archive is kept in memory beyond one chunk."""
    end = content.rfind(_END, max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        return refuse("archive-broken", detail="文件不完整 (truncated)")
    if int.from_bytes(content[end + 12 : end + 16], "little") > limits.entries * 1_200:
        return refuse("archive-unsafe", detail="目录过大 (directory too large)")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            return _directory(entries, limits) or _overlap(entries) or _stream(archive, entries, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return refuse("archive-broken", detail="压缩数据损坏 (bad data)")


def _directory(entries: list[zipfile.ZipInfo], limits: Limits) -> Refusal | None:
    if len(entries) > limits.entries:
        return refuse("archive-unsafe", detail=f"{len(entries)} 个部件 (parts)")
    names = [entry.filename.replace("\\", "/").lower() for entry in entries]
    if len(set(names)) != len(names):
        return refuse("archive-unsafe", detail="重名部件 (duplicate part names)")
    for entry, name in zip(entries, names, strict=True):
        problem = _entry(entry, name)
        if problem:
            return refuse("archive-unsafe", detail=problem)
    for name in names:
        for mark, words in _ACTIVE:
            if mark in name:
                return refuse("active-content", detail=words)
    return _is_workbook(names)


def _entry(entry: zipfile.ZipInfo, name: str) -> str:
    if name.startswith("/") or ":" in name or ".." in posixpath.normpath(name).split("/") or "\0" in name:
        return "不安全的路径 (unsafe path)"
    if entry.flag_bits & 0x1:
        return "加密部件 (encrypted part)"
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "不支持的压缩方法 (compression method)"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "符号链接 (symbolic link)"
    return ""


def _is_workbook(names: list[str]) -> Refusal | None:
    if _TYPES not in names:
        return refuse("not-a-workbook", detail="缺少 [Content_Types].xml (no content types)")
    if any(name.startswith("word/") or name.startswith("ppt/") for name in names):  # noqa: PIE810 - reads better
        return refuse("not-a-workbook", detail="Word 或 PowerPoint 文档 (Word or PowerPoint)")
    if any(name.endswith("workbook.bin") for name in names):
        return refuse("file-macro-type", extension=".xlsb")
    return None


def _overlap(entries: Iterable[zipfile.ZipInfo]) -> Refusal | None:
    """Two entries that share bytes are how small files unpack to terabytes."""
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < reached:
            return refuse("archive-unsafe", detail="部件重叠 (overlapping parts)")
        reached = entry.header_offset + 30 + len(entry.orig_filename.encode()) + entry.compress_size
    return None


def _stream(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> int | Refusal:
    total = 0
    for entry in entries:
        size = _part(archive, entry, limits, limits.unpacked_bytes - total)
        if isinstance(size, Refusal):
            return size
        total += size
    return total


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, left: int) -> int | Refusal:
    """The real size of one part, counted while it is unpacked and searched."""
    if entry.file_size > min(limits.part_bytes, left):
        return refuse("archive-too-large", detail=entry.filename)
    size, tail = 0, b""
    xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    types = entry.filename.lower() == _TYPES
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > min(limits.part_bytes, left) or _too_dense(size, entry, limits):
                return refuse("archive-too-large", detail=entry.filename)
            window = tail + chunk
            if xml and any(mark in window for mark in _MARKUP):
                return refuse("xml-entities", detail=entry.filename)
            if types and b"macroenabled" in window.lower():
                return refuse("active-content", detail="宏 (macro-enabled workbook)")
            tail = chunk[-24:]
    return size


def _too_dense(size: int, entry: zipfile.ZipInfo, limits: Limits) -> bool:
    return size > limits.ratio_floor and size > limits.ratio * max(entry.compress_size, 1)
