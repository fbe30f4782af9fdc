"""A rulebook's tables as TOML text that stands alone: what a copy begins with and what the form of numbers saves."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from kpi.rulebooks.source import read_text, read_toml

FIRST: Final = ("id", "kind", "zh", "en", "effective_from", "effective_to", "basis", "small_sample", "failing")
INLINE: Final = frozenset({"facts", "parameters"})
"""Tables whose entries are written one a line."""


def standalone(path: Path) -> str:
    """A file and the one it includes, as one text; a file that includes none as it is."""
    text = read_text(path)
    reader = read_toml(path)
    return text if "\ninclude" not in f"\n{text}" else as_toml(reader.raw)


def as_toml(raw: Mapping[str, object]) -> str:
    """The text tomllib reads back as `raw`. Raises TypeError for what a rulebook cannot hold."""
    head = {key: raw[key] for key in FIRST if key in raw}
    return "\n".join(_table({**head, **raw}, ())).strip() + "\n"


def _table(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    """Plain values first: after a header everything belongs to it."""
    for key, value in table.items():
        if _one_line(value, path):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if _one_line(value, path):
            continue
        inner = (*path, key)
        for one in value if isinstance(value, list) else [value]:
            entry = _mapping(one)
            if isinstance(value, list) or _holds(entry, inner):
                yield ""
                yield _header(inner, many=isinstance(value, list))
            yield from _table(entry, inner)


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(type(value).__name__)
    return value


def _holds(table: Mapping[str, object], path: tuple[str, ...]) -> bool:
    """A table of nothing but tables needs no header of its own."""
    return not table or any(_one_line(value, path) for value in table.values())


def _one_line(value: object, path: tuple[str, ...]) -> bool:
    if isinstance(value, dict):
        return bool(path) and path[-1] in INLINE and all(not isinstance(one, dict) for one in value.values())
    return not (isinstance(value, list) and value and all(isinstance(one, dict) for one in value))


def _header(path: tuple[str, ...], *, many: bool) -> str:
    name = ".".join(map(_key, path))
    return f"[[{name}]]" if many else f"[{name}]"


def _key(key: str) -> str:
    plain = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if plain else _text(key)


def _value(value: object) -> str:
    match value:
        case bool() | int():
            return str(value).lower()
        case Decimal():
            return _decimal(value)
        case str():
            return _text(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(_value(one) for one in value)}]"
        case dict():
            return f"{{ {', '.join(f'{_key(key)} = {_value(one)}' for key, one in value.items())} }}"
    raise TypeError(type(value).__name__)


def _decimal(value: Decimal) -> str:
    """With a point, so that it stays a decimal."""
    text = format(value, "f")
    return text if "." in text or not value.is_finite() else f"{text}.0"


def _text(value: str) -> str:
    """JSON's escapes are TOML's too; a deleted character is the one it leaves bare."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
