"""What working out a formula yields: a number or verdict, the words that show the working, or an absence."""

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from kpi.engine.numbers import half_up, unwieldy
from kpi.engine.words import Words, same


class Style(Enum):
    """How a number is shown to people; LEVEL is the rank of an adjective, which its text stands for."""

    NUMBER = "number"
    PERCENT = "percent"
    YUAN = "yuan"
    LEVEL = "level"


class Binding(Enum):
    """How tightly a worked text holds together, so that brackets appear only where needed."""

    SUM = 1
    PRODUCT = 2
    ATOM = 3


@dataclass(frozen=True, slots=True)
class Absent:
    """Not applicable, and why: a fact is missing or a denominator is zero. Never 0, never 100."""

    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its working; `because` holds the conditions and steps passed on the way."""

    value: Fraction | Absent
    text: Words
    style: Style = Style.NUMBER
    because: tuple[Words, ...] = ()
    binding: Binding = Binding.ATOM

    def inside(self, binding: Binding) -> Words:
        """The text as an operand: in brackets when it binds less tightly than its surroundings."""
        if self.binding.value >= binding.value:
            return self.text
        return Words(f"({self.text.zh})", f"({self.text.en})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A yes or no with the fact stated the way it turned out (`94.74% < 95%`)."""

    value: bool | Absent
    text: Words
    because: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A name's value for one card and how it is shown."""

    value: Fraction | Absent
    text: Words
    style: Style = Style.NUMBER
    binding: Binding = field(default=Binding.ATOM)


def figure(value: Fraction, style: Style) -> str:
    """`94.51%`, `186,430.50`, `3.79`: at most two decimals of a percentage, four of a number."""
    if style is Style.YUAN:
        return f"{half_up(value):,f}"
    if style is Style.PERCENT:
        return f"{_short(value * 100, 2)}%"
    return _short(value, 4)


def shown(value: Fraction, style: Style) -> Words:
    return same(figure(value, style))


def bounded(value: Fraction) -> Fraction | Absent:
    """The value, or an absence when it has grown beyond any sensible size."""
    return Absent(Words("数值超出范围", "the number is out of range")) if unwieldy(value) else value


def _short(value: Fraction, places: int) -> str:
    text = format(half_up(value, places), "f").rstrip("0").rstrip(".")
    return text or "0"
