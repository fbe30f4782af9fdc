import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest

from vendors.policy.parameters import NoParameterInForce, parameter, parameters


def test_the_numbers_of_the_lanzhou_rule_carry_their_article() -> None:
    found = parameter("sampling_ratio_min", date(2026, 9, 30))
    assert (found.value, found.article) == (Decimal("0.05"), "第十七条")


@pytest.mark.parametrize("code", ["sampling_ratio_min", "defence_days", "collective_discussion_fen", "filing_days"])
def test_the_service_does_not_stop_when_the_lanzhou_rule_lapses(code: str) -> None:
    before, after = parameter(code, date(2026, 12, 31)), parameter(code, date(2027, 1, 1))
    assert before.source.startswith("兰州市")
    assert (after.source, after.value) == ("本局沿用", before.value)


def test_a_day_no_row_covers_names_code_and_day() -> None:
    with pytest.raises(NoParameterInForce) as caught:
        parameter("defence_days", date(2021, 12, 31))
    assert "defence_days" in caught.value.words.zh
    assert "2021-12-31" in caught.value.words.en


def test_whole_numbers_refuse_fractions() -> None:
    assert parameter("collective_discussion_fen", date(2026, 7, 1)).whole == 5_000_000
    with pytest.raises(ValueError, match="whole"):
        _ = parameter("linked_ratio_default", date(2026, 7, 1)).whole


def test_no_two_rows_of_a_code_hold_on_the_same_day() -> None:
    rows = sorted(parameters(), key=lambda row: (row.code, row.begins))
    for one, other in itertools.pairwise(rows):
        if one.code == other.code:
            assert one.ends is not None
            assert other.begins == one.ends + timedelta(days=1)
