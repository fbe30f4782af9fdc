from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from vendors.errors import Conflict
from vendors.labels import Labelled
from vendors.money import half_up


class ServiceDomain(Labelled):
    """六类服务事项 (ZY-09)."""

    REIMBURSEMENT = "reimbursement", "费用报销审核", "Reimbursement review"
    RECORDS = "records", "病历核查", "Medical record review"
    ASSESSMENT = "assessment", "两定机构评估考核", "Institution assessment"
    DOCTORS = "doctors", "医保医师监管", "Doctor supervision"
    ACCIDENTS = "accidents", "意外伤害调查", "Accident investigation"
    LONG_TERM_CARE = "long_term_care", "长护经办", "Long-term care services"


class Procurement(Labelled):
    """采购方式 (政府采购法 Art.26; 框架协议 since 2022)."""

    OPEN = "open_tender", "公开招标", "Open tender"
    INVITED = "invited_tender", "邀请招标", "Invited tender"
    NEGOTIATION = "negotiation", "竞争性谈判", "Competitive negotiation"
    CONSULTATION = "consultation", "竞争性磋商", "Competitive consultation"
    INQUIRY = "inquiry", "询价", "Price inquiry"
    SINGLE = "single_source", "单一来源", "Single source"
    FRAMEWORK = "framework", "框架协议", "Framework agreement"


class ContractState(Labelled):
    """服务合同的状态. 履行中 and 到期 follow from the dates of a signed contract and are never stored."""

    DRAFT = "draft", "草拟", "Draft"
    LEGAL_REVIEW = "legal_review", "合法性审核", "Legal review"
    SIGNED = "signed", "已签订", "Signed"
    IN_FORCE = "in_force", "履行中", "In force"
    AMENDING = "amending", "变更中", "Being changed"
    SUSPENDED = "suspended", "中止", "Suspended"
    EXPIRED = "expired", "到期", "Expired"
    TERMINATED = "terminated", "解除", "Terminated"
    ARCHIVED = "archived", "已归档", "Archived"
    DISCARDED = "discarded", "作废", "Discarded"


UNSIGNED: Final = frozenset({ContractState.DRAFT, ContractState.LEGAL_REVIEW, ContractState.DISCARDED})
"""Never signed: for the eyes of the city's bureau alone."""
TRANSITIONS: Final[Mapping[ContractState, frozenset[ContractState]]] = {
    ContractState.DRAFT: frozenset({ContractState.LEGAL_REVIEW, ContractState.DISCARDED}),
    ContractState.LEGAL_REVIEW: frozenset({ContractState.DRAFT, ContractState.SIGNED}),
    ContractState.SIGNED: frozenset({ContractState.TERMINATED}),
    ContractState.IN_FORCE: frozenset({ContractState.AMENDING, ContractState.SUSPENDED, ContractState.TERMINATED}),
    ContractState.AMENDING: frozenset({ContractState.SIGNED}),
    ContractState.SUSPENDED: frozenset({ContractState.SIGNED, ContractState.TERMINATED}),
    ContractState.EXPIRED: frozenset({ContractState.ARCHIVED}),
    ContractState.TERMINATED: frozenset({ContractState.ARCHIVED}),
    ContractState.ARCHIVED: frozenset(),
    ContractState.DISCARDED: frozenset(),
}
"""From the state people see to the state stored; back into force is 已签订 again."""


def state_on(stored: ContractState, *, starts_on: date, ends_on: date, day: date) -> ContractState:
    """The state people see on a day: a signed contract is in force between its dates, then expired."""
    if stored is not ContractState.SIGNED or day < starts_on:
        return stored
    return ContractState.IN_FORCE if day <= ends_on else ContractState.EXPIRED


def must_go(seen: ContractState, to: ContractState) -> None:
    """Raise Conflict when no step leads there."""
    if to not in TRANSITIONS[seen]:
        raise Conflict(
            f"合同状态不能由“{seen.zh}”变为“{to.zh}”。", f"A contract cannot go from “{seen.en}” to “{to.en}”."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTerms:
    """服务事项 as agreed: unit, quantity, price in fen, days to deliver and in words, quality wanted (ZY-36)."""

    domain: ServiceDomain
    description: str
    unit: str
    quantity: Decimal
    unit_price_fen: int
    deadline_days: int
    quality_standard: str
    deadline_rule: str = ""

    @property
    def amount_fen(self) -> int:
        return int(half_up(self.quantity * self.unit_price_fen, Decimal(1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class BidderTerms:
    """A bidder of the procurement (ZY-04); `code` and `score` where known."""

    name: str
    code: str = ""
    score: Decimal | None = None
    awarded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """What two parties sign. Ratios are fractions: `linked_ratio` of the fee hangs on the assessment.

    `basis` are 文号 of the documents it stands on, `clauses` the checklist (code → number of the clause), `renews`
    the contract it carries on, `reports` the kinds of period a report is owed for.
    """

    vendor: int
    number: str
    title: str
    procurement: Procurement
    amount_fen: int
    budget_year: int
    starts_on: date
    ends_on: date
    linked_ratio: Decimal
    staff_required: int
    sampling_ratio: Decimal
    items: Sequence[ItemTerms]
    instalments: int
    notice_number: str = ""
    notice_on: date | None = None
    awarded_on: date | None = None
    evaluation_score: Decimal | None = None
    bidders: Sequence[BidderTerms] = ()
    budget_line: str = ""
    basis: Sequence[str] = ()
    clauses: Mapping[str, str] = field(default_factory=dict)
    confidentiality: str = ""
    renews: int | None = None
    reports: tuple[str, ...] = ("M", "Q", "Y")


class ReturnMethod(Labelled):
    """数据返还/销毁方式 at a contract's end."""

    RETURNED = "returned", "返还", "Returned"
    DESTROYED = "destroyed", "销毁", "Destroyed"
    BOTH = "both", "返还并销毁副本", "Returned, copies destroyed"
