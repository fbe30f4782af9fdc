import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.money import half_up, yuan
from vendors.periods import Period
from vendors.policy.calendar import deadline


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

    SIGNED = "signed", "已签订", "Signed"
    IN_FORCE = "in_force", "履行中", "In force"
    EXPIRED = "expired", "到期", "Expired"
    SUSPENDED = "suspended", "中止", "Suspended"
    TERMINATED = "terminated", "解除", "Terminated"
    ARCHIVED = "archived", "已归档", "Archived"


TRANSITIONS: Final[Mapping[ContractState, frozenset[ContractState]]] = {
    ContractState.SIGNED: frozenset({ContractState.TERMINATED}),
    ContractState.IN_FORCE: frozenset({ContractState.SUSPENDED, ContractState.TERMINATED}),
    ContractState.EXPIRED: frozenset({ContractState.ARCHIVED}),
    ContractState.SUSPENDED: frozenset({ContractState.SIGNED, ContractState.TERMINATED}),
    ContractState.TERMINATED: frozenset({ContractState.ARCHIVED}),
    ContractState.ARCHIVED: frozenset(),
}


def state_on(stored: ContractState, *, starts_on: date, ends_on: date, day: date) -> ContractState:
    """The state people see on a day: a signed contract is in force between its dates, then expired."""
    if stored is not ContractState.SIGNED or day < starts_on:
        return stored
    return ContractState.IN_FORCE if day <= ends_on else ContractState.EXPIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTerms:
    """服务事项 as agreed: unit, quantity, price in fen, days to deliver, quality wanted (ZY-36)."""

    domain: ServiceDomain
    description: str
    unit: str
    quantity: Decimal
    unit_price_fen: int
    deadline_days: int
    quality_standard: str

    @property
    def amount_fen(self) -> int:
        return int(half_up(self.quantity * self.unit_price_fen, Decimal(1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """What two parties sign. Ratios are fractions: `linked_ratio` of the fee hangs on the assessment."""

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
    instalments: int = 4
    notice_number: str = ""
    confidentiality: str = ""
    reports: tuple[str, ...] = ("M", "Q", "Y")


_NUMBER: Final = re.compile(r"^[0-9A-Za-z\u4e00-\u9fff〔〕()（）\-]{4,30}$")


def months_between(starts_on: date, ends_on: date) -> int:
    """Whole or begun months from the first day to the last, both counted: 1 Jan to 31 Dec is 12."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return months + (ends_on.day >= starts_on.day)


def problems(terms: ContractTerms, *, longest_months: int, least_sampling: Decimal) -> dict[str, Words]:
    """What makes the terms unacceptable, by field; `longest_months` and `least_sampling` are policy parameters."""
    months = months_between(terms.starts_on, terms.ends_on)
    percent = half_up(least_sampling * 100, Decimal(1))
    checks: dict[str, tuple[bool, Words]] = {
        "number": (
            _NUMBER.match(terms.number) is not None,
            Words("合同编号为 4–30 位字母、数字、汉字、括号或短横。", "4 to 30 letters, digits, brackets or dashes."),
        ),
        "title": (bool(terms.title.strip()), Words("不能为空。", "Must not be empty.")),
        "amount_fen": (terms.amount_fen > 0, Words("合同金额须大于 0。", "The amount must be above 0.")),
        "ends_on": (
            terms.starts_on <= terms.ends_on and months <= longest_months,
            Words(
                f"止期不得早于起期，期限不得超过 {longest_months} 个月（现为 {months} 个月）。",
                f"The end must follow the start, at most {longest_months} months in all (now {months}).",
            ),
        ),
        "linked_ratio": (
            0 <= terms.linked_ratio <= 1,
            Words("考核挂钩比例应在 0–100% 之间。", "The linked share lies between 0 and 100 %."),
        ),
        "sampling_ratio": (
            least_sampling <= terms.sampling_ratio <= 1,
            Words(f"抽检比例应在 {percent}%–100% 之间。", f"The sampling ratio lies between {percent} and 100 %."),
        ),
        "staff_required": (terms.staff_required > 0, Words("约定人数须大于 0。", "Must be above 0.")),
        "instalments": (terms.instalments > 0, Words("付款期数须大于 0。", "Must be above 0.")),
        "items": (bool(terms.items), Words("至少一项服务事项。", "At least one service item.")),
    }
    found = {field: words for field, (holds, words) in checks.items() if not holds}
    for place, item in enumerate(terms.items, start=1):
        found |= _item_problems(item, place)
    return found


def _item_problems(item: ItemTerms, place: int) -> dict[str, Words]:
    numbers = min(item.quantity, Decimal(item.deadline_days))
    if item.unit.strip() and item.quality_standard.strip() and numbers > 0 and item.unit_price_fen >= 0:
        return {}
    words = Words(
        f"第 {place} 项：单位、质量标准不能为空，数量、时限须大于 0，单价不得为负。",
        f"Item {place}: unit and quality standard are needed, quantity and days above 0, the price not negative.",
    )
    return {f"items.{place}": words}


def warnings(terms: ContractTerms) -> tuple[Words, ...]:
    """What is odd but may be meant: items that do not add up to the amount."""
    total = sum(item.amount_fen for item in terms.items)
    if total == terms.amount_fen:
        return ()
    return (
        Words(
            f"服务事项合计 {yuan(total)} 元，与合同金额 {yuan(terms.amount_fen)} 元不一致。",
            f"The items add up to {yuan(total)} yuan, the contract to {yuan(terms.amount_fen)} yuan.",
        ),
    )


def report_calendar(
    starts_on: date, ends_on: date, *, kinds: Sequence[str], days: int
) -> tuple[tuple[Period, date], ...]:
    """Every report owed (按月、季、年报送, ZY-17): the period and its due day, `days` working days after its end.

    A period is owed when it touches the term. Of kinds `M`, `Q`, `H`, `Y`.
    """
    months = {Period(day_year, "M", month) for day_year, month in _months(starts_on, ends_on)}
    owed = {Period(month.year, kind, _index(month, kind)) for month in months for kind in kinds}
    ordered = sorted(owed, key=lambda period: (period.ends_on, -period.starts_on.toordinal()))
    return tuple((period, deadline(period.ends_on, days).on) for period in ordered)


def _months(starts_on: date, ends_on: date) -> list[tuple[int, int]]:
    first, last = starts_on.year * 12 + starts_on.month - 1, ends_on.year * 12 + ends_on.month - 1
    return [(count // 12, count % 12 + 1) for count in range(first, last + 1)]


def _index(month: Period, kind: str) -> int:
    return {"M": month.number, "Q": (month.number + 2) // 3, "H": (month.number + 5) // 6, "Y": 1}[kind]
