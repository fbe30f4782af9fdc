"""Facts as accepted objections left them: a number put right, or points added or taken, each with its footnote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.engine.facts import Adjustment, Facts, FactValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """`name` is the fact put right and `value` its number; without a name `value` is points of the indicator."""

    objection: int
    indicator: str
    name: str
    value: Decimal
    basis: str

    @property
    def record(self) -> str:
        return f"objection:{self.objection}"


def corrected(facts: Facts, corrections: Sequence[Correction]) -> Facts:
    """The same facts under the corrections, the last of a fact holding; done again it changes nothing more."""
    values = dict(facts.values)
    for one in corrections:
        if one.name in values:
            values[one.name] = _put_right(values[one.name], one)
    adjustments = tuple(_adjusted(one) for one in corrections if not one.name)
    return replace(facts, values=values, adjustments=adjustments)


def _put_right(known: FactValue, one: Correction) -> FactValue:
    records = known.records if one.record in known.records else (*known.records, one.record)
    return replace(known, value=one.value, records=records, note=f"异议成立，更正为 {one.value:f}：{one.basis}")


def _adjusted(one: Correction) -> Adjustment:
    return Adjustment(
        indicator=one.indicator, points=one.value, reason="考核异议成立", basis=one.basis, records=(one.record,)
    )
