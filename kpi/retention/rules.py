"""What a grade proposes and what it does to the linked fee (domain §6.3); pure, decided by people.

The consequence table is data in the rulebook. Assessment only ever reduces the linked part of the fee,
and the fee never follows the amounts found or recovered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpi.engine.amounts import Style, figure
from kpi.engine.rulebook import Consequence, Measure, Rulebook
from vendors.errors import Invalid, Words
from vendors.money import Fen, half_up

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal for the leader: the consequence that fits, its measures, the share of the linked fee due."""

    code: str
    measures: tuple[Measure, ...]
    linked_fee: Decimal
    reason: Words
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFee:
    """The linked part of the fee falling to one assessed period: `due` and `deduction` make it up."""

    linked: Fen
    due: Fen
    deduction: Fen


def propose(
    *, rulebook: Rulebook, grade: str, vetoed: bool, earlier: Sequence[str | None] = (), annual: bool = False
) -> Proposed:
    """What a card's grade leads to. `earlier`: grades of the preceding quarters, newest first, None where
    there was no card. Raises Invalid when the rulebook has no consequence for the grade.
    """
    for one in rulebook.consequences:
        if _fits(one, grade=grade, vetoed=vetoed, earlier=earlier, annual=annual):
            return Proposed(
                code=one.code,
                measures=tuple(rulebook.measures[code] for code in one.measures),
                linked_fee=one.linked_fee,
                reason=_reason(one, rulebook=rulebook, earlier=earlier),
                clause=one.clause,
            )
    raise Invalid({"grade": Words(f"规则没有等级 {grade} 的后果。", f"The rulebook has no consequence for {grade}.")})


def linked_fee(linked_fen: int, coefficient: Decimal) -> LinkedFee:
    """What is due of a linked part by its coefficient, half-up to the fen, and what is taken off.

    Raises Invalid for a coefficient outside 0–1.
    """
    if not 0 <= coefficient <= 1:
        raise Invalid({"coefficient": Words("应在 0 与 1 之间。", "Must be between 0 and 1.")})
    due = int(half_up(linked_fen * coefficient, WHOLE))
    return LinkedFee(linked=Fen(linked_fen), due=Fen(due), deduction=Fen(linked_fen - due))


def _fits(one: Consequence, *, grade: str, vetoed: bool, earlier: Sequence[str | None], annual: bool) -> bool:
    if one.veto or vetoed:
        return one.veto and vetoed
    if one.grade != grade or (one.annual and not annual):
        return False
    return 1 + _repeats(one, earlier) >= one.times


def _repeats(one: Consequence, earlier: Sequence[str | None]) -> int:
    return sum(before == one.grade for before in earlier[: one.within - 1])


def _reason(one: Consequence, *, rulebook: Rulebook, earlier: Sequence[str | None]) -> Words:
    percent = figure(Fraction(one.linked_fee), Style.PERCENT)
    zh, en = one.words.zh, one.words.en
    if one.times > 1:
        zh = f"{zh}（连同本期近 {one.within} 个季度内 {1 + _repeats(one, earlier)} 次）"
        en = f"{en} ({1 + _repeats(one, earlier)} times in the last {one.within} quarters, this one included)"
    measures = [rulebook.measures[code] for code in one.measures]
    told_zh = "、".join(measure.words.zh for measure in measures) or "无"
    told_en = "; ".join(measure.words.en for measure in measures) or "none"
    return Words(
        f"{zh}：考核挂钩款按 {percent} 支付；措施：{told_zh}。依据：{one.clause}。",
        f"{en}: {percent} of the linked fee is due; measures: {told_en}.",
    )
