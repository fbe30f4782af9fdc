"""Ties between a person or a company and an institution, and when they bar (回避, LZ Art.34). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Conflict, Words
from vendors.labels import Labelled

RULE: Final = "兰州市医疗保障基金使用监督管理办法 第三十四条"


class PersonType(Labelled):
    """Whose tie it is; a vendor company is one of them."""

    STAFF = "staff", "服务人员", "Vendor staff"
    INSPECTOR = "inspector", "检查人员", "Inspector"
    EXPERT = "expert", "专家", "Expert"
    VENDOR = "vendor", "第三方机构", "Vendor company"


class TieKind(Labelled):
    """What binds them; 曾任职 alone wears off, after the years of parameter `recusal_cooling_years`."""

    EMPLOYED = "employed", "现任职", "Employed there"
    FORMER = "former", "曾任职", "Formerly employed there"
    SHARES = "shares", "持股", "Holds shares"
    KIN = "kin", "近亲属", "Close relative"
    SAME_REPRESENTATIVE = "same_rep", "同一法定代表人", "Same legal representative"
    OTHER = "other", "其他利害关系", "Other interest"


class TieState(Labelled):
    """申报 bars for the time being; only a decision that it is none sets it aside."""

    DECLARED = "declared", "待认定", "Undecided"
    UPHELD = "upheld", "认定回避", "Recusal upheld"
    DISMISSED = "dismissed", "不构成回避", "No ground for recusal"


class Source(Labelled):
    """How the tie became known."""

    DECLARED = "declared", "申报", "Declared"
    FOUND = "found", "核查发现", "Found"


TRANSITIONS: Final[Mapping[TieState, frozenset[TieState]]] = {
    TieState.DECLARED: frozenset({TieState.UPHELD, TieState.DISMISSED}),
    TieState.UPHELD: frozenset({TieState.DISMISSED}),
    TieState.DISMISSED: frozenset({TieState.UPHELD}),
}
"""A decision may be reversed when more becomes known; nothing goes back to undecided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides whether a tie bars on a day."""

    kind: TieKind
    state: TieState
    ended_on: date | None = None

    def bars(self, day: date, *, cooling_years: int) -> bool:
        """Undecided ones bar provisionally; a former employment until the cooling years are over."""
        if self.state is TieState.DISMISSED:
            return False
        if self.kind is not TieKind.FORMER or self.ended_on is None:
            return True
        return day <= years_after(self.ended_on, cooling_years)


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def check_transition(state: TieState, to: TieState) -> None:
    """Raise Conflict when a tie cannot be decided so."""
    if to not in TRANSITIONS[state]:
        raise Conflict(f"回避事项不能由“{state.zh}”变为“{to.zh}”。", f"A tie cannot go from “{state.en}” to “{to.en}”.")


def said(*, who: str, institution: str, kind: TieKind, state: TieState) -> Words:
    """The sentence kept on an excluded list."""
    pending = state is TieState.DECLARED
    return Words(
        f"{who}与{institution}：{kind.zh}（{'待认定，先行回避' if pending else '已认定回避'}）",
        f"{who} and {institution}: {kind.en.lower()} ({'undecided, kept away meanwhile' if pending else 'recused'})",
    )
