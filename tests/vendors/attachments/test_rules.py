import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.attachments.rules import FORMATS, MAX_BYTES, File, problem

PDF = b"%PDF-1.7\n1 0 obj"


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name in names:
            opened.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("营业执照.pdf", PDF),
        ("扫描件.PDF", PDF),
        ("现场.jpg", b"\xff\xd8\xff\xe0"),
        ("印章.png", b"\x89PNG\r\n\x1a\n"),
        ("合同.docx", archive("[Content_Types].xml", "word/document.xml")),
        ("名单.xlsx", archive("xl/workbook.xml")),
        ("公文.ofd", archive("OFD.xml")),
    ],
)
def test_scans_documents_and_pictures_are_taken(name: str, content: bytes) -> None:
    assert problem(File(filename=name, content=content)) is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.pdf", b"", "空的"),
        ("脚本.exe", b"MZ", "只接受"),
        ("没有后缀", PDF, "只接受"),
        ("合同.pdf.exe", PDF, "只接受"),
        ("图片.png", PDF, "内容不是 png"),
        ("改名.docx", archive("xl/workbook.xml"), "内容不是 docx"),
        ("坏了.docx", b"PK\x03\x04 not an archive", "已损坏"),
        ("带宏.docx", archive("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("带程序.ofd", archive("OFD.xml", "Doc_0/run.JS"), "宏"),
    ],
)
def test_whatever_is_not_what_its_name_says_is_refused_in_words(name: str, content: bytes, said: str) -> None:
    found = problem(File(filename=name, content=content))
    assert found
    assert said in found.zh
    assert found.en


def test_a_file_of_twenty_megabytes_is_taken_and_one_byte_more_is_not() -> None:
    full = File(filename="扫描.pdf", content=PDF + bytes(MAX_BYTES - len(PDF)))
    assert problem(full) is None
    found = problem(File(filename="扫描.pdf", content=full.content + b"x"))
    assert found
    assert "20 MB" in found.zh


@given(st.text(max_size=30), st.binary(max_size=200))
def test_any_name_and_any_bytes_get_an_answer(name: str, content: bytes) -> None:
    file = File(filename=name, content=content)
    if problem(file) is None:
        assert content.startswith(FORMATS[file.suffix][0])
