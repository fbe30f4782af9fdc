from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from kpi.ranking.comparing import Compared, Comparison
from kpi.ranking.rules import ENOUGH, Standing
from kpi.rulebooks.queries import by_id
from server.desk.axes import axis
from server.desk.grades import grade_name, target_of, tone_of
from server.desk.screens import Lines
from server.web.charts.intervals import Moved, Reach
from server.web.i18n import _
from vendors.money import half_up
from vendors.periods import Period
from vendors.registry.rules import Kind

_LAMPS = ("good", "brand", "warn", "bad")
_PERCENT = 100
_GAPS = 4


def share(value: float) -> str:
    """`62.4%`."""
    return f"{half_up(Decimal(str(value)) * _PERCENT, Decimal('0.1'))}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A vendor in the table of its kind."""

    standing: Standing
    trend: Sequence[Decimal | None]

    @property
    def name(self) -> str:
        return self.standing.row.short_name or self.standing.row.vendor_name

    @property
    def grade(self) -> str:
        return grade_name(self.standing.row.grade, self.standing.row.rulebook)

    @property
    def tone(self) -> str:
        found = tone_of(self.standing.row.grade, self.standing.row.rulebook)
        return found if found in _LAMPS else "brand"

    @property
    def target(self) -> Decimal:
        return target_of(self.standing.row.rulebook)

    @property
    def moved(self) -> bool:
        """Whether the two orders put it in different places."""
        return self.standing.by_total != self.standing.by_lower


@dataclass(frozen=True, slots=True, kw_only=True)
class Versus:
    """One indicator over the kind; `rows` in the order of the plain values."""

    comparison: Comparison

    @property
    def rows(self) -> Sequence[Compared]:
        return self.comparison.rows

    def name(self, one: Compared) -> str:
        return one.row.vendor_name

    def counted(self, one: Compared) -> str:
        return "" if one.trials is None else f"{one.hits} / {one.trials}"

    def sure(self, one: Compared) -> str:
        return share(one.sure) if one.interval else one.line.shown

    def between(self, one: Compared) -> str:
        return f"{share(one.interval.lower)} – {share(one.interval.upper)}" if one.interval else "—"

    def shrunk(self, one: Compared) -> str:
        return "—" if one.shrunk is None else share(one.shrunk)

    def says_little(self, one: Compared) -> bool:
        """Its value stands before one that is surer of its own: the sample is too few for the place."""
        return any(first is one for first, _surer in self.comparison.turned)

    @property
    def reaches(self) -> Sequence[Reach]:
        """For the drawing, in per cent."""
        return [
            Reach(
                name=name_of(one),
                figure=one.interval.rate * _PERCENT,
                lower=one.interval.lower * _PERCENT,
                upper=one.interval.upper * _PERCENT,
                words=f"{one.line.shown}  {self.counted(one)}",
                tone="warn" if one.small else "brand",
            )
            for one in self.rows
            if one.interval
        ]

    @property
    def orders(self) -> Sequence[Moved]:
        return [
            Moved(
                name=name_of(one),
                before=one.by_value,
                before_words=" · ".join(filter(None, (one.line.shown, self.counted(one)))),
                after=one.by_sure,
                after_words=self.sure(one),
            )
            for one in self.rows
        ]


def name_of(one: Compared) -> str:
    return one.row.short_name or one.row.vendor_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An indicator one may compare by; `turned` where the two orders contradict each other."""

    code: str
    sampled: bool
    turned: bool

    @property
    def text(self) -> str:
        short = axis(self.code)
        return self.code if short == self.code else f"{self.code} {short}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingScreen:
    """`kinds` with how many cards each has. `against` is the card held against its kind's mean."""

    period: Period
    periods: Sequence[Period]
    kinds: Sequence[tuple[Kind, int]]
    kind: Kind
    confidence: str
    rows: Sequence[Row]
    choices: Sequence[Choice]
    versus: Versus | None
    against: Standing
    radar: Lines
    trend: Lines

    @property
    def sampled(self) -> bool:
        return any(row.standing.sampled for row in self.rows)

    @property
    def few(self) -> int:
        """How many vendors shrinking needs, where this kind has fewer; 0 otherwise."""
        return ENOUGH if all(row.standing.shrunk is None for row in self.rows) else 0

    @property
    def graded(self) -> Sequence[Row]:
        return [row for row in self.rows if row.standing.rank is not None]

    @property
    def reaches(self) -> Sequence[Reach]:
        return [
            Reach(
                name=row.name,
                figure=row.standing.row.total,
                lower=row.standing.lower,
                upper=row.standing.upper,
                words=self.place(row),
                tone=row.tone,
            )
            for row in self.graded
            if row.standing.row.total is not None and row.standing.lower is not None and row.standing.upper is not None
        ]

    @property
    def gaps(self) -> Sequence[tuple[str, str]]:
        """Where the card lies furthest from its kind's mean: the indicator, and how many points of a hundred."""
        own, mean = (one.values for one in self.radar.series)
        apart = [
            (name, Decimal(str(value)) - Decimal(str(other)))
            for name, value, other in zip(self.radar.labels, own, mean, strict=True)
            if value is not None and other is not None and value != other
        ]
        furthest = sorted(apart, key=lambda pair: (-abs(pair[1]), pair[0]))[:_GAPS]
        return [(name, f"{half_up(gap, Decimal('0.1')):+}") for name, gap in furthest]

    def place(self, row: Row) -> str:
        rank = row.standing.rank
        return _("第 %(n)s 名（并列）", n=rank) if row.standing.shared else _("第 %(n)s 名", n=rank)

    @property
    def axis(self) -> tuple[int, int]:
        """Where the drawing of the scores begins and ends: a round twenty under the lowest, the highest total."""
        lowest = min((float(one.lower) for one in self.reaches), default=0.0)
        highest = max((by_id(row.standing.row.rulebook).most for row in self.graded), default=Decimal(_PERCENT))
        step = 20
        return int(lowest // step) * step, ceil(highest)


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingYet:
    """No card has been published."""

    rows: Sequence[Row] = ()
