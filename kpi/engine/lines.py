"""An indicator as a line of the card, with its share of the block and its working in words."""

from decimal import Decimal
from fractions import Fraction

from kpi.engine.amounts import Absent, Style, figure
from kpi.engine.card import Flag, Line, Share
from kpi.engine.drafts import Draft, present
from kpi.engine.knowing import Worked
from kpi.engine.numbers import decimal_of, half_up, trimmed
from kpi.engine.sentences import sentence_of
from kpi.engine.words import Words

NIL = Decimal("0.00")


def line_of(draft: Draft, *, effective: Decimal, block_points: Decimal, small_sample: int) -> Line:
    """The line, its points scaled to the indicator's effective points and rounded half-up to two places."""
    raw = draft.raw
    if isinstance(raw, Absent):
        words = sentence_of(draft, raw, effective=effective, block_points=block_points, small=None)
        return _line(draft, effective=effective, points=None, flags=(Flag.NOT_APPLICABLE,), sentence=words)
    full = draft.indicator.points
    small = draft.n is not None and draft.n < small_sample
    marks = ((Flag.SMALL_SAMPLE, small), (Flag.RESPREAD, effective != full))
    return _line(
        draft,
        effective=effective,
        points=half_up(raw * Fraction(effective) / Fraction(full)) if full else NIL,
        flags=tuple(flag for flag, holds in marks if holds),
        sentence=sentence_of(
            draft, raw, effective=effective, block_points=block_points, small=small_sample if small else None
        ),
    )


def _line(
    draft: Draft, *, effective: Decimal, points: Decimal | None, flags: tuple[Flag, ...], sentence: Words
) -> Line:
    indicator, value = draft.indicator, present(draft.value)
    return Line(
        code=indicator.code,
        words=indicator.words,
        block=indicator.block,
        max_points=trimmed(indicator.points),
        effective_points=effective,
        value=_decimal(value),
        shown=_seen(draft, value),
        style=indicator.style,
        numerator=_decimal(present(draft.numerator)),
        denominator=_decimal(present(draft.denominator)),
        n=_decimal(draft.n),
        points=points,
        formula=indicator.formula.text,
        rule=indicator.rule,
        clause=indicator.clause,
        source=indicator.source,
        sentence=sentence,
        flags=flags,
        facts=indicator.uses,
        excluded=draft.excluded,
        footnotes=draft.notes,
        shares=tuple(_share(one) for one in draft.shares),
        rating=draft.rating.words if draft.rating else None,
    )


def _seen(draft: Draft, value: Fraction | None) -> str:
    if draft.rating:
        return draft.rating.words.zh
    return "—" if value is None else _for_people(value, draft.indicator.style)


def _share(one: Worked) -> Share:
    value = None if isinstance(one.value, Absent) else one.value
    return Share(
        words=one.words,
        numerator=_decimal(present(one.numerator)),
        denominator=_decimal(present(one.denominator)),
        value=_decimal(value),
        shown="—" if value is None else _for_people(value, Style.PERCENT),
    )


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else decimal_of(value)


def _for_people(value: Fraction, style: Style) -> str:
    """Percentages at one place."""
    return f"{half_up(value * 100, 1):f}%" if style is Style.PERCENT else figure(value, style)
