"""The taxonomy's law spelt out."""

import re

import pytest

from vendors.policy.basis import packaged_basis
from vendors.policy.codes import taxonomy, violation_group_in_english, violation_in_english
from vendors.policy.law import citations

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_RULES = "《兰州市医疗保障基金使用监督管理办法》（兰医保〔2021〕102号）"
_REGULATION = "《医疗保障基金使用监督管理条例》"
LAWS = sorted({entry.law for entry in taxonomy()})


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("条例38(三) #13", [f"{_REGULATION}第三十八条第（三）项"]),
        ("条例38(三)/(七)", [f"{_REGULATION}第三十八条第（三）项", f"{_REGULATION}第三十八条第（七）项"]),
        ("条例38(五) #15 / 40", [f"{_REGULATION}第三十八条第（五）项", f"{_REGULATION}第四十条"]),
        ("条例40 第二款 #25", [f"{_REGULATION}第四十条第二款"]),
        ("条例33–35", [f"{_REGULATION}第三十三条至第三十五条"]),
        ("协议; 兰医保〔2021〕102号 20(5)(6)", ["医保定点服务协议", f"{_RULES}第二十条第（五）项、第（六）项"]),
        ("线索 → 条例41", ["仅作线索", f"{_REGULATION}第四十一条"]),
        ("#10", []),
    ],
)
def test_a_short_reference_is_spelt_as_papers_cite_it(law: str, said: list[str]) -> None:
    assert [one.words.zh for one in citations(law)] == said


@pytest.mark.parametrize("law", LAWS)
def test_every_reference_of_the_taxonomy_is_understood_in_both_languages(law: str) -> None:
    for one in citations(law):
        assert "#" not in one.words.zh
        assert not _CHINESE.search(one.words.en), one.words.en


def test_what_is_cited_is_among_the_basis_documents() -> None:
    known = {one.code for one in packaged_basis()} | {""}
    assert {one.document for law in LAWS for one in citations(law)} <= known


def test_every_type_in_force_has_its_english_words() -> None:
    missing = [entry.code for entry in taxonomy() if entry.until is None and violation_in_english(entry) == entry.name]
    assert missing == []


def test_every_group_has_its_english_words() -> None:
    assert {one.group for one in taxonomy() if _CHINESE.search(violation_group_in_english(one))} == set()
