"""What the names of a formula stand for on one card: facts, parameters, adjectives, shares; with words and without."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpi.engine.amounts import Absent, Amount, Known, Style, figure, shown
from kpi.engine.facts import Facts
from kpi.engine.nodes import calculated, fraction_of, literal
from kpi.engine.rulebook import FactName, Indicator, Level, Parameter, Ratio, Rulebook
from kpi.engine.words import Words

MAX_EXPONENT = 60
Figures = dict[str, Fraction | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A share of the indicator's, worked out."""

    words: Words
    numerator: Amount
    denominator: Amount
    value: Fraction | Absent


def exact(value: Decimal | None) -> Fraction | None:
    """A fact's number; None also for what no count or amount can be (not finite, beyond 60 digits)."""
    if value is None or not value.is_finite() or (value and abs(value.adjusted()) > MAX_EXPONENT):
        return None
    return Fraction(value) if value else Fraction(0)


def known_to(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> dict[str, Known]:
    """Every name but the shares and those worked out from the formulas themselves, with its words."""
    known = {
        code: Known(value=Fraction(level.rank), text=level.words, style=Style.LEVEL)
        for code, level in rulebook.levels.items()
    }
    known |= {name: _fact(rulebook.facts[name], rulebook, facts) for name in indicator.uses}
    return known | {name: _parameter(one, facts) for name, one in indicator.parameters.items()}


def shares_of(indicator: Indicator, known: Mapping[str, Known]) -> dict[str, Worked]:
    """The indicator's shares by name."""
    return {one.name: _share(one, known) for one in indicator.ratios}


def as_known(share: Worked) -> Known:
    """A share as a formula quotes it: its name and its percentage."""
    if isinstance(share.value, Absent):
        return Known(value=share.value, text=share.words)
    seen = figure(share.value, Style.PERCENT)
    text = Words(f"{share.words.zh} {seen}", f"{share.words.en} {seen}")
    return Known(value=share.value, text=text, style=Style.PERCENT)


def figures_of(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> Figures:
    """The same names and the shares, in figures."""
    known: Figures = {code: Fraction(level.rank) for code, level in rulebook.levels.items()}
    for name in indicator.uses:
        known[name] = _number(rulebook.facts[name], rulebook, facts)
    for name, parameter in indicator.parameters.items():
        agreed = _agreed(parameter, facts)
        known[name] = fraction_of(parameter.value) if agreed is None else agreed
    for ratio in indicator.ratios:
        top, bottom = ratio.numerator.tree.value_of(known), ratio.denominator.tree.value_of(known)
        share = None if top is None or bottom is None else calculated("/", top, bottom)
        known[ratio.name] = None if isinstance(share, Absent) else share
    return known


def level_of(rulebook: Rulebook, scale: str, rank: Fraction) -> Level | None:
    """The adjective of a rank; None where no adjective has it."""
    return next((one for one in rulebook.levels.values() if one.scale == scale and one.rank == rank), None)


def _fact(fact: FactName, rulebook: Rulebook, facts: Facts) -> Known:
    number = _number(fact, rulebook, facts)
    if number is None:
        why = Absent(Words(f"缺少事实“{fact.words.zh}”", f"the fact “{fact.words.en}” is missing"))
        return Known(value=why, text=fact.words)
    level = level_of(rulebook, fact.scale, number) if fact.scale else None
    seen = level.words if level else Words(figure(number, fact.style), figure(number, fact.style))
    return Known(value=number, text=Words(f"{fact.words.zh} {seen.zh}", f"{fact.words.en} {seen.en}"), style=fact.style)


def _number(fact: FactName, rulebook: Rulebook, facts: Facts) -> Fraction | None:
    held = facts.values.get(fact.name)
    if held is None or not fact.scale:
        return exact(held.value) if held else None
    level = rulebook.levels.get(held.level)
    return Fraction(level.rank) if level and level.scale == fact.scale else None


def _parameter(parameter: Parameter, facts: Facts) -> Known:
    agreed = _agreed(parameter, facts)
    if agreed is not None:
        return Known(value=agreed, text=shown(agreed, parameter.style), style=parameter.style)
    told = literal(parameter.value, parameter.style)
    return Known(value=told.value, text=told.text, style=parameter.style)


def _agreed(parameter: Parameter, facts: Facts) -> Fraction | None:
    agreed = facts.values.get(parameter.fact) if parameter.fact else None
    return exact(agreed.value) if agreed else None


def _share(ratio: Ratio, known: Mapping[str, Known]) -> Worked:
    top, bottom = ratio.numerator.tree.work(known), ratio.denominator.tree.work(known)
    value = calculated("/", top.value, bottom.value)
    return Worked(words=ratio.words, numerator=top, denominator=bottom, value=value)
