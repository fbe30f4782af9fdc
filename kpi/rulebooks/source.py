"""A rulebook's TOML from disk, with the file it includes merged in."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.reading import Reader

MAX_BYTES = 2_000_000


def read_text(path: Path) -> str:
    """A small UTF-8 file. Raises BadFile when it is missing, too large or not UTF-8."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        raise BadFile(path.name, "", "无法读取该文件", "the file cannot be read") from None
    if len(content) > MAX_BYTES:
        raise BadFile(path.name, "", "文件超过 2 MB", "the file is larger than 2 MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content[: broken.start].count(b"\n") + 1
        raise BadFile(path.name, f"第 {line} 行 / line {line}", "不是 UTF-8 文字", "this is not UTF-8 text") from None


def read_toml(path: Path) -> Reader:
    """The whole rulebook as one table; `include` names a file in the same folder."""
    raw = _toml(path)
    name = raw.pop("include", None)
    if name is None:
        return Reader(path.name, "", raw)
    if not isinstance(name, str) or not name.endswith(".toml") or Path(name).name != name:
        raise BadFile(
            path.name, "include", "应为同一文件夹中的 .toml 文件名", "must be a .toml file in the same folder"
        )
    included = _toml(path.with_name(name))
    return Reader(path.name, "", _merged(path, included, raw), origins=dict.fromkeys(_tables_in(included), name))


def read_standalone(text: str, *, file: str) -> Reader:
    """A rulebook that needs no other file, from its text. Raises BadFile."""
    raw = _parsed(text, file)
    if "include" in raw:
        raise BadFile(file, "include", "规则须自成一体，不得引用其他文件", "the rulebook must stand alone")
    return Reader(file, "", raw)


def _toml(path: Path) -> dict[str, object]:
    return _parsed(read_text(path), path.name)


def _parsed(text: str, file: str) -> dict[str, object]:
    try:
        return dict(tomllib.loads(text, parse_float=Decimal))
    except (ValueError, RecursionError) as broken:
        raise BadFile(file, "", f"不是有效的 TOML：{broken}", f"this is not valid TOML: {broken}") from None


def _tables_in(raw: object) -> Iterator[int]:
    """The `id` of every table, however deep."""
    if isinstance(raw, dict):
        yield id(raw)
    inner = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    for one in inner:
        yield from _tables_in(one)


def _merged(path: Path, included: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """Lists one after the other, tables together; a key in both files is a mistake."""
    whole = dict(included)
    for key, value in own.items():
        before = whole.get(key)
        if isinstance(before, list) and isinstance(value, list):
            whole[key] = [*before, *value]
        elif isinstance(before, dict) and isinstance(value, dict) and not before.keys() & value.keys():
            whole[key] = {**before, **value}
        elif key in whole:
            raise BadFile(path.name, key, "与被包含的文件重复", "is already in the included file")
        else:
            whole[key] = value
    return whole
