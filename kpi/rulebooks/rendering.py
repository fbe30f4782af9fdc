"""A card as plain Chinese text for a terminal."""

from dataclasses import replace
from decimal import Decimal
from unicodedata import east_asian_width

from kpi.engine.card import BlockTotal, Card, Flag, Line


def card_as_text(card: Card) -> str:
    """A table of the lines, each with its working beneath, then bonus, vetoes, total and grade."""
    scored = any(block.max_points for block in card.blocks)
    parts = ["　".join(part for part in (card.subject, card.period, f"规则 {card.rulebook}") if part), ""]
    for block in card.blocks:
        parts += _block(block, [line for line in card.lines if line.block == block.code])
    parts += [f"加分　{card.bonus.granted}　{card.bonus.sentence.zh}"] if scored else []
    parts += [f"一票否决　{veto.zh}" for veto in card.vetoes]
    parts += [f"总分封顶　{cap.zh}" for cap in card.caps]
    parts += [card.sentence.zh, ""]
    total = f"总分 {_points(card.total)}" if scored else "总评"
    return "\n".join([*parts, f"{total}　{_grade(card, scored=scored)}".rstrip("　")]) + "\n"


def card_as_shown(card: Card) -> Card:
    """The card without the 0.00 points an adjective has inside; for those who read its JSON, not for what is kept."""
    return replace(card, lines=tuple(replace(line, points=None) if line.rating else line for line in card.lines))


def _block(block: BlockTotal, lines: list[Line]) -> list[str]:
    head = (
        f"{block.words.zh}（{block.max_points:f} 分）　{_points(block.points)}" if block.max_points else block.words.zh
    )
    return [head, *(row for line in lines for row in _line(line)), ""]


def _line(line: Line) -> tuple[str, ...]:
    marks = "".join(f"［{flag.zh}］" for flag in line.flags)
    points = f"  {_points(line.points):>6} / {line.effective_points}" if line.max_points else ""
    notes = (f"       注{number}：{note.zh}" for number, note in enumerate(line.footnotes, start=1))
    first = f"  {line.code}  {_wide(line.words.zh, 26)}{line.shown:>10}{points}{marks}"
    return (first, f"       {line.sentence.zh}", *notes)


def _grade(card: Card, *, scored: bool) -> str:
    """无法评定 without a total; nothing for a rulebook that has no grades."""
    if card.grade:
        return card.grade.words.zh
    if Flag.NOT_GRADABLE in card.flags:
        return "无法评定"
    return "" if scored else "—"


def _points(points: Decimal | None) -> str:
    return "—" if points is None else f"{points}"


def _wide(text: str, columns: int) -> str:
    """Padded to terminal columns; a Chinese character takes two."""
    taken = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(0, columns - taken)
