"""How grades and quarters look on every page."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.queries import by_id
from server.web.i18n import locale
from vendors.periods import Period

_FROM_THE_TOP = ("good", "brand", "warn", "bad")


def tone_of(grade: str, rulebook: str) -> str:
    """From good to bad by the band's place; nothing for a grade the rulebook does not have."""
    codes = [band.code for band in by_id(rulebook).bands]
    return _FROM_THE_TOP[min(codes.index(grade), 3)] if grade in codes else ""


def grade_name(grade: str, rulebook: str) -> str:
    """The grade in the present language."""
    for band in by_id(rulebook).bands:
        if band.code == grade:
            return band.words.zh if locale() == "zh" else band.words.en
    return "—"


def gauge_bands(rulebook: Rulebook) -> Sequence[tuple[int, int, str]]:
    """The rulebook's bands as the gauge draws them, from the lowest."""
    rising = sorted(rulebook.bands, key=lambda band: band.lower)
    return tuple((int(band.lower), int(band.upper), tone_of(band.code, rulebook.id)) for band in rising)


def target_of(rulebook: str) -> Decimal:
    """Where the second-best band begins: the line a vendor should not fall under."""
    edges = sorted((band.lower for band in by_id(rulebook).bands), reverse=True)
    return edges[min(1, len(edges) - 1)]


def period_name(period: Period) -> str:
    return period.zh if locale() == "zh" else period.en


def short_period(period: Period) -> str:
    """`26Q3`, for the foot of a chart."""
    return f"{period.year % 100}{period.kind}{period.number}"


def quarters_back(today: date, number: int) -> Sequence[Period]:
    """Finished quarters, newest first."""
    found, one = [], Period.quarter_of(today).previous
    for _ in range(number):
        found.append(one)
        one = one.previous
    return tuple(found)
