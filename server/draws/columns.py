"""Figures out of a CSV table, from a file or pasted: columns by name, every fault by its line."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Final

from server.draws.headings import chosen, wanted
from server.web.figures import ungrouped
from vendors.errors import Conflict

_CURRENCY: Final = re.compile(r"^\s*([+-]?)\s*[¥￥]\s*")
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
    """Rows as mappings from the names asked for, each with its line in the table; `called` as the header has them."""

    name: str
    names: frozenset[str]
    called: Mapping[str, str]
    rows: Sequence[Mapping[str, str]]
    at: Sequence[int]

    @classmethod
    def of(cls, given: Given, *layouts: Sequence[str]) -> "Columns":
        """A table whose header holds all the names of one layout. Raises Conflict, naming what is missing."""
        name, read = lines_of(given)
        header = filled([one.strip() for one in read[0]]) if read else []
        if len(header) == 1 and layouts == (("value",),):
            return cls._alone(name, header[0], read)
        places = chosen(name, header, layouts)
        if places is None:
            zh, en = wanted(layouts)
            raise Conflict(f"{name} 第一行应有列名：{zh}。", f"The first line of {name} names columns: {en}.")
        told = [(at, line) for at, line in enumerate(read[1:], start=2) if any(line)]
        for at, line in told:
            no_longer(name, at, line, than=len(header))
        return cls(
            name=name,
            names=frozenset(places),
            called={one: header[place] for one, place in places.items()},
            rows=[{one: line[at] if at < len(line) else "" for one, at in places.items()} for _, line in told],
            at=[at for at, _ in told],
        )

    @classmethod
    def _alone(cls, name: str, head: str, read: Sequence[Sequence[str]]) -> "Columns":
        """One column needs no name: figures from the first line that is one, thousands rejoined if they were cut."""
        told = [(at, line) for at, line in enumerate(read, start=1) if any(line) and (at > 1 or _is_figure(head))]
        rows = [{"value": _rejoined(name, at, line, alone=len(read[0]) == 1)} for at, line in told]
        return cls(
            name=name, names=frozenset({"value"}), called={"value": "value"}, rows=rows, at=[at for at, _ in told]
        )

    def texts(self, name: str) -> Sequence[str]:
        return [row[name].strip() for row in self.rows]

    def numbers(self, name: str) -> Sequence[float]:
        """Raises Conflict, naming line and column."""
        found: list[float] = []
        for text in self.texts(name):
            figure = figure_of(text)
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

    def fault(self, row: int, zh: str, en: str) -> Conflict:
        """What is wrong with the row, by its line in the table."""
        return at_line(self.name, self.at[row], zh, en)

    def _not_a(self, name: str, before: int, text: str, *, zh: str, en: str) -> Conflict:
        column = self.called[name]
        return self.fault(before, f"{column} 不是{zh}：{text!r}。", f"{column}: {text!r} is no {en}.")


def lines_of(given: Given) -> tuple[str, Sequence[Sequence[str]]]:
    """What faults call the table, and its lines cut at commas, or at tabs as pasted from a spreadsheet."""
    name = str(given) if isinstance(given, Path) else given.name
    broken = Conflict(f"{name} 不是可读的 UTF-8 CSV 文件。", f"{name} is no readable UTF-8 CSV file.")
    try:
        text = _text(given.read_bytes() if isinstance(given, Path) else given.content)
        cut = "\t" if "\t" in text.partition("\n")[0] else ","
        read = list(csv.reader(StringIO(text, newline=""), delimiter=cut))
    except OSError as error:
        raise Conflict(f"{name} 不存在或无法读取。", f"{name} cannot be opened: {error.strerror}.") from error
    except csv.Error as error:
        raise broken from error
    if "\0" in text:
        raise broken
    return name, read


def at_line(name: str, line: int, zh: str, en: str) -> Conflict:
    return Conflict(f"{name} 第 {line} 行 {zh}", f"{name}, line {line}, {en}")


def no_longer(name: str, at: int, line: Sequence[str], *, than: int) -> None:
    """Raises Conflict for a line with more cells than the header: its figures were cut at their thousands."""
    if len(filled(line)) > than:
        raise at_line(
            name, at, f"有 {len(filled(line))} 格，表头只有 {than} 列；带千分位的数请加引号或去掉逗号。",
            f"{len(filled(line))} cells under {than} columns; quote figures with thousands separators.",
        )  # fmt: skip


def filled(line: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at its end."""
    kept = len(line)
    while kept and not line[kept - 1].strip():
        kept -= 1
    return line[:kept]


def figure_of(text: str) -> float | None:
    """A finite number, thousands set apart or not; None for anything else."""
    plain = ungrouped(_CURRENCY.sub(r"\1", text), by=",_ ")
    try:
        figure = float(plain or "")
    except ValueError:
        return None
    return figure if isfinite(figure) else None


def _rejoined(name: str, at: int, line: Sequence[str], *, alone: bool) -> str:
    """The one cell, or the cells a figure's own commas cut it into. Raises Conflict for anything else."""
    cells = filled(line)
    text = ",".join(cells)
    if len(cells) > 1 and not (alone and figure_of(text) is not None and not any("," in cell for cell in cells)):
        no_longer(name, at, cells, than=1)
    return text


def _is_figure(head: str) -> bool:
    """Whether the first line is one of the figures, well written or not, and no name."""
    try:
        float(head)
    except ValueError:
        return not any(one.isalpha() for one in head)
    return True


def _text(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return "\0"
