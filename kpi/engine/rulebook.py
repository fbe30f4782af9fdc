"""A rulebook as a value: blocks, indicators, grades, vetoes, bonus and what each grade leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from kpi.engine.amounts import Style
from kpi.engine.nodes import NumberNode
from kpi.engine.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A threshold with its basis. `fact`: when the facts hold a number of this name (a contract's own
    target), it takes the place of `value`.
    """

    value: Decimal
    style: Style
    words: Words
    basis: str
    fact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """The text people edit and the tree it was parsed to."""

    text: str
    tree: NumberNode


@dataclass(frozen=True, slots=True, kw_only=True)
class FactName:
    """A fact the rulebook counts on: what it means and how it is shown; `scale`: it is an adjective of that scale.

    `at_most`: the most its number can be, over other facts; one above any of them is refused where people enter it.
    """

    name: str
    words: Words
    style: Style = Style.NUMBER
    scale: str = ""
    at_most: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A share with a denominator of its own, kept apart from the indicator's: shown by itself, a name in formulas."""

    name: str
    words: Words
    numerator: Formula
    denominator: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """An adjective of a scale (优秀、满意 …). `rank` orders it, 1 the lowest; nobody is shown the number."""

    code: str
    words: Words
    scale: str
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """`value` is worked out first, then `formula` gives the points out of `points`.

    `count` is n, the number of cases behind the value (the denominator unless stated). `sampled`: the cases
    counted speak for more than themselves, so that the ratio is ranked with the interval n leaves it. `process`
    (过程指标): scored every month; a rulebook that marks some leaves the others out of a month's card. With a
    `scale` it has no points: its formula gives an adjective.
    """

    code: str
    words: Words
    block: str
    points: Decimal
    rule: Words
    clause: str
    source: str
    value: Formula
    formula: Formula
    numerator: Formula | None = None
    denominator: Formula | None = None
    count: Formula | None = None
    style: Style = Style.NUMBER
    parameters: Mapping[str, Parameter]
    uses: tuple[str, ...]
    sampled: bool = False
    process: bool = False
    ratios: tuple[Ratio, ...] = ()
    scale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    code: str
    words: Words
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A grade and the totals it takes in; each edge says whether it belongs."""

    code: str
    words: Words
    lower: Decimal
    lower_included: bool
    upper: Decimal
    upper_included: bool
    clause: str

    def holds(self, total: Decimal) -> bool:
        above = total >= self.lower if self.lower_included else total > self.lower
        below = total <= self.upper if self.upper_included else total < self.upper
        return above and below


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """A veto (points 0), a cap (points: the most the total may be) or a bonus event (points: what it adds)."""

    code: str
    words: Words
    clause: str
    points: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusRule:
    """At most `cap` points; none under a veto or when an indicator of `spotless` lost points. The total stays within
    full marks, or within `ceiling` where that is higher.
    """

    cap: Decimal
    spotless: tuple[str, ...]
    events: tuple[EventRule, ...]
    ceiling: Decimal = Decimal(0)


EFFECTS: Final = ("rectify", "suspend", "probation", "no_renewal", "terminate", "exit", "ban")
PROCEDURES: Final = ("notice", "hearing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What may be decided of a vendor. `effect` is what it does by itself (one of EFFECTS), nothing when empty.

    `procedure`: the vendor is told first (`notice`) and may ask to be heard (`hearing`); `collective`: decided after a
    recorded discussion.
    """

    code: str
    words: Words
    effect: str = ""
    procedure: str = ""
    collective: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a card leads to. Tried in order, the first that fits holds.

    `veto`: any veto; otherwise `grade`, and at least `times` such grades within the last `within`
    quarters (this one included); `annual`: only for a year's card.
    """

    code: str
    words: Words
    clause: str
    linked_fee: Decimal
    measures: tuple[str, ...]
    veto: bool = False
    grade: str = ""
    times: int = 1
    within: int = 1
    annual: bool = False


class Weighting(Enum):
    """How the parts of a roll-up count: all alike, or by the weight each brings (days, amounts)."""

    EQUAL = "equal"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """How the cards of shorter periods make one of a longer: their mean is worth `periods` of the points, an
    evaluation of its own (年终综合评价) the rest. `keep`: each period back counts this share of the next one.
    """

    words: Words
    weighting: Weighting
    periods: Decimal
    keep: Decimal
    at_least: int
    evaluation: FactName
    rule: Words
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """One kind's dated rulebook; `kind` empty: for any. `failing` is the grade a veto gives, `points` full marks.

    `levels`: the adjectives of its scales by code; `overall`: the grade of a rulebook without numbers.
    """

    id: str
    kind: str
    words: Words
    effective_from: date
    effective_to: date | None
    basis: str
    small_sample: int
    failing: str
    blocks: tuple[Block, ...]
    facts: Mapping[str, FactName]
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    vetoes: tuple[EventRule, ...]
    bonus: BonusRule
    measures: Mapping[str, Measure]
    consequences: tuple[Consequence, ...]
    points: Decimal = Decimal(100)
    caps: tuple[EventRule, ...] = ()
    rollups: Mapping[str, Rollup] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)
    overall: Formula | None = None

    @property
    def most(self) -> Decimal:
        """The highest total there can be."""
        return max(self.points, self.bonus.ceiling)

    def covers(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)
