"""Hazards of the zip around a workbook."""

import base64
import io
import random
import struct
import zipfile
from collections.abc import Callable

from tests.support.hazards import Base, Hazard, clean, refused, zipped

_CENTRAL = b"PK\x01\x02"
_DICE = random.Random(20260706)  # noqa: S311 nothing secret is drawn
_NOISE = base64.b64encode(_DICE.randbytes(600_000))
_MAIN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def _extra(name: str, data: bytes = b"<x/>") -> Callable[[Base], bytes]:
    return lambda base: base.book({name: data})


def _patched(at: int, new: bytes, place: int = -1) -> Callable[[Base], bytes]:
    """Bytes of one record of the directory (the last, unless told) replaced."""

    def make(base: Base) -> bytes:
        content = bytearray(base.content)
        begin = content.rfind(_CENTRAL) if place < 0 else content.find(_CENTRAL)
        content[begin + at : begin + at + len(new)] = new
        return bytes(content)

    return make


def _padding(base: Base) -> bytes:
    return base.book({base.sheet: base.parts[base.sheet].replace(b"</sheetData>", b" " * 30_000_000 + b"</sheetData>")})


def _cells(base: Base) -> bytes:
    rows = "".join(f"<row><c><v>{_DICE.randrange(10**6)}</v></c></row>" for _ in range(205_000))
    return base.book({base.sheet: base.xml.replace("</sheetData>", rows + "</sheetData>").encode()})


def _strings(base: Base, text: str, cells: int) -> bytes:
    """Rows after the last in which every cell is the one shared string."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    table = _MAIN.replace("worksheet", "sst") + f"<si><t>{text}</t></si></sst>"
    parts = base.added("xl/sharedStrings.xml", table.encode(), kind, "sharedStrings")
    row = "<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>"
    sheet = base.xml.replace("</sheetData>", row * (cells // 200) + "</sheetData>")
    return base.book({**parts, base.sheet: sheet.encode()})


def _overlap(base: Base) -> bytes:
    """A second name in the directory over the very same bytes."""
    content = base.content
    last, end = content.rfind(_CENTRAL), content.rfind(b"PK\x05\x06")
    record = bytearray(content[last:end])
    record[46] ^= 0x20
    made = bytearray(content[:end] + bytes(record) + content[end:])
    end += len(record)
    count, size = struct.unpack_from("<HI", made, end + 10)
    struct.pack_into("<HHI", made, end + 8, count + 1, count + 1, size + len(record))
    return bytes(made)


def _symlink(base: Base) -> bytes:
    stream = io.BytesIO(base.content)
    with zipfile.ZipFile(stream, "a") as archive:
        entry = zipfile.ZipInfo("xl/media/link")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def _descriptors(base: Base) -> bytes:
    """As programs write that cannot go back in their output."""

    class Onward(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.written += data
            return len(data)

    stream = Onward()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in base.parts.items():
            archive.writestr(name, data)
    return bytes(stream.written)


def _zip64(base: Base) -> bytes:
    """As programs write that do not know beforehand how large a part will be."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in base.parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(data)
    return stream.getvalue()


def _many(base: Base) -> bytes:
    """A directory whose size is only in its zip64 record."""
    content = base.book({f"xl/media/{n}.xml": b"<x/>" for n in range(1_600)})
    end = content.rfind(b"PK\x05\x06")
    return content[: end + 12] + b"\xff\xff\xff\xff" + content[end + 16 :]


def _checksum(base: Base) -> bytes:
    content = base.book(method=zipfile.ZIP_STORED)
    return content.replace(b"sheetViews", b"sheetVIews", 1)


def _docx(_base: Base) -> bytes:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), "word/document.xml": b"<document/>"})


def _twice(name: Callable[[str], str]) -> Callable[[Base], bytes]:
    def make(base: Base) -> bytes:
        stream = io.BytesIO(base.content)
        with zipfile.ZipFile(stream, "a") as archive:
            archive.fp.seek(archive.start_dir)  # type: ignore[union-attr]
            info = zipfile.ZipInfo(name(base.sheet))
            archive.NameToInfo.pop(base.sheet)
            archive.writestr(info, b"<worksheet/>")
        return stream.getvalue()

    return make


ARCHIVE: tuple[Hazard, ...] = (
    refused("padding-bomb", "archive-too-large xml-excessive", _padding),
    refused("cell-bomb", "too-many-cells archive-too-large", _cells),
    refused(
        "shared-string-bomb", "too-many-cells reading-too-costly", lambda base: _strings(base, "长" * 30_000, 40_000)
    ),
    refused("one-huge-string", "xml-excessive too-many-cells", lambda base: _strings(base, "x" * 900_000, 200)),
    refused("overlapping-entries", "archive-unsafe archive-broken", _overlap),
    refused("nested-zip", "archive-unsafe", lambda base: base.book({"xl/media/inner.zip": base.content})),
    refused(
        "thousands-of-entries", "archive-unsafe", lambda b: b.book({f"xl/media/{n}.xml": b"<x/>" for n in range(1_600)})
    ),
    refused("declares-too-little", "archive-unsafe archive-broken", _patched(24, b"\x01\0\0\0")),
    refused("declares-gigabytes", "archive-too-large", _patched(24, b"\0\0\0\x7f")),
    refused("zip64-lie", "archive-too-large archive-broken", _patched(24, b"\xff\xff\xff\xff")),
    refused("duplicate-part", "archive-unsafe", _twice(str)),
    refused("case-duplicate-part", "archive-unsafe", _twice(str.upper)),
    refused("path-traversal", "archive-unsafe", _extra("../../etc/cron.d/x")),
    refused("absolute-name", "archive-unsafe", _extra("/etc/passwd")),
    refused("drive-name", "archive-unsafe", _extra("C:/x.xml")),
    refused("symlink-entry", "archive-unsafe", _symlink),
    refused("truncated", "archive-broken", lambda base: base.content[: len(base.content) * 2 // 3]),
    refused("bad-checksum", "archive-broken", _checksum),
    refused("encryption-flag", "archive-unsafe", _patched(8, b"\x01\0")),
    refused("unknown-method", "archive-unsafe archive-broken", _patched(10, b"\x63\0")),
    clean("data-descriptors", _descriptors),
    clean("stored-parts", lambda base: base.book(method=zipfile.ZIP_STORED)),
    refused("empty-file", "file-empty", lambda _: b""),
    refused("empty-zip", "file-renamed archive-broken", lambda _: b"PK\x05\x06" + bytes(18)),
    refused("exe-before-zip", "file-renamed", lambda base: b"MZ\x90\0" + bytes(60) + base.content),
    refused("html-before-zip", "file-renamed", lambda base: b"<html><script>1</script>" + base.content),
    refused("pdf-before-zip", "file-renamed", lambda base: b"%PDF-1.7\n" + base.content),
    refused("zip-before-zip", "archive-unsafe archive-broken", lambda base: b"PK\x03\x04" + bytes(40) + base.content),
    refused("trailing-bytes", "archive-unsafe", lambda base: base.content + b"MZ" + b"payload" * 10),
    clean("zip64-parts", _zip64),
    clean("large-custom-xml", lambda base: base.book({"customXml/item1.xml": b"<a>" + _NOISE + b"</a>"})),
    refused("zip64-directory", "archive-unsafe archive-broken", _many),
    clean("trailing-zeros", lambda base: base.content + bytes(512)),
    clean("backslash-names", lambda base: zipped({n.replace("/", "\\"): d for n, d in base.parts.items()})),
    refused("docx-renamed", "not-a-workbook", _docx),
)
