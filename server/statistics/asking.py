"""What a table is asked for in its address: months, county, the instant; and the names of places."""

from collections.abc import Mapping
from datetime import date, datetime

from server.web.i18n import code_words
from vendors.errors import Invalid, Words
from vendors.periods import Period, end_of_day, local_date

LONGEST_MONTHS = 60


def counties() -> Mapping[str, str]:
    """The counties and 市本级 by code."""
    return {code: name for code, name in code_words("region").items() if not code.endswith("00")}


def place(code: str) -> str:
    """A county's name, or 全市."""
    return code_words("region").get(code, code)


def months(query: Mapping[str, str], today: date) -> tuple[Period, Period]:
    """`from` and `to` as `2026-01`; this year's months so far when they are left out. Raises Invalid."""
    first = _month(query.get("from", ""), Period(today.year, "M", 1))
    last = _month(query.get("to", ""), max(first, Period(today.year, "M", today.month)))
    if last < first:
        raise Invalid({"to": Words("止月早于起月。", "The last month lies before the first.")})
    if (last.year - first.year) * 12 + last.number - first.number >= LONGEST_MONTHS:
        said = Words(f"最多 {LONGEST_MONTHS} 个月。", f"At most {LONGEST_MONTHS} months.")
        raise Invalid({"to": said})
    return first, last


def _month(text: str, otherwise: Period) -> Period:
    if not text:
        return otherwise
    try:
        found = Period.parse(text)
    except ValueError:
        found = None
    if found is None or found.kind != "M":
        raise Invalid({"from": Words("月份应写成 2026-01。", "Write a month as 2026-01.")})
    return found


def as_of(query: Mapping[str, str], now: datetime) -> datetime:
    """The end of the day `as_of`, now for today and later. Raises Invalid."""
    text = query.get("as_of", "")
    try:
        day = date.fromisoformat(text) if text else local_date(now)
    except ValueError:
        raise Invalid({"as_of": Words("日期应写成 2026-10-08。", "Write the date as 2026-10-08.")}) from None
    return now if day >= local_date(now) else end_of_day(day)


def spelled(period: Period) -> str:
    """A month as the form has it: `2026-01`."""
    return f"{period.year}-{period.number:02d}"
