from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.money import MAX_FEN, capital, fen_from_yuan, half_up, wan_yuan, yuan


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_fen_survive_the_way_to_text_and_back(fen: int) -> None:
    assert fen_from_yuan(Decimal(yuan(fen).replace(",", ""))) == fen


@pytest.mark.parametrize(("fen", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123456789, "1,234,567.89")])
def test_yuan_have_two_decimals_and_thousands(fen: int, text: str) -> None:
    assert yuan(fen) == text


def test_wan_yuan_round_from_the_raw_amount_so_parts_may_not_add_up() -> None:
    assert wan_yuan(33_335_000) == "33.34"
    assert wan_yuan(3 * 33_335_000) == "100.01"


@pytest.mark.parametrize(("value", "rounded"), [("2.005", "2.01"), ("-2.005", "-2.01"), ("2.0049", "2.00")])
def test_halves_go_away_from_zero(value: str, rounded: str) -> None:
    assert half_up(Decimal(value)) == Decimal(rounded)


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "100000000000000.00", "9e999999"])
def test_an_amount_that_is_no_money_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"decimals|finite|beyond"):
        fen_from_yuan(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("50000", "伍万元整"),
        ("1005000", "壹佰万伍仟元整"),
        ("100005000.05", "壹亿零伍仟元零伍分"),
        ("1234.50", "壹仟贰佰叁拾肆元伍角整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10010.01", "壹万零壹拾元零壹分"),
        ("100000000", "壹亿元整"),
        ("10000000001", "壹佰亿零壹元整"),
        ("-20.30", "负贰拾元叁角整"),
        ("99999999999999.99", "玖拾玖万亿玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_an_amount_is_written_in_capitals_as_on_a_payment_notice(amount: str, words: str) -> None:
    assert capital(fen_from_yuan(Decimal(amount))) == words


def read_capital(words: str) -> int:
    """Fen of an amount in capitals, by its own way: the units say how much each digit counts."""
    sign, words = (-1, words[1:]) if words.startswith("负") else (1, words)
    total = section = digit = 0
    for letter in words.replace("万亿", "兆"):
        if letter in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(letter)
        elif letter in "拾佰仟":
            section, digit = section + digit * 10 ** ("拾佰仟".index(letter) + 1), 0
        elif letter in "万亿兆元":
            total += (section + digit) * 10 ** (2 + 4 * "元万亿兆".index(letter))
            section = digit = 0
        elif letter in "角分":
            total, digit = total + digit * (10 if letter == "角" else 1), 0
    return sign * total


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_an_amount_in_capitals_says_the_same_amount(fen: int) -> None:
    assert read_capital(capital(fen)) == fen
    assert "零零" not in capital(fen)
