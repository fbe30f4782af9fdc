"""Columns and layouts as objects: one definition drives template, reader, messages, help page and tests.

A column's `key` is the field name of the national interface where one exists (`mdtrt_id`, `vola_amt`, …).
What a cell becomes, by type: TEXT and CODE → str, CHOICE → str (the code), MONEY → int fen, QUANTITY → Decimal,
COUNT → int, DATE → date; an empty cell → None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from importers.workbook.issues import Message
from vendors.labels import Labelled

Value = str | int | Decimal | date | None
_SHARES = ("率", "比例", "满意度")
NO_CHOICES: Mapping[str, str] = MappingProxyType({})


class Type(Labelled):
    """What a column holds."""

    TEXT = "text", "文本", "text"
    CODE = "code", "编码（文本）", "code (text)"
    MONEY = "money", "金额（元，两位小数）", "amount (yuan, two decimals)"
    QUANTITY = "quantity", "数量（小数）", "quantity (decimal)"
    COUNT = "count", "整数", "whole number"
    DATE = "date", "日期", "date"
    CHOICE = "choice", "代码选择", "choice from a list"


class Need(Labelled):
    """Whether a cell may stay empty."""

    REQUIRED = "required", "必填", "required"
    CONDITIONAL = "conditional", "条件必填", "conditional"
    OPTIONAL = "optional", "选填", "optional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet. `choices` maps the stored code to the words people read (they may be equal).

    `check` judges a value once it is read (check digits and the like): None, or the message; it sees each distinct
    value once or so, never the row. `understood_on` adds codes no longer offered but still readable (whether they
    may be used, a row check says); `local` is the pattern of codes a province or bureau may add to the list;
    `synonyms` maps other words people write to the code they mean.
    """

    key: str
    zh: str
    en: str
    type: Type = Type.TEXT
    need: Need = Need.OPTIONAL
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=lambda: NO_CHOICES)
    choices_on: Callable[[date], Mapping[str, str]] | None = None
    understood_on: Callable[[date], Mapping[str, str]] | None = None
    local: str = ""
    synonyms: Mapping[str, str] = field(default_factory=lambda: NO_CHOICES)
    longest: int = 0
    shortest: int = 0
    places: int = 2
    least: Decimal | None = None
    most: Decimal | None = None
    dash_is_zero: bool = False
    pattern: str = ""
    pattern_is_error: bool = False
    masked: bool = False
    derived: bool = False
    example: str = ""
    help_zh: str = ""
    help_en: str = ""
    width: int = 14
    check: Callable[[Value], Message | None] | None = None

    def options(self, on: date) -> Mapping[str, str]:
        """The code list in force on a day: code → words; empty for columns that are no choice."""
        return self.choices_on(on) if self.choices_on else self.choices

    def readable(self, on: date) -> Mapping[str, str]:
        """The codes a cell may hold: the list in force and those still understood."""
        return {**self.understood_on(on), **self.options(on)} if self.understood_on else self.options(on)

    @property
    def percent(self) -> bool:
        """Whether the column counts hundredths: 40 stands for 40 %."""
        if self.type not in {Type.QUANTITY, Type.COUNT}:
            return False
        return self.zh.endswith(("(%)", "（%）")) or (self.most == 100 and self.zh.endswith(_SHARES))

    @property
    def required(self) -> bool:
        return self.need is Need.REQUIRED

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling under which the header is recognised."""
        return (self.zh, self.key, self.en, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One detail sheet: `key` names it on the command line and in metadata, `sheet` is its tab in the template."""

    key: str
    zh: str
    en: str
    sheet: str
    columns: tuple[Column, ...]
    version: str = "2026.1"

    def column(self, key: str) -> Column:
        """The column with this key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def sums(self) -> tuple[Column, ...]:
        """The money columns the 汇总 sheet totals."""
        return tuple(column for column in self.columns if column.type is Type.MONEY)
