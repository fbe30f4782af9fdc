"""What must agree in the campaign table, each disagreement with its name (BT-02, BT-03, domain.md §7.3). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vendors.errors import Words
from vendors.money import wan_yuan
from vendors.statistics.campaign.columns import BY_KEY, STORED, Column, Total
from vendors.statistics.campaign.rules import Scope

Values = Mapping[str, int | None]
"""Column → number of one row; None is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`code` names the rule; `region` the row it is about."""

    code: str
    region: str
    scope: Scope
    words: Words


@dataclass(frozen=True, slots=True)
class _Sum:
    """`whole` is its parts added up."""

    code: str
    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Within:
    """`part` is no more than `whole`; `scopes` where that holds."""

    code: str
    part: str
    whole: str
    scopes: tuple[Scope, ...] = (Scope.CURRENT, Scope.CUMULATIVE)


_SUMS: Final = (
    _Sum("inspected_parts", "inspected", ("medical_inspected", "pharmacy_inspected")),
    _Sum("violating_parts", "violating", ("medical_violating", "pharmacy_violating")),
    _Sum("violating_outcomes", "violating", ("by_interview", "by_penalty", "by_other")),
)
_WITHIN: Final = (
    _Within("inspected_above_total", "medical_inspected", "medical_total"),
    _Within("inspected_above_total", "pharmacy_inspected", "pharmacy_total"),
    _Within("violating_above_inspected", "violating", "inspected", (Scope.CUMULATIVE,)),
    _Within("sham_above_whole", "sham_patients", "sham"),
    _Within("sham_above_whole", "sham_illness", "sham"),
    _Within("sham_above_whole", "sham_bills", "sham"),
    _Within("returned_above_recovered", "returned_fen", "recovered_fen"),
    _Within("tips_upheld_above_tips", "tips_upheld", "tips"),
    _Within("upheld_above_leads", "leads_upheld", "leads", (Scope.CUMULATIVE,)),
)


def check_row(values: Values, *, region: str, scope: Scope) -> Iterator[Problem]:
    """Sums and bounds within one row; what is not known is not compared."""
    for rule in _SUMS:
        if (said := _sum(rule, values)) is not None:
            yield Problem(code=rule.code, region=region, scope=scope, words=said)
    for within in _WITHIN:
        part, whole = values.get(within.part), values.get(within.whole)
        if scope in within.scopes and part is not None and whole is not None and part > whole:
            small, large = BY_KEY[within.part], BY_KEY[within.whole]
            words = Words(
                f"{full(small).zh} {shown(small, part)} 多于 {full(large).zh} {shown(large, whole)}。",
                f"{full(small).en} {shown(small, part)} exceeds {full(large).en} {shown(large, whole)}.",
            )
            yield Problem(code=within.code, region=region, scope=scope, words=words)


def _sum(rule: _Sum, values: Values) -> Words | None:
    parts, whole = [values.get(key) for key in rule.parts], values.get(rule.whole)
    known = [part for part in parts if part is not None]
    if whole is None or len(known) < len(parts) or sum(known) == whole:
        return None
    column, added = BY_KEY[rule.whole], "+".join(map(str, known))
    return Words(
        f"{full(column).zh}为 {whole}，但 {added}={sum(known)}。",
        f"{full(column).en} is {whole}, but {added}={sum(known)}.",
    )


def check_cumulative(current: Values, cumulative: Values, *, region: str) -> Iterator[Problem]:
    """累计 is no less than 本期; money may be, when more was taken back than came in."""
    for column in STORED:
        now, whole = current.get(column.key), cumulative.get(column.key)
        if now is not None and whole is not None and whole < now and now > 0 and not column.money:
            words = Words(
                f"{full(column).zh}累计 {whole} 少于本期 {now}。",
                f"{full(column).en}: cumulative {whole} is less than {now} of this period.",
            )
            yield Problem(code="cumulative_below_current", region=region, scope=Scope.CUMULATIVE, words=words)


def check_total(total: Values, rows: Sequence[Values], *, region: str, scope: Scope) -> Iterator[Problem]:
    """合计 is the rows added up, and for distinct columns between the largest row and that sum."""
    for column in STORED:
        numbers = [value for row in rows if (value := row.get(column.key)) is not None]
        found, added = total.get(column.key), sum(numbers)
        if column.total is Total.SUM and found is not None and numbers and found != added:
            words = Words(
                f"{full(column).zh}合计 {shown(column, found)}，各行相加 {shown(column, added)}。",
                f"{full(column).en}: total {shown(column, found)}, rows add up to {shown(column, added)}.",
            )
            yield Problem(code="total_not_the_sum", region=region, scope=scope, words=words)
        elif column.total is Total.DISTINCT and (words_ := _distinct(column, found, numbers)):
            yield Problem(code="total_not_distinct", region=region, scope=scope, words=words_)


def _distinct(column: Column, found: int | None, rows: Sequence[int]) -> Words | None:
    if found is None:
        return Words(
            f"{full(column).zh}有人工填报，去重合计不可由各行相加（{sum(rows)}），请填写去重数。",
            f"{full(column).en} holds entered cells; rows ({sum(rows)}) are never added up: enter the distinct total.",
        )
    if rows and not max(rows) <= found <= sum(rows):
        return Words(
            f"{full(column).zh}去重合计 {found} 应在 {max(rows)} 与 {sum(rows)} 之间。",
            f"{full(column).en}: the distinct total {found} should lie between {max(rows)} and {sum(rows)}.",
        )
    return None


def full(column: Column) -> Words:
    """A column's name with its heading: 零售药店·检查数."""
    if column.group is None:
        return column.name
    return Words(f"{column.group.zh}·{column.name.zh}", f"{column.group.en}: {column.name.en}")


def shown(column: Column, value: int) -> str:
    """A number as the table writes it."""
    return f"{wan_yuan(value)} 万元" if column.money else str(value)
