"""What an archive package tells of its contract, in Chinese and English: the page contract.html."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from server.contracts.package_page import Figure, facts_table, page, section
from vendors.contracts.checklist import words_of
from vendors.contracts.payment_queries import PartView, PaymentView
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import ContractView, DataReturnView, Related, ReportView, SupplementView
from vendors.contracts.rules import BidderTerms, ContractState, ItemTerms
from vendors.labels import Labelled
from vendors.money import yuan
from vendors.periods import Period, local_date

_UNASSESSED = frozenset({PaymentState.PLANNED, PaymentState.WRITTEN_OFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything on record about a contract but its files and its journal."""

    contract: ContractView
    items: Sequence[ItemTerms]
    bidders: Sequence[BidderTerms]
    supplements: Sequence[SupplementView]
    renewals: Sequence[Related]
    data_return: DataReturnView | None
    payments: Sequence[PaymentView]
    parts: Sequence[PartView]
    reports: Sequence[ReportView]


def contract_html(told: Told) -> str:
    """The whole page."""
    title = told.contract.title
    return page(told.contract.number, "\n".join((f"<h1>{escape(title)}</h1>", _facts(told.contract), *_sections(told))))


def _facts(found: ContractView) -> str:
    ended = found.stored if found.stored is ContractState.TERMINATED else ContractState.EXPIRED
    reviewed = f"{found.reviewed_by} {local_date(found.reviewed_at)}" if found.reviewed_at else ""
    facts = (
        ("合同编号 Number", found.number),
        ("名称 Title", found.title),
        ("承办机构 Vendor", found.vendor_name),
        ("采购方式 Procurement", _both(found.procurement)),
        ("采购公告 Notice", f"{found.notice_number} {found.notice_on or ''}".strip()),
        ("中标（成交）日期 Awarded", found.awarded_on),
        ("评审得分 Score", found.evaluation_score),
        ("金额（元） Amount, yuan", yuan(found.amount_fen)),
        ("原金额（元） As signed, yuan", yuan(found.signed_amount_fen)),
        ("预算 Budget", f"{found.budget_year} {found.budget_line}"),
        ("起止 Term", f"{found.starts_on} – {found.ends_on}"),
        ("原止期 End as signed", found.signed_ends_on),
        ("考核挂钩比例 Linked share", _percent(found.linked_ratio)),
        ("抽检比例 Sampling ratio", _percent(found.sampling_ratio)),
        ("付款期数 Instalments", found.instalments),
        ("约定人数 People agreed", found.staff_required),
        ("合法性审核 Legal review", f"{reviewed} {found.review_opinion}".strip()),
        ("签订日期 Signed", found.signed_on),
        ("公告日期 Published", found.published_on),
        ("备案 Filed", f"{found.filed_on or ''} {found.filing_number}".strip()),
        ("依据文件 Basis", "；".join(found.basis)),
        ("保密条款 Confidentiality", found.confidentiality),
        ("状态 State", _both(ended)),
        ("解除日期 Rescinded", found.ended_on),
        ("解除、中止、核销原因 Reason", found.state_reason),
    )  # fmt: skip
    return facts_table(facts)


def _sections(told: Told) -> Iterator[str]:
    yield section(
        "投标人 Bidders", ("名称 Name", "统一社会信用代码 Code", "评审得分 Score", "结果 Result"),
        [(one.name, one.code, one.score, "中标（成交） Awarded" if one.awarded else "") for one in told.bidders],
    )  # fmt: skip
    yield section(
        "服务事项 Service items",
        ("服务领域 Domain", "服务内容 Service", "数量 Quantity", "单价（元） Price", "小计（元） Sum",
         "时限（日） Days", "质量标准 Quality"),
        [(_both(one.domain), one.description, Figure(f"{one.quantity.normalize():,f} {one.unit}"),
          _yuan(one.unit_price_fen), _yuan(one.amount_fen), f"{one.deadline_days} {one.deadline_rule}".strip(),
          one.quality_standard) for one in told.items],
    )  # fmt: skip
    clauses = [(words_of(code), place) for code, place in sorted(told.contract.clauses.items())]
    yield section(
        "条款核对 Checklist", ("条款 Clause", "合同条号 In the contract"),
        [(f"{words.zh} {words.en}", place) for words, place in clauses],
    )  # fmt: skip
    yield section(
        "补充协议 Supplements",
        ("编号 Number", "增加金额（元） Added", "延至 New end", "签订日期 Signed", "理由 Reason", "经办人 By"),
        [(one.number, _yuan(one.amount_fen), one.ends_on, one.signed_on, one.reason, one.made_by)
         for one in told.supplements],
    )  # fmt: skip
    yield section(
        "续签 Renewals", ("合同编号 Number", "名称 Title", "起止 Term"),
        [(one.number, one.title, f"{one.starts_on} – {one.ends_on}") for one in told.renewals],
    )  # fmt: skip
    yield from _settled(told)


def _settled(told: Told) -> Iterator[str]:
    number = {one.id: one.instalment for one in told.payments}
    yield section(
        "付款 Payments",
        ("期次 No.", "期间 Period", "固定部分（元） Fixed", "挂钩部分（元） Linked", "考核扣减（元） Deducted",
         "应付（元） Payable", "状态 State", "付款日期 Paid", "凭证号 Voucher", "说明 Note"),
        [_payment(one) for one in told.payments],
    )  # fmt: skip
    yield section(
        "考核扣减 Deductions",
        ("期次 No.", "期间 Period", "记分卡 Card", "挂钩部分（元） Linked", "系数 Share due", "扣减（元） Deducted"),
        [(Figure(number.get(one.payment, "")), _period(one.part.period), one.part.card_number,
          _yuan(one.part.linked_fen), Figure(_percent(one.part.coefficient)), _yuan(one.part.deducted_fen))
         for one in told.parts],
    )  # fmt: skip
    yield section(
        "报告 Reports", ("期间 Period", "应报日期 Due", "实报日期 Handed in"),
        [(_period(one.period), one.due_on, one.delivered_on) for one in told.reports],
    )  # fmt: skip
    found = told.data_return
    yield section(
        "数据返还/销毁 Return of the data",
        ("方式 How", "日期 Day", "承办机构经手人 By", "医保部门见证人 Before", "数据范围 Data"),
        [(_both(found.method), found.done_on, found.done_by, found.witness, found.scope)] if found else [],
    )  # fmt: skip


def _payment(one: PaymentView) -> tuple[object, ...]:
    open_ = one.state in _UNASSESSED
    return (
        Figure(one.instalment), f"{one.covers_from} – {one.covers_to}", _yuan(one.fixed_fen), _yuan(one.linked_fen),
        None if open_ else _yuan(one.deducted_fen), None if open_ else _yuan(one.payable_fen), _both(one.state),
        one.paid_on, one.voucher, one.note,
    )  # fmt: skip


def _both(term: Labelled) -> str:
    return f"{term.zh} {term.en}"


def _period(period: Period) -> str:
    return f"{period.zh} {period.en}"


def _yuan(fen: int) -> Figure:
    return Figure(yuan(fen))


def _percent(ratio: Decimal) -> str:
    return f"{(ratio * 100).normalize():f}%"
