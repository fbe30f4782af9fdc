"""Where in a rulebook's text a key stands: line and column, both from 1."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_HEADER: Final = re.compile(r"^\s*(\[{1,2})\s*([\w.\"\- ]+?)\s*\]{1,2}\s*(#.*)?$")
_KEY: Final = re.compile(r"^\s*([\w\-]+|\"[^\"]*\")\s*=\s*")
_CODE: Final = re.compile(r"^\s*code\s*=\s*\"([^\"]*)\"")
_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_COLUMN: Final = re.compile(r"第 (\d+) 列")


@dataclass(frozen=True, slots=True)
class Spot:
    line: int
    column: int


def spot(text: str, where: str, said: str) -> Spot:
    """Where the fault is that names the key path `where` (`indicator A02 › parameters › floor`) and says `said`.

    A formula's column counts from where its text begins; what cannot be found is the file as a whole, line 1.
    """
    parse = _AT.search(said)
    if parse:
        return Spot(int(parse[1]), int(parse[2]))
    wanted = tuple(where.replace(" › ", " ").split())
    best, found = 0, Spot(1, 1)
    for names, at, line in _keys(text):
        same = _alike(names, wanted)
        if same == len(names) and same > best:
            best, found = same, Spot(at, _column(line, wanted[same:], said))
    return found


def _alike(names: Sequence[str], wanted: Sequence[str]) -> int:
    """How many of the names stand at the beginning of the wanted path."""
    return len(names) if tuple(wanted[: len(names)]) == tuple(names) else 0


def _keys(text: str) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """Every header and key with the path an error would name it by."""
    lines = text.splitlines()
    entries: dict[str, str] = {}
    counts: dict[str, int] = {}
    here: tuple[str, ...] = ()
    for at, line in enumerate(lines, start=1):
        header = _HEADER.match(line)
        if header:
            name = header[2].replace('"', "")
            if header[1] == "[[":
                counts[name] = counts.get(name, 0) + 1
                entries[name] = _code_below(lines, at) or str(counts[name])
            here = _path(name, entries)
            yield here, at, line
        elif key := _KEY.match(line):
            yield (*here, key[1].strip('"')), at, line


def _code_below(lines: Sequence[str], at: int) -> str:
    for line in lines[at:]:
        if _HEADER.match(line):
            return ""
        if found := _CODE.match(line):
            return found[1]
    return ""


def _path(name: str, entries: dict[str, str]) -> tuple[str, ...]:
    """`indicator.parameters` under the indicator at hand → indicator, A02, parameters."""
    found: list[str] = []
    parts = name.split(".")
    for place, part in enumerate(parts, start=1):
        found.append(part)
        found += [entry] if (entry := entries.get(".".join(parts[:place]))) else []
    return tuple(found)


def _column(line: str, rest: Sequence[str], said: str) -> int:
    """In a line with an inline table the key inside; in a formula the character."""
    key = _KEY.match(line)
    begin = key.end() if key else 0
    inner = re.search(rf"\b{re.escape(rest[0])}\s*=", line[begin:]) if rest else None
    if inner:
        return begin + inner.start() + 1
    inside = _COLUMN.search(said)
    if inside and key:
        return begin + 1 + int(inside[1])
    return len(line) - len(line.lstrip()) + 1
