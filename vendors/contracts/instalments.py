"""How a contract's amount falls into instalments, exactly to the fen, and which quarters decide each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from vendors.contracts.calendar import months_between
from vendors.money import half_up
from vendors.periods import Period

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One payment as planned: `fixed_fen` is due in any case, `linked_fen` hangs on the assessment."""

    number: int
    covers_from: date
    covers_to: date
    fixed_fen: int
    linked_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The linked fee of one assessed period in a payment; `corrects` is a part of an earlier payment put right.

    `deducted_fen` comes off the payment; in a correction it is the difference and may be below 0.
    """

    period: Period
    linked_fen: int
    coefficient: Decimal
    deducted_fen: int
    card: int
    card_number: str
    corrects: int | None = None


def cut(one: Instalment, ends_on: date) -> Instalment:
    """An instalment of a contract that ended within its stretch: what falls to its days, the last one counted.

    The whole and the linked fee are each half-up to the fen, the fixed part is what lies between.
    """
    days, every = (ends_on - one.covers_from).days + 1, (one.covers_to - one.covers_from).days + 1
    whole, linked = (
        int(half_up(Decimal(fen) * days / every, Decimal(1)))
        for fen in (one.fixed_fen + one.linked_fen, one.linked_fen)
    )
    return replace(one, covers_to=ends_on, fixed_fen=whole - linked, linked_fen=linked)


def budget_year(of_contract: int, covers_to: date) -> int:
    """The year an instalment is budgeted in: the contract's own, later ones as its term goes on."""
    return max(of_contract, covers_to.year)


def share(total: int, number: int, parts: int) -> int:
    """The part of a total that falls to a number (from 1): equal whole fen, the last takes the rest."""
    equal = total // parts
    return equal if number < parts else total - equal * (parts - 1)


def linked_amount(amount_fen: int, linked_ratio: Decimal) -> int:
    """The assessment-linked part of an amount, half-up to the fen."""
    return int(half_up(amount_fen * linked_ratio, Decimal(1)))


def plan(
    *, amount_fen: int, linked_ratio: Decimal, instalments: int, starts_on: date, ends_on: date
) -> tuple[Instalment, ...]:
    """Every instalment of a contract as signed; all of them together are exactly its amount."""
    linked = linked_amount(amount_fen, linked_ratio)
    spans = slices(starts_on, ends_on, instalments)
    return tuple(
        Instalment(
            number=number,
            covers_from=begins,
            covers_to=ends,
            fixed_fen=share(amount_fen - linked, number, instalments),
            linked_fen=share(linked, number, instalments),
        )
        for number, (begins, ends) in enumerate(spans, start=1)
    )


def slices(starts_on: date, ends_on: date, parts: int) -> tuple[tuple[date, date], ...]:
    """The term in so many stretches of whole months, of days where there are more parts than months."""
    months = months_between(starts_on, ends_on)
    if parts <= months:
        begins = [add_months(starts_on, months * number // parts) for number in range(parts)]
    else:
        days = (ends_on - starts_on).days
        begins = [starts_on + _DAY * (days * number // parts) for number in range(parts)]
    ends = [max(begin, following - _DAY) for begin, following in pairwise(begins)]
    return tuple(zip(begins, (*ends, ends_on), strict=True))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    last = Period(count // 12, "M", count % 12 + 1).ends_on
    return last.replace(day=min(day.day, last.day))


def assessed_periods(covers_from: date, covers_to: date) -> tuple[Period, ...]:
    """The quarters that end within a stretch; of one without such an end, the quarter it ends in."""
    first, found = Period.quarter_of(covers_from), []
    period = Period.quarter_of(covers_to)
    while period >= first:
        if covers_from <= period.ends_on <= covers_to:
            found.append(period)
        period = period.previous
    return tuple(reversed(found)) or (Period.quarter_of(covers_to),)


def spread(linked_fen: int, periods: Sequence[Period]) -> tuple[tuple[Period, int], ...]:
    """An instalment's linked fee over the quarters that decide it."""
    return tuple((period, share(linked_fen, place, len(periods))) for place, period in enumerate(periods, start=1))
