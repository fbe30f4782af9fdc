"""The working of one line as a sentence a person can check with a calculator."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Final

from kpi.engine.amounts import Absent, Binding, Style, figure
from kpi.engine.drafts import Draft
from kpi.engine.facts import Excluded
from kpi.engine.knowing import Worked
from kpi.engine.numbers import half_up, trimmed
from kpi.engine.words import Words, fill, listed, same

SHOWN: Final = 4  # decimals of a number in a sentence


def sentence_of(
    draft: Draft, raw: Fraction | Absent, *, effective: Decimal, block_points: Decimal, small: int | None
) -> Words:
    """Value, reasons, points, then how sure it is (`small`: fewer than so many) and what was left out."""
    full = draft.indicator.points
    if isinstance(raw, Absent):
        parts = [_not_applicable(raw, full)]
    else:
        parts = [*map(_share, draft.shares), *_values(draft), _points(draft, raw, full)]
        if effective != full:
            parts.append(_respread(raw, full, effective, block_points))
    if small is not None:
        n = figure(draft.n or Fraction(0), Style.NUMBER)
        parts.append(Words(f"n = {n}，少于 {small}，样本不足。", f"n = {n}, fewer than {small}: small sample."))
    if draft.excluded:
        parts.append(_left_out(draft.excluded))
    return Words("".join(part.zh for part in parts), " ".join(part.en[:1].upper() + part.en[1:] for part in parts))


def _share(share: Worked) -> Words:
    """One share over its own denominator, kept apart from the others."""
    if isinstance(share.value, Absent):
        why = share.value.why
        return Words(f"{share.words.zh}：不适用（{why.zh}）。", f"{share.words.en}: not applicable ({why.en}).")
    told = fill("{} ÷ {}", share.numerator.inside(Binding.PRODUCT), share.denominator.inside(Binding.ATOM))
    seen = figure(share.value, Style.PERCENT)
    return Words(f"{share.words.zh}：{told.zh} = {seen}。", f"{share.words.en}: {told.en} = {seen}.")


def _values(draft: Draft) -> tuple[Words, ...]:
    """The value; of a rating that is itself the value, only what it was read from."""
    if draft.rating is None or draft.indicator.value.text != draft.indicator.formula.text:
        return (_value(draft),)
    text = draft.value.text
    return () if text == draft.rating.words else (Words(f"{text.zh}。", f"{text.en}."),)


def _value(draft: Draft) -> Words:
    text, seen, because = draft.value.text, draft.seen, _because(draft.value.because)
    fuller = _fuller(draft)
    if text.zh.endswith(seen.zh):
        text = Words(text.zh.removesuffix(seen.zh) + fuller, text.en.removesuffix(seen.en) + fuller) if fuller else text
        return Words(f"{because.zh}{text.zh}。", f"{because.en}{text.en}.")
    seen = same(fuller) if fuller else seen
    return Words(f"{because.zh}{text.zh} = {seen.zh}。", f"{because.en}{text.en} = {seen.en}.")


def _fuller(draft: Draft) -> str:
    """A value that is the points, when four decimals of it round to another cent: with as many as it takes.

    Of points that are worked out from the value the sentence stays as published: cards recompute to their bytes.
    """
    value, style = draft.value.value, draft.indicator.style
    if isinstance(value, Absent) or style is not Style.NUMBER or value != draft.points.value:
        return ""
    if draft.points.text.zh != figure(value, style):
        return ""
    return "" if half_up(half_up(value, SHOWN)) == half_up(value) else _rounding_right(value)


def _rounding_right(value: Fraction) -> str:
    places = next(places for places in count(SHOWN) if half_up(half_up(value, places)) == half_up(value))
    return f"{trimmed(half_up(value, places)):f}"


def _points(draft: Draft, raw: Fraction, full: Decimal) -> Words:
    if draft.rating:
        return _rated(draft, draft.rating.words)
    because, got, text = _because(draft.points.because), half_up(raw), draft.points.text
    out_of = f"{trimmed(full):f}"
    exact = draft.points.value
    if isinstance(exact, Fraction) and half_up(exact) != got:
        return _held(draft, exact, because, out_of)
    if text.zh == figure(raw, Style.NUMBER):
        return Words(f"{because.zh}得 {got} 分（满分 {out_of} 分）。", f"{because.en}{got} points (out of {out_of}).")
    return Words(
        f"{because.zh}得 {text.zh} = {got} 分（满分 {out_of} 分）。",
        f"{because.en}{text.en} = {got} points (out of {out_of}).",
    )


def _held(draft: Draft, exact: Fraction, because: Words, out_of: str) -> Words:
    """Points the formula puts beyond what the indicator may have."""
    got, text = figure(exact, Style.NUMBER), draft.points.text
    worked = text if text.zh == got else fill("{} = " + got, text)
    why = Words("不足 0 分，按 0 分计", "below 0: counts as 0 points")
    if exact > 0:
        full = half_up(draft.indicator.points)
        why = Words(f"超过满分，按 {full} 分计", f"over full marks: counts as {full} points")
    return Words(
        f"{because.zh}得 {worked.zh}，{why.zh}（满分 {out_of} 分）。",
        f"{because.en}{worked.en}, {why.en} (out of {out_of}).",
    )


def _rated(draft: Draft, rating: Words) -> Words:
    because = _because((*draft.value.because, *draft.points.because))
    return Words(f"{because.zh}评为“{rating.zh}”。", f"{because.en}rated “{rating.en}”.")


def _because(reasons: Iterable[Words]) -> Words:
    told = tuple(dict.fromkeys(reasons))
    if not told:
        return Words("", "")
    words = listed(told)
    return Words(f"因 {words.zh}，", f"As {words.en}: ")


def _respread(raw: Fraction, full: Decimal, effective: Decimal, block_points: Decimal) -> Words:
    before, block = f"{trimmed(full):f}", f"{trimmed(block_points):f}"
    points = half_up(raw * Fraction(effective) / Fraction(full))
    step = f"{figure(raw, Style.NUMBER)} × {effective} ÷ {before} = {points}"
    return Words(
        f"本组有指标不适用，本项满分由 {before} 分按比例调整为 {effective} 分，得 {step} 分"
        f"（调整值取两位小数，尾差按最大余数补足，本组合计仍为 {block} 分）。",
        f"Another indicator of this block does not apply, so this one counts {effective} instead of {before}: {step} "
        f"(shares are cut to two places and the cents left over go to the largest remainders; "
        f"the block still sums to {block}).",
    )


def _not_applicable(raw: Absent, full: Decimal) -> Words:
    points = f"{trimmed(full):f}"
    if not full:
        return Words(f"不适用：{raw.why.zh}。", f"Not applicable: {raw.why.en}.")
    return Words(
        f"不适用：{raw.why.zh}。本项 {points} 分按比例分给本组其他指标。",
        f"Not applicable: {raw.why.en}. Its {points} points are spread pro rata over the rest of its block.",
    )


def _left_out(excluded: Sequence[Excluded]) -> Words:
    reasons = Counter(reason for _, reason in excluded)
    told = [f"{reason} {count}" for reason, count in sorted(reasons.items())]
    return Words(f"另有 {len(excluded)} 条未计入：{'，'.join(told)}。", f"{len(excluded)} left out: {', '.join(told)}.")
