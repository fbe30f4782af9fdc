"""The tree of a formula, part one: numbers, names and arithmetic. Frozen; `spell` gives the text back."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import add, mul, sub, truediv

from kpi.engine.amounts import Absent, Amount, Binding, Known, Style, bounded, shown
from kpi.engine.words import Words, fill

ZERO_DENOMINATOR = Words("分母为 0", "the denominator is 0")
_OPERATORS = {"+": add, "-": sub, "*": mul, "/": truediv}
_LOOKS = {"+": "{} + {}", "-": "{} − {}", "*": "{} × {}", "/": "{} ÷ {}"}


class NumberNode(ABC):
    """A part of a formula that yields a number."""

    __slots__ = ()

    @abstractmethod
    def work(self, known: Mapping[str, Known]) -> Amount:
        """The number, with its working in words."""

    @abstractmethod
    def value_of(self, known: Mapping[str, Fraction | None]) -> Fraction | None:
        """The number alone, many times faster; None where it is absent."""

    @abstractmethod
    def spell(self) -> str:
        """Text that parses to this very tree."""


@dataclass(frozen=True, slots=True)
class Number(NumberNode):
    """`12`, `0.4` or `95%`; `value` of `95%` is 0.95."""

    value: Decimal
    percent: bool = False

    def work(self, known: Mapping[str, Known]) -> Amount:  # noqa: ARG002  a literal needs no names
        return literal(self.value, Style.PERCENT if self.percent else Style.NUMBER)

    def value_of(self, known: Mapping[str, Fraction | None]) -> Fraction | None:  # noqa: ARG002  a literal
        return fraction_of(self.value)

    def spell(self) -> str:
        plain = format(self.value, "f")
        return f"{Decimal(plain + 'E2'):f}%" if self.percent else plain


@dataclass(frozen=True, slots=True)
class Name(NumberNode):
    """A fact, a parameter, or `value`, `numerator`, `denominator`, `full`."""

    name: str

    def work(self, known: Mapping[str, Known]) -> Amount:
        found = known[self.name]
        return Amount(value=found.value, text=found.text, style=found.style, binding=found.binding)

    def value_of(self, known: Mapping[str, Fraction | None]) -> Fraction | None:
        return known[self.name]

    def spell(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Minus(NumberNode):
    of: NumberNode

    def work(self, known: Mapping[str, Known]) -> Amount:
        of = self.of.work(known)
        value = of.value if isinstance(of.value, Absent) else -of.value
        text = fill("−{}", of.inside(Binding.ATOM))
        return Amount(value=value, text=text, style=of.style, because=of.because, binding=Binding.SUM)

    def value_of(self, known: Mapping[str, Fraction | None]) -> Fraction | None:
        of = self.of.value_of(known)
        return None if of is None else -of

    def spell(self) -> str:
        return f"-{self.of.spell()}"


@dataclass(frozen=True, slots=True)
class Arithmetic(NumberNode):
    """`+ - * /`; dividing by zero is an absence, not an error."""

    sign: str
    left: NumberNode
    right: NumberNode

    def work(self, known: Mapping[str, Known]) -> Amount:
        left, right = self.left.work(known), self.right.work(known)
        outer = Binding.SUM if self.sign in "+-" else Binding.PRODUCT
        tight = outer if self.sign in "+*" else Binding(outer.value + 1)
        return Amount(
            value=calculated(self.sign, left.value, right.value),
            text=fill(_LOOKS[self.sign], left.inside(outer), right.inside(tight)),
            style=left.style if outer is Binding.SUM and left.style is right.style else Style.NUMBER,
            because=left.because + right.because,
            binding=outer,
        )

    def value_of(self, known: Mapping[str, Fraction | None]) -> Fraction | None:
        left, right = self.left.value_of(known), self.right.value_of(known)
        if left is None or right is None:
            return None
        found = calculated(self.sign, left, right)
        return None if isinstance(found, Absent) else found

    def spell(self) -> str:
        return f"({self.left.spell()} {self.sign} {self.right.spell()})"


def calculated(sign: str, left: Fraction | Absent, right: Fraction | Absent) -> Fraction | Absent:
    """One operation; whatever is absent on either side stays absent."""
    if isinstance(left, Absent):
        return left
    if isinstance(right, Absent):
        return right
    if sign == "/" and not right:
        return Absent(ZERO_DENOMINATOR)
    return bounded(_OPERATORS[sign](left, right))


@lru_cache(maxsize=4096)
def literal(value: Decimal, style: Style) -> Amount:
    """A literal's amount, worked out once."""
    return Amount(value=Fraction(value), text=shown(Fraction(value), style), style=style)


@lru_cache(maxsize=4096)
def fraction_of(value: Decimal) -> Fraction:
    return Fraction(value)
