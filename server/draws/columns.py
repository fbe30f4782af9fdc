"""Figures out of a CSV file: columns by name, every fault by its line."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from vendors.errors import Conflict

_GROUPS = str.maketrans("", "", ",，_ ¥￥")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Rows as mappings from the header's names; the first data row is line 2."""

    path: Path
    names: frozenset[str]
    rows: Sequence[Mapping[str, str]]

    @classmethod
    def of(cls, path: Path, *layouts: Sequence[str]) -> "Columns":
        """A file whose header holds all the names of one layout. Raises Conflict, naming what is missing."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                read = list(csv.reader(file))
        except (OSError, UnicodeDecodeError, csv.Error) as broken:
            raise Conflict(f"{path} 不是可读的 UTF-8 CSV 文件。", f"{path} is no readable UTF-8 CSV file.") from broken
        header = [name.strip() for name in read[0]] if read else []
        if not any(set(layout) <= set(header) for layout in layouts):
            wanted = " | ".join(",".join(layout) for layout in layouts)
            raise Conflict(f"{path} 第一行应有列名：{wanted}。", f"The first line of {path} names columns: {wanted}.")
        rows = [dict(zip(header, (*line, *[""] * len(header)), strict=False)) for line in read[1:] if any(line)]
        return cls(path=path, names=frozenset(header), rows=rows)

    def texts(self, name: str) -> Sequence[str]:
        return [row[name].strip() for row in self.rows]

    def numbers(self, name: str) -> Sequence[float]:
        """Raises Conflict, naming line and column."""
        found: list[float] = []
        for text in self.texts(name):
            try:
                figure = float(text.translate(_GROUPS))
            except ValueError:
                figure = float("nan")
            if not isfinite(figure):
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
        line = before + 2
        return Conflict(
            f"{self.path} 第 {line} 行 {name} 不是{zh}：{text!r}。",
            f"{self.path}, line {line}, {name}: {text!r} is no {en}.",
        )
