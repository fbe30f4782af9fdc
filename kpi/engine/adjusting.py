"""后续调整: points changed after the score by a decision on one line, and the footnotes that tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kpi.engine.card import Flag, Line
from kpi.engine.errors import FactsMismatch
from kpi.engine.facts import Adjustment, Facts
from kpi.engine.numbers import half_up
from kpi.engine.rulebook import Rulebook
from kpi.engine.words import Words

NIL = Decimal("0.00")


def adjustments_of(rulebook: Rulebook, facts: Facts) -> Mapping[str, Sequence[Adjustment]]:
    """By indicator, in the order given. Raises FactsMismatch for an indicator the rulebook lacks."""
    found: dict[str, list[Adjustment]] = {one.code: [] for one in rulebook.indicators}
    for number, adjustment in enumerate(facts.adjustments, start=1):
        if adjustment.indicator not in found:
            raise FactsMismatch(
                f"后续调整：规则中没有指标 {adjustment.indicator}",
                f"adjustments: the rulebook has no indicator {adjustment.indicator}",
                where=f"adjustments {number} › indicator",
            )
        found[adjustment.indicator].append(adjustment)
    return found


def adjust(line: Line, adjustments: Sequence[Adjustment]) -> Line:
    """The line with its points changed, held between 0 and what it counts; a line that does not apply stays so."""
    if not adjustments:
        return line
    notes = (*line.footnotes, *(_told(one) for one in adjustments))
    if line.points is None:
        return replace(line, footnotes=notes)
    points = adjusted_points(line.points, line.effective_points, adjustments)
    change = _change(adjustments)
    step = f"{line.points} {'−' if change < 0 else '+'} {abs(change)}"
    sentence = Words(
        f"{line.sentence.zh}后续调整后得 {points} 分（{step}，在 0 至 {line.effective_points} 分之间）。",
        f"{line.sentence.en} After later adjustment {points} points ({step}, within 0 to {line.effective_points}).",
    )
    return replace(line, points=points, sentence=sentence, flags=(*line.flags, Flag.ADJUSTED), footnotes=notes)


def adjusted_points(points: Decimal, effective: Decimal, adjustments: Sequence[Adjustment]) -> Decimal:
    """Points of a line and all that was decided on it, held between 0 and what the line counts."""
    return min(max(points + _change(adjustments), NIL), half_up(effective))


def _change(adjustments: Sequence[Adjustment]) -> Decimal:
    return half_up(sum((one.points for one in adjustments), NIL))


def _told(one: Adjustment) -> Words:
    points = f"{one.points:+f}"
    basis = Words(f"（{one.basis}）", f" ({one.basis})") if one.basis else Words("", "")
    return Words(
        f"后续调整 {points} 分：{one.reason}{basis.zh}", f"later adjustment of {points} points: {one.reason}{basis.en}"
    )
