"""From lines to a verdict: bonus, veto, grade."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from kpi.engine.card import Bonus, Flag, Grade
from kpi.engine.errors import FactsMismatch
from kpi.engine.facts import Event, Facts
from kpi.engine.numbers import half_up
from kpi.engine.rulebook import EventRule, Rulebook
from kpi.engine.words import Words

NIL = Decimal("0.00")


def must_fit(rulebook: Rulebook, facts: Facts) -> None:
    """Raises FactsMismatch for facts of another kind; a rulebook or facts of no kind fit any."""
    if rulebook.kind and facts.kind and facts.kind != rulebook.kind:
        raise FactsMismatch(
            f"事实属于类别 {facts.kind}，规则 {rulebook.id} 属于类别 {rulebook.kind}",
            f"the facts are of kind {facts.kind}, the rulebook {rulebook.id} of kind {rulebook.kind}",
            where="kind",
        )


def grade_of(rulebook: Rulebook, total: Decimal) -> Grade:
    """The grade of a total, rounded half-up to two places first. Raises FactsMismatch outside 0–100."""
    rounded = half_up(total)
    for band in rulebook.bands:
        if band.holds(rounded):
            return Grade(code=band.code, words=band.words)
    raise FactsMismatch(f"总分 {rounded} 没有对应等级", f"no grade holds a total of {rounded}")


def vetoes_of(rulebook: Rulebook, facts: Facts) -> tuple[Words, ...]:
    """The vetoes among the facts, each with its basis. Raises FactsMismatch for one the rulebook lacks."""
    rules = {rule.code: rule for rule in rulebook.vetoes}
    found = [(_rule(rules, event, "veto"), event.basis) for event in facts.vetoes if event.count > 0]
    return tuple(_based(rule.words, basis) for rule, basis in found)


def caps_of(rulebook: Rulebook, facts: Facts) -> tuple[tuple[Words, ...], Decimal | None]:
    """The caps among the facts, each with its basis, and the lowest of their ceilings (None without any).

    Raises FactsMismatch for one the rulebook lacks.
    """
    rules = {rule.code: rule for rule in rulebook.caps}
    found = [(_rule(rules, event, "cap"), event.basis) for event in facts.caps if event.count > 0]
    told = tuple(_based(rule.words, basis) for rule, basis in found)
    return told, min((half_up(rule.points) for rule, _ in found), default=None)


class Pointed(Protocol):
    """What a bonus asks of a line."""

    @property
    def code(self) -> str: ...
    @property
    def points(self) -> Decimal | None: ...
    @property
    def effective_points(self) -> Decimal: ...


def bonus_of(rulebook: Rulebook, facts: Facts, lines: Sequence[Pointed], base: Decimal | None) -> Bonus:
    """The bonus granted on a sum of lines `base`. Raises FactsMismatch for an event the rulebook lacks."""
    rule = rulebook.bonus
    events = {event.code: event for event in rule.events}
    asked = sum((_rule(events, event, "bonus").points * max(event.count, 0) for event in facts.bonuses), NIL)
    if not asked:
        return Bonus(asked=NIL, granted=NIL, sentence=Words("没有加分事项。", "No bonus events."))
    refusal = _refusal(rulebook, facts, lines, base)
    if refusal is not None:
        zh = f"申请加分 {asked:f} 分，因{refusal.zh}，不予加分。"
        return Bonus(
            asked=asked, granted=NIL, sentence=Words(zh, f"Bonus of {asked:f} asked, none granted: {refusal.en}.")
        )
    full = f"{rulebook.most:f}"
    granted = half_up(min(asked, rule.cap, rulebook.most - (base or NIL)))
    return Bonus(
        asked=asked,
        granted=granted,
        sentence=Words(
            f"申请加分 {asked:f} 分，加分上限 {rule.cap:f} 分且总分不超过 {full} 分，实加 {granted} 分。",
            f"Bonus of {asked:f} asked; at most {rule.cap:f} and a total of at most {full}: {granted} granted.",
        ),
    )


def bonus_flags(bonus: Bonus) -> tuple[Flag, ...]:
    if bonus.granted == bonus.asked:
        return ()
    return (Flag.BONUS_CAPPED if bonus.granted else Flag.BONUS_REFUSED,)


def _refusal(rulebook: Rulebook, facts: Facts, lines: Sequence[Pointed], base: Decimal | None) -> Words | None:
    if base is None:
        return Words("本期无法评定", "the period cannot be graded")
    if any(event.count > 0 for event in facts.vetoes):
        return Words("有一票否决事项", "there is a veto")
    for line in lines:
        if line.code in rulebook.bonus.spotless and line.points != line.effective_points:
            return Words(f" {line.code} 有扣分或不适用", f"{line.code} lost points or does not apply")
    return None


def _based(words: Words, basis: str) -> Words:
    return Words(f"{words.zh}：{basis}", f"{words.en}: {basis}") if basis else words


def _rule(rules: dict[str, EventRule], event: Event, which: str) -> EventRule:
    if event.code not in rules:
        zh, en = f"规则中没有事项 {event.code}", f"the rulebook has no event {event.code}"
        raise FactsMismatch(zh, en, where=f"events › {which}")
    return rules[event.code]
