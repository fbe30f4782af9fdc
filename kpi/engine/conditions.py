"""The tree of a formula, part two: comparisons, and/or/not, and `if`."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

from kpi.engine.amounts import Absent, Amount, Known, Verdict
from kpi.engine.nodes import NumberNode
from kpi.engine.words import Words, fill

_COMPARED = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}
_LOOKS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


class TruthNode(ABC):
    """A part of a formula that yields yes or no."""

    __slots__ = ()

    @abstractmethod
    def judge(self, known: Mapping[str, Known]) -> Verdict:
        """Yes or no, with the fact in words."""

    @abstractmethod
    def holds(self, known: Mapping[str, Fraction | None]) -> bool | None:
        """Yes or no alone; None where it is absent."""

    @abstractmethod
    def spell(self) -> str:
        """Text that parses to this very tree."""


@dataclass(frozen=True, slots=True)
class Compare(TruthNode):
    sign: str
    left: NumberNode
    right: NumberNode

    def judge(self, known: Mapping[str, Known]) -> Verdict:
        left, right = self.left.work(known), self.right.work(known)
        because = left.because + right.because
        if isinstance(left.value, Absent):
            return Verdict(value=left.value, text=left.text)
        if isinstance(right.value, Absent):
            return Verdict(value=right.value, text=right.text)
        holds = bool(_COMPARED[self.sign](left.value, right.value))
        sign = self.sign if holds else _OPPOSITE[self.sign]
        return Verdict(value=holds, text=fill("{} " + _LOOKS[sign] + " {}", left.text, right.text), because=because)

    def holds(self, known: Mapping[str, Fraction | None]) -> bool | None:
        left, right = self.left.value_of(known), self.right.value_of(known)
        return None if left is None or right is None else bool(_COMPARED[self.sign](left, right))

    def spell(self) -> str:
        return f"({self.left.spell()} {self.sign} {self.right.spell()})"


@dataclass(frozen=True, slots=True)
class Not(TruthNode):
    of: TruthNode

    def judge(self, known: Mapping[str, Known]) -> Verdict:
        of = self.of.judge(known)
        value = of.value if isinstance(of.value, Absent) else not of.value
        return Verdict(value=value, text=of.text, because=of.because)

    def holds(self, known: Mapping[str, Fraction | None]) -> bool | None:
        of = self.of.holds(known)
        return None if of is None else not of

    def spell(self) -> str:
        return f"(not {self.of.spell()})"


@dataclass(frozen=True, slots=True)
class Both(TruthNode):
    """`and` / `or`, left to right: the right side is looked at only when the left leaves it open."""

    sign: str
    left: TruthNode
    right: TruthNode

    def judge(self, known: Mapping[str, Known]) -> Verdict:
        left = self.left.judge(known)
        if isinstance(left.value, Absent) or left.value is (self.sign == "or"):
            return left
        right = self.right.judge(known)
        return Verdict(value=right.value, text=_and(left.text, right.text), because=left.because + right.because)

    def holds(self, known: Mapping[str, Fraction | None]) -> bool | None:
        left = self.left.holds(known)
        return left if left is None or left is (self.sign == "or") else self.right.holds(known)

    def spell(self) -> str:
        return f"({self.left.spell()} {self.sign} {self.right.spell()})"


@dataclass(frozen=True, slots=True)
class If(NumberNode):
    """`if(condition, then, otherwise)`; only the branch taken is worked out."""

    condition: TruthNode
    then: NumberNode
    otherwise: NumberNode

    def work(self, known: Mapping[str, Known]) -> Amount:
        verdict = self.condition.judge(known)
        if isinstance(verdict.value, Absent):
            return Amount(value=verdict.value, text=verdict.text)
        taken = (self.then if verdict.value else self.otherwise).work(known)
        because = (*verdict.because, verdict.text, *taken.because)
        return Amount(value=taken.value, text=taken.text, style=taken.style, because=because, binding=taken.binding)

    def value_of(self, known: Mapping[str, Fraction | None]) -> Fraction | None:
        holds = self.condition.holds(known)
        return None if holds is None else (self.then if holds else self.otherwise).value_of(known)

    def spell(self) -> str:
        return f"if({self.condition.spell()}, {self.then.spell()}, {self.otherwise.spell()})"


def _and(left: Words, right: Words) -> Words:
    return Words(f"{left.zh} 且 {right.zh}", f"{left.en} and {right.en}")
