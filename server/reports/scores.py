"""What kpi knows of a period: cards, their lines, conduct events, proposals."""

from dataclasses import dataclass
from datetime import datetime

from server.reports.figures import Conduct, IndicatorLine, Proposed, VendorScore
from vendors.contracts.queries import ContractView
from vendors.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    cards: tuple[VendorScore, ...] = ()
    lines: tuple[IndicatorLine, ...] = ()
    conduct: tuple[Conduct, ...] = ()
    proposals: tuple[Proposed, ...] = ()
    objections: int = 0
    objections_upheld: int = 0


async def gather_scores(*, period: Period, contracts: tuple[ContractView, ...], at: datetime) -> Scores:
    """Every running contract gets its place; one without a card is shown unranked."""
    return Scores(cards=tuple(_card(contract) for contract in contracts))


def _card(contract: ContractView) -> VendorScore:
    return VendorScore(
        kind=contract.vendor_kind.value,
        kind_name=contract.vendor_kind.zh,
        vendor=contract.vendor_name,
        short_name=contract.vendor_name,
        contract=contract.number,
    )
