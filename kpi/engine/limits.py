"""What no number can be beyond: hits of so many trials, marks out of a hundred."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction

from kpi.engine.amounts import Absent, Known, figure
from kpi.engine.knowing import exact
from kpi.engine.nodes import Name, Number
from kpi.engine.parser import names_in
from kpi.engine.rulebook import FactName, Formula, Rulebook
from kpi.engine.words import Words


def beyond(
    rulebook: Rulebook, values: Mapping[str, Decimal | None], *, touched: Collection[str] | None = None
) -> Mapping[str, Words]:
    """By fact, what is wrong with numbers above their `at_most`; a limit over facts nobody knows refuses nothing.

    With `touched` only limits one of these has a part in are looked at, and the fault is told at one of them.
    """
    known = {name: _known(fact, values.get(name)) for name, fact in rulebook.facts.items()}
    found: dict[str, Words] = {}
    limits = ((name, limit) for name, fact in rulebook.facts.items() for limit in fact.at_most)
    for name, limit in limits:
        parts = (name, *names_in(limit.text))
        place = name if touched is None else next((part for part in parts if part in touched), None)
        fault = _fault(known[name], limit, known) if place else None
        if place and fault:
            found.setdefault(place, fault)
    return found


def _fault(fact: Known, at_most: Formula, known: Mapping[str, Known]) -> Words | None:
    """0 is never too many, whatever the others are."""
    limit = at_most.tree.work(known)
    if isinstance(fact.value, Absent) or isinstance(limit.value, Absent) or fact.value <= max(limit.value, Fraction(0)):
        return None
    told = "" if isinstance(at_most.tree, Name | Number) else f" = {figure(limit.value, limit.style)}"
    return Words(f"{fact.text.zh} 不能超过 {limit.text.zh}{told}。", f"{fact.text.en} is above {limit.text.en}{told}.")


def _known(fact: FactName, value: Decimal | None) -> Known:
    number = exact(value)
    if number is None:
        return Known(value=Absent(fact.words), text=fact.words, style=fact.style)
    seen = figure(number, fact.style)
    return Known(value=number, text=Words(f"{fact.words.zh} {seen}", f"{fact.words.en} {seen}"), style=fact.style)
