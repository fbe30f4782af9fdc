from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from server.contracts.terms import ITEMS
from server.web.forms import Form
from server.web.history import Event
from vendors.contracts.queries import ContractView, ReportView
from vendors.contracts.rules import TRANSITIONS, ContractState, ItemTerms, Procurement, ServiceDomain
from vendors.errors import Words
from vendors.registry.queries import VendorView

SOON = 90
TONES: Mapping[ContractState, str] = {
    ContractState.SIGNED: "brand",
    ContractState.IN_FORCE: "good",
    ContractState.EXPIRED: "",
    ContractState.SUSPENDED: "warn",
    ContractState.TERMINATED: "bad",
    ContractState.ARCHIVED: "muted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A contract on a day."""

    contract: ContractView
    today: date

    @property
    def state(self) -> ContractState:
        return self.contract.state_on(self.today)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def days_left(self) -> int | None:
        """To the last day, while it runs."""
        running = self.state in {ContractState.IN_FORCE, ContractState.SUSPENDED}
        return (self.contract.ends_on - self.today).days if running else None

    @property
    def soon(self) -> bool:
        return self.days_left is not None and self.days_left <= SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractsScreen:
    """`counts` and `amount_fen` (of those in force) are over every contract, `rows` those that match."""

    rows: Sequence[Listed]
    counts: Mapping[ContractState, int]
    amount_fen: int
    soon: int
    late_reports: int
    status: str
    text: str
    states: Sequence[ContractState] = tuple(ContractState)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContractScreen:
    vendors: Sequence[VendorView]
    form: Form
    procurements: Sequence[Procurement] = tuple(Procurement)
    domains: Sequence[ServiceDomain] = tuple(ServiceDomain)
    rows: Sequence[int] = tuple(range(1, ITEMS + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A report of the calendar on a day."""

    report: ReportView
    today: date

    @property
    def period(self) -> Words:
        return Words(self.report.period.zh, self.report.period.en)

    @property
    def said(self) -> Words:
        if self.report.delivered_on is not None:
            return Words("按时", "On time") if self.report.on_time else Words("迟报", "Late")
        return Words("逾期未报", "Overdue") if self.report.overdue(self.today) else Words("未到期", "Not yet due")

    @property
    def tone(self) -> str:
        if self.report.delivered_on is not None:
            return "good" if self.report.on_time else "warn"
        return "bad" if self.report.overdue(self.today) else "muted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractScreen:
    """One contract: its terms, items, the reports it owes, its history."""

    listed: Listed
    items: Sequence[ItemTerms]
    warnings: Sequence[Words]
    reports: Sequence[Owed]
    history: Sequence[Event]
    form: Form
    report_form: Form = field(default_factory=Form)

    @property
    def contract(self) -> ContractView:
        return self.listed.contract

    @property
    def items_fen(self) -> int:
        return sum(item.amount_fen for item in self.items)

    def quantity(self, item: ItemTerms) -> str:
        """`12,000`, without the zeros a column of three decimals brings."""
        return f"{item.quantity.normalize():,f}"

    @property
    def missing(self) -> Sequence[Owed]:
        return [owed for owed in self.reports if owed.report.delivered_on is None]

    @property
    def next_states(self) -> Sequence[ContractState]:
        return sorted(TRANSITIONS[self.listed.state], key=list(ContractState).index)
