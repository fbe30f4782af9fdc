"""身份证号 (GB 11643-1999): every trap has its words; a full number in a text is found whatever its width."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric as oracle

from vendors.policy.identity import (
    Sex,
    born_on,
    check_character,
    exposed_in,
    masked,
    normalise,
    sex_of,
    trouble,
)

ON = date(2026, 10, 1)
numbers = st.builds(
    lambda region, day, serial: f"{region}{day:%Y%m%d}{serial:03d}",
    st.sampled_from(["620702", "622201", "620102", "110101", "440301", "510104"]),
    st.dates(min_value=date(1985, 1, 1), max_value=date(2002, 1, 1)),
    st.integers(1, 999),
).map(lambda stem: stem + check_character(stem))


@pytest.mark.parametrize(
    "number", ["620702190001010013", "620702190001010021", "620722190006151232", "62072419000307019X"]
)
def test_the_reference_numbers_pass(number: str) -> None:
    assert trouble(number, on=ON) is None


@pytest.mark.parametrize(
    "typed", ["62072419000307019x", "６２０７２４１９０００３０７０１９Ｘ", " 620724 19000307 019X "]
)
def test_case_width_and_spaces_are_forgiven(typed: str) -> None:
    assert normalise(typed) == "62072419000307019X"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("620702190001010014", "校验不符"),
        ("620725190013019984", "1900-13-01 不存在"),  # its check digit is right
        ("620102190002290018", "1900-02-29 不存在"),  # passes mod 11
        ("620702900101001", "15 位旧身份证号"),
        ("6207021900010100", "现为 16 位"),
        ("62070219000101001A", "前 17 位应为数字"),
        ("620799190001010013", "从未是行政区划"),  # the pool's own 市本级
        ("990702190001010013", "校验不符"),  # a permanent resident's card has no region
        ("629999190001010013", "从未是行政区划"),
        ("620702209901010010", "晚于今天"),
    ],
)
def test_each_trap_has_its_own_words(number: str, said: str) -> None:
    found = trouble(number, on=ON)
    assert found is not None
    assert found.sure
    assert said in found.words.zh
    assert found.words.en


@pytest.mark.parametrize("region", ["622201", "622222", "622226", "810000", "820000", "830000", "620701"])
def test_abolished_regions_and_residence_permits_are_accepted(region: str) -> None:
    stem = f"{region}19800101001"
    assert trouble(stem + check_character(stem), on=ON) is None


def test_an_age_above_150_is_only_doubted() -> None:
    stem = "62070218700101001"
    found = trouble(stem + check_character(stem), on=ON)
    assert found is not None
    assert not found.sure


def test_what_a_number_tells() -> None:
    assert (sex_of("620702190001010013"), sex_of("620702190001010021")) == (Sex.MALE, Sex.FEMALE)
    assert born_on("62072419000307019X") == date(1900, 3, 7)
    assert masked("620702190001010013") == "620702********0013"


@given(numbers.filter(lambda number: number.startswith(("620102", "110101"))))
def test_agrees_with_the_public_checker(number: str) -> None:
    """Of regions that were there all the time: the checker wants the region at birth, a number keeps its issue's."""
    assert (trouble(number, on=ON) is None) == oracle.is_valid(number)


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_changed_digit_never_passes(number: str, place: int, digit: str) -> None:
    changed = number[:place] + digit + number[place + 1 :]
    assert changed == number or trouble(changed, on=ON) is not None


@given(numbers, st.text("，。身份证号 abc：-", max_size=8))
def test_a_number_in_a_text_is_found_and_nothing_else_is(number: str, around: str) -> None:
    assert exposed_in(f"身份证：{number}，{around}") == number
    assert exposed_in(f"流水号9{number}") is None
    assert exposed_in(around) is None


@pytest.mark.parametrize("gap", [" ", "-", "－", "　", "\u00a0", "—", " - "[:2]])
def test_gaps_between_its_digits_hide_no_number(gap: str) -> None:
    assert exposed_in(f"12 {gap.join(('620702', '19000101', '0013'))} 7") == "620702190001010013"
    assert exposed_in(gap.join(("620702", "19000101", "0014"))) is None


def test_full_width_digits_hide_nothing_and_a_wrong_number_is_none() -> None:
    assert exposed_in("见６２０７０２１９０００１０１００１３") == "620702190001010013"
    assert exposed_in("620702190001010014 620725190013019984") is None
