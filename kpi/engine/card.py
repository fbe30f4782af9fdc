"""The card: what the score found, line by line, each with its working."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Final

from kpi.engine.amounts import Style
from kpi.engine.facts import Excluded
from kpi.engine.words import Words


class Flag(Enum):
    """Marks on a line or a card; `.zh` and `.en` are what people read."""

    SMALL_SAMPLE = "small_sample"
    NOT_APPLICABLE = "not_applicable"
    RESPREAD = "respread"
    VETO = "veto"
    NOT_GRADABLE = "not_gradable"
    BONUS_REFUSED = "bonus_refused"
    BONUS_CAPPED = "bonus_capped"
    ADJUSTED = "adjusted"
    CAPPED = "capped"

    @property
    def zh(self) -> str:
        return _FLAG_WORDS[self].zh

    @property
    def en(self) -> str:
        return _FLAG_WORDS[self].en


_FLAG_WORDS = {
    Flag.SMALL_SAMPLE: Words("样本不足", "small sample"),
    Flag.NOT_APPLICABLE: Words("不适用", "not applicable"),
    Flag.RESPREAD: Words("分值已按比例调整", "points re-spread"),
    Flag.VETO: Words("一票否决", "veto"),
    Flag.NOT_GRADABLE: Words("无法评定", "cannot be graded"),
    Flag.BONUS_REFUSED: Words("加分不予认定", "bonus refused"),
    Flag.BONUS_CAPPED: Words("加分封顶", "bonus capped"),
    Flag.ADJUSTED: Words("后续调整", "adjusted later"),
    Flag.CAPPED: Words("总分封顶", "total capped"),
}
LATER: Final = {"absent_when_empty": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One of several ratios behind a line, each over its own denominator; `value` None: it does not apply."""

    words: Words
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One indicator. `points` is out of `effective_points`; None when not applicable.

    `value`, `numerator`, `denominator`, `n` are at full precision; `shown` is the value for people. Fields marked
    LATER came after the first cards were published: empty, they are not written, so that old bytes stay the same.
    """

    code: str
    words: Words
    block: str
    max_points: Decimal
    effective_points: Decimal
    value: Decimal | None
    shown: str
    style: Style
    numerator: Decimal | None
    denominator: Decimal | None
    n: Decimal | None
    points: Decimal | None
    formula: str
    rule: Words
    clause: str
    source: str
    sentence: Words
    flags: tuple[Flag, ...]
    facts: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    footnotes: tuple[Words, ...] = field(default=(), metadata=LATER)
    shares: tuple[Share, ...] = field(default=(), metadata=LATER)
    rating: Words | None = field(default=None, metadata=LATER)

    @property
    def applicable(self) -> bool:
        return self.points is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTotal:
    """A block's sum; `points` None when no indicator of it applies."""

    code: str
    words: Words
    max_points: Decimal
    points: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    code: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """Points asked for by the events and points granted, with the reason."""

    asked: Decimal
    granted: Decimal
    sentence: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`computed` is lines plus bonus; `total` the same, or 0 under a veto.

    Both are None, and so is the grade, when a whole block has nothing to go by (`not_gradable`).
    """

    rulebook: str
    kind: str
    subject: str
    period: str
    lines: tuple[Line, ...]
    blocks: tuple[BlockTotal, ...]
    bonus: Bonus
    computed: Decimal | None
    total: Decimal | None
    grade: Grade | None
    vetoes: tuple[Words, ...]
    flags: tuple[Flag, ...]
    sentence: Words
    caps: tuple[Words, ...] = field(default=(), metadata=LATER)

    @property
    def vetoed(self) -> bool:
        return Flag.VETO in self.flags

    def line(self, code: str) -> Line:
        """Raises KeyError when the card has no such indicator."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)
