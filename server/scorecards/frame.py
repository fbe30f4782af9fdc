"""Which contract and quarter a page of evidence is about, and the tabs between the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.desk.grades import quarters_back
from server.desk.todos import ran_in
from server.scorecards.asked import number, quarter_or_none
from server.web import clock
from server.web.access import WebRequest, actor
from server.web.i18n import N_, _
from vendors.contracts import queries as contracts
from vendors.contracts.queries import ContractView
from vendors.errors import NotFound
from vendors.periods import Period, local_date
from vendors.registry.rules import Kind

CHOICE: Final = 8  # finished quarters, besides the running one
_TABS: Final = (
    ("/assessments/facts", N_("数据录入")),
    ("/assessments/checks", N_("抽查记录")),
    ("/assessments/questionnaires", N_("满意度问卷")),
    ("/assessments/outages", N_("监控日志")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`contract` is None until one is chosen; `path` is the page's own address."""

    path: str
    contracts: Sequence[ContractView]
    periods: Sequence[Period]
    contract: ContractView | None
    period: Period

    @property
    def query(self) -> str:
        return f"?contract={self.contract.id}&period={self.period}" if self.contract else f"?period={self.period}"

    @property
    def here(self) -> str:
        """The page for this contract and quarter."""
        return f"{self.path}{self.query}"

    @property
    def tabs(self) -> Sequence[tuple[str, str, bool]]:
        """Address, name, whether it is this page. Only information technology companies have a log of outages."""
        kind = self.contract.vendor_kind if self.contract else None
        return tuple(
            (f"{path}{self.query}", _(name), path == self.path)
            for path, name in _TABS
            if path != "/assessments/outages" or kind in {None, Kind.B}
        )

    @property
    def chosen(self) -> ContractView:
        """Raises NotFound while none is chosen."""
        if self.contract is None:
            raise NotFound
        return self.contract


async def frame(request: WebRequest, path: str, *, contract: str, period: str) -> Frame:
    """Raises NotFound for a contract that is not there."""
    who, today = actor(request), local_date(clock.now())
    periods = (Period.quarter_of(today), *quarters_back(today, CHOICE))
    quarter = quarter_or_none(period) or periods[1]
    under = await contracts.contract(number(contract), for_=who) if contract else None
    return Frame(
        path=path,
        contracts=[one for one in await contracts.contracts(for_=who) if ran_in(one, quarter) or one == under],
        periods=periods if quarter in periods else (quarter, *periods),
        contract=under,
        period=quarter,
    )
