"""The rule in words beside its numbers: what vendors are told must say what is counted."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from kpi.rulebooks.differences import Change, Side, differences
from vendors.errors import Words

LONGEST: Final = 600
LANGUAGES: Final[Mapping[str, Words]] = {
    "rule_zh": Words("计分规则", "Rule in Chinese"),
    "rule_en": Words("计分规则（英文）", "Rule in English"),
}
_COUNTED: Final = frozenset({"points", "formula", "value", "numerator", "denominator", "count"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrevised:
    """An indicator that counts otherwise than before while its rule says the same; `left`: in which languages."""

    code: str
    words: Words
    moved: Sequence[Change]
    left: Sequence[str]
    rule: Words

    @property
    def texts(self) -> Sequence[Words]:
        """What the untouched texts are called."""
        return [LANGUAGES[key] for key in self.left]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """An indicator's rule in one language, as a field of a form."""

    key: str
    words: Words
    text: str


def unrevised(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Unrevised, ...]:
    """Indicators of both whose points, thresholds or formulas differ and whose texts, either of them, do not."""
    rules = {str(one.get("code")): one for one in _indicators(after)}
    found = []
    for one in differences(before, after):
        touched = {change.key for change in one.changes}
        moved = [change for change in one.changes if _counts(change.key)]
        left = [key for key in LANGUAGES if key not in touched]
        if one.section == "indicator" and one.side is Side.CHANGED and moved and left:
            said = rules[one.code]
            rule = Words(str(said.get("rule_zh", "")), str(said.get("rule_en", "")))
            found.append(Unrevised(code=one.code, words=one.words, moved=moved, left=left, rule=rule))
    return tuple(found)


def rule_texts(raw: Mapping[str, object]) -> Mapping[str, Sequence[RuleText]]:
    """The fields of each indicator's rule, by its code."""
    return {
        str(table.get("code", place + 1)): [
            RuleText(key=f"indicator.{place}.{key}", words=words, text=_line(str(table.get(key, ""))))
            for key, words in LANGUAGES.items()
        ]
        for place, table in enumerate(_indicators(raw))
    }


def reworded(raw: Mapping[str, object], typed: Mapping[str, str]) -> dict[str, object]:
    """The tables with the typed rules in their places."""
    made: dict[str, object] = deepcopy(dict(raw))
    tables = _indicators(made)
    for texts in rule_texts(raw).values():
        for one in texts:
            text = _line(typed.get(one.key, one.text))[:LONGEST]
            if text != one.text:
                _indicator, place, key = one.key.split(".")
                tables[int(place)][key] = text
    return made


def _counts(key: str) -> bool:
    return key in _COUNTED or (key.startswith("parameters.") and key.endswith(".value"))


def _line(text: str) -> str:
    return " ".join(text.split())


def _indicators(raw: Mapping[str, object]) -> list[dict[str, object]]:
    found = raw.get("indicator")
    tables = found if isinstance(found, list) else []
    return tables if all(isinstance(one, dict) for one in tables) else []
