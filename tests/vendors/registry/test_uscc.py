import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle

from vendors.registry.uscc import ALPHABET, check_character, inner_doubt, normalise, problem

VALID = [
    "91620700MA0000015U", "91620702MA0000023K", "91620700MA0000031H", "91620702MA000004X6", "12620702MA0000058B",
    "52620724MA0000066X", "91620725MA00000746", "11620700MA00000822", "91350100M000100Y43",
]  # fmt: skip
stems = st.from_regex(r"[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True)


@pytest.mark.parametrize("code", VALID)
def test_the_reference_codes_pass(code: str) -> None:
    assert problem(code) is None


@pytest.mark.parametrize("typed", ["91620700ma0000031h", "91620725MA00000746 ", "91 620700MA0000015U"])
def test_case_width_and_spaces_are_forgiven(typed: str) -> None:
    assert problem(normalise(typed)) is None


def test_full_width_digits_are_forgiven() -> None:
    assert normalise("５２６２０７２４ＭＡ０００００６６Ｘ") == "52620724MA0000066X"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("91620700MA000001V5", "V"),
        ("91620700MA000001OU", "是否应为 0"),
        ("620700200001234", "15 位旧工商注册号"),
        ("91620702MA0000032K", "校验不符"),
        ("91620700MA0000015T", "校验不符"),
        ("91620700MA", "现为 10 位"),
        ("916207AAMA0000015U", "行政区划"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(typed: str, said: str) -> None:
    words = problem(typed)
    assert words is not None
    assert said in words.zh
    assert words.en


@given(stems)
def test_agrees_with_the_public_checker(stem: str) -> None:
    assume(stem[0].isdigit())
    assert oracle.is_valid(stem + check_character(stem))


@given(stems, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_changed_character_never_passes(stem: str, place: int, letter: str) -> None:
    code = stem + check_character(stem)
    assume(code[place] != letter)
    assert problem(code[:place] + letter + code[place + 1 :]) is not None


@given(stems, st.integers(8, 16))
def test_two_swapped_neighbours_never_pass(stem: str, place: int) -> None:
    code = stem + check_character(stem)
    assume(code[place] != code[place + 1])
    assert problem(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is not None


@pytest.mark.parametrize("code", VALID)
def test_the_organisation_code_inside_the_reference_codes_fits(code: str) -> None:
    assert inner_doubt(code) is None


def test_an_organisation_code_that_does_not_fit_is_doubted() -> None:
    doubt = inner_doubt("91620700MA0000016Y")
    assert doubt is not None
    assert "末位应为 5" in doubt.zh
