"""智能审核月度统计表 (BT-07, domain.md §7.2), put together: what the records say, what was entered, and one total.

Institutions are distinct at every level, so the total is a union over the range and never a sum. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.periods import Period


class Origin(Labelled):
    """Where a row's figures come from."""

    RECORDS = "records", "系统记录", "From the records"
    ENTERED = "entered", "历史录入", "Entered"


class Basis(Labelled):
    """Which findings a month counts, and by which day."""

    FOUND = "found", "发现口径(按上报月份)", "As found (month reported)"
    DETERMINED = "determined", "认定口径(按认定月份)", "As determined (month determined)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One month of the records. `codes` are its institutions, `visits` its distinct cases."""

    codes: frozenset[str] = frozenset()
    cases: int = 0
    lines: int = 0
    amount_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Figures of a month or year as once published. Without `codes` only the number of institutions is known."""

    period: Period
    institutions: int
    cases: int
    lines: int
    amount_fen: int | None = None
    recovered_fen: int | None = None
    codes: frozenset[str] = frozenset()
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table. `beside` is how many cases the records hold of a period whose figures were entered."""

    period: Period
    origin: Origin
    institutions: int
    cases: int
    lines: int
    amount_fen: int | None
    recovered_fen: int | None
    codes: frozenset[str] | None
    basis: str = ""
    beside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """合计. `institutions` is distinct over the range, None (不可合计) when only bare numbers are known.

    `summed` is what adding the rows up would have given; a sum of money is None when a row's is not known.
    """

    institutions: int | None
    entered: bool
    summed: int
    cases: int
    lines: int
    amount_fen: int | None
    recovered_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTable:
    rows: tuple[Row, ...]
    total: Total
    problems: tuple[Words, ...] = ()
    twice: int = 0
    notes: tuple[Words, ...] = field(default=())


def month_of(day: date) -> Period:
    """The month a day lies in."""
    return Period(day.year, "M", day.month)


def months_between(first: Period, last: Period) -> tuple[Period, ...]:
    """The months from one to another, both included."""
    found, now = [], first
    while now <= last:
        found.append(now)
        now = month_of(date(now.year + now.number // 12, now.number % 12 + 1, 1))
    return tuple(found)


def periods_between(first: Period, last: Period, entered: Sequence[Period]) -> tuple[Period, ...]:
    """The table's lines: months, but a year as one line where a whole one was entered so."""
    years = {one.year: one for one in entered if one.kind == "Y" and _whole(one, first, last)}
    found = dict.fromkeys(years.get(month.year, month) for month in months_between(first, last))
    return tuple(found)


def _whole(year: Period, first: Period, last: Period) -> bool:
    return first.starts_on <= year.starts_on and year.ends_on <= last.ends_on


def put_together(
    lines: Sequence[Period],
    *,
    records: Mapping[Period, Counted],
    recovered: Mapping[Period, int] | None,
    entered: Mapping[Period, Entered],
    distinct: int | None,
    cases_distinct: int,
) -> MachineTable:
    """`recovered` is fen by month of receipt (None: no ledger), `distinct` the entered number over just this range.

    What was entered stands in place of what the records hold of that period.
    """
    rows = tuple(_row(one, records=records, recovered=recovered, entered=entered.get(one)) for one in lines)
    total = _total(rows, distinct)
    counted = sum(row.cases for row in rows if row.origin is Origin.RECORDS)
    twice = counted - cases_distinct if not any(row.origin is Origin.ENTERED for row in rows) else 0
    return MachineTable(rows=rows, total=total, problems=tuple(_problems(rows, total)), twice=max(twice, 0))


def _row(
    period: Period,
    *,
    records: Mapping[Period, Counted],
    recovered: Mapping[Period, int] | None,
    entered: Entered | None,
) -> Row:
    months = [records.get(month, Counted()) for month in period.months]
    cases = sum(one.cases for one in months)
    if entered:
        return Row(
            period=period,
            origin=Origin.ENTERED,
            institutions=len(entered.codes) or entered.institutions,
            cases=entered.cases,
            lines=entered.lines,
            amount_fen=entered.amount_fen,
            recovered_fen=entered.recovered_fen,
            codes=entered.codes or (None if entered.institutions else frozenset()),
            basis=entered.basis,
            beside=cases,
        )
    codes = frozenset().union(*(one.codes for one in months))
    return Row(
        period=period,
        origin=Origin.RECORDS,
        institutions=len(codes),
        cases=cases,
        lines=sum(one.lines for one in months),
        amount_fen=sum(one.amount_fen for one in months),
        recovered_fen=None if recovered is None else sum(recovered.get(month, 0) for month in period.months),
        codes=codes,
    )


def _total(rows: Sequence[Row], distinct: int | None) -> Total:
    known = [row.codes for row in rows if row.codes is not None]
    complete = len(known) == len(rows)
    union = len(frozenset().union(*known))
    return Total(
        institutions=union if complete else rows[0].institutions if len(rows) == 1 else distinct,
        entered=not complete and distinct is not None,
        summed=sum(row.institutions for row in rows),
        cases=sum(row.cases for row in rows),
        lines=sum(row.lines for row in rows),
        amount_fen=_sum([row.amount_fen for row in rows]),
        recovered_fen=_sum([row.recovered_fen for row in rows]),
    )


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _problems(rows: Sequence[Row], total: Total) -> list[Words]:
    found = [
        Words(
            f"{row.period.zh}：明细数 {row.lines} 少于病例数 {row.cases}。",
            f"{row.period.en}: fewer lines ({row.lines}) than cases ({row.cases}).",
        )
        for row in rows
        if row.lines < row.cases
    ]
    found += [
        Words(
            f"{row.period.zh}采用历史录入，系统记录中另有 {row.beside} 例未计入。",
            f"{row.period.en} shows entered figures; {row.beside} cases of the records are not counted beside them.",
        )
        for row in rows
        if row.beside
    ]
    return found + check_distinct(total.institutions, [row.institutions for row in rows])


def check_distinct(institutions: int | None, rows: Sequence[int]) -> list[Words]:
    """A distinct number lies between its largest part and the sum of all."""
    if institutions is None or not rows or max(rows) <= institutions <= sum(rows):
        return []
    return [
        Words(
            f"去重家数 {institutions} 应在 {max(rows)}（最大月份）与 {sum(rows)}（各月之和）之间。",
            f"{institutions} distinct institutions should lie between {max(rows)} (largest month) and {sum(rows)}"
            " (all months added).",
        )
    ]
