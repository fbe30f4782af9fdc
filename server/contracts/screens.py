from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kpi.retention.payments import Reckoned
from server.contracts.terms import BIDDERS, SHOWN, filled, rows_of
from server.contracts.tones import PAYMENT_TONES, RUNNING, TONES
from server.web.forms import Form
from server.web.history import Event
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.contracts.checklist import Clause, ClauseGroup, Reason
from vendors.contracts.payment_queries import Consumption, PartView, PaymentView
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import ContractView, DataReturnView, Related, ReportView, SupplementView
from vendors.contracts.rules import (
    UNSIGNED,
    BidderTerms,
    ContractState,
    ItemTerms,
    Procurement,
    ReturnMethod,
    ServiceDomain,
)
from vendors.errors import Words
from vendors.registry.queries import VendorView

NO_FORM = Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContractScreen:
    """The long form of a draft; `contract` when it revises one. Limits are shown as the parameters say."""

    vendors: Sequence[VendorView]
    renewable: Sequence[ContractView]
    form: Form
    clauses: Sequence[Clause]
    least_sampling: Decimal
    contract: ContractView | None = None
    procurements: Sequence[Procurement] = tuple(Procurement)
    domains: Sequence[ServiceDomain] = tuple(ServiceDomain)
    bids: Sequence[int] = tuple(range(1, BIDDERS + 1))
    groups: Sequence[ClauseGroup] = tuple(ClauseGroup)

    @property
    def rows(self) -> Sequence[int]:
        """Of items: as many as are written, and spare ones."""
        return rows_of(self.form)

    @property
    def folded(self) -> int:
        """The row after which the spare ones are folded away."""
        return max(SHOWN, max(filled(self.form), default=0) + 1)

    @property
    def action(self) -> str:
        return f"/contracts/{self.contract.id}/edit" if self.contract else "/contracts/new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A report of the calendar on a day, with its file when it came with one."""

    report: ReportView
    today: date
    file: AttachmentView | None = None

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
class Paying:
    """An instalment with the parts on record, or, while it is planned, with what could be asked for now."""

    payment: PaymentView
    parts: Sequence[PartView]
    reckoned: Reckoned | None

    @property
    def tone(self) -> str:
        return PAYMENT_TONES[self.payment.state]

    @property
    def ready(self) -> bool:
        return self.reckoned is not None and self.reckoned.lacking is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A line of the checklist and the number of its clause in this contract."""

    clause: Clause
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day something about the contract is due by, and the day it was done."""

    name: Words
    due_on: date | None
    provisional: bool
    done_on: date | None
    today: date

    @property
    def overdue(self) -> bool:
        return bool(self.due_on and ((self.done_on or self.today) > self.due_on))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractScreen:
    """One contract under one of its tabs; what other tabs show is empty. `forms` are those that came back wrong."""

    contract: ContractView
    today: date
    tab: str
    reminder: int
    items: Sequence[ItemTerms]
    reports: Sequence[Owed]
    warnings: Sequence[Words]
    dues: Sequence[Due]
    ticks: Sequence[Ticked]
    reasons: Mapping[ContractState, Sequence[Reason]]
    forms: Mapping[str, Form]
    bidders: Sequence[BidderTerms] = ()
    paying: Sequence[Paying] = ()
    consumed: Consumption | None = None
    settling: bool = False
    planned: Sequence[PaymentView] = ()
    supplements: Sequence[SupplementView] = ()
    room_fen: int = 0
    related: Sequence[Related] = ()
    files: Sequence[AttachmentView] = ()
    history: Sequence[Event] = ()
    data_return: DataReturnView | None = None
    accepted: str = ACCEPTED
    domains: Sequence[ServiceDomain] = tuple(ServiceDomain)
    methods: Sequence[ReturnMethod] = tuple(ReturnMethod)
    tabs: Sequence[str] = field(default_factory=tuple)

    def form(self, name: str) -> Form:
        return self.forms.get(name, NO_FORM)

    @property
    def state(self) -> ContractState:
        return self.contract.state_on(self.today)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    def tone_of(self, state: ContractState) -> str:
        return TONES[state]

    @property
    def unsigned(self) -> bool:
        return self.state in UNSIGNED

    @property
    def running(self) -> bool:
        return self.state in RUNNING

    @property
    def days_left(self) -> int | None:
        """To the last day, while it runs."""
        return (self.contract.ends_on - self.today).days if self.running else None

    @property
    def soon(self) -> bool:
        return self.days_left is not None and self.days_left <= self.reminder

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
    def unticked(self) -> Sequence[Ticked]:
        return [one for one in self.ticks if not one.place]

    @property
    def late(self) -> Sequence[Due]:
        return [one for one in self.dues if one.overdue and one.done_on is None]

    @property
    def step(self) -> int:
        """The place in the normal course, from 1."""
        order = {
            ContractState.DRAFT: 1, ContractState.LEGAL_REVIEW: 2, ContractState.SIGNED: 3, ContractState.EXPIRED: 5,
            ContractState.TERMINATED: 5, ContractState.ARCHIVED: 7,
        }  # fmt: skip
        return order.get(self.state, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentScreen:
    """One payment with what the cards took off it; `forms` as on the contract."""

    paying: Paying
    corrected: Mapping[int, str]
    forms: Mapping[str, Form]
    state: PaymentState

    @property
    def payment(self) -> PaymentView:
        return self.paying.payment

    def form(self, name: str) -> Form:
        return self.forms.get(name, NO_FORM)
