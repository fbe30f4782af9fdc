"""Numerals of headings."""

import pytest

from server.paper.blocks import numbered


@pytest.mark.parametrize(
    ("place", "numeral"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "100"),
    ],
)
def test_headings_are_numbered_in_words_up_to_ninety_nine(place: int, numeral: str) -> None:
    assert numbered(place) == numeral
