from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kpi.engine.card import Card, Line
from kpi.replays.rules import Replayed, Shift
from kpi.replays.sensitivity import Sensitivity
from kpi.rulebooks.checking import Checked
from kpi.rulebooks.differences import SECTIONS, Change, Difference
from kpi.rulebooks.numbers import Group, groups
from kpi.rulebooks.version_queries import Version
from server.replays.runs import Run
from server.web.charts.intervals import Reach
from vendors.errors import Words
from vendors.periods import Period
from vendors.registry.rules import Kind

_NONE = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckScreen:
    """What is wrong with the rules as typed."""

    checked: Checked


@dataclass(frozen=True, kw_only=True)
class WhatIfScreen:
    """The version to begin from with its numbers, or its `text`; the periods with cards and those chosen."""

    base: Version
    versions: Sequence[Version]
    checked: Checked
    raw: Mapping[str, object]
    values: Mapping[str, str]
    text: str
    periods: Mapping[Period, int]
    chosen: Collection[Period]
    runs: Sequence[Run]
    error: Words | None = None

    @property
    def kinds(self) -> Sequence[Kind]:
        return tuple(Kind)

    @cached_property
    def groups(self) -> Sequence[Group]:
        return groups(self.raw)

    def of(self, part: str) -> Sequence[Group]:
        return [group for group in self.groups if group.part == part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one period's cards come to; `fen` how much more of the linked fee would be due."""

    period: Period
    cards: int
    rescored: int
    moved: int
    regraded: int
    fen: int


@dataclass(frozen=True, kw_only=True)
class RunScreen:
    """A run; `period` is the one whose cards are shown, None while it is under way or found nothing."""

    run: Run
    period: Period | None

    @property
    def base(self) -> str:
        return f"/what-if/runs/{self.run.token}"

    @property
    def under_way(self) -> bool:
        return self.run.replay is None and self.run.failed is None

    @property
    def sections(self) -> Sequence[tuple[Words, Sequence[Difference]]]:
        found = [
            (words, [one for one in self.run.order.differences if one.section == key])
            for key, words in SECTIONS.items()
        ]
        return [(words, rows) for words, rows in found if rows]

    @property
    def tallies(self) -> Sequence[Tally]:
        if self.run.replay is None:
            return ()
        return [_tally(period, self.run.replay.of(period)) for period in self.run.replay.periods]

    @property
    def whole(self) -> Tally | None:
        return _tally(self.period, self.run.replay.cards) if self.run.replay and self.period else None

    @property
    def cards(self) -> Sequence[Replayed]:
        return self.run.replay.of(self.period) if self.run.replay and self.period else ()

    @property
    def firm(self) -> Sensitivity | None:
        return self.run.firm.get(self.period) if self.period else None

    @property
    def loose(self) -> int:
        """How many places one weight alone can move."""
        return sum(not one.firm for one in self.firm.cards) if self.firm else 0

    @property
    def reaches(self) -> Sequence[Reach]:
        """Each card's place with the best and worst it may take."""
        if self.firm is None:
            return ()
        names = {one.card.id: one.card.vendor_name for one in self.cards}
        return [
            Reach(
                name=names[one.card],
                figure=one.place,
                lower=one.best,
                upper=one.worst,
                words=str(one.place) if one.firm else f"{one.best}–{one.worst}",
                tone="brand" if one.firm else "warn",
            )
            for one in self.firm.cards
        ]

    @property
    def top(self) -> int:
        """The end of the places' scale: four whole steps."""
        return 4 * (len(self.reaches) // 4 + 1)

    @property
    def leverage(self) -> tuple[Sequence[str], Sequence[int]]:
        """The indicators whose weight moves places, and how many."""
        told = [one for one in self.firm.weights if one.most] if self.firm else []
        return [one.code for one in told], [one.most for one in told]

    def names(self, shift: Shift) -> Words:
        return _names(self.run).get(shift.code, Words(shift.code, shift.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An indicator of one card under both rules, and what the rules say otherwise of it."""

    code: str
    words: Words
    before: Line | None
    after: Line | None
    changes: Sequence[Change]

    @property
    def differs(self) -> bool:
        return _points(self.before) != _points(self.after)


@dataclass(frozen=True, kw_only=True)
class CardScreen:
    """One card line by line under both rules."""

    run: Run
    replayed: Replayed
    before: Card
    after: Card

    @property
    def base(self) -> str:
        return f"/what-if/runs/{self.run.token}"

    @property
    def lines(self) -> Sequence[Compared]:
        """Those that differ first."""
        old, new = ({line.code: line for line in card.lines} for card in (self.before, self.after))
        told = {one.code: one.changes for one in self.run.order.differences if one.section == "indicator"}
        found = [
            Compared(
                code=code,
                words=_words(new.get(code) or old[code]),
                before=old.get(code),
                after=new.get(code),
                changes=told.get(code, ()),
            )
            for code in dict.fromkeys((*new, *old))
        ]
        return sorted(found, key=lambda one: not one.differs)


def lines_of(one: Replayed) -> str:
    """The indicators that differ in one cell: `A04 10.00→12.00；K06 3.00→—`."""
    return "；".join(f"{shift.code} {_shown(shift.before)}→{_shown(shift.after)}" for shift in one.shifts)


def _shown(points: Decimal | None) -> str:
    return _NONE if points is None else str(points)


def _tally(period: Period, cards: Sequence[Replayed]) -> Tally:
    return Tally(
        period=period,
        cards=len(cards),
        rescored=sum(bool(one.points) for one in cards),
        moved=sum(one.moved for one in cards),
        regraded=sum(one.regraded for one in cards),
        fen=sum(one.money_fen for one in cards),
    )


def _names(run: Run) -> Mapping[str, Words]:
    return {one.code: Words(one.words.zh, one.words.en) for one in run.order.rulebook.indicators}


def _words(line: Line) -> Words:
    return Words(line.words.zh, line.words.en)


def _points(line: Line | None) -> tuple[Decimal | None, Decimal | None]:
    return (line.points, line.effective_points) if line else (None, None)
