"""Places among the vendors of one kind: whose intervals overlap is not told apart (名次并列)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kpi.engine.card import Card, Flag
from kpi.engine.inference.ranking import Placed, ranks
from kpi.engine.inference.shrinkage import LEAST, Measured, pull
from kpi.engine.inference.spans import Span
from kpi.engine.rulebook import Rulebook
from kpi.scorecards.queries import CardRow
from vendors.money import half_up

ENOUGH: Final = LEAST
"""Fewer vendors of a kind say nothing of how vendors differ; then nothing is shrunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A published card with what its samples leave open."""

    row: CardRow
    card: Card
    rulebook: Rulebook
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A card among its kind. `rank` 1 + how many lie wholly above; None without a total.

    `by_total` and `by_lower` are the plain places by the score and by what is certain of it. `shrunk`: the
    empirical-Bayes estimate, None among too few. `small`: codes of the indicators with a small sample.
    """

    row: CardRow
    card: Card
    span: Span
    rank: int | None
    shared: bool
    by_total: int | None
    by_lower: int | None
    shrunk: Decimal | None
    small: tuple[str, ...]

    @property
    def lower(self) -> Decimal | None:
        return self.span.lower

    @property
    def upper(self) -> Decimal | None:
        return self.span.upper

    @property
    def sampled(self) -> bool:
        return self.span.lower != self.span.upper


def standings(entries: Sequence[Entry], *, confidence: Fraction) -> tuple[Standing, ...]:
    """One kind's cards of one period, the best first; those without a total last."""
    graded = [one for one in entries if one.span.total is not None]
    placed = [_placed(one) for one in graded]
    found, pulled = ranks(placed), _shrunk(graded, confidence)
    by_total = places(graded, lambda one: one.span.total)
    by_lower = places(graded, lambda one: one.span.lower)
    made = [
        Standing(
            row=one.row,
            card=one.card,
            span=one.span,
            rank=found.get(_name(one)),
            shared=sum(rank == found.get(_name(one)) for rank in found.values()) > 1,
            by_total=by_total.get(one.row.id),
            by_lower=by_lower.get(one.row.id),
            shrunk=pulled.get(_name(one)),
            small=tuple(line.code for line in one.card.lines if Flag.SMALL_SAMPLE in line.flags),
        )
        for one in entries
    ]
    last = len(made) + 1
    return tuple(sorted(made, key=lambda one: (one.rank or last, one.by_total or last, one.row.id)))


def places(entries: Sequence[Entry], figure: Callable[[Entry], Decimal | None]) -> dict[int, int]:
    """Card → 1 + how many have more; equals share."""
    known = {one.row.id: value for one in entries if (value := figure(one)) is not None}
    return {card: 1 + sum(other > value for other in known.values()) for card, value in known.items()}


def _placed(one: Entry) -> Placed:
    total, lower, upper = (Decimal(0) if edge is None else edge for edge in _edges(one.span))
    return Placed(name=_name(one), figure=total, lower=lower, upper=upper)


def _edges(span: Span) -> tuple[Decimal | None, ...]:
    return span.total, span.lower, span.upper


def _shrunk(graded: Sequence[Entry], confidence: Fraction) -> dict[str, Decimal]:
    """A vetoed 0 says nothing of how good the others are: it is left out."""
    told = [
        Measured(name=_name(one), figure=float(one.span.total), variance=one.span.variance(confidence))
        for one in graded
        if one.span.total is not None and not one.card.vetoed
    ]
    if len(told) < ENOUGH:
        return {}
    return {one.name: half_up(Decimal(str(one.estimate))) for one in pull(told).members}


def _name(one: Entry) -> str:
    return str(one.row.id)
