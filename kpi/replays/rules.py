"""A replay: the same frozen numbers under the rules that held and under others, card by card. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Final

from kpi.engine.facts import Event, Facts
from kpi.engine.quick import Quick, quick
from kpi.engine.rulebook import EventRule, Rulebook
from kpi.retention.actions import LOOK_BACK
from kpi.retention.rules import linked_fee, propose
from vendors.errors import Invalid, Words
from vendors.periods import Period

NOT_GRADED: Final = Words("无法评定", "Cannot be graded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A card as it stands and the numbers it was scored from; `linked_fen` is the fee that hangs on it."""

    id: int
    vendor: int
    vendor_name: str
    contract: int
    contract_number: str
    period: Period
    rulebook: str
    total: Decimal | None
    grade: str
    vetoed: bool
    facts: Facts
    linked_fen: int


Grades = Mapping[int, Mapping[Period, str]]
"""Contract → period → the grade published for it."""
Fees = Mapping[int, Mapping[Period, int]]
"""Contract → quarter → the linked fee that hangs on its card, in fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A card under one set of rules. `place` is among the replayed cards of its period, equal totals share one.

    `due_fen` is what is due of the linked fee by the grade's consequence; None where nothing follows from the grade.
    """

    figures: Quick
    grade: Words
    place: int | None
    consequence: Words | None
    due_fen: int | None

    @property
    def total(self) -> Decimal | None:
        return self.figures.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """An indicator's points on both sides, each out of so many; None where it does not apply or is not there."""

    code: str
    before: Decimal | None
    after: Decimal | None
    before_of: Decimal | None
    after_of: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One card before and after."""

    card: Kept
    before: Side
    after: Side

    @property
    def points(self) -> Decimal | None:
        """How many points more it would have (less: below 0)."""
        if self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total

    @property
    def money_fen(self) -> int:
        """How much more of the linked fee would be due."""
        return (self.after.due_fen or 0) - (self.before.due_fen or 0) if self.card.linked_fen else 0

    @property
    def regraded(self) -> bool:
        return self.before.figures.grade != self.after.figures.grade

    @property
    def moved(self) -> bool:
        return self.before.place != self.after.place

    @property
    def touched(self) -> bool:
        return bool(self.points) or self.regraded or self.moved or bool(self.money_fen) or bool(self.shifts)

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The indicators whose points, or points to be had, differ; in the order of the new rules."""
        old = {line.code: line for line in self.before.figures.lines}
        new = {line.code: line for line in self.after.figures.lines}
        found = []
        for code in dict.fromkeys((*new, *old)):
            one, other = old.get(code), new.get(code)
            shift = Shift(
                code=code,
                before=one.points if one else None,
                after=other.points if other else None,
                before_of=one.effective_points if one else None,
                after_of=other.effective_points if other else None,
            )
            if (shift.before, shift.before_of) != (shift.after, shift.after_of):
                found.append(shift)
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Every card of the periods, the latest period first, within it the best as it would be."""

    rulebook: Rulebook
    cards: tuple[Replayed, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(dict.fromkeys(one.card.period for one in self.cards))

    def of(self, period: Period) -> tuple[Replayed, ...]:
        return tuple(one for one in self.cards if one.card.period == period)


def replay(
    cards: Sequence[Kept],
    *,
    rulebook: Rulebook,
    held: Callable[[str], Rulebook],
    grades: Grades,
    told: Callable[[int], None] = lambda _: None,
) -> Replay:
    """`held` gives the rulebook a card was scored by, `told` hears after each card how many are done.

    Later quarters look back on the grades the earlier ones would have had. Raises Invalid where the rules give a card
    a grade that has no consequence, and FactsMismatch as scoring does.
    """
    figures = []
    for done, card in enumerate(cards, start=1):
        old = held(card.rulebook)
        figures.append((quick(old, card.facts), quick(rulebook, fitted(card.facts, rulebook))))
        told(done)
    before = _sides(cards, [one for one, _ in figures], held, grades)
    after = _sides(cards, [one for _, one in figures], lambda _: rulebook, grades)
    made = [Replayed(card=card, before=before[card.id], after=after[card.id]) for card in cards]
    return Replay(rulebook=rulebook, cards=tuple(sorted(made, key=_order)))


def fitted(facts: Facts, rulebook: Rulebook) -> Facts:
    """Facts frozen under one rulebook as another may read them: what it does not know is left out."""
    codes = {one.code for one in rulebook.indicators}
    return replace(
        facts,
        vetoes=_known(facts.vetoes, rulebook.vetoes),
        bonuses=_known(facts.bonuses, rulebook.bonus.events),
        caps=_known(facts.caps, rulebook.caps),
        adjustments=tuple(one for one in facts.adjustments if one.indicator in codes),
    )


def _known(events: Sequence[Event], rules: Iterable[EventRule]) -> tuple[Event, ...]:
    codes = {rule.code for rule in rules}
    return tuple(event for event in events if event.code in codes)


def _order(one: Replayed) -> tuple[int, bool, int, int]:
    place = one.after.place
    return -one.card.period.ends_on.toordinal(), place is None, place or 0, one.card.id


def _sides(
    cards: Sequence[Kept], figures: Sequence[Quick], held: Callable[[str], Rulebook], grades: Grades
) -> Mapping[int, Side]:
    """By card; the oldest period first, so that the next ones know its grades."""
    known = {contract: dict(own) for contract, own in grades.items()}
    found: dict[int, Side] = {}
    pairs = sorted(zip(cards, figures, strict=True), key=lambda pair: pair[0].period.ends_on)
    for _, group in groupby(pairs, key=lambda pair: pair[0].period):
        own = list(group)
        totals = [one.total for _, one in own if one.total is not None]
        for card, one in own:
            earlier = _earlier(known.get(card.contract, {}), card.period)
            found[card.id] = _side(card, one, held(card.rulebook), totals, earlier)
        for card, one in own:
            known.setdefault(card.contract, {})[card.period] = one.grade
    return found


def _earlier(known: Mapping[Period, str], period: Period) -> list[str | None]:
    found, before = [], period
    for _ in range(LOOK_BACK):
        before = before.previous
        found.append(known.get(before))
    return found


def _side(card: Kept, one: Quick, rulebook: Rulebook, totals: Sequence[Decimal], earlier: Sequence[str | None]) -> Side:
    words = next((Words(band.words.zh, band.words.en) for band in rulebook.bands if band.code == one.grade), NOT_GRADED)
    place = None if one.total is None else 1 + sum(total > one.total for total in totals)
    consequence, due = _follows(card, one, rulebook, earlier)
    return Side(figures=one, grade=words, place=place, consequence=consequence, due_fen=due)


def _follows(
    card: Kept, one: Quick, rulebook: Rulebook, earlier: Sequence[str | None]
) -> tuple[Words | None, int | None]:
    if not one.grade or not rulebook.consequences:
        return None, None
    annual = card.period.kind == "Y"
    try:
        proposed = propose(rulebook=rulebook, grade=one.grade, vetoed=one.vetoed, earlier=earlier, annual=annual)
    except Invalid:
        return None, None
    return proposed.reason, linked_fee(card.linked_fen, proposed.linked_fee).due
