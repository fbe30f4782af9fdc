"""Figures out of a CSV table, from a file or pasted: columns by name, every fault by its line."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Final

from vendors.errors import Conflict

_GROUPS: Final = str.maketrans("", "", ",，_ ¥￥")
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
"""What people save: UTF-8, or what a Chinese Excel calls CSV."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table somebody pasted or uploaded, under the name its faults are told by."""

    name: str
    content: bytes


Given = Path | Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Rows as mappings from the header's names, each with its line in the table."""

    name: str
    names: frozenset[str]
    rows: Sequence[Mapping[str, str]]
    at: Sequence[int]

    @classmethod
    def of(cls, given: Given, *layouts: Sequence[str]) -> "Columns":
        """A table whose header holds all the names of one layout. Raises Conflict, naming what is missing."""
        name, read = lines_of(given)
        header = [one.strip() for one in read[0]] if read else []
        if len(header) == 1 and layouts == (("value",),):
            return cls._alone(name, header[0], read)
        if not any(set(layout) <= set(header) for layout in layouts):
            wanted = " | ".join(",".join(layout) for layout in layouts)
            raise Conflict(f"{name} 第一行应有列名：{wanted}。", f"The first line of {name} names columns: {wanted}.")
        told = [(at, line) for at, line in enumerate(read[1:], start=2) if any(line)]
        rows = [dict(zip(header, (*line, *[""] * len(header)), strict=False)) for _, line in told]
        return cls(name=name, names=frozenset(header), rows=rows, at=[at for at, _ in told])

    @classmethod
    def _alone(cls, name: str, head: str, read: Sequence[Sequence[str]]) -> "Columns":
        """One column needs no name: figures from the first line that is one."""
        told = [
            (at, line[0])
            for at, line in enumerate(read, start=1)
            if any(line) and (at > 1 or _figure(head) is not None)
        ]
        return cls(
            name=name, names=frozenset({"value"}), rows=[{"value": text} for _, text in told], at=[at for at, _ in told]
        )

    def texts(self, name: str) -> Sequence[str]:
        return [row[name].strip() for row in self.rows]

    def numbers(self, name: str) -> Sequence[float]:
        """Raises Conflict, naming line and column."""
        found: list[float] = []
        for text in self.texts(name):
            figure = _figure(text)
            if figure is None:
                raise self._not_a(name, len(found), text, zh="数", en="number")
            found.append(figure)
        return found

    def wholes(self, name: str) -> Sequence[int]:
        """Raises Conflict, naming line and column."""
        found: list[int] = []
        for text, figure in zip(self.texts(name), self.numbers(name), strict=True):
            if not figure.is_integer():
                raise self._not_a(name, len(found), text, zh="整数", en="whole number")
            found.append(int(figure))
        return found

    def _not_a(self, name: str, before: int, text: str, *, zh: str, en: str) -> Conflict:
        line = self.at[before]
        return Conflict(
            f"{self.name} 第 {line} 行 {name} 不是{zh}：{text!r}。",
            f"{self.name}, line {line}, {name}: {text!r} is no {en}.",
        )


def lines_of(given: Given) -> tuple[str, Sequence[Sequence[str]]]:
    """What faults call the table, and its lines cut at commas, or at tabs as pasted from a spreadsheet."""
    name = str(given) if isinstance(given, Path) else given.name
    broken = Conflict(f"{name} 不是可读的 UTF-8 CSV 文件。", f"{name} is no readable UTF-8 CSV file.")
    try:
        text = _text(given.read_bytes() if isinstance(given, Path) else given.content)
        first = text.partition("\n")[0]
        cut = "\t" if "\t" in first and "," not in first else ","
        read = list(csv.reader(StringIO(text, newline=""), delimiter=cut))
    except (OSError, csv.Error) as error:
        raise broken from error
    if "\0" in text:
        raise broken
    return name, read


def _text(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return "\0"


def _figure(text: str) -> float | None:
    try:
        figure = float(text.translate(_GROUPS))
    except ValueError:
        return None
    return figure if isfinite(figure) else None
