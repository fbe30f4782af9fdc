"""One indicator worked out on its own, before its block is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpi.engine.amounts import Absent, Amount, Known, Style, figure, shown
from kpi.engine.facts import Excluded, Facts
from kpi.engine.nodes import Number, fraction_of, literal
from kpi.engine.numbers import trimmed
from kpi.engine.rulebook import Formula, Indicator, Rulebook
from kpi.engine.words import Words

MAX_EXPONENT = 60
MONTH = "month"
_MONTHLY = Words("月度只考核过程指标", "a month scores process indicators alone")
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

    @property
    def raw(self) -> Fraction | Absent:
        """Points held between 0 and the indicator's points; absent when value or points are."""
        if isinstance(self.value.value, Absent):
            return self.value.value
        if isinstance(self.points.value, Absent):
            return self.points.value
        return min(max(self.points.value, Fraction(0)), Fraction(self.indicator.points))


def drafted(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> Draft:
    """Numerator, denominator, value and points of one indicator, each with its working."""
    known = _known(indicator, rulebook, facts)
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
    return Draft(
        indicator=indicator,
        numerator=numerator,
        denominator=denominator,
        n=present(count),
        value=value,
        seen=known["value"].text,
        points=indicator.formula.tree.work(known),
        excluded=_excluded(indicator, facts),
        notes=_notes(indicator, rulebook, facts),
    )


def off_cycle(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> bool:
    """A month scores process indicators alone, where the rulebook says which they are."""
    return facts.cycle == MONTH and not indicator.process and any(one.process for one in rulebook.indicators)


def exact(value: Decimal | None) -> Fraction | None:
    """A fact's number; None also for what no count or amount can be (not finite, beyond 60 digits)."""
    if value is None or not value.is_finite() or (value and abs(value.adjusted()) > MAX_EXPONENT):
        return None
    return Fraction(value) if value else Fraction(0)


def _known(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for name in indicator.uses:
        fact, held = rulebook.facts[name], facts.values.get(name)
        number = exact(held.value) if held else None
        if number is None:
            why = Absent(Words(f"缺少事实“{fact.words.zh}”", f"the fact “{fact.words.en}” is missing"))
            known[name] = Known(value=why, text=fact.words)
        else:
            seen = figure(number, fact.style)
            text = Words(f"{fact.words.zh} {seen}", f"{fact.words.en} {seen}")
            known[name] = Known(value=number, text=text, style=fact.style)
    for name, parameter in indicator.parameters.items():
        agreed = facts.values.get(parameter.fact) if parameter.fact else None
        number = exact(agreed.value) if agreed else None
        told = literal(parameter.value, parameter.style).text if number is None else shown(number, parameter.style)
        number = fraction_of(parameter.value) if number is None else number
        known[name] = Known(value=number, text=told, style=parameter.style)
    return known


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
