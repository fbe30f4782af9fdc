"""The tree of a formula, part three: the whitelisted functions. A new one is one entry in FUNCTIONS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from kpi.engine import functions
from kpi.engine.amounts import Absent, Amount, Binding, Known, Style, shown
from kpi.engine.functions import Values, Wording
from kpi.engine.nodes import NumberNode
from kpi.engine.words import Words, fill, same

NIL: Values = (Fraction(0), Fraction(0))
COUNTS: Values = (Fraction(0), Fraction(10**18), Fraction(1, 2))
BAD_SCALE = Words("分段点未按规定顺序排列", "the points of the scale are not in the required order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """`fits` says which argument counts are right and `usage` shows them; `because` words the step taken.

    `picks`: the result is one of the arguments, so its working is that argument's working.
    `scale`: the arguments that are edges of a scale and must rise (or fall) strictly. `harmless`: arguments that are in
    order whatever the others are, to stand for those not known before there is a card.
    """

    usage: str
    fits: Callable[[int], bool]
    value: Callable[[Values], Fraction | Absent]
    because: Wording | None = None
    picks: bool = False
    scale: slice | None = None
    rising: bool = True
    template: str = ""
    binding: Binding = Binding.ATOM
    style: Style | None = None
    styled_by: int = 0
    harmless: Values = ()


@dataclass(frozen=True, slots=True)
class Call(NumberNode):
    name: str
    arguments: tuple[NumberNode, ...]

    def work(self, known: Mapping[str, Known]) -> Amount:
        worked = [argument.work(known) for argument in self.arguments]
        values: list[Fraction] = []
        for one in worked:
            if isinstance(one.value, Absent):
                return Amount(value=one.value, text=one.text)
            values.append(one.value)
        function = FUNCTIONS[self.name]
        value = function.value(values) if ordered(function, values) else Absent(BAD_SCALE)
        if isinstance(value, Absent):
            return Amount(value=value, text=same(self.name))
        return _picked(worked, value) if function.picks else _worked(function, worked, value)

    def value_of(self, known: Mapping[str, Fraction | None]) -> Fraction | None:
        values: list[Fraction] = []
        for argument in self.arguments:
            value = argument.value_of(known)
            if value is None:
                return None
            values.append(value)
        function = FUNCTIONS[self.name]
        found = function.value(values) if ordered(function, values) else None
        return None if isinstance(found, Absent) else found

    def spell(self) -> str:
        return f"{self.name}({', '.join(argument.spell() for argument in self.arguments)})"


def ordered(function: Function, values: Values) -> bool:
    """Whether the edges of a scale rise, or fall, strictly."""
    edges = values[function.scale] if function.scale else ()
    return all((left < right) if function.rising else (left > right) for left, right in pairwise(edges))


def misordered(call: Call, known: Mapping[str, Known]) -> bool:
    """A scale in the wrong order whose edges are all constants; found when a rulebook is loaded."""
    function = FUNCTIONS[call.name]
    values = [argument.work(known).value for argument in call.arguments]
    edges = values[function.scale] if function.scale else ()
    return all(isinstance(edge, Fraction) for edge in edges) and not ordered(
        function, [value if isinstance(value, Fraction) else Fraction(0) for value in values]
    )


def impossible(call: Call, known: Mapping[str, Known]) -> Absent | None:
    """Why constants of a call leave it without a result on every card; None where they do not."""
    function = FUNCTIONS[call.name]
    values = [argument.work(known).value for argument in call.arguments]
    if not function.harmless or all(isinstance(value, Absent) for value in values):
        return None
    tried = [
        value if isinstance(value, Fraction) else harmless
        for value, harmless in zip(values, function.harmless, strict=True)
    ]
    found = function.value(tried)
    return found if isinstance(found, Absent) else None


def _worked(function: Function, worked: Sequence[Amount], value: Fraction) -> Amount:
    style = function.style or worked[function.styled_by].style
    result = shown(value, style)
    if style is Style.LEVEL:
        result = next(one.text for one in worked if one.style is style and one.value == value)
    because = tuple(step for one in worked for step in one.because)
    if function.because is not None:
        because = (*because, function.because([one.text for one in worked], result))
    text = result
    if function.template:
        inner = Binding.ATOM if function.binding is Binding.PRODUCT else Binding.SUM
        text = fill(function.template, *(one.inside(inner) for one in worked))
    return Amount(value=value, text=text, style=style, because=because, binding=function.binding)


def _picked(worked: Sequence[Amount], value: Fraction) -> Amount:
    """The argument that won, a calculated one before a plain figure; calculated losers are told as reasons."""
    winner = next((one for one in worked if one.value == value and _calculated(one)), None)
    winner = winner or next(one for one in worked if one.value == value)
    because = winner.because
    for one in worked:
        if one.value != value and isinstance(one.value, Fraction) and _calculated(one):
            sign = "<" if one.value < value else ">"
            told = fill("{} = {} " + sign + " {}", one.text, shown(one.value, one.style), shown(value, winner.style))
            because = (*one.because, told, *because)
    return Amount(value=value, text=winner.text, style=winner.style, because=because, binding=winner.binding)


def _calculated(one: Amount) -> bool:
    return one.binding is not Binding.ATOM


FUNCTIONS: Mapping[str, Function] = {
    "min": Function(usage="min(a, b, …)", fits=lambda n: n >= 2, value=min, picks=True),
    "max": Function(usage="max(a, b, …)", fits=lambda n: n >= 2, value=max, picks=True),
    "abs": Function(usage="abs(a)", fits=lambda n: n == 1, value=lambda v: abs(v[0]), template="|{}|"),
    "round": Function(usage="round(a, places)", fits=lambda n: n == 2, value=functions.rounded, harmless=NIL),
    "ratio": Function(
        usage="ratio(part, whole)",
        fits=lambda n: n == 2,
        value=functions.ratio,
        template="{} ÷ {}",
        binding=Binding.PRODUCT,
        style=Style.PERCENT,
        harmless=(Fraction(0), Fraction(1)),
    ),
    "clamp": Function(
        usage="clamp(a, low, high)", fits=lambda n: n == 3, value=functions.clamp, picks=True, scale=slice(1, None)
    ),
    "linear": Function(
        usage="linear(x, x1, y1, x2, y2, …)",
        fits=lambda n: n >= 5 and n % 2 == 1,
        value=functions.linear,
        scale=slice(1, None, 2),
        because=functions.linear_words,
        styled_by=2,
    ),
    "steps": Function(
        usage="steps(x, edge1, points1, …, otherwise)",
        fits=lambda n: n >= 4 and n % 2 == 0,
        value=functions.steps,
        scale=slice(1, -1, 2),
        rising=False,
        because=functions.steps_words,
        styled_by=2,
    ),
    "ceil_share": Function(
        usage="ceil_share(whole, share)",
        fits=lambda n: n == 2,
        value=functions.ceil_share,
        because=functions.share_words,
    ),
    "decay": Function(
        usage="decay(age, keep)",
        fits=lambda n: n == 2,
        value=functions.decay,
        because=functions.decay_words,
        style=Style.PERCENT,
        harmless=NIL,
    ),
    "lower_bound": Function(
        usage="lower_bound(part, whole, confidence)",
        fits=lambda n: n == 3,
        value=functions.lower_bound,
        because=functions.bound_words(Words("下限", "lower")),
        style=Style.PERCENT,
        harmless=COUNTS,
    ),
    "upper_bound": Function(
        usage="upper_bound(part, whole, confidence)",
        fits=lambda n: n == 3,
        value=functions.upper_bound,
        because=functions.bound_words(Words("上限", "upper")),
        style=Style.PERCENT,
        harmless=COUNTS,
    ),
}
