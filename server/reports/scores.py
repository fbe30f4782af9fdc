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
    return Scores()
