"""Old workbooks and CSV give the same rows through the same door."""

import pytest

from importers.intake.cells import CellRow
from importers.intake.limits import LIMITS, Limits
from importers.intake.opening import opened
from importers.intake.readers import biff
from importers.intake.refusals import Refused
from tests.support.one_table import golden


def csv_rows(content: bytes, limits: Limits = LIMITS) -> list[CellRow]:
    (source,) = opened(content, "csv", limits)
    rows = list(source.rows())
    assert rows == list(source.rows())
    return rows


def refusal(content: bytes, form: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as refused:
        for source in opened(content, form, limits):
            list(source.rows())
    return refused.value.refusal.code


def test_both_formats_keep_error_values_merges_and_what_is_hidden() -> None:
    told = []
    for form in ("xlsx", "xls"):
        sheets = opened(golden(f"formulas.{form}"), form, LIMITS)
        told.append([(s.name, s.hidden, s.height, list(s.merges), list(s.rows())) for s in sheets])
    assert told[0] == told[1]
    table, hidden, empty = told[0]
    assert [row.texts[9] for row in table[4][1:3]] == ["#DIV/0!", "#N/A"]
    assert [row.hidden for row in table[4]] == [False, False, False, True, False, False]
    assert table[4][5].texts == ["合计", "", "", "", "-12345570.01"]
    assert table[3] == [(1, 1, 2, 1)]
    assert (hidden[1], hidden[4][0].texts, empty[4]) == (True, ["", "", "藏"], [])


def test_limits_hold_for_old_workbooks_too() -> None:
    content = golden("formulas.xls")
    for limits in (Limits(rows=7), Limits(cells=40), Limits(columns=9), Limits(sheets=2)):
        assert refusal(content, "xls", limits) == "too-many-cells"


def test_an_old_workbook_cut_short_is_refused() -> None:
    content = golden("formulas.xls")
    for length in (600, 2048, 4096, len(content) - 512):
        assert refusal(content[:length], "xls") in {"workbook-unreadable", "archive-broken", "not-a-workbook"}


def test_records_that_hold_an_error_are_told_from_those_that_do_not() -> None:
    def record(kind: int, data: bytes) -> bytes:
        return kind.to_bytes(2, "little") + len(data).to_bytes(2, "little") + data

    place = bytes([4, 0, 2, 0, 0, 0])
    bof, eof = record(0x0809, bytes(16)), record(0x000A, b"")
    chart = bof + record(0x0205, place + b"\x17\x01") + eof
    true = record(0x0205, bytes([5, 0, 2, 0, 0, 0]) + b"\x01\x00")
    text = record(0x0006, bytes([6, 0, 2, 0, 0, 0]) + bytes([0, 0, 0, 0, 0, 0, 255, 255]) + bytes(8))
    wrong = record(0x0006, bytes([7, 0, 2, 0, 0, 0]) + bytes([2, 0, 0x1D, 0, 0, 0, 255, 255]) + bytes(8))
    unknown = record(0x0205, place + b"\x99\x01")
    sheet = bof + chart + true + text + wrong + unknown + eof
    first = bof + record(0x0085, (48).to_bytes(4, "little") + bytes(4)) + eof
    (found,) = biff.oddities(first.ljust(48, b"\0") + sheet)
    assert found.errors == {8: {2: "#NAME?"}, 5: {2: "#ERROR!"}}


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_streams_in_every_coding(coding: str) -> None:
    text = '序号,姓名\r\n1,"张*㐂𠮷\n次行"\r\n\r\n,,\r\n2,"a""b",,\r\n'
    assert csv_rows(text.encode(coding)) == [
        CellRow(1, "ss", ["序号", "姓名"]),
        CellRow(2, "ss", ["1", "张*㐂𠮷\n次行"]),
        CellRow(5, "ss", ["2", 'a"b']),
    ]


def test_a_csv_of_two_codings_is_refused_rather_than_garbled() -> None:
    mixed = "序号,机构名称,姓名\n".encode() + "1,示例市第一人民医院,张*明\n".encode("gb18030")
    assert refusal(mixed, "csv") == "csv-encoding"
    assert csv_rows("编号,名\n联通,移动\n".encode("gb18030"))[1].texts == ["联通", "移动"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a\0b", "csv-encoding"),
        (b"\xff\xff\xff", "csv-encoding"),
        (b"\xff\xfea", "csv-encoding"),
        (b"\xff\xfe\x00\xd8", "csv-encoding"),
        (b'a,"b', "csv-broken"),
        (b'a,"b"c,d', "csv-broken"),
        (b"a," + b"x" * 140_000, "csv-broken"),
    ],
)
def test_a_csv_that_cannot_be_right_says_why(content: bytes, code: str) -> None:
    assert refusal(content, "csv") == code


def test_limits_hold_for_csv() -> None:
    for limits in (Limits(rows=1), Limits(columns=1), Limits(cells=3)):
        assert refusal(b"a,b\nc,d\n", "csv", limits) == "too-many-cells"


@pytest.mark.parametrize(
    ("text", "width"), [("a;b;c\n1,5;2;3", 3), ("a\tb\n1,2\t3", 2), ("a,b;c\n1,2", 2), ("a\n1", 1)]
)
def test_the_first_line_decides_the_separator(text: str, width: int) -> None:
    assert {len(row.texts) for row in csv_rows(text.encode())} == {width}
