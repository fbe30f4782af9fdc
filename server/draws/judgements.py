"""Two people's judgements of the same things out of a CSV table, counted into the square table κ is worked out from.

Either a line a thing with the two categories (columns `first,second`, or two columns beside an `id` or a `count`, where
a line stands for several), or the square table itself, with the categories above and at the left or without them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.draws.columns import Given, at_line, figure_of, filled, lines_of, no_longer
from server.draws.headings import english
from server.web.figures import ungrouped
from vendors.errors import Conflict

PAIR: Final = ("first", "second")
COUNT: Final = frozenset({"count", "n"})
NUMBER: Final = frozenset({"id", "item", "case", "编号", "序号"})
"""What a column is called that says which thing was judged; it is left alone."""
_ZH: Final = (
    "方形计数表只有非负整数，分类名或都不写，或上方左侧都写、两边相同；"
    "逐行判定的第一行应有列名 first,second（第一,第二）。"
)
_EN: Final = (
    "a square table is of whole counts, its categories nowhere or both above and at the left, the same ones; "
    "a line a thing needs columns named first,second."
)
_Lines = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """`table[i][j]`: what the first put into `categories[i]` and the second into `categories[j]`."""

    categories: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]


def judgements(given: Given) -> Judgements:
    """Raises Conflict, naming the line and what is wrong."""
    name, read = lines_of(given)
    lines = [
        (number, filled([cell.strip() for cell in line])) for number, line in enumerate(read, start=1) if any(line)
    ]
    if not lines:
        raise Conflict(f"{name} 是空的。", f"{name} is empty.")
    square = _square(lines)
    if square:
        return square
    header = [english(cell) for cell in lines[0][1]]
    if set(PAIR) <= set(header):
        return _counted(name, lines, [header.index(one) for one in PAIR], header)
    told = [place for place, column in enumerate(header) if column not in COUNT | NUMBER]
    if len(told) == len(PAIR) < len(header) and not _figures(lines[1:], told):
        return _counted(name, lines, told, header)
    if _headless(lines):
        return _counted(name, [(0, PAIR), *lines], (0, 1), PAIR)
    at, zh, en = next(_faults(lines), (lines[0][0], "", ""))
    raise at_line(name, at, zh + _ZH, en + _EN)


def _counted(name: str, lines: _Lines, columns: Sequence[int], header: Sequence[str]) -> Judgements:
    count = next((place for place, column in enumerate(header) if column in COUNT), None)
    pairs: dict[tuple[str, str], int] = {}
    for number, line in lines[1:]:
        no_longer(name, number, line, than=len(header))
        first, second = (line[place] if place < len(line) else "" for place in columns)
        times = 1 if count is None else _count(line[count]) if count < len(line) else None
        if not first or not second or times is None:
            raise at_line(
                name, number, f"每行两人各一个分类{'' if count is None else '，count 为非负整数'}。",
                f"a category of each of the two{'' if count is None else ' and a whole count'}.",
            )  # fmt: skip
        pairs[first, second] = pairs.get((first, second), 0) + times
    names = tuple(dict.fromkeys(one for pair in pairs for one in pair))
    return Judgements(
        categories=names, table=tuple(tuple(pairs.get((one, other), 0) for other in names) for one in names)
    )


def _headless(lines: _Lines) -> bool:
    """Two columns of words whose first line says nothing but what later lines say too: it is no header."""
    if any(len(line) != len(PAIR) or any(map(_numeric, line)) for _, line in lines):
        return False
    return set(lines[0][1]) <= {cell for _, line in lines[1:] for cell in line}


def _faults(lines: _Lines) -> Iterator[tuple[int, str, str]]:
    """Where figures were given, what keeps them from being the square table; its line and the words."""
    (_, header), body = lines[0], lines[1:]
    if header[0] and not any(_numeric(cell) for _, line in lines for cell in line):
        return
    bare = all(map(_numeric, header))
    across = () if bare else header[1:]
    for number, line in lines if bare else body:
        if not bare and line[0] not in across:
            yield number, f"分类 {line[0]} 不在第一行中。", f"category {line[0]} is not in the first line. "
        odd = next((cell for cell in line[0 if bare else 1 :] if _count(cell) is None), None)
        if odd is not None:
            yield number, f"{odd!r} 不是非负整数。", f"{odd!r} is no whole count. "
        if len(line) != (len(lines) if bare else len(header)):
            yield number, f"有 {len(line)} 格，与行数或第一行不符。", f"{len(line)} cells make no square. "


def _square(lines: Sequence[tuple[int, Sequence[str]]]) -> Judgements | None:
    """The table itself, where that is what was given; None otherwise."""
    rows = [line for _, line in lines]
    if all(len(row) == len(rows) and _counts(row) for row in rows):
        names = tuple(str(place) for place in range(1, len(rows) + 1))
        return Judgements(categories=names, table=tuple(tuple(_count(cell) or 0 for cell in row) for row in rows))
    across, down = rows[0][1:], [row[0] for row in rows[1:]]
    counts = [row[1:] for row in rows[1:]]
    if len(across) < len(PAIR) or sorted(across) != sorted(down) or len(set(down)) != len(down):
        return None
    if not all(len(row) == len(across) and _counts(row) for row in counts):
        return None
    return Judgements(categories=tuple(down), table=tuple(_in_order(counts, across, down)))


def _in_order(counts: Sequence[Sequence[str]], across: Sequence[str], down: Sequence[str]) -> Iterator[tuple[int, ...]]:
    for row in counts:
        by_name = dict(zip(across, row, strict=True))
        yield tuple(_count(by_name[name]) or 0 for name in down)


def _figures(lines: _Lines, columns: Sequence[int]) -> bool:
    """Whether these columns hold figures: no categories, unless the header names them so."""
    return any(_numeric(line[place]) for _, line in lines for place in columns if place < len(line))


def _numeric(cell: str) -> bool:
    return figure_of(cell) is not None


def _counts(row: Sequence[str]) -> bool:
    return all(_count(cell) is not None for cell in row)


def _count(text: str) -> int | None:
    plain = ungrouped(text) or ""
    return int(plain) if plain.isascii() and plain.isdigit() else None
