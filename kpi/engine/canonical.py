"""A card as canonical JSON and back: sorted keys, no spaces, decimals as text, UTF-8. Same card, same bytes."""

import json
from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum

from kpi.engine.amounts import Style
from kpi.engine.card import BlockTotal, Bonus, Card, Flag, Grade, Line, Share
from kpi.engine.words import Words

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


def card_as_json(card: Card) -> str:
    """One line of canonical JSON."""
    return json.dumps(plain(card), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_json(card: Card) -> bytes:
    """The canonical bytes, for hashing and comparing."""
    return card_as_json(card).encode()


def card_from_json(text: str) -> Card:
    """The very card `card_as_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    raw = json.loads(text)
    return Card(
        **{name: str(raw[name]) for name in ("rulebook", "kind", "subject", "period")},
        lines=tuple(_line(line) for line in raw["lines"]),
        blocks=tuple(_block(block) for block in raw["blocks"]),
        bonus=Bonus(
            asked=Decimal(raw["bonus"]["asked"]),
            granted=Decimal(raw["bonus"]["granted"]),
            sentence=_words(raw["bonus"]["sentence"]),
        ),
        computed=_decimal(raw["computed"]),
        total=_decimal(raw["total"]),
        grade=Grade(code=raw["grade"]["code"], words=_words(raw["grade"]["words"])) if raw["grade"] else None,
        vetoes=tuple(_words(veto) for veto in raw["vetoes"]),
        flags=tuple(Flag(flag) for flag in raw["flags"]),
        sentence=_words(raw["sentence"]),
        caps=tuple(_words(cap) for cap in raw.get("caps", ())),
    )


def plain(value: object) -> Plain:
    """Dataclasses as objects, decimals as text, enumerations as their value."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if is_dataclass(value):
        return {
            field.name: plain(held) for field in fields(value) if _written(held := getattr(value, field.name), field)
        }
    raise TypeError(type(value).__name__)


def _written(held: object, field: "Field[object]") -> bool:
    return bool(held) or "absent_when_empty" not in field.metadata


def _line(raw: dict[str, object]) -> Line:
    return Line(
        code=str(raw["code"]),
        words=_words(raw["words"]),
        block=str(raw["block"]),
        max_points=Decimal(str(raw["max_points"])),
        effective_points=Decimal(str(raw["effective_points"])),
        value=_decimal(raw["value"]),
        shown=str(raw["shown"]),
        style=Style(raw["style"]),
        numerator=_decimal(raw["numerator"]),
        denominator=_decimal(raw["denominator"]),
        n=_decimal(raw["n"]),
        points=_decimal(raw["points"]),
        formula=str(raw["formula"]),
        rule=_words(raw["rule"]),
        clause=str(raw["clause"]),
        source=str(raw["source"]),
        sentence=_words(raw["sentence"]),
        flags=tuple(Flag(flag) for flag in _list(raw["flags"])),
        facts=tuple(str(fact) for fact in _list(raw["facts"])),
        excluded=tuple((str(one), str(why)) for one, why in map(_list, _list(raw["excluded"]))),
        footnotes=tuple(_words(note) for note in _list(raw.get("footnotes", []))),
        shares=tuple(_share(share) for share in _list(raw.get("shares", []))),
        rating=_words(raw["rating"]) if "rating" in raw else None,
    )


def _share(raw: object) -> Share:
    if not isinstance(raw, dict):
        raise TypeError(raw)
    return Share(
        words=_words(raw["words"]),
        numerator=_decimal(raw["numerator"]),
        denominator=_decimal(raw["denominator"]),
        value=_decimal(raw["value"]),
        shown=str(raw["shown"]),
    )


def _block(raw: dict[str, object]) -> BlockTotal:
    return BlockTotal(
        code=str(raw["code"]),
        words=_words(raw["words"]),
        max_points=Decimal(str(raw["max_points"])),
        points=_decimal(raw["points"]),
    )


def _words(raw: object) -> Words:
    if not isinstance(raw, dict):
        raise TypeError(raw)
    return Words(str(raw["zh"]), str(raw["en"]))


def _decimal(raw: object) -> Decimal | None:
    return None if raw is None else Decimal(str(raw))


def _list(raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise TypeError(raw)
    return raw
