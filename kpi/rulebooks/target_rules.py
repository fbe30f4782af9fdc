from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from kpi.engine.amounts import Style
from kpi.engine.rulebook import Rulebook
from vendors.errors import Words
from vendors.periods import Period

MOST: Final = Decimal(10) ** 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreeable:
    """A number a contract may agree otherwise: the fact that carries it, and what the rulebook says without it."""

    fact: str
    indicator: str
    indicator_words: Words
    words: Words
    value: Decimal
    style: Style
    basis: str


def agreeable(rulebook: Rulebook) -> tuple[Agreeable, ...]:
    """The rulebook's parameters that name a fact, in the order of its indicators."""
    return tuple(
        Agreeable(
            fact=parameter.fact,
            indicator=one.code,
            indicator_words=Words(one.words.zh, one.words.en),
            words=Words(parameter.words.zh, parameter.words.en),
            value=parameter.value,
            style=parameter.style,
            basis=parameter.basis,
        )
        for one in rulebook.indicators
        for parameter in one.parameters.values()
        if parameter.fact
    )


def target_faults(
    *,
    fact: str,
    value: Decimal | None,
    basis: str,
    begins: date,
    known: Mapping[str, Agreeable],
    term: tuple[date, date],
    carded: Collection[Period],
) -> dict[str, Words]:
    """What is wrong with a target, by field. `carded`: the contract's periods with issued cards."""
    faults: dict[str, Words] = {}
    if fact not in known:
        faults["fact"] = Words(
            "考核规则没有可由合同约定的这一数值。", "The rulebook leaves no such number to contracts."
        )
    if value is not None and not (value.is_finite() and 0 <= value < MOST):
        faults["value"] = Words("应为不小于 0 的数，且在合理范围内。", "A number of 0 or more, within reason.")
    if not basis.strip():
        faults["basis"] = Words("请写明合同条款。", "Name the clause of the contract.")
    if not term[0] <= begins <= term[1]:
        faults["begins"] = Words("应在合同期内。", "Within the contract's term.")
    elif late := [one for one in carded if one.ends_on >= begins]:
        words = Words(f"{late[0].zh}的记分卡已出具。", f"The card of {late[0].en} has been issued.")
        faults["begins"] = words
    return faults
