"""Reporting periods and the bureau's clock face (Asia/Shanghai)."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SPELLING = re.compile(r"^(?P<year>\d{4})(?:(?P<kind>[QHM])(?P<number>\d{1,2})|-(?P<month>\d{2}))?$")
_MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12}
_EARLIEST = 1949


def local_date(at: datetime) -> date:
    """The calendar day in Shanghai at an aware instant."""
    return at.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """The last microsecond of a Shanghai day, as an aware UTC instant."""
    return datetime.combine(day, time.max, SHANGHAI).astimezone(UTC)


def at_local(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An aware instant from Shanghai wall-clock time."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month (`2026M09`), quarter (`2026Q3`), half-year (`2026H2`) or year (`2026`)."""

    year: int
    kind: str
    number: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2026Q3`, `2026H2`, `2026M09`, `2026-09` or `2026`; ValueError says what is accepted."""
        found = _SPELLING.match(text.strip().upper())
        if found:
            if found["month"]:
                kind, number = "M", int(found["month"])
            else:
                kind, number = found["kind"] or "Y", int(found["number"] or 1)
            if 1 <= number <= 12 // _MONTHS[kind] and int(found["year"]) >= _EARLIEST:
                return cls(int(found["year"]), kind, number)
        msg = f"期间 {text!r} 无法识别，应为 2026Q3、2026-09、2026H2 或 2026 / period {text!r} not understood"
        raise ValueError(msg)

    @classmethod
    def quarter_of(cls, day: date) -> "Period":
        """The quarter a day lies in."""
        return cls(day.year, "Q", (day.month + 2) // 3)

    @property
    def starts_on(self) -> date:
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def ends_on(self) -> date:
        month = self.number * _MONTHS[self.kind]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def previous(self) -> "Period":
        if self.number > 1:
            return Period(self.year, self.kind, self.number - 1)
        return Period(self.year - 1, self.kind, 12 // _MONTHS[self.kind])

    @property
    def months(self) -> tuple["Period", ...]:
        """The months inside, in order."""
        first = self.starts_on.month
        return tuple(Period(self.year, "M", first + i) for i in range(_MONTHS[self.kind]))

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        if self.kind == "Y":
            return str(self.year)
        return (
            f"{self.year}{self.kind}{self.number:02d}" if self.kind == "M" else f"{self.year}{self.kind}{self.number}"
        )

    @property
    def zh(self) -> str:
        names = {"Q": "第{}季度".format("一二三四"[self.number - 1 if self.kind == "Q" else 0]), "Y": "度"}
        names["M"] = f"{self.number}月"
        names["H"] = "上半年" if self.number == 1 else "下半年"
        return f"{self.year}年{names[self.kind]}"

    @property
    def en(self) -> str:
        return {"M": f"{self.year}-{self.number:02d}", "Y": f"year {self.year}"}.get(
            self.kind, f"{self.kind}{self.number} {self.year}"
        )
