"""A cell becomes a value by its column's type; each reinterpretation says so."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.workbook.coercion import BAD, Cell, Reporter
from importers.workbook.columns import Column, Need, Type
from importers.workbook.memos import Memo, memo

ON = date(2026, 10, 20)


def read(column: Column, kind: str, text: str) -> tuple[object, list[str]]:
    reporter = Reporter("表")
    reporter.row = 4
    value = memo(Cell(column, place=2, title=column.zh, reporter=reporter, on=ON), kind)[text]
    value = BAD if reporter.bad else value
    assert all(issue.cell == "C4" for issue in reporter.issues)
    return value, [issue.code for issue in reporter.issues]


def column(of: Type, **changes: object) -> Column:
    return Column(key="k", zh="列", en="column", type=of, **changes)  # type: ignore[arg-type]


MONEY = column(Type.MONEY, least=Decimal(0), dash_is_zero=True)
CODE = column(Type.CODE, pattern=r"^D\d{12}$")
SHARE = Column(key="k", zh="毛利率(%)", en="margin", type=Type.QUANTITY, most=Decimal(100))
CHOICE = column(Type.CHOICE, choices=MappingProxyType({"0202": "超标准收费", "0205": "多记数量"}))


@pytest.mark.parametrize(
    ("of", "kind", "text", "value", "codes"),
    [
        (MONEY, "n", "108", 10800, []),
        (MONEY, "n", "0.30000000000000004", 30, []),
        (MONEY, "s", "108.5", 10850, []),
        (MONEY, "s", "￥1,234.50元", 123450, ["number-reread"]),
        (MONEY, "s", "１２．５", 1250, ["number-reread"]),
        (MONEY, "s", "—", 0, ["number-reread"]),
        (MONEY, "s", "1.2万元", BAD, ["not-a-number"]),
        (MONEY, "s", "1.234", BAD, ["too-many-decimals"]),
        (MONEY, "n", "inf", BAD, ["not-finite"]),
        (MONEY, "n", "1E309", BAD, ["not-finite"]),
        (MONEY, "n", "1E5000", BAD, ["not-finite"]),
        (MONEY, "n", "1_08", BAD, ["not-finite"]),
        (MONEY, "s", "1_08", BAD, ["not-a-number"]),
        (MONEY, "n", "33333333.333333332", BAD, ["too-many-decimals"]),
        (MONEY, "n", "50000000.0149999", BAD, ["too-many-decimals"]),
        (MONEY, "n", "0.2000000000007276", 20, []),
        (MONEY, "p", "0.4", BAD, ["percent-format"]),
        (MONEY, "s", "40%", BAD, ["percent-format"]),
        (MONEY, "n", "100000000000000", BAD, ["out-of-range"]),
        (MONEY, "n", "-1", BAD, ["out-of-range"]),
        (MONEY, "b", "TRUE", BAD, ["not-a-number"]),
        (MONEY, "d", "2026-03-05", BAD, ["not-a-number"]),
        (MONEY, "e", "#REF!", BAD, ["cell-error-value"]),
        (MONEY, "f", "", BAD, ["formula-no-value"]),
        (MONEY, "-", "", None, []),
        (CODE, "s", "D620702999001", "D620702999001", []),
        (CODE, "s", "Ｄ620702999001", "D620702999001", ["code-normalised"]),
        (CODE, "s", "d620702999001", "D620702999001", ["code-normalised"]),
        (CODE, "s", " D620702999001\u200b", "D620702999001", ["text-cleaned"]),
        (CODE, "n", "620702999001", "620702999001", ["number-as-code", "code-format"]),
        (CODE, "n", "1234567890123456", BAD, ["long-number"]),
        (column(Type.CODE, longest=30), "s", "6.20701E+17", BAD, ["long-number"]),
        (column(Type.CODE, longest=30), "s", "6E17", BAD, ["long-number"]),
        (column(Type.CODE, longest=30), "s", "6.20701Ｅ+17", BAD, ["long-number"]),
        (column(Type.CODE, longest=30), "s", "M51.202", "M51.202", []),
        (column(Type.CODE, longest=30), "s", "80.5100x006", "80.5100x006", []),
        (column(Type.CODE, pattern=r"^\dE\d{2}$"), "s", "1E30", "1E30", []),
        (column(Type.TEXT), "s", "6.20701E+17", BAD, ["long-number"]),
        (column(Type.TEXT), "s", "2E10", "2E10", []),
        (column(Type.TEXT), "p", "0.4", "40%", ["number-reread"]),
        (CODE, "p", "0.4", BAD, ["code-malformed"]),
        (CODE, "d", "2026-03-05", BAD, ["code-malformed"]),
        (CHOICE, "s", "0202", "0202", []),
        (CHOICE, "n", "202", "0202", ["choice-reread"]),
        (CHOICE, "s", "超标准收费", "0202", ["choice-reread"]),
        (CHOICE, "s", "0205 多记数量", "0205", ["choice-reread"]),
        (CHOICE, "s", "0205－多记数量", "0205", ["choice-reread"]),
        (CHOICE, "s", "0299", BAD, ["not-in-list"]),
        (CHOICE, "s", "0202、0205", BAD, ["not-in-list"]),
        (CHOICE, "s", "0205 超标准收费", BAD, ["not-in-list"]),
        (CHOICE, "s", "超标准收费-待核实", BAD, ["not-in-list"]),
        (CHOICE, "p", "0.4", BAD, ["not-in-list"]),
        (SHARE, "p", "0.3", Decimal(30), ["number-reread"]),
        (SHARE, "p", "0.28999999999999998", Decimal(29), ["number-reread"]),
        (SHARE, "s", "40%", Decimal(40), ["number-reread"]),
        (SHARE, "s", "９５．５％", Decimal("95.5"), ["number-reread"]),
        (SHARE, "n", "0.38", Decimal("0.38"), []),
        (SHARE, "p", "1.2", BAD, ["number-reread", "out-of-range"]),
        (column(Type.COUNT), "n", "63", 63, []),
        (column(Type.COUNT), "n", "1E5000", BAD, ["not-finite"]),
        (column(Type.COUNT), "n", "99999999999999999999", BAD, ["out-of-range"]),
        (column(Type.COUNT), "s", "9" * 5000, BAD, ["out-of-range"]),
        (column(Type.COUNT, most=Decimal(10) ** 12), "n", "20000000000", 20000000000, []),
        (column(Type.COUNT), "p", "1", BAD, ["percent-format"]),
        (column(Type.COUNT), "s", "63", 63, []),
        (column(Type.COUNT), "n", "63.5", BAD, ["not-whole"]),
        (column(Type.QUANTITY, places=4), "n", "12.3456", Decimal("12.3456"), []),
        (column(Type.QUANTITY, places=4), "n", "12.34567", BAD, ["too-many-decimals"]),
        (column(Type.DATE), "d", "2026-03-05", date(2026, 3, 5), []),
        (column(Type.DATE), "d", "2026-03-05 04:05:06", date(2026, 3, 5), ["date-time-dropped"]),
        (column(Type.DATE), "s", "2026.3.5", date(2026, 3, 5), ["date-reread"]),
        (column(Type.DATE), "n", "46086", date(2026, 3, 5), ["date-reread"]),
        (column(Type.DATE), "n", "60", BAD, ["not-a-date"]),
        (column(Type.DATE), "n", "1E5000", BAD, ["not-a-date"]),
        (column(Type.DATE), "n", "1E300", BAD, ["not-a-date"]),
        (column(Type.DATE), "s", "2026年8月5日10时", date(2026, 8, 5), ["date-time-dropped"]),
        (column(Type.DATE), "s", "2026年8月5日10时20分", date(2026, 8, 5), ["date-time-dropped"]),
        (column(Type.DATE), "s", "3/5/2026", BAD, ["not-a-date"]),
        (column(Type.TEXT), "s", "骨科\u00a0", "骨科", ["text-cleaned"]),
        (column(Type.TEXT), "s", "𬭎（一）", "𬭎（一）", []),
        (column(Type.TEXT), "d", "2026-08-01", "2026-08-01", ["date-as-text"]),
        (column(Type.TEXT, longest=2), "s", "三个字", BAD, ["text-too-long"]),
        (column(Type.TEXT, need=Need.REQUIRED), "s", " \u3000", None, ["text-cleaned", "required-missing"]),
    ],
)
def test_a_cell_is_read_as_its_column_says(of: Column, kind: str, text: str, value: object, codes: list[str]) -> None:
    assert read(of, kind, text) == (value, codes)


def test_a_share_is_known_by_its_name_or_its_limit() -> None:
    assert SHARE.percent
    assert Column(key="k", zh="责任比例", en="share", type=Type.QUANTITY, most=Decimal(100)).percent
    assert not Column(key="k", zh="责任比例", en="share", type=Type.QUANTITY).percent
    assert not column(Type.QUANTITY, most=Decimal(100)).percent


def test_words_and_no_letters_say_how_large_an_amount_may_be() -> None:
    reporter = Reporter("表")
    read_money = memo(Cell(MONEY, place=2, title="金额", reporter=reporter, on=ON), "n")
    assert read_money["100000000000000000000"] is None
    assert "整数部分最多 14 位" in reporter.issues[0].message.zh
    assert "14 digits before the point" in reporter.issues[0].message.en


def test_a_percentage_is_shown_as_it_stands_in_the_cell() -> None:
    reporter = Reporter("表")
    reporter.row = 4
    read_share = memo(Cell(SHARE, place=2, title="毛利率(%)", reporter=reporter, on=ON), "p")
    assert read_share["0.4"] == 40
    assert (reporter.issues[0].cell, reporter.issues[0].message.zh) == ("C4", "“40%”读作 40。")


def test_a_remembered_cell_still_reports_every_time() -> None:
    reporter = Reporter("表")
    cell = Cell(MONEY, place=0, title="金额", reporter=reporter, on=ON)
    texts, numbers = memo(cell, "s"), memo(cell, "n")
    assert [texts["x"], texts["x"], numbers["5"], numbers["5"]] == [None, None, 500, 500]
    assert reporter.bad == [MONEY.key, MONEY.key]
    assert len(reporter.issues) == 2


@given(st.sampled_from(list(Type)), st.sampled_from("snpdbef-"), st.text(max_size=40))
def test_no_cell_raises_and_bad_cells_always_say_why(of: Type, kind: str, text: str) -> None:
    value, codes = read(column(of, choices=MappingProxyType({"1": "男"})), kind, text)
    assert value is not BAD or codes


SHORT_WAYS = [
    MONEY,
    CODE,
    column(Type.MONEY),
    column(Type.TEXT, longest=6, shortest=2),
    column(Type.TEXT, masked=True),
    column(Type.CODE, longest=20),
    column(Type.QUANTITY, places=4, least=Decimal(0), most=Decimal(100)),
    column(Type.QUANTITY, places=0),
    column(Type.COUNT, least=Decimal(1), most=Decimal(120)),
    column(Type.DATE),
]
SPELLED = st.one_of(
    st.text(max_size=24),
    st.from_regex(r"[-+ ]?[0-9０-９]{0,14}\.?[0-9]{0,5}", fullmatch=True),
    st.from_regex(r"[12][0-9]{3}[-./][0-9]{1,2}[-./][0-9]{1,2}", fullmatch=True),
    st.from_regex(r"[ D]?[0-9]{12,18}[Xx ]?", fullmatch=True),
    st.sampled_from(
        [
            "张*明",
            "张＊明",
            "*",
            "张小明*",
            "620702199001010013",
            "620702 19000101 0013",
            "6.20701E+17",
            "6E17",
            " 骨科",
            "骨\u200b科",
            "D620702999001",
            "1E3",
            "007",
        ]
    ),
)


@given(st.sampled_from(SHORT_WAYS), st.sampled_from("snpd"), SPELLED)
def test_the_short_way_reads_what_the_long_way_reads(of: Column, kind: str, text: str) -> None:
    cell = Cell(of, place=2, title=of.zh, reporter=Reporter("表"), on=ON)
    quick = (memo(cell, kind)[text], bool(cell.reporter.bad), [issue.code for issue in cell.reporter.issues])
    cell = Cell(of, place=2, title=of.zh, reporter=Reporter("表"), on=ON)
    slow = (
        Memo.slowly(memo(cell, kind), text),
        bool(cell.reporter.bad),
        [issue.code for issue in cell.reporter.issues],
    )
    assert quick == slow
    assert str(quick[0]) == str(slow[0])
