"""What is asked of the record: whose numbers, of which period, as known at the cut-off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kpi.engine.facts import FactValue
from vendors.contracts.queries import ContractView
from vendors.periods import Period, end_of_day

Counted = dict[str, FactValue]
"""Facts of one contract by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One contract. All that are asked about at once share the period and the cut-off."""

    contract: ContractView
    period: Period
    cutoff: datetime

    @property
    def window(self) -> tuple[date, date]:
        """The period's first and last day."""
        return self.period.starts_on, self.period.ends_on

    @property
    def until(self) -> datetime:
        """The end of the period, or the cut-off if that is earlier."""
        return min(end_of_day(self.period.ends_on), self.cutoff)


def merged(asked: Sequence[Asked], *found: Mapping[int, Counted]) -> dict[int, Counted]:
    """By contract; a later source takes the place of an earlier one's fact of the same name."""
    whole: dict[int, Counted] = {one.contract.id: {} for one in asked}
    for source in found:
        for contract, facts in source.items():
            whole[contract] |= facts
    return whole
