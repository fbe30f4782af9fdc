"""Everything a KPI report shows, frozen. A report is rendered from this and from nothing else.

Money is in fen. `None` stands for "not known" or "not applicable", never for zero. Distinct counts
(institutions) are counted over the whole stretch they describe and are never sums of their parts.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """总体情况. `listed` cases were to be reviewed; `frame` adds those that stood in a draw without being picked."""

    vendors: int
    contracts: int
    tasks_issued: int
    tasks_finished: int
    tasks_overdue: int
    reviewed: int
    listed: int
    sampled: int
    frame: int
    institutions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorScore:
    """One published or issued card. `rank` is within the kind, shared where intervals overlap; None without a card.

    `total` is 0 after a veto; `computed` keeps what the lines add up to.
    """

    kind: str
    kind_name: str
    vendor: str
    short_name: str
    contract: str
    card: str = ""
    rank: int | None = None
    total: Decimal | None = None
    computed: Decimal | None = None
    grade: str = ""
    previous: Decimal | None = None
    vetoed: bool = False
    deductions: tuple[str, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """环比: points against the previous period."""
        return None if self.total is None or self.previous is None else self.total - self.previous


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """One indicator of one card: how its points came about. `points` is None when it does not apply."""

    vendor: str
    code: str
    name: str
    full: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: str = ""
    points: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """问题发现与认定 of one group. `upheld` holds full and partial ones; pending ones count towards neither.

    `reported_fen` is what vendors reported, `settled_fen` the reported amount of what has been determined
    and `determined_fen` what was determined of it.
    """

    name: str
    institutions: int
    cases: int
    lines: int
    reported_fen: int
    settled_fen: int
    determined_fen: int
    upheld: int
    rejected: int
    pending: int

    @property
    def accuracy(self) -> Decimal | None:
        """问题认定准确率 = 成立 ÷（成立 + 不成立）; None before anything was determined."""
        decided = self.upheld + self.rejected
        return Decimal(self.upheld) / decided if decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Defended:
    """申辩与复核: notices served, defences made, those that moved the determination, score objections."""

    notices: int
    defences: int
    moved: int
    objections: int
    objections_upheld: int

    @property
    def ratio(self) -> Decimal | None:
        """申辩成立率 = 申辩成立 ÷ 已告知."""
        return Decimal(self.moved) / self.notices if self.notices else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """A confidentiality, integrity or recusal event with its basis."""

    vendor: str
    happened_on: date
    kind: str
    count: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """整改与动态调整: what a grade proposes and what was decided. `fee_ratio` is a fraction."""

    vendor: str
    grade: str
    measures: tuple[str, ...]
    fee_ratio: Decimal
    fee_due_fen: int
    fee_deducted_fen: int
    state: str
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A row of the monthly machine-review table (domain.md §7.2); `recovered_fen` None is shown as a dash."""

    month: str
    institutions: int
    cases: int
    lines: int
    amount_fen: int
    recovered_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiFigures:
    """A whole report. `problems` and `next_steps` are sentences made from the figures when they were frozen."""

    kind: str
    number: str
    title: str
    period: str
    period_name: str
    bureau: str
    place: str
    cutoff: datetime
    version: int
    overall: Overall
    scores: tuple[VendorScore, ...]
    lines: tuple[IndicatorLine, ...]
    found: Found
    by_type: tuple[Found, ...]
    by_county: tuple[Found, ...]
    defended: Defended
    conduct: tuple[Conduct, ...]
    proposals: tuple[Proposed, ...]
    months: tuple[Month, ...]
    months_total: Month
    problems: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[tuple[str, tuple[VendorScore, ...]], ...]:
        """(kind's name, its vendors in order of rank), for the kinds that have any."""
        names = dict(sorted({score.kind: score.kind_name for score in self.scores}.items()))
        return tuple(
            (name, tuple(sorted((s for s in self.scores if s.kind == kind), key=by_rank)))
            for kind, name in names.items()
        )


def by_rank(score: VendorScore) -> tuple[bool, int, Decimal, str]:
    """The best first, among equals the higher total; without a card last."""
    return (score.rank is None, score.rank or 0, -(score.total or Decimal(0)), score.vendor)


def dump(figures: KpiFigures) -> str:
    """Canonical JSON: the same figures are the same text."""
    return msgspec.json.encode(figures, order="deterministic").decode()


def load(text: str) -> KpiFigures:
    """Raises msgspec.ValidationError for text that is no report's figures."""
    return msgspec.json.decode(text, type=KpiFigures)


def same(one: KpiFigures, other: KpiFigures) -> bool:
    """Whether two reports would say the same but for number, version and the moment they were frozen."""
    plain = (replace(figures, number="", version=0, cutoff=_NO_TIME) for figures in (one, other))
    return dump(next(plain)) == dump(next(plain))
