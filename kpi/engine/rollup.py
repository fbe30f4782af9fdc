"""累计: cards of shorter periods as one of a longer (月→季→半年→年, 合同期), scored as a rulebook of two lines.

The mean of the parts is worth a share of the points, an evaluation of its own (年终综合评价) the rest. Parts count
alike or by the weight each brings; with `keep` an older one counts less the further back it lies. What could not be
graded is left out and named. The lines are worked out by the same engine as any other: explained, rounded, recomputed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from kpi.engine.amounts import Absent, Amount, Known
from kpi.engine.errors import FactsMismatch
from kpi.engine.facts import Facts, FactValue, Part
from kpi.engine.nodes import Arithmetic, Name, Number, NumberNode
from kpi.engine.numbers import decimal_of, trimmed
from kpi.engine.rulebook import Block, BonusRule, FactName, Formula, Indicator, Rollup, Rulebook, Weighting
from kpi.engine.words import Words, same

UNGRADED = "无法评定"
NO_BONUS = BonusRule(cap=Decimal(0), spotless=(), events=())


@dataclass(frozen=True, slots=True)
class Lacking(NumberNode):
    """Too few parts to go by."""

    why: Words

    def work(self, known: Mapping[str, Known]) -> Amount:  # noqa: ARG002  nothing to look up
        return Amount(value=Absent(self.why), text=self.why)

    def value_of(self, known: Mapping[str, Fraction | None]) -> Fraction | None:  # noqa: ARG002  nothing to look up
        return None

    def spell(self) -> str:
        return "—"


def rolled(rulebook: Rulebook, facts: Facts) -> tuple[Rulebook, Facts]:
    """The rulebook of the roll-up and the facts it is scored by. Raises FactsMismatch where there is no such rule."""
    rule = rulebook.rollups.get(facts.cycle)
    if rule is None:
        raise FactsMismatch(
            f"规则 {rulebook.id} 没有周期 {facts.cycle or '—'} 的累计办法（[rollup.{facts.cycle or '…'}]）",
            f"the rulebook {rulebook.id} has no roll-up for the cycle {facts.cycle or '—'}",
            where="cycle",
        )
    names = [_part(index, part) for index, part in enumerate(facts.parts, start=1)]
    lines = [_mean(rulebook, rule, facts.parts, names)]
    if rule.periods != 1:
        names.append(rule.evaluation)
        lines.append(_evaluation(rulebook, rule))
    ours = replace(
        rulebook,
        small_sample=0,
        blocks=tuple(Block(code=line.block, words=line.words, points=line.points) for line in lines),
        facts={name.name: name for name in names},
        indicators=tuple(lines),
        bonus=NO_BONUS,
    )
    totals = {name.name: _total(part) for name, part in zip(names, facts.parts, strict=False)}
    held = {name: value for name, value in facts.values.items() if name == rule.evaluation.name}
    return ours, replace(facts, values={**totals, **held}, parts=(), cycle="")


def _part(index: int, part: Part) -> FactName:
    return FactName(name=f"part_{index}", words=same(part.period))


def _total(part: Part) -> FactValue:
    record = part.record or part.period
    if part.total is None:
        return FactValue(value=None, excluded=((record, UNGRADED),))
    return FactValue(value=part.total, records=(record,))


def _mean(rulebook: Rulebook, rule: Rollup, parts: Sequence[Part], names: Sequence[FactName]) -> Indicator:
    """Σ weight × total ÷ Σ weight, over the parts that have a total."""
    held = [index for index, part in enumerate(parts) if part.total is not None]
    weights = _weights(rule, parts)
    alike = len({weight.value for weight in weights}) == 1
    numerator, denominator = _lacking(rule, held), _lacking(rule, held)
    if len(held) >= rule.at_least:
        terms = [Name(names[index].name) for index in held]
        numerator = _sum(terms if alike else _weighed(terms, [weights[index] for index in held]))
        denominator = Number(Decimal(len(held))) if alike else _sum([weights[index] for index in held])
    return _line(
        rulebook,
        rule,
        block="periods",
        words=rule.words,
        points=trimmed(rulebook.points * rule.periods),
        value=Arithmetic("/", numerator, denominator),
        parts=(numerator, denominator),
        uses=tuple(name.name for name in names),
    )


def _weights(rule: Rollup, parts: Sequence[Part]) -> list[Number]:
    """What each part counts: its own weight, or 1, times `keep` for each part that is newer."""
    found = []
    for back, part in enumerate(reversed(parts)):
        faded = Fraction(rule.keep) ** back
        own = part.weight if rule.weighting is Weighting.GIVEN else Decimal(1)
        found.append(Number(decimal_of(Fraction(own) * faded), percent=own == 1 and rule.keep != 1))
    return found[::-1]


def _weighed(terms: Sequence[NumberNode], weights: Sequence[NumberNode]) -> list[NumberNode]:
    return [Arithmetic("*", term, weight) for term, weight in zip(terms, weights, strict=True)]


def _lacking(rule: Rollup, held: Sequence[int]) -> NumberNode:
    return Lacking(
        Words(
            f"已评定的期间有 {len(held)} 个，至少应有 {rule.at_least} 个",
            f"{len(held)} periods are graded, at least {rule.at_least} are needed",
        )
    )


def _sum(terms: Sequence[NumberNode]) -> NumberNode:
    return reduce(lambda left, right: Arithmetic("+", left, right), terms)


def _evaluation(rulebook: Rulebook, rule: Rollup) -> Indicator:
    return _line(
        rulebook,
        rule,
        block=rule.evaluation.name,
        words=rule.evaluation.words,
        points=trimmed(rulebook.points * (1 - rule.periods)),
        value=Name(rule.evaluation.name),
        parts=None,
        uses=(rule.evaluation.name,),
    )


def _line(
    rulebook: Rulebook,
    rule: Rollup,
    *,
    block: str,
    words: Words,
    points: Decimal,
    value: NumberNode,
    parts: tuple[NumberNode, NumberNode] | None,
    uses: tuple[str, ...],
) -> Indicator:
    """Points in proportion to the value, which is out of the rulebook's full marks."""
    full = Number(trimmed(rulebook.points))
    tree = Arithmetic("/", Arithmetic("*", Name("full"), Name("value")), full)
    return Indicator(
        code=block,
        words=words,
        block=block,
        points=points,
        rule=rule.rule,
        clause=rule.clause,
        source="已公布的记分卡" if parts else "",
        value=_formula(value),
        formula=_formula(tree),
        numerator=_formula(parts[0]) if parts else None,
        denominator=_formula(parts[1]) if parts else None,
        parameters={},
        uses=uses,
    )


def _formula(tree: NumberNode) -> Formula:
    return Formula(text=tree.spell(), tree=tree)
