"""The card of a rulebook without numbers: adjectives alone, and a grade drawn from them where the rulebook says how."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from kpi.engine.amounts import Absent, Known
from kpi.engine.card import BlockTotal, Bonus, Card, Flag, Grade, Line
from kpi.engine.drafts import Draft
from kpi.engine.facts import Facts
from kpi.engine.knowing import level_of
from kpi.engine.rulebook import Rulebook
from kpi.engine.verdicts import vetoes_of
from kpi.engine.words import Words

NIL = Decimal("0.00")


def in_adjectives(rulebook: Rulebook, facts: Facts, drafts: Sequence[Draft], lines: tuple[Line, ...]) -> Card:
    """No points, no total. Raises FactsMismatch for a veto the rulebook lacks."""
    vetoes = vetoes_of(rulebook, facts)
    level = rulebook.levels.get(rulebook.failing) if vetoes else None
    grade = Grade(code=level.code, words=level.words) if level else _overall(rulebook, drafts)
    open_still = rulebook.overall is not None and grade is None
    marks = ((Flag.VETO, bool(vetoes)), (Flag.NOT_GRADABLE, open_still))
    return Card(
        rulebook=rulebook.id,
        kind=rulebook.kind,
        subject=facts.subject,
        period=facts.period,
        lines=lines,
        blocks=tuple(
            BlockTotal(code=one.code, words=one.words, max_points=NIL, points=None) for one in rulebook.blocks
        ),
        bonus=Bonus(asked=NIL, granted=NIL, sentence=Words("没有加分事项。", "No bonus events.")),
        computed=None,
        total=None,
        grade=grade,
        vetoes=vetoes,
        flags=tuple(flag for flag, holds in marks if holds),
        sentence=_sentence(lines, grade, vetoed=bool(vetoes), asked=rulebook.overall is not None),
    )


def _overall(rulebook: Rulebook, drafts: Sequence[Draft]) -> Grade | None:
    if rulebook.overall is None:
        return None
    known: Mapping[str, Known] = {draft.indicator.code: _rank(draft) for draft in drafts} | {
        code: Known(value=Fraction(level.rank), text=level.words) for code, level in rulebook.levels.items()
    }
    rank = rulebook.overall.tree.work(known).value
    level = None if isinstance(rank, Absent) else level_of(rulebook, drafts[0].indicator.scale, rank)
    return Grade(code=level.code, words=level.words) if level else None


def _rank(draft: Draft) -> Known:
    words = draft.indicator.words
    return Known(value=Fraction(draft.rating.rank) if draft.rating else Absent(words), text=words)


def _sentence(lines: Sequence[Line], grade: Grade | None, *, vetoed: bool, asked: bool) -> Words:
    told = [(line.words, line.rating or Words("不适用", "not applicable")) for line in lines]
    zh = "，".join(f"{words.zh}：{rating.zh}" for words, rating in told)
    en = ", ".join(f"{words.en}: {rating.en}" for words, rating in told)
    if vetoed:
        zh, en = f"{zh}；触发一票否决", f"{en}; vetoed"
    name = grade.words if grade else Words("无法评定", "cannot be graded") if asked else None
    return Words(f"{zh}。总评：{name.zh}。", f"{en}. Overall: {name.en}.") if name else Words(f"{zh}。", f"{en}.")
