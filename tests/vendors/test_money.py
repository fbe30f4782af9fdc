from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.money import MAX_FEN, fen_from_yuan, half_up, wan_yuan, yuan


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
