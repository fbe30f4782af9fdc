"""The numbers of a rulebook as people edit them: weights, thresholds, grades, bonus, shares of the fee."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from vendors.errors import Words

Path = tuple[str | int, ...]
LONGEST = 40
_PARTS = {
    "grade": (("from", Words("下限", "From")), ("to", Words("上限", "To"))),
    "cap": (("points", Words("总分上限", "Total at most")),),
    "consequence": (
        ("linked_fee", Words("挂钩款支付比例", "Share of the linked fee")),
        ("times", Words("次数", "Times")),
        ("within", Words("连同本期的季度数", "Within quarters")),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One field of the form: `key` is its name there, `text` the number as the file writes it.

    `agreeable`: a threshold that may be left to contracts; `fact` is the name it then goes by.
    """

    key: str
    words: Words
    text: str
    basis: str = ""
    fact: str = ""
    agreeable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The numbers of one indicator, grade, consequence …; `points` is an indicator's weight."""

    part: str
    code: str
    words: Words
    block: str = ""
    points: Number | None = None
    numbers: Sequence[Number] = ()


def groups(raw: Mapping[str, object]) -> tuple[Group, ...]:
    """What may be edited, in the order of the file; tables of an unexpected shape are left to the text."""
    return (*_blocks(raw), *_indicators(raw), *_lists(raw), *_bonus(raw), *_rollups(raw), *_general(raw))


def every_number(raw: Mapping[str, object]) -> Iterator[Number]:
    for group in groups(raw):
        if group.points:
            yield group.points
        yield from group.numbers


def changed(raw: Mapping[str, object], typed: Mapping[str, str]) -> dict[str, object]:
    """The tables with the typed numbers in their places; what is no number stands there for the check to name."""
    made: dict[str, object] = deepcopy(dict(raw))
    for number in every_number(raw):
        text = unicodedata.normalize("NFKC", typed.get(number.key, number.text)).strip()[:LONGEST]
        if text != number.text:
            _put(made, number.key, text)
    return made


def left_to_contracts(raw: Mapping[str, object], keys: Collection[str]) -> dict[str, object]:
    """The tables with exactly the thresholds of these keys left to contracts (合同可另行约定)."""
    made: dict[str, object] = deepcopy(dict(raw))
    facts = made.setdefault("facts", {})
    for group in groups(raw):
        for number in group.numbers:
            if number.agreeable and bool(number.fact) is not (number.key in keys):
                table = _table_of(made, number.key)
                if isinstance(facts, dict) and table is not None:
                    _leave(table, facts, group, number)
    return made


def _leave(table: dict[str, object], facts: dict[str, object], group: Group, number: Number) -> None:
    if number.fact:
        facts.pop(str(table.pop("fact")), None)
        return
    name = f"{group.code}_{number.key.split('.')[3]}_agreed".lower()
    table["fact"] = name
    facts[name] = {
        "zh": f"合同约定{number.words.zh}（{group.words.zh}）",
        "en": f"{number.words.en} the contract agrees ({group.words.en})",
        "style": "percent" if number.text.endswith("%") else "number",
    }


def _table_of(whole: object, key: str) -> dict[str, object] | None:
    for step in key.split(".")[:-1]:
        whole = whole[int(step)] if isinstance(whole, list) else whole[step] if isinstance(whole, dict) else None
    return whole if isinstance(whole, dict) else None


def _put(whole: object, key: str, text: str) -> None:
    table, last = _table_of(whole, key), key.rpartition(".")[2]
    if table is not None:
        table[last] = text if isinstance(table[last], str) or text.endswith("%") else _plain(text)


def _plain(text: str) -> int | Decimal | str:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return text
    if not found.is_finite():
        return text
    return int(found) if found == found.to_integral_value() and "." not in text else found


def _blocks(raw: Mapping[str, object]) -> Iterator[Group]:
    for code, table in _named(raw.get("block")):
        yield Group(
            part="block",
            code=code,
            words=_words(table, code),
            points=_number(("block", code), table, "points", _POINTS),
        )


def _indicators(raw: Mapping[str, object]) -> Iterator[Group]:
    for place, table in _listed(raw.get("indicator")):
        path: Path = ("indicator", place)
        found = [
            Number(
                key=_key((*path, "parameters", name, "value")),
                words=_words(one, name),
                text=str(one["value"]),
                basis=str(one.get("basis", "")),
                fact=str(one.get("fact", "")),
                agreeable=True,
            )
            for name, one in _named(table.get("parameters"))
            if _numeric(one.get("value"))
        ]
        yield Group(
            part="indicator",
            code=str(table.get("code", place + 1)),
            words=_words(table, ""),
            block=str(table.get("block", "")),
            points=_number(path, table, "points", _POINTS),
            numbers=found,
        )


def _lists(raw: Mapping[str, object]) -> Iterator[Group]:
    for part, keys in _PARTS.items():
        for place, table in _listed(raw.get(part)):
            found = [_number((part, place), table, key, words) for key, words in keys]
            code = str(table.get("code", place + 1))
            yield Group(part=part, code=code, words=_words(table, code), numbers=[one for one in found if one])


def _bonus(raw: Mapping[str, object]) -> Iterator[Group]:
    table = raw.get("bonus")
    if not isinstance(table, dict):
        return
    cap = _number(("bonus",), table, "cap", Words("加分上限", "Bonus at most"))
    events = [
        _number(("bonus", "event", place), one, "points", _words(one, str(place + 1)))
        for place, one in _listed(table.get("event"))
    ]
    yield Group(
        part="bonus", code="bonus", words=Words("加分", "Bonus"), numbers=[one for one in (cap, *events) if one]
    )


def _rollups(raw: Mapping[str, object]) -> Iterator[Group]:
    for code, table in _named(raw.get("rollup")):
        share = _number(("rollup", code), table, "periods", Words("各期均值占比", "Share of the periods' mean"))
        if share:
            yield Group(part="rollup", code=code, words=_words(table, code), numbers=[share])


def _general(raw: Mapping[str, object]) -> Iterator[Group]:
    found = _number((), raw, "small_sample", Words("样本不足（n 少于）", "Small sample (n below)"))
    if found:
        yield Group(part="general", code="general", words=Words("通用", "General"), numbers=[found])


_POINTS = Words("分值", "Points")


def _number(path: Path, table: Mapping[str, object], key: str, words: Words) -> Number | None:
    found = table.get(key)
    return Number(key=_key((*path, key)), words=words, text=str(found)) if _numeric(found) else None


def _numeric(value: object) -> bool:
    return isinstance(value, int | Decimal | str) and not isinstance(value, bool)


def _key(path: Path) -> str:
    return ".".join(str(one) for one in path)


def _listed(value: object) -> list[tuple[int, dict[str, object]]]:
    tables = value if isinstance(value, list) else []
    return [(place, one) for place, one in enumerate(tables) if isinstance(one, dict)]


def _named(value: object) -> list[tuple[str, dict[str, object]]]:
    tables = value if isinstance(value, dict) else {}
    return [(str(name), one) for name, one in tables.items() if isinstance(one, dict) and "." not in str(name)]


def _words(table: Mapping[str, object], otherwise: str) -> Words:
    return Words(str(table.get("zh", otherwise)), str(table.get("en", otherwise)))
