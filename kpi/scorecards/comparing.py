"""Two versions of a card, line by line: what changed, by how much, and in which facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.engine.card import Card, Line
from kpi.engine.facts import Facts, FactValue
from kpi.engine.words import Words


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
        """Points won or lost; None when it applies in one version only."""
        if self.before is None or self.after is None or self.before.points is None or self.after.points is None:
            return None
        return self.after.points - self.before.points

    @property
    def lost(self) -> bool:
        """Fewer points, or none where there were some."""
        if self.by is not None:
            return self.by < 0
        return bool(self.before and self.before.points and not (self.after and self.after.points))

    @property
    def changed(self) -> bool:
        """Whether anything a reader sees differs."""
        return self.before != self.after or bool(self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    lines: Sequence[LineChange]
    before: Decimal | None
    after: Decimal | None

    @property
    def changed(self) -> Sequence[LineChange]:
        return [line for line in self.lines if line.changed]


def compare(before: Card, after: Card, *, facts: tuple[Facts, Facts] | None = None) -> Comparison:
    """In the order of the newer card, lines it dropped last."""
    old, new = ({line.code: line for line in card.lines} for card in (before, after))
    codes = [*new, *(code for code in old if code not in new)]
    return Comparison(
        lines=[_line(old.get(code), new.get(code), facts) for code in codes],
        before=before.total,
        after=after.total,
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
