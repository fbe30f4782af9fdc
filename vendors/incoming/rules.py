"""How a register's rows stand in its table, and the SQL that follows. Names in here are constants of the code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vendors.labels import Labelled

SEPARATOR: Final = "\x1f"
_SPLIT: Final = "CROSS JOIN LATERAL (SELECT string_to_array(a.cells, chr(31)) AS v OFFSET 0) x"
_SHOWN: Final = {
    "text": "t.{0}",
    "date": "coalesce(to_char(t.{0}, 'YYYY-MM-DD'), '')",
    "numeric": "coalesce(trim_scale(t.{0})::text, '')",
    "boolean": "CASE WHEN t.{0} THEN '1' ELSE '0' END",
}


class Change(Labelled):
    """What a row of the file means for the register."""

    ADDED = "a", "新增", "added"
    CHANGED = "c", "变更", "changed"
    SAME = "s", "无变化", "unchanged"
    MISSING = "m", "文件未列出", "not in the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a register's table; an empty text is NULL unless the type is text.

    `shown` is the SQL text of a stored value (of `t` and the Target's joins), `taken` the SQL value of an arriving one.
    """

    name: str
    zh: str
    en: str
    type: str = "text"
    shown: str = ""
    taken: str = ""

    def as_text(self) -> str:
        return self.shown or _SHOWN.get(self.type, "coalesce(t.{0}::text, '')").format(self.name)

    def as_value(self, place: int) -> str:
        cell = f"x.v[{place}]"
        return self.taken or (cell if self.type == "text" else f"nullif({cell}, '')::{self.type}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A register's table. `key` are the fields that identify a row; `stamp` is set to the moment of every load.

    `joins` give stored rows their words (a code for an id), `links` give arriving rows their ids; `fresh` are columns
    only a new row is given, as SQL. With `traced` every row that changes has a journal entry of its own.
    """

    register: str
    table: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    joins: str = ""
    links: str = ""
    stamp: str = ""
    fresh: Mapping[str, str] = field(default_factory=dict)
    traced: bool = False

    def place(self, name: str) -> int:
        """Where a field stands among the cells, from 0."""
        return [one.name for one in self.fields].index(name)

    def key_of(self, cells: Sequence[str]) -> str:
        return SEPARATOR.join(cells[self.place(name)] for name in self.key)

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        return {one.name: cell for one, cell in zip(self.fields, cells, strict=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row the file adds or changes, by field name; `before` is empty for an added one, `after` for a missing one."""

    row: int
    key: str
    before: dict[str, str]
    after: dict[str, str]

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields whose value differs."""
        return tuple(name for name, cell in self.after.items() if self.before and self.before[name] != cell)


def stored(target: Target) -> str:
    """The register as it is: id, key and cells."""
    texts = {one.name: one.as_text() for one in target.fields}
    key = _joined(texts[name] for name in target.key)
    return f"SELECT t.id, {key} AS key, {_joined(texts.values())} AS cells FROM {target.table} t {target.joins}"  # noqa: S608 constant names


def compared(target: Target) -> str:
    """Rows of the temporary table `arriving`, with what each means for the register; $1 is the upload."""
    return (
        "INSERT INTO vendors_incoming_row (upload, row, change, key, cells)"  # noqa: S608 constant names
        " SELECT $1::bigint, a.row, CASE WHEN s.id IS NULL THEN 'a' WHEN s.cells = a.cells THEN 's' ELSE 'c' END,"
        f" a.key, a.cells FROM arriving a LEFT JOIN ({stored(target)}) s ON s.key = a.key"
    )


def left_out(target: Target) -> str:
    """The first entries ($2) that the rows of `arriving` do not name; $1 is the upload."""
    return (
        "INSERT INTO vendors_incoming_row (upload, change, row, key, cells)"  # noqa: S608 constant names
        f" SELECT $1::bigint, 'm', row_number() OVER (ORDER BY key), key, cells FROM ({stored(target)}) s"
        " WHERE NOT EXISTS (SELECT 1 FROM arriving a WHERE a.key = s.key) ORDER BY key LIMIT $2"
    )


def stale(target: Target) -> str:
    """How many rows of an upload ($1) mean something else by now."""
    return (
        f"SELECT count(*) FROM vendors_incoming_row a LEFT JOIN ({stored(target)}) s ON s.key = a.key"  # noqa: S608 constant names
        " WHERE a.upload = $1 AND a.change <> 'm' AND a.change"
        " <> CASE WHEN s.id IS NULL THEN 'a' WHEN s.cells = a.cells THEN 's' ELSE 'c' END"
    )


def updating(target: Target) -> str:
    """Changed rows take their new values; $1 the upload, $2 the moment."""
    values = [f"{one.name} = {one.as_value(place)}" for place, one in _values(target)]
    if target.stamp:
        values.append(f"{target.stamp} = $2")
    return (
        f"UPDATE {target.table} t SET {', '.join(values)} FROM vendors_incoming_row a"  # noqa: S608 constant names
        f" JOIN ({stored(target)}) s ON s.key = a.key {_SPLIT} {target.links}"
        " WHERE a.upload = $1 AND a.change = 'c' AND t.id = s.id AND $2::timestamptz IS NOT NULL"
    )


def inserting(target: Target) -> str:
    """New rows; $1 the upload, $2 the moment."""
    values = {one.name: one.as_value(place) for place, one in _values(target)} | dict(target.fresh)
    if target.stamp:
        values[target.stamp] = "$2"
    return (
        f"INSERT INTO {target.table} ({', '.join(values)}) SELECT {', '.join(values.values())}"  # noqa: S608 constant names
        f" FROM vendors_incoming_row a {_SPLIT} {target.links}"
        " WHERE a.upload = $1 AND a.change = 'a' AND $2::timestamptz IS NOT NULL ORDER BY a.row"
    )


def _values(target: Target) -> list[tuple[int, Field]]:
    return list(enumerate(target.fields, start=1))


def _joined(texts: Iterable[str]) -> str:
    return " || chr(31) || ".join(texts)
