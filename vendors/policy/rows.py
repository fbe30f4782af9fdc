"""What the bureau keeps of its own rules: parameters, code entries, days of the calendar; each holds by date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from vendors.errors import HengjianError
from vendors.labels import Labelled


class Unfit(HengjianError, ValueError):
    """A parameter's value cannot do what is asked of it."""


class Unit(Labelled):
    """What a parameter's value counts."""

    RATIO = "ratio", "比例", "ratio"
    FEN = "fen", "分（人民币）", "fen"
    COUNT = "count", "个数", "count"
    DAYS = "days", "日", "days"
    WORKING_DAYS = "working_days", "工作日", "working days"
    MONTHS = "months", "月", "months"
    YEARS = "years", "年", "years"
    PEOPLE = "people", "人", "people"
    TASKS = "tasks", "项任务", "tasks"
    POINTS = "points", "分", "points"


class DayKind(Labelled):
    """Whether a day comes from the yearly notice, which makes its year known, or is the bureau's own exception."""

    NOTICE = "notice", "国务院安排", "State Council's notice"
    OVERRIDE = "override", "本局调整", "the bureau's exception"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value with its source; holds from `begins` to `ends`, both inclusive. `unit` is a value of Unit."""

    code: str
    zh: str
    en: str
    value: Decimal
    unit: str
    source: str
    article: str
    begins: date
    ends: date | None

    @property
    def whole(self) -> int:
        """The value as an integer; Unfit when it is a fraction."""
        if self.value != self.value.to_integral_value():
            raise Unfit(
                f"政策参数 {self.code} 须为整数，现为 {self.value:f}。",
                f"Parameter {self.code} is not a whole number: {self.value:f}.",
            )
        return int(self.value)

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A code of a list with its official words; holds from `begins` to `ends`, both inclusive."""

    list_name: str
    code: str
    zh: str
    en: str
    begins: date
    ends: date | None

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Whether people work on a day, said by the bureau."""

    day: date
    works: bool
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bureau:
    """All of it at one version; what it does not say, the packaged data says. One version is one object."""

    version: int = 0
    parameters: tuple[Parameter, ...] = ()
    entries: tuple[Entry, ...] = ()
    days: tuple[Day, ...] = ()

    @property
    def works(self) -> Mapping[date, bool]:
        return MappingProxyType({one.day: one.works for one in self.days})

    @property
    def years(self) -> frozenset[int]:
        """Years whose notice the bureau has loaded."""
        return frozenset(one.day.year for one in self.days if one.kind == DayKind.NOTICE)


NOTHING: Final = Bureau()
