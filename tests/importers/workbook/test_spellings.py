"""Numbers and dates as people spell them: read exactly, or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.workbook.spellings import date_of, date_of_number, exactly, number_of, plain, stored_number

AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)
FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


@given(AMOUNTS)
def test_every_spelling_of_an_amount_gives_the_same_fen(fen: int) -> None:
    yuan = Decimal(fen) / 100
    grouped = f"{yuan:,.2f}"
    spellings = [f"{yuan:.2f}", grouped, f"¥{grouped}", f"￥{grouped}元", f" {grouped} ", grouped.translate(FULL_WIDTH)]
    if fen < 0:
        spellings = [text for text in spellings if not text.startswith(("¥", "￥"))] + [f"({-yuan:,.2f})"]
    assert {number_of(text) for text in spellings} == {yuan}


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_a_float_cell_gives_back_its_fen(fen: int) -> None:
    value = stored_number(repr(fen / 100))
    assert value is not None
    exact = exactly(value, 2, noisy=True)
    assert exact is not None
    assert exact * 100 == fen


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=2, max_size=9))
def test_binary_noise_of_a_sum_is_rounded_and_nothing_else_is(parts: list[int]) -> None:
    value = stored_number(repr(sum(part / 100 for part in parts)))
    assert value is not None
    assert exactly(value, 2, noisy=True) == Decimal(sum(parts)) / 100


@pytest.mark.parametrize("text", ["0.005", "1.234", "108.001", "33.3333333"])
def test_a_third_decimal_is_never_rounded_away(text: str) -> None:
    assert exactly(Decimal(text), 2, noisy=True) is None


def test_noise_of_point_one_plus_point_two_is_thirty_fen() -> None:
    assert exactly(Decimal(repr(0.1 + 0.2)), 2, noisy=True) == Decimal("0.30")
    assert exactly(Decimal(repr(0.1 + 0.2)), 2, noisy=False) is None


@pytest.mark.parametrize(
    "text",
    ["", "1,23", "1,2345", "1.2万", "1.2万元", "5%", "1E3", "一百", "1-2", "--5", "(-5)", "0x1F", "１２Ａ", "NaN"],
)
def test_what_is_not_plainly_a_number_is_not_guessed(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize("text", ["inf", "nan", "-inf", "x"])
def test_a_stored_number_is_finite(text: str) -> None:
    assert stored_number(text) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_spelling_of_a_date_gives_the_same_day(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    spellings = [
        day.isoformat(),
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{y}.{m:02}.{d:02}",
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}日",
        f"{y} 年 {m} 月 {d} 日",
        f"{y}、{m}、{d}",
        f"{y}-{m}-{d}".translate(FULL_WIDTH),
        f" {y}-{m}-{d}\u200b",
    ]
    assert {date_of(text) for text in spellings} == {(day, False)}
    assert {date_of(f"{day} {clock}") for clock in ("00:00", "12:30:59", "9:05")} == {(day, True)}
    assert date_of(f"{day}T12:30:59") == (day, True)


@given(st.dates(date(1955, 1, 1), date(2099, 12, 31)))
def test_serials_and_solid_numbers_are_days(day: date) -> None:
    assert date_of_number(Decimal((day - date(1899, 12, 30)).days)) == day
    assert date_of_number(Decimal(f"{day:%Y%m%d}")) == day


def test_days_in_chinese_numerals_are_read() -> None:
    assert date_of("二〇二六年十二月三十一日") == (date(2026, 12, 31), False)
    assert date_of("二零二六年三月五日") == (date(2026, 3, 5), False)


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "1900-02-29", "26-3-5", "3/5/2026", "5 March 2026", "2026-3", "20261305", "十月", "12:30", ""],
)
def test_what_is_no_day_or_two_days_is_not_guessed(text: str) -> None:
    assert date_of(text) is None


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    number_of(text)
    date_of(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_plain_text_reads_back(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
