"""Typed access to a parsed TOML or JSON table: every refusal names the file and the key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from kpi.engine.words import Words
from kpi.rulebooks.errors import BadFile

MAX_NUMBER = Decimal(10) ** 18
MAX_DECIMALS = 12


@dataclass(slots=True)
class Reader:
    """One table; remembers what was asked for, so that `finish` can name a key nobody knows.

    `origins`: the file each table came from, by `id`, where a rulebook is put together from two.
    """

    file: str
    where: str
    raw: Mapping[str, object]
    asked: set[str] = field(default_factory=set)
    origins: Mapping[int, str] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        self.asked.add(key)
        return key in self.raw

    def text(self, key: str, default: str | None = None) -> str:
        found = self._get(key, default)
        if not isinstance(found, str) or (default is None and not found.strip()):
            raise self.error(key, "应为文字", "must be text")
        return found

    def words(self, default: str | None = None) -> Words:
        """`zh` and `en` of this table; without the English the Chinese stands for it."""
        zh = self.text("zh", default)
        return Words(zh, self.text("en", zh))

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        return self.number_in(key, self._get(key, default))

    def whole(self, key: str, default: int | None = None) -> int:
        found = self.number(key, None if default is None else Decimal(default))
        if found != found.to_integral_value() or found < 0:
            raise self.error(key, "应为非负整数", "must be a whole number, not negative")
        return int(found)

    def flag(self, key: str, *, default: bool) -> bool:
        found = self._get(key, default)
        if not isinstance(found, bool):
            raise self.error(key, "应为 true 或 false", "must be true or false")
        return found

    def day(self, key: str) -> date:
        found = self._get(key, None)
        if type(found) is not date:
            raise self.error(key, "应为日期，如 2026-01-01", "must be a date such as 2026-01-01")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.items(key)
        if not all(isinstance(one, str) for one in found):
            raise self.error(key, "应为文字列表", "must be a list of texts")
        return tuple(str(one) for one in found)

    def items(self, key: str) -> list[object]:
        found = self._get(key, []) if self.has(key) else []
        if not isinstance(found, list):
            raise self.error(key, "应为列表", "must be a list")
        return found

    def table(self, key: str) -> "Reader":
        return self.inside(key, self._get(key, {}))

    def tables(self, key: str) -> Iterator["Reader"]:
        """The tables of a list, each called by its `code` once it has one."""
        for index, one in enumerate(self.items(key), start=1):
            name = one.get("code", index) if isinstance(one, dict) else index
            yield self.inside(f"{key} {name}", one)

    def named_tables(self, key: str) -> Iterator[tuple[str, "Reader"]]:
        """The tables of a table, by name."""
        table = self.table(key)
        for name, one in table.raw.items():
            yield name, table.inside(name, one)

    def inside(self, name: str, raw: object) -> "Reader":
        if not isinstance(raw, dict):
            raise self.error(name, "应为表", "must be a table")
        return Reader(self.origins.get(id(raw), self.file), self._path(name), raw, origins=self.origins)

    def number_in(self, key: str, found: object) -> Decimal:
        """A number: 12, 0.4, "12.5" or "95%". Bounded, so that nothing silly reaches the engine."""
        value = found
        if isinstance(value, str):
            plain = value.strip().removesuffix("%")
            try:
                value = Decimal(f"{plain}E-2" if value.strip().endswith("%") else plain)
            except InvalidOperation:
                value = None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.error(key, f"应为数，而不是 {str(found)[:40]!r}", f"must be a number, not {str(found)[:40]!r}")
        return self._bounded(key, value)

    def finish(self) -> None:
        """Raises BadFile when a key was never asked for: a typing mistake must not pass as a default."""
        for key in self.raw:
            if key not in self.asked:
                near = get_close_matches(key, self.asked, n=1)
                ask = (f"，是否为 {near[0]}", f"; did you mean {near[0]}") if near else ("", "")
                raise self.error(key, f"没有这个键{ask[0]}", f"there is no such key{ask[1]}")

    def error(self, key: str, zh: str, en: str) -> BadFile:
        return BadFile(self.file, self._path(key), zh, en)

    def _bounded(self, key: str, value: int | Decimal) -> Decimal:
        if isinstance(value, int):
            fits = abs(value) < MAX_NUMBER
        else:
            fits = value.is_finite() and abs(value) < MAX_NUMBER and int(value.as_tuple().exponent) >= -MAX_DECIMALS
        if not fits:
            raise self.error(key, "数过大，或小数超过 12 位", "the number is too large or has more than 12 decimals")
        return Decimal(value)

    def _get(self, key: str, default: object) -> object:
        self.asked.add(key)
        if key not in self.raw and default is None:
            raise self.error(key, "缺少", "is missing")
        return self.raw.get(key, default)

    def _path(self, key: str) -> str:
        return " › ".join(part for part in (self.where, key) if part)
