"""Two versions of a card: what changed line by line and beside the lines, by how much, and in which facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kpi.engine.card import Card, Line
from kpi.engine.facts import Facts, FactValue
from kpi.engine.words import Words

NIL: Final = Decimal("0.00")
BESIDE: Final = (Words("加分", "Bonus"), Words("一票否决", "Veto"), Words("总分封顶", "Cap on the total"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A fact in both versions; `gained` and `gone` are records counted in one only."""

    name: str
    before: Decimal | None
    after: Decimal | None
    gained: Sequence[str]
    gone: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A line in both versions; None where a version does not have it."""

    code: str
    words: Words
    before: Line | None
    after: Line | None
    facts: Sequence[FactChange] = ()

    @property
    def by(self) -> Decimal | None:
        """Points won or lost; a version in which it does not apply has none of it. None when it never applies."""
        old, new = (line.points if line else None for line in (self.before, self.after))
        return None if old is None and new is None else (new or NIL) - (old or NIL)

    @property
    def lost(self) -> bool:
        """Fewer points, or none where there were some."""
        return self.by is not None and self.by < 0

    @property
    def changed(self) -> bool:
        """Whether anything a reader sees differs."""
        return self.before != self.after or bool(self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a total has beside its lines, in one version: points (0: no such thing), and how it came about."""

    points: Decimal
    said: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideChange:
    """The bonus, the veto or the cap in both versions."""

    words: Words
    before: Beside
    after: Beside

    @property
    def by(self) -> Decimal:
        return self.after.points - self.before.points

    @property
    def lost(self) -> bool:
        return self.by < 0

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Changes of the lines and of what is `beside` them; together they are the change of the total."""

    lines: Sequence[LineChange]
    beside: Sequence[BesideChange]
    before: Decimal | None
    after: Decimal | None

    @property
    def changed(self) -> Sequence[LineChange]:
        return [line for line in self.lines if line.changed]

    @property
    def changed_beside(self) -> Sequence[BesideChange]:
        return [each for each in self.beside if each.changed]

    @property
    def lost(self) -> bool:
        """Whether a vendor is worse off in anything: a line, the bonus, a veto or cap it was not told of, the total."""
        bonus, *events = self.beside
        new = any(said not in each.before.said for each in events for said in each.after.said)
        fewer = self.before is not None and self.after is not None and self.after < self.before
        return new or fewer or bonus.lost or any(line.lost for line in self.lines)


def compare(before: Card, after: Card, *, facts: tuple[Facts, Facts] | None = None) -> Comparison:
    """In the order of the newer card, lines it dropped last."""
    old, new = ({line.code: line for line in card.lines} for card in (before, after))
    codes = [*new, *(code for code in old if code not in new)]
    return Comparison(
        lines=[_line(old.get(code), new.get(code), facts) for code in codes],
        beside=[
            BesideChange(words=words, before=old_one, after=new_one)
            for words, old_one, new_one in zip(BESIDE, _beside(before), _beside(after), strict=True)
        ],
        before=before.total,
        after=after.total,
    )


def _beside(card: Card) -> tuple[Beside, Beside, Beside]:
    """The bonus, and what a veto or else a cap takes off the computed total."""
    taken = NIL if card.total is None or card.computed is None else card.total - card.computed
    bonus = (card.bonus.sentence,) if card.bonus.asked else ()
    return (
        Beside(points=card.bonus.granted, said=bonus),
        Beside(points=taken if card.vetoes else NIL, said=card.vetoes),
        Beside(points=NIL if card.vetoes else taken, said=card.caps),
    )


def _line(old: Line | None, new: Line | None, facts: tuple[Facts, Facts] | None) -> LineChange:
    present = [line for line in (new, old) if line is not None]
    names = dict.fromkeys(name for line in present for name in line.facts)
    return LineChange(
        code=present[0].code,
        words=present[0].words,
        before=old,
        after=new,
        facts=_facts(names, facts) if facts else (),
    )


def _facts(names: dict[str, None], facts: tuple[Facts, Facts]) -> Sequence[FactChange]:
    nothing = FactValue(value=None)
    found = []
    for name in names:
        old, new = (one.values.get(name, nothing) for one in facts)
        if old.value == new.value and old.records == new.records:
            continue
        found.append(
            FactChange(
                name=name,
                before=old.value,
                after=new.value,
                gained=[each for each in new.records if each not in set(old.records)],
                gone=[each for each in old.records if each not in set(new.records)],
            )
        )
    return found
