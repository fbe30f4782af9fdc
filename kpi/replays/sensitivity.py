"""How firm the places are: every weight a fifth more and a fifth less, the rest of its block giving way. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kpi.engine.quick import QuickLine
from kpi.engine.rulebook import Indicator, Rulebook
from kpi.engine.words import Words
from kpi.replays.rules import Replayed

SWING: Final = Decimal("0.2")
_ROUNDED: Final = 6

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmness:
    """A card's place, and the best and worst it takes under any of the changed weights."""

    card: int
    place: int
    best: int
    worst: int

    @property
    def firm(self) -> bool:
        return self.best == self.worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """How many cards change place when one indicator weighs a fifth less, and a fifth more."""

    code: str
    words: Words
    less: int
    more: int

    @property
    def most(self) -> int:
        return max(self.less, self.more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """`cards` by place, `weights` the most telling first."""

    cards: tuple[Firmness, ...]
    weights: tuple[Leverage, ...]


def sensitivity(cards: Sequence[Replayed], rulebook: Rulebook, *, swing: Decimal = SWING) -> Sensitivity:
    """Of one period's cards under the new rules. Each indicator keeps the share of its points it has.

    Roll-ups of earlier cards have no weights of their own and are left out. A formula that takes off fixed points is
    scaled with its weight too; a veto and a cap stay what they are.
    """
    codes = {one.code for one in rulebook.indicators}
    graded = [
        one for one in cards if one.after.total is not None and codes == {line.code for line in one.after.figures.lines}
    ]
    plain = {one.code: float(one.points) for one in rulebook.indicators}
    now = _places(graded, rulebook, plain)
    spans = {card: [place] for card, place in now.items()}
    weights = []
    for indicator in rulebook.indicators:
        turned = []
        for factor in (1 - swing, 1 + swing):
            places = _places(graded, rulebook, _swung(rulebook, indicator, float(factor)))
            turned.append(sum(places[card] != place for card, place in now.items()))
            for card, place in places.items():
                spans[card].append(place)
        weights.append(Leverage(code=indicator.code, words=indicator.words, less=turned[0], more=turned[1]))
    firm = [Firmness(card=card, place=now[card], best=min(own), worst=max(own)) for card, own in spans.items()]
    return Sensitivity(
        cards=tuple(sorted(firm, key=lambda one: (one.place, one.card))),
        weights=tuple(sorted(weights, key=lambda one: -one.most)),
    )


def _swung(rulebook: Rulebook, changed: Indicator, factor: float) -> Weights:
    """The weights with one changed; the others of its block share what is left as they did."""
    found = {one.code: float(one.points) for one in rulebook.indicators}
    own = [one for one in rulebook.indicators if one.block == changed.block]
    whole = sum(found[one.code] for one in own)
    heavy = min(found[changed.code] * factor, whole)
    rest = whole - found[changed.code]
    for one in own:
        found[one.code] = heavy if one is changed else found[one.code] * (whole - heavy) / rest if rest else 0.0
    return found


def _places(cards: Sequence[Replayed], rulebook: Rulebook, weights: Weights) -> Mapping[int, int]:
    totals = {one.card.id: round(_total(one, rulebook, weights), _ROUNDED) for one in cards}
    return {card: 1 + sum(other > total for other in totals.values()) for card, total in totals.items()}


def _total(one: Replayed, rulebook: Rulebook, weights: Weights) -> float:
    """Re-spread within each block over what applies, as scoring does, without rounding each line."""
    figures = one.after.figures
    if figures.vetoed:
        return 0.0
    lines = {line.code: line for line in figures.lines}
    found = 0.0
    for block in rulebook.blocks:
        own = [each.code for each in rulebook.indicators if each.block == block.code]
        whole = sum(weights[code] for code in own)
        shares = list(_shares(lines[code] for code in own))
        applying = sum(weights[code] for code, _ in shares)
        if applying:
            found += sum(share * weights[code] for code, share in shares) * whole / applying
    plain = sum((line.points for line in figures.lines if line.points is not None), Decimal(0))
    bonus = float((figures.computed or plain) - plain)
    ceiling = float(figures.total) if figures.total is not None and figures.total != figures.computed else None
    total = found + bonus
    return total if ceiling is None else min(total, ceiling)


def _shares(lines: Iterable[QuickLine]) -> Iterator[tuple[str, float]]:
    """Of the indicators that apply, how much of its points each has."""
    for line in lines:
        if line.points is not None:
            yield line.code, float(line.points / line.effective_points) if line.effective_points else 0.0
