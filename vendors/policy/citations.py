"""What a rule is cited with, in English: titles by data/citations_en.toml, articles and punctuation by themselves."""

import re
import tomllib
from functools import cache
from importlib import resources

_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
_PUNCTUATION = str.maketrans(
    {"《": "", "》": " ", "（": " (", "）": ") ", "；": "; ", "、": ", ", "：": ": ", "，": ", "}
)
_ARTICLE = re.compile(r"第([零一二三四五六七八九十百]+)条")
_PART = re.compile(r"[零一二三四五六七八九十百]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def in_english(text: str) -> str:
    """The same citation in English; as it stands when it names what the packaged titles do not know."""
    said = text
    for zh, en in sorted(_titles().items(), key=lambda pair: -len(pair[0])):
        said = said.replace(zh, en)
    said = _ARTICLE.sub(lambda found: f" Art. {_number(found[1])}", said)
    said = _PART.sub(lambda found: str(_number(found[0])), said).translate(_PUNCTUATION)
    said = re.sub(r"\s+([;,:)])", r"\1", re.sub(r"\(\s+", "(", re.sub(r"\s+", " ", said))).strip()
    return text if _CHINESE.search(said) else said


def _number(text: str) -> int:
    """Chinese numerals below a thousand: 三十四 is 34."""
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    whole = 100 * _DIGITS.get(hundreds, 0) + (10 * _DIGITS.get(tens, 1) if ten else 0)
    return whole + _DIGITS.get(ones.removeprefix("零"), 0)


@cache
def _titles() -> dict[str, str]:
    text = resources.files("vendors.policy").joinpath("data/citations_en.toml").read_text("utf-8")
    return {zh: str(en) for zh, en in tomllib.loads(text).items()}
