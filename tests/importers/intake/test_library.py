"""What the child says, line by line (here without its jail, so that it can be looked at)."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from importers.intake.library import READERS, Refused
from importers.intake.oddities import oddities, sheet_parts
from tests.support.findings_books import saved

ORDERS = {"rows": 10, "cells": 100, "columns": 12, "sheets": 2}
SHEET = "xl/worksheets/sheet1.xml"


def lines(content: bytes, form: str = "xlsx", **orders: int) -> list[list[object]]:
    return list(READERS[form](content, ORDERS | orders, form))


def edited(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            assert name != part or old in data
            target.writestr(name, data.replace(old, new) if name == part else data)
    return stream.getvalue()


def book(*rows: Sequence[object]) -> bytes:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    return saved(made)


def test_every_kind_of_cell_has_its_letter_and_exact_text() -> None:
    moment = datetime(2026, 3, 5, 4, 5, 6)  # noqa: DTZ001 - spreadsheets know no zones
    content = book(["甲", 7, 0.1, 12345678901234567, 1e300, True, date(2026, 3, 5), moment, time(3, 4), timedelta(1.5)])
    _, row = lines(content)
    assert row[2] == "snnnnbdddn"
    texts = row[3]
    assert isinstance(texts, list)
    assert texts[:4] == ["甲", "7", "0.1", "12345678901234570"]
    assert texts[5:9] == ["TRUE", "2026-03-05", "2026-03-05 04:05:06", "03:04:00"]


def test_rows_keep_their_numbers_when_the_sheet_begins_late() -> None:
    made = Workbook()
    made.worksheets[0]["C5"] = "首"
    made.worksheets[0]["C8"] = "末"
    assert lines(saved(made))[1:] == [
        ["row", 5, "--s", ["", "", "首"], False],
        ["row", 8, "--s", ["", "", "末"], False],
    ]


def test_errors_outside_what_the_reader_sees_are_put_back() -> None:
    made = Workbook()
    made.worksheets[0]["A1"] = "首"
    made.worksheets[0]["D9"] = "=1/0"
    assert lines(saved(made))[-1] == ["row", 9, "---f", ["", "", "", ""], False]


@pytest.mark.parametrize(
    ("content", "form", "orders", "code"),
    [
        (book(*[["x"]] * 11), "xlsx", {}, "too-many-cells"),
        (book(["x"] * 13), "xlsx", {}, "too-many-cells"),
        (book(*[["x"] * 11] * 10), "xlsx", {}, "too-many-cells"),
        (book(["x"]), "xlsx", {"sheets": 0}, "too-many-cells"),
        (edited(book(["x", "=1+1"]), SHEET, b"</row>", b""), "xlsx", {}, "workbook-unreadable"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "xls", {}, "workbook-unreadable"),
        (b"a\0", "csv", {}, "csv-encoding"),
        (b'"a', "csv", {}, "csv-broken"),
    ],
)
def test_what_it_will_not_read_it_refuses(content: bytes, form: str, orders: dict[str, int], code: str) -> None:
    with pytest.raises(Refused) as refused:
        lines(content, form, **orders)
    assert refused.value.line[1] == code


def test_oddities_are_found_with_prefixes_and_without_references() -> None:
    xml = (
        b'<x:worksheet xmlns:x="n"><x:sheetData><x:row hidden="1"><x:c><x:v>1</x:v></x:c>'
        b'<x:c t="e"><x:v>#REF!</x:v></x:c><x:c><x:f>1</x:f></x:c><x:c t="str"><x:f>1</x:f><x:v></x:v></x:c>'
        b"<x:c><x:f>1</x:f><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("s.xml", xml)
        found = oddities(archive, "s.xml")
    assert found.cells == {(1, 1): ("e", "#REF!"), (1, 2): ("f", "")}
    assert found.hidden_rows == {1}


def test_a_sheet_s_part_is_found_by_the_workbook_s_relations() -> None:
    with zipfile.ZipFile(io.BytesIO(book(["x"]))) as archive:
        assert sheet_parts(archive) == {"Sheet": SHEET}
    with zipfile.ZipFile(io.BytesIO(), "w") as empty:
        assert sheet_parts(empty) == {}
