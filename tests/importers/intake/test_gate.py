"""What may be opened, by the bytes alone."""

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.intake.gate import OLE, ZIP, gate
from importers.intake.inspection.whole import inspect
from importers.intake.limits import LIMITS, REGISTER_LIMITS, Limits
from importers.intake.refusals import Refusal, Refused
from tests.support.findings_books import findings_book, rows_of
from tests.support.hazards import Base
from tests.support.hazards_binary import compound, workbook

GOOD = findings_book(rows_of(1))
MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OLD = compound({"Workbook": workbook(Base(GOOD))})
TYPES = {
    "[Content_Types].xml": b'<Types><Override PartName="/xl/workbook.xml" ContentType="' + MAIN + b'"/></Types>',
    "xl/workbook.xml": b"<workbook/>",
}


def archive(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def code(content: bytes, filename: str = "a.xlsx", limits: Limits | None = None) -> str:
    """Both halves of the gate: the format when they let it pass, else the code of the refusal."""
    passed = gate(content, filename, limits or LIMITS)
    if isinstance(passed, Refusal):
        return passed.code
    try:
        inspect(content, passed.format, limits or LIMITS)
    except Refused as refused:
        return refused.refusal.code
    return passed.format


@pytest.mark.parametrize(
    ("content", "filename", "expected"),
    [
        (GOOD, "疑点.XLSX", "xlsx"),
        (GOOD, "a.et", "xlsx"),
        ("序号,金额".encode("gb18030"), "a.csv", "csv"),
        (OLE + bytes(600), "a.xls", "archive-broken"),
        (OLE[:5], "a.xls", "archive-broken"),
        (ZIP[:3], "a.xlsx", "archive-broken"),
        (b"", "a.xlsx", "file-empty"),
        (GOOD, "a.xlsm", "file-macro-type"),
        (GOOD, "a.xlsb", "file-macro-type"),
        (GOOD, "a.pdf", "file-extension"),
        (GOOD, "a", "file-extension"),
        (GOOD, "a.csv", "file-renamed"),
        (GOOD, "a.xls", "file-renamed"),
        (OLE + bytes(600), "a.xlsx", "file-renamed"),
        (b"%PDF-1.7", "a.xlsx", "file-renamed"),
        (b"MZ\x90", "a.xlsx", "file-renamed"),
        (b"\r\n<html><table>", "a.xls", "file-renamed"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "file-password"),
        (GOOD[:-400], "a.xlsx", "archive-broken"),
    ],
)
def test_name_and_content_agree_or_the_file_stays_out(content: bytes, filename: str, expected: str) -> None:
    assert code(content, filename) == expected


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"xl/vbaProject.bin": b"x"}, "active-content"),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "active-content"),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "active-content"),
        ({"xl/connections.xml": b"<x/>"}, "active-content"),
        ({"xl/embeddings/oleObject1.bin": b"x"}, "active-content"),
        ({"xl/activeX/activeX1.xml": b"<x/>"}, "active-content"),
        ({"xl/a.xml": b"<!DOCTYPE x><x/>"}, "xml-entities"),
        ({"xl/a.xml": "<!DOCTYPE x><x/>".encode("utf-16-le")}, "xml-entities"),
        ({"../evil.xml": b"<x/>"}, "archive-unsafe"),
        ({"/etc/passwd": b"x"}, "archive-unsafe"),
        ({"XL/WORKBOOK.XML": b"<x/>"}, "archive-unsafe"),
        ({"xl/workbook.bin": b"x"}, "file-macro-type"),
        ({"word/document.xml": b"<x/>"}, "not-a-workbook"),
        ({"xl/media/bomb.xml": bytes(30_000_000)}, "archive-too-large"),
    ],
)
def test_what_an_archive_hides_is_found(extra: dict[str, bytes], expected: str) -> None:
    assert code(archive({**TYPES, **extra})) == expected


def test_an_archive_without_content_types_is_no_workbook() -> None:
    assert code(archive({"a.txt": b"x"})) == "not-a-workbook"


def test_macro_enabled_content_types_are_refused_whatever_the_name() -> None:
    types = b'<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    assert code(archive({**TYPES, "[Content_Types].xml": types})) == "active-content"


def test_stored_parts_are_fine_and_a_wrong_checksum_is_not() -> None:
    content = archive({**TYPES, "xl/a.xml": b"<sheet>needle</sheet>"}, zipfile.ZIP_STORED)
    assert code(content) == "xlsx"
    assert code(content.replace(b"needle", b"nadele")) == "archive-broken"


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(archive(TYPES))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    assert code(bytes(content)) == "archive-unsafe"


def test_entries_that_share_bytes_are_refused() -> None:
    content = bytearray(archive({**TYPES, "xl/a.xml": b"<x/>"}))
    last = content.rfind(b"PK\x01\x02")
    content[last + 42 : last + 46] = bytes(4)
    assert code(bytes(content)) in {"archive-unsafe", "archive-broken"}


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(file_bytes=100), "file-too-large"),
        (Limits(entries=3), "archive-unsafe"),
        (Limits(unpacked_bytes=500), "archive-too-large"),
        (Limits(part_bytes=500), "archive-too-large"),
    ],
)
def test_every_limit_has_its_sentence(limits: Limits, expected: str) -> None:
    assert code(GOOD, limits=limits) == expected


@given(
    form=st.sampled_from(("xlsx", "xls")),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8),
)
@settings(max_examples=200)
def test_whatever_becomes_of_its_bytes_a_file_is_passed_or_refused(form: str, changes: list[tuple[float, int]]) -> None:
    content = bytearray(GOOD if form == "xlsx" else OLD)
    for place, byte in changes:
        content[int(place * len(content))] = byte
    with suppress(Refused):
        assert inspect(bytes(content), form, LIMITS).unpacked > 0


def test_what_passed_knows_its_size() -> None:
    assert inspect(GOOD, "xlsx", LIMITS).unpacked > len(GOOD)


def test_registers_of_the_bureau_may_be_ten_times_as_large() -> None:
    assert REGISTER_LIMITS.file_bytes == 10 * LIMITS.file_bytes
    assert REGISTER_LIMITS.child_memory == LIMITS.child_memory
