"""Facts and a rulebook in, a card out. Same input, same card."""

from collections.abc import Sequence
from decimal import Decimal

from kpi.engine.adjusting import adjust, adjustments_of
from kpi.engine.amounts import Absent
from kpi.engine.card import BlockTotal, Card, Flag, Grade, Line
from kpi.engine.drafts import Draft, drafted
from kpi.engine.facts import Facts
from kpi.engine.lines import line_of
from kpi.engine.numbers import trimmed
from kpi.engine.overall import in_adjectives
from kpi.engine.respread import respread
from kpi.engine.rollup import rolled
from kpi.engine.rulebook import Block, Rulebook
from kpi.engine.verdicts import NIL, bonus_flags, bonus_of, caps_of, grade_of, must_fit, vetoes_of
from kpi.engine.words import Words


def score(rulebook: Rulebook, facts: Facts) -> Card:
    """The card of one vendor and period. Raises FactsMismatch for facts of another kind, unknown events or indicators.

    Facts with `parts` give a roll-up of earlier cards.
    """
    if facts.parts:
        return score(*rolled(rulebook, facts))
    must_fit(rulebook, facts)
    adjusted = adjustments_of(rulebook, facts)
    drafts = [drafted(indicator, rulebook, facts) for indicator in rulebook.indicators]
    lines = tuple(
        adjust(line, adjusted.get(line.code, ()))
        for block in rulebook.blocks
        for line in _lines(rulebook, block, drafts)
    )
    if not rulebook.points:
        return in_adjectives(rulebook, facts, drafts, lines)
    blocks = tuple(_block_total(block, lines) for block in rulebook.blocks)
    base = _sum([block.points for block in blocks])
    vetoes = vetoes_of(rulebook, facts)
    bonus = bonus_of(rulebook, facts, lines, base)
    computed = None if base is None else base + bonus.granted
    caps, ceiling = caps_of(rulebook, facts)
    capped = computed is not None and ceiling is not None and ceiling < computed
    total = NIL if vetoes else ceiling if capped else computed
    grade = _grade(rulebook, total, vetoed=bool(vetoes))
    marks = ((Flag.VETO, bool(vetoes)), (Flag.NOT_GRADABLE, computed is None), (Flag.CAPPED, capped))
    return Card(
        rulebook=rulebook.id,
        kind=rulebook.kind,
        subject=facts.subject,
        period=facts.period,
        lines=lines,
        blocks=blocks,
        bonus=bonus,
        computed=computed,
        total=total,
        grade=grade,
        vetoes=vetoes,
        flags=(*(flag for flag, holds in marks if holds), *bonus_flags(bonus)),
        sentence=_sentence(
            blocks,
            bonus.granted,
            computed,
            _named(rulebook, grade, total),
            vetoed=bool(vetoes),
            cap=ceiling if capped else None,
        ),
        caps=caps,
    )


def _lines(rulebook: Rulebook, block: Block, drafts: Sequence[Draft]) -> list[Line]:
    own = [draft for draft in drafts if draft.indicator.block == block.code]
    applicable = frozenset(draft.indicator.code for draft in own if not isinstance(draft.raw, Absent))
    effective = respread({draft.indicator.code: draft.indicator.points for draft in own}, applicable)
    return [
        line_of(
            draft,
            effective=effective[draft.indicator.code],
            block_points=block.points,
            small_sample=rulebook.small_sample,
        )
        for draft in own
    ]


def _block_total(block: Block, lines: Sequence[Line]) -> BlockTotal:
    """An adjective among lines that count points is nothing to go by."""
    own = [line for line in lines if line.block == block.code and (line.max_points or not block.points)]
    points = [line.points for line in own if line.points is not None]
    total = sum(points, NIL) if points else None
    return BlockTotal(code=block.code, words=block.words, max_points=trimmed(block.points), points=total)


def _sum(points: Sequence[Decimal | None]) -> Decimal | None:
    present = [one for one in points if one is not None]
    return sum(present, NIL) if len(present) == len(points) else None


def _grade(rulebook: Rulebook, total: Decimal | None, *, vetoed: bool) -> Grade | None:
    if not rulebook.bands:
        return None
    if vetoed:
        words = next(band.words for band in rulebook.bands if band.code == rulebook.failing)
        return Grade(code=rulebook.failing, words=words)
    return None if total is None else grade_of(rulebook, total)


def _sentence(
    blocks: Sequence[BlockTotal],
    granted: Decimal,
    computed: Decimal | None,
    grade: Words,
    *,
    vetoed: bool,
    cap: Decimal | None,
) -> Words:
    parts = Words(
        " + ".join(f"{block.words.zh} {_or_dash(block.points)}" for block in blocks),
        " + ".join(f"{block.words.en} {_or_dash(block.points)}" for block in blocks),
    )
    zh = f"{parts.zh} + 加分 {granted} = {_or_dash(computed)} 分"
    en = f"{parts.en} + bonus {granted} = {_or_dash(computed)}"
    if vetoed:
        zh, en = f"{zh}（留存备查）；触发一票否决，本期计 0.00 分", f"{en} (kept on record); vetoed: 0.00 this period"
        return Words(f"{zh}，{grade.zh}。" if grade.zh else f"{zh}。", f"{en}, {grade.en}." if grade.en else f"{en}.")
    if cap is not None:
        zh, en = f"{zh}；有封顶事项，总分最高 {cap} 分", f"{en}; an event caps the total at {cap}"
    return Words(f"{zh}，{grade.zh}。" if grade.zh else f"{zh}。", f"{en}: {grade.en}." if grade.en else f"{en}.")


def _named(rulebook: Rulebook, grade: Grade | None, total: Decimal | None) -> Words:
    """The grade in words; nothing for a total under a rulebook that has no grades."""
    if grade:
        return grade.words
    return Words("无法评定", "cannot be graded") if rulebook.bands or total is None else Words("", "")


def _or_dash(points: Decimal | None) -> str:
    return "—" if points is None else f"{points}"
