"""The quarter's places, the trend of the kinds and the radar: all from published cards, never across kinds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from kpi.engine.card import Card
from kpi.ranking.rules import Standing
from kpi.scorecards.queries import CardRow
from server.desk.axes import axis, block_mean, means
from server.desk.grades import grade_name, period_name, short_period, target_of, tone_of
from server.desk.screens import Lines, Place
from server.web.charts.drawing import Series
from server.web.i18n import _, label
from vendors.money import half_up
from vendors.periods import Period
from vendors.registry.rules import Kind

TREND: Final = 6  # quarters
KIND_TONES: Final = {Kind.A: "brand", Kind.B: "good", Kind.C: "warn", Kind.D: "muted"}
PROFESSIONAL: Final = "professional"
COMMON: Final = "K"
Placed = Mapping[int, Standing]
"""Card → where it stands."""


def window(period: Period) -> Sequence[Period]:
    """The last quarters up to a period, oldest first."""
    found = [period]
    while len(found) < TREND:
        found.append(found[-1].previous)
    return tuple(reversed(found))


def known_since(quarters: Sequence[Period], known: Collection[Period]) -> Sequence[Period]:
    """The quarters without those before the first known one; the last always stays."""
    first = next((place for place, one in enumerate(quarters) if one in known), len(quarters) - 1)
    return tuple(quarters[first:])


def places(
    rows: Sequence[CardRow], period: Period, determined: Mapping[int, int], *, now: Placed, before: Placed
) -> Mapping[Kind, Sequence[Place]]:
    """Every kind's table for a quarter; `determined` is fen by vendor, `now` and `before` where the cards stand."""
    earlier = {one.row.contract: one.rank for one in before.values()}
    totals = {(row.contract, row.period): row.total for row in rows}
    found: dict[Kind, list[Place]] = {}
    for one in sorted(now.values(), key=lambda one: (one.row.kind.value, one.rank or 0, one.by_total or 0, one.row.id)):
        row, was = one.row, earlier.get(one.row.contract)
        if one.rank is None:
            continue
        found.setdefault(row.kind, []).append(
            Place(
                standing=one,
                moved=None if was is None else was - one.rank,
                grade=grade_name(row.grade, row.rulebook),
                tone=tone_of(row.grade, row.rulebook),
                trend=tuple(totals.get((row.contract, each)) for each in window(period)),
                target=target_of(row.rulebook),
                determined_fen=determined.get(row.vendor, 0),
            )
        )
    return found


def mean(rows: Iterable[CardRow], period: Period, kind: Kind | None = None) -> Decimal | None:
    """The mean total of a period's cards."""
    totals = [row.total for row in rows if row.period == period and row.total is not None and kind in {None, row.kind}]
    return half_up(sum(totals, Decimal(0)) / len(totals)) if totals else None


def kind_trend(rows: Sequence[CardRow], period: Period) -> Lines:
    """One line for every kind that has a card, from the first quarter in which any kind has one."""
    quarters = known_since(window(period), [row.period for row in rows])
    kinds = sorted({row.kind for row in rows if row.period in quarters}, key=lambda kind: kind.value)
    series = tuple(
        Series(
            name=label(kind),
            values=[mean(rows, one, kind) for one in quarters],
            tone=KIND_TONES[kind],
            area=kind is Kind.A,
        )
        for kind in kinds
    )
    return Lines(labels=[short_period(one) for one in quarters], series=series)


def radar(now: Sequence[Card], before: Sequence[Card], period: Period) -> Lines:
    """Mean achievement of the common indicators, which every kind has, and of the professional block."""
    shares, earlier = means(now), means(before)
    codes = sorted(code for code in shares if code.startswith(COMMON))
    series = [_corner(codes, shares, now, period_name(period))]
    if before:
        series.append(_corner(codes, earlier, before, period_name(period.previous), muted=True))
    return Lines(labels=[*(axis(code) for code in codes), _("专业指标")], series=series)


def _corner(
    codes: Sequence[str], shares: Mapping[str, Decimal], cards: Sequence[Card], name: str, *, muted: bool = False
) -> Series:
    values = [*(shares.get(code) for code in codes), block_mean(cards, PROFESSIONAL)]
    return Series(name=name, values=values, tone="muted" if muted else "brand", dashed=muted)
