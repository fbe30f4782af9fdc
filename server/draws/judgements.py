"""Two people's judgements of the same things out of a CSV table, counted into the square table κ is worked out from.

Either a line a thing with the two categories (columns `first,second`, or just two columns; `count` where a line stands
for several), or the square table itself, with the categories above and at the left or without them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.draws.columns import Given, lines_of
from vendors.errors import Conflict

PAIR: Final = ("first", "second")
COUNT: Final = frozenset({"count", "n", "次数", "件数"})
NUMBER: Final = frozenset({"id", "item", "case", "编号", "序号"})
"""What a column is called that says which thing was judged; it is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """`table[i][j]`: what the first put into `categories[i]` and the second into `categories[j]`."""

    categories: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]


def judgements(given: Given) -> Judgements:
    """Raises Conflict, naming the line and what is wrong."""
    name, read = lines_of(given)
    lines = [(number, [cell.strip() for cell in line]) for number, line in enumerate(read, start=1) if any(line)]
    if not lines:
        raise Conflict(f"{name} 是空的。", f"{name} is empty.")
    header = lines[0][1]
    square = _square(lines)
    if square:
        return square
    told = [place for place, column in enumerate(header) if column.lower() not in COUNT | NUMBER]
    columns = [header.index(column) for column in PAIR] if set(PAIR) <= set(header) else told
    if len(columns) != len(PAIR) or all(map(_is_count, header)):
        raise Conflict(
            f"{name} 第一行应有列名 first,second（可加 count），或为两人分类的方形计数表。",
            f"The first line of {name} names columns first,second (and count), or all of it is a square of counts.",
        )
    count = next((place for place, column in enumerate(header) if column.lower() in COUNT), None)
    return _counted(name, lines[1:], columns, count)


def _counted(
    name: str, lines: Sequence[tuple[int, Sequence[str]]], columns: Sequence[int], count: int | None
) -> Judgements:
    pairs: dict[tuple[str, str], int] = {}
    for number, line in lines:
        first, second = (line[place] if place < len(line) else "" for place in columns)
        times = "1" if count is None else line[count] if count < len(line) else ""
        if not first or not second or not _is_count(times):
            raise Conflict(
                f"{name} 第 {number} 行：每行两人各一个分类{'' if count is None else '，count 为非负整数'}。",
                f"{name}, line {number}: a category of each of the two{'' if count is None else ' and a whole count'}.",
            )
        pairs[first, second] = pairs.get((first, second), 0) + int(times)
    names = tuple(dict.fromkeys(one for pair in pairs for one in pair))
    return Judgements(
        categories=names, table=tuple(tuple(pairs.get((one, other), 0) for other in names) for one in names)
    )


def _square(lines: Sequence[tuple[int, Sequence[str]]]) -> Judgements | None:
    """The table itself, where that is what was given; None otherwise."""
    rows = [line for _, line in lines]
    if all(len(row) == len(rows) and all(map(_is_count, row)) for row in rows):
        names = tuple(str(place) for place in range(1, len(rows) + 1))
        return Judgements(categories=names, table=tuple(tuple(map(int, row)) for row in rows))
    across, down = rows[0][1:], [row[0] for row in rows[1:]]
    counts = [row[1:] for row in rows[1:]]
    if len(across) < len(PAIR) or sorted(across) != sorted(down) or len(set(down)) != len(down):
        return None
    if not all(len(row) == len(across) and all(map(_is_count, row)) for row in counts):
        return None
    return Judgements(categories=tuple(down), table=tuple(_in_order(counts, across, down)))


def _in_order(counts: Sequence[Sequence[str]], across: Sequence[str], down: Sequence[str]) -> Iterator[tuple[int, ...]]:
    for row in counts:
        by_name = dict(zip(across, row, strict=True))
        yield tuple(int(by_name[name]) for name in down)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit()
