"""Facts as accepted objections left them: a number put right, or points added or taken, each with its footnote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.engine.facts import Adjustment, Facts, FactValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """`name` is the fact put right and `value` its number; without a name `value` is points of the indicator.

    `known` is the fact as the card objected to had it, where that is asked for.
    """

    objection: int
    indicator: str
    name: str
    value: Decimal
    basis: str
    known: FactValue | None = None

    @property
    def record(self) -> str:
        return f"objection:{self.objection}"


def corrected(facts: Facts, corrections: Sequence[Correction]) -> Facts:
    """The same facts under the corrections, the last of a fact holding; done again it changes nothing more.

    A fact counted otherwise since it was put right keeps the number given and says so with both numbers.
    """
    values = dict(facts.values)
    for name in {one.name: None for one in corrections if one.name in values}:
        values[name] = _put_right(values[name], [one for one in corrections if one.name == name])
    adjustments = tuple(_adjusted(one) for one in corrections if not one.name)
    return replace(facts, values=values, adjustments=adjustments)


def _put_right(counted: FactValue, corrections: Sequence[Correction]) -> FactValue:
    new = [one for one in corrections if one.record not in counted.records]
    if not new:
        return counted
    records = (*counted.records, *(one.record for one in new))
    note = f"异议成立，更正为 {new[-1].value:f}：{new[-1].basis}{_overridden(counted, new[0].known)}"
    return replace(counted, value=new[-1].value, records=records, note=note)


def _overridden(counted: FactValue, known: FactValue | None) -> str:
    """What is to be told when the record counts otherwise than it did on the card objected to."""
    if known is None or known.value == counted.value:
        return ""
    was, now = ("—" if one.value is None else f"{one.value:f}" for one in (known, counted))
    return f"（注意：更正时记录统计为 {was}，现统计为 {now}，本卡仍按更正数计，请核对更正是否仍应保留）"


def _adjusted(one: Correction) -> Adjustment:
    return Adjustment(
        indicator=one.indicator, points=one.value, reason="考核异议成立", basis=one.basis, records=(one.record,)
    )
