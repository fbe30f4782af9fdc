"""The same score without its words, several times faster: for replays of many cards under many rulebooks.

Points, total and grade are those of `score.score`, always; a property test holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpi.engine.adjusting import adjusted_points, adjustments_of
from kpi.engine.card import Card
from kpi.engine.drafts import off_cycle
from kpi.engine.facts import Adjustment, Facts
from kpi.engine.knowing import figures_of, level_of
from kpi.engine.nodes import fraction_of
from kpi.engine.numbers import half_up
from kpi.engine.respread import respread
from kpi.engine.rollup import rolled
from kpi.engine.rulebook import Indicator, Rulebook
from kpi.engine.score import score
from kpi.engine.verdicts import NIL, bonus_of, caps_of, grade_of, must_fit, vetoes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickLine:
    """`points` is out of `effective_points`; None when not applicable."""

    code: str
    block: str
    points: Decimal | None
    effective_points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Quick:
    """A card's figures. `grade` is its code, empty where there is none."""

    lines: tuple[QuickLine, ...]
    computed: Decimal | None
    total: Decimal | None
    grade: str
    vetoed: bool


def quick(rulebook: Rulebook, facts: Facts) -> Quick:
    """What `score` finds, in figures. Raises FactsMismatch as it does."""
    if facts.parts:
        return quick(*rolled(rulebook, facts))
    if not rulebook.points:
        return _of(score(rulebook, facts))
    must_fit(rulebook, facts)
    lines = _lines(rulebook, facts)
    base = _base(rulebook, lines)
    vetoed = bool(vetoes_of(rulebook, facts))
    granted = bonus_of(rulebook, facts, lines, base).granted
    computed = None if base is None else base + granted
    _, ceiling = caps_of(rulebook, facts)
    capped = computed if computed is None or ceiling is None else min(computed, ceiling)
    total = NIL if vetoed else capped
    return Quick(
        lines=tuple(lines), computed=computed, total=total, grade=_grade(rulebook, total, vetoed=vetoed), vetoed=vetoed
    )


def _of(card: Card) -> Quick:
    lines = tuple(
        QuickLine(code=one.code, block=one.block, points=one.points, effective_points=one.effective_points)
        for one in card.lines
    )
    grade = card.grade.code if card.grade else ""
    return Quick(lines=lines, computed=card.computed, total=card.total, grade=grade, vetoed=card.vetoed)


def _lines(rulebook: Rulebook, facts: Facts) -> list[QuickLine]:
    adjustments = adjustments_of(rulebook, facts)
    raws = {one.code: _raw(one, rulebook, facts) for one in rulebook.indicators}
    found: list[QuickLine] = []
    for block in rulebook.blocks:
        own = [one for one in rulebook.indicators if one.block == block.code]
        applicable = frozenset(one.code for one in own if raws[one.code] is not None)
        effective = respread({one.code: one.points for one in own}, applicable)
        found += [_line(one, raws[one.code], effective[one.code], adjustments[one.code]) for one in own]
    return found


def _line(
    indicator: Indicator, raw: Fraction | None, effective: Decimal, adjustments: Sequence[Adjustment]
) -> QuickLine:
    points = None
    if raw is not None:
        points = half_up(raw * Fraction(effective) / fraction_of(indicator.points)) if indicator.points else NIL
        points = adjusted_points(points, effective, adjustments) if adjustments else points
    return QuickLine(code=indicator.code, block=indicator.block, points=points, effective_points=effective)


def _raw(indicator: Indicator, rulebook: Rulebook, facts: Facts) -> Fraction | None:
    """Points held between 0 and the indicator's points, before its block is known."""
    if off_cycle(indicator, rulebook, facts):
        return None
    full = fraction_of(indicator.points)
    known = figures_of(indicator, rulebook, facts)
    known["full"] = full
    for name, formula in (("numerator", indicator.numerator), ("denominator", indicator.denominator)):
        if formula is not None:
            known[name] = formula.tree.value_of(known)
    known["value"] = indicator.value.tree.value_of(known)
    points = None if known["value"] is None else indicator.formula.tree.value_of(known)
    if points is None or (indicator.scale and level_of(rulebook, indicator.scale, points) is None):
        return None
    return min(max(points, Fraction(0)), full)


def _base(rulebook: Rulebook, lines: Sequence[QuickLine]) -> Decimal | None:
    sums: Mapping[str, list[Decimal]] = {block.code: [] for block in rulebook.blocks}
    pointed = {block.code for block in rulebook.blocks if block.points}
    for line in lines:
        if line.points is not None and (line.effective_points or line.block not in pointed):
            sums[line.block].append(line.points)
    return sum((sum(points, NIL) for points in sums.values()), NIL) if all(sums.values()) else None


def _grade(rulebook: Rulebook, total: Decimal | None, *, vetoed: bool) -> str:
    if vetoed:
        return rulebook.failing
    return grade_of(rulebook, total).code if rulebook.bands and total is not None else ""
