"""One indicator worked out on its own, before its block is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kpi.engine.amounts import Absent, Amount, Known, Style, shown
from kpi.engine.facts import Excluded, Facts
from kpi.engine.knowing import Worked, as_known, known_to, level_of, shares_of
from kpi.engine.nodes import Number
from kpi.engine.numbers import trimmed
from kpi.engine.rulebook import Formula, Indicator, Level, Rulebook
from kpi.engine.words import Words

MONTH = "month"
_MONTHLY = Words("月度只考核过程指标", "a month scores process indicators alone")
NO_LEVEL = Absent(Words("结果不是等级表中的等次", "the result is no level of the scale"))
NOT_MONTHLY = Amount(value=Absent(_MONTHLY), text=_MONTHLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An indicator before its block is known: `raw` points are out of the indicator's own points."""

    indicator: Indicator
    numerator: Amount | None
    denominator: Amount | None
    n: Fraction | None
    value: Amount
    seen: Words
    points: Amount
    excluded: tuple[Excluded, ...]
    notes: tuple[Words, ...] = ()
    shares: tuple[Worked, ...] = ()
    rating: Level | None = None

    @property
    def raw(self) -> Fraction | Absent:
        """Points held between 0 and the indicator's points; absent when value or points are."""
        if isinstance(self.value.value, Absent):
            return self.value.value
        if isinstance(self.points.value, Absent):
            return self.points.value
        if self.indicator.scale:
            return Fraction(0) if self.rating else NO_LEVEL
        return min(max(self.points.value, Fraction(0)), Fraction(self.indicator.points))


def drafted(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> Draft:
    """Numerator, denominator, value and points of one indicator, each with its working."""
    known = known_to(indicator, rulebook, facts)
    shares = shares_of(indicator, known)
    known |= {name: as_known(share) for name, share in shares.items()}
    numerator = _part(indicator.numerator, known)
    denominator = _part(indicator.denominator, known)
    for name, amount in (("numerator", numerator), ("denominator", denominator)):
        if amount is not None:
            known[name] = Known(value=amount.value, text=amount.text, style=amount.style, binding=amount.binding)
    full = Number(trimmed(indicator.points)).work(known)
    known["full"] = Known(value=full.value, text=full.text)
    value = NOT_MONTHLY if off_cycle(indicator, rulebook, facts) else indicator.value.tree.work(known)
    known["value"] = _plain(value, indicator.style)
    count = _part(indicator.count, known) or denominator
    values = [share.denominator.value for share in shares.values()]
    fewest = min((one for one in values if isinstance(one, Fraction)), default=None)
    points = indicator.formula.tree.work(known)
    return Draft(
        indicator=indicator,
        numerator=numerator,
        denominator=denominator,
        n=present(count) if count else fewest,
        value=value,
        seen=known["value"].text,
        points=points,
        excluded=_excluded(indicator, facts),
        notes=_notes(indicator, rulebook, facts),
        shares=tuple(shares.values()),
        rating=_rating(indicator, rulebook, points),
    )


def _rating(indicator: Indicator, rulebook: Rulebook, points: Amount) -> Level | None:
    if not indicator.scale or isinstance(points.value, Absent):
        return None
    return level_of(rulebook, indicator.scale, points.value)


def off_cycle(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> bool:
    """A month scores process indicators alone, where the rulebook says which they are."""
    return facts.cycle == MONTH and not indicator.process and any(one.process for one in rulebook.indicators)


def _notes(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> tuple[Words, ...]:
    held = ((rulebook.facts[name].words, facts.values.get(name)) for name in indicator.uses)
    return tuple(
        Words(f"{words.zh}：{fact.note}", f"{words.en}: {fact.note}") for words, fact in held if fact and fact.note
    )


def _plain(amount: Amount, style: Style) -> Known:
    """The value as the points formula quotes it: the figure alone."""
    if isinstance(amount.value, Absent):
        return Known(value=amount.value, text=amount.text)
    return Known(value=amount.value, text=shown(amount.value, style), style=style)


def _part(formula: Formula | None, known: Mapping[str, Known]) -> Amount | None:
    return formula.tree.work(known) if formula else None


def present(amount: Amount | None) -> Fraction | None:
    return None if amount is None or isinstance(amount.value, Absent) else amount.value


def _excluded(indicator: Indicator, facts: Facts) -> tuple[Excluded, ...]:
    held = (facts.values.get(name) for name in indicator.uses)
    found = (pair for fact in held if fact for pair in fact.excluded)
    return tuple(dict.fromkeys(found))
