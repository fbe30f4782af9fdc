"""Work that is told by how much of it waits: one line for each right and list. A new list is a line in QUEUES."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.desk.todo import Todo
from server.web.access import Right, may
from server.web.i18n import words
from vendors.actors import Actor
from vendors.contracts.list_queries import Narrowed, page_of_contracts
from vendors.contracts.payment_queries import PaymentFilter, payment_counts
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import contract
from vendors.contracts.rules import ContractState
from vendors.errors import Words
from vendors.handoffs.queries import handoff_counts
from vendors.handoffs.rules import HandoffState
from vendors.people.lead_actions import ProposalState
from vendors.people.list_queries import state_counts
from vendors.people.person_queries import proposals
from vendors.people.recusal_queries import TieFilter, ties
from vendors.people.rules import StaffState
from vendors.people.ties import TieState
from vendors.provision.queries import provision_totals
from vendors.provision.rules import ProvisionState
from vendors.review_rules.queries import rule_states
from vendors.review_rules.rules import RuleState

Count = Callable[[Actor, date], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A list that waits for people who hold `right`; `{n}` in the title is what `count` answers."""

    right: Right
    tag: Words
    title: Words
    href: str
    count: Count
    tone: str = "brand"


def _staff(state: StaffState) -> Count:
    async def count(who: Actor, on: date) -> int:
        return (await state_counts(for_=who, on=on))[state]

    return count


def _payments(state: PaymentState) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a payment waits whatever the day
        return (await payment_counts(PaymentFilter(), for_=who)).get(state, 0)

    return count


def _releases(state: ProvisionState) -> Count:
    async def count(who: Actor, on: date) -> int:
        return (await provision_totals(for_=who, on=on)).states[state]

    return count


def _rules(*states: RuleState) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a rule waits whatever the day
        found = await rule_states(for_=who)
        return sum(found[state] for state in states)

    return count


async def _leads(who: Actor, on: date) -> int:  # noqa: ARG001 a proposal waits whatever the day
    return len(await proposals(for_=who, state=ProposalState.PENDING))


async def _recusals(who: Actor, on: date) -> int:  # noqa: ARG001 a tie waits whatever the day
    return (await ties(for_=who, which=TieFilter(state=TieState.DECLARED), size=1))[1]


def _contracts(*, passed: bool) -> Count:
    """In the legal reviewer's hands, or through them."""

    async def count(who: Actor, on: date) -> int:
        rows, _ = await page_of_contracts(Narrowed(state=ContractState.LEGAL_REVIEW.value), on=on, for_=who)
        found = [await contract(row.id, for_=who) for row in rows]
        return sum(one.review_passed is passed for one in found)

    return count


def _slips(state: HandoffState) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a slip waits whatever the day
        return (await handoff_counts(for_=who))[state]

    return count


QUEUES: Final = (
    Queue(
        right=Right.APPROVE_STAFF,
        tag=Words("人员审核", "Staff"),
        title=Words("{n} 名机构人员待审核", "{n} of the vendors' people await approval"),
        href="/people?status=pending",
        count=_staff(StaffState.PENDING),
    ),
    Queue(
        right=Right.APPROVE_STAFF,
        tag=Words("更换负责人", "Project lead"),
        title=Words("{n} 项更换项目负责人申请待审核", "{n} proposals for a new project lead await approval"),
        href="/people",
        count=_leads,
    ),
    Queue(
        right=Right.DECIDE_RECUSAL,
        tag=Words("回避认定", "Recusals"),
        title=Words("{n} 项回避申报待认定", "{n} declared ties await a decision"),
        href="/recusals?status=declared",
        count=_recusals,
        tone="warn",
    ),
    Queue(
        right=Right.REVIEW_CONTRACT,
        tag=Words("合法性审核", "Legal review"),
        title=Words("{n} 份合同待合法性审核", "{n} contracts await the legal review"),
        href="/contracts?status=legal_review",
        count=_contracts(passed=False),
    ),
    Queue(
        right=Right.MANAGE_CONTRACTS,
        tag=Words("合同签订", "Signature"),
        title=Words("{n} 份合同已通过审核，待签订", "{n} contracts passed the review and await signature"),
        href="/contracts?status=legal_review",
        count=_contracts(passed=True),
    ),
    Queue(
        right=Right.APPROVE_PAYMENT,
        tag=Words("付款审批", "Payments"),
        title=Words("{n} 笔付款待审批", "{n} payments await approval"),
        href="/payments?state=proposed",
        count=_payments(PaymentState.PROPOSED),
    ),
    Queue(
        right=Right.RECORD_PAYMENT,
        tag=Words("付款登记", "Payments"),
        title=Words("{n} 笔付款已批准，待支付登记", "{n} approved payments await their voucher"),
        href="/payments?state=approved",
        count=_payments(PaymentState.APPROVED),
    ),
    Queue(
        right=Right.MANAGE_TASKS,
        tag=Words("线索分派", "Hand-offs"),
        title=Words("{n} 张线索流转单待分派", "{n} hand-off slips await a receiver"),
        href="/handoffs?state=pending",
        count=_slips(HandoffState.PENDING),
    ),
    Queue(
        right=Right.MANAGE_TASKS,
        tag=Words("线索办结", "Hand-offs"),
        title=Words("{n} 张线索流转单已答复，待办结", "{n} answered hand-off slips await closing"),
        href="/handoffs?state=answered",
        count=_slips(HandoffState.ANSWERED),
    ),
    Queue(
        right=Right.APPROVE_PROVISION,
        tag=Words("数据审批", "Data releases"),
        title=Words("{n} 项数据提供待审批", "{n} releases of data await approval"),
        href="/provision?state=requested",
        count=_releases(ProvisionState.REQUESTED),
    ),
    Queue(
        right=Right.RECORD_PROVISION,
        tag=Words("数据提供", "Data releases"),
        title=Words("{n} 项数据提供已批准，待提供", "{n} approved releases of data are to be provided"),
        href="/provision?state=approved",
        count=_releases(ProvisionState.APPROVED),
    ),
    Queue(
        right=Right.RECORD_PROVISION,
        tag=Words("返还确认", "Data returns"),
        title=Words("{n} 项数据返还或销毁待确认", "{n} returns of data await confirmation"),
        href="/provision?state=disposed",
        count=_releases(ProvisionState.DISPOSED),
    ),
    Queue(
        right=Right.JUDGE_REVIEW_RULE,
        tag=Words("规则评审", "Review rules"),
        title=Words("{n} 条审核规则待评审", "{n} review rules await judgement"),
        href="/review-rules",
        count=_rules(RuleState.DELIVERED, RuleState.IN_REVIEW),
    ),
    Queue(
        right=Right.DELIVER_REVIEW_RULE,
        tag=Words("规则退回", "Review rules"),
        title=Words("{n} 条审核规则被退回修改", "{n} review rules were returned for changes"),
        href="/review-rules?state=returned",
        count=_rules(RuleState.RETURNED),
        tone="warn",
    ),
)
_STAFF_REFUSED: Final = Queue(
    right=Right.MANAGE_STAFF,
    tag=Words("人员退回", "Staff"),
    title=Words("{n} 名人员审核未通过", "{n} people were not approved"),
    href="/people?status=refused",
    count=_staff(StaffState.REFUSED),
    tone="warn",
)
"""For the vendor's own administrator: the bureau holds the same right."""


async def queued(who: Actor, on: date) -> Sequence[Todo]:
    """The lists of this person's rights in which something waits."""
    queues = QUEUES if who.at_bureau else (*QUEUES, _STAFF_REFUSED)
    found = [(queue, await queue.count(who, on)) for queue in queues if may(who, queue.right)]
    return [
        Todo(
            tag=words(queue.tag),
            tone=queue.tone,
            title=words(Words(queue.title.zh.format(n=count), queue.title.en.format(n=count))),
            about="",
            href=queue.href,
            count=count,
        )
        for queue, count in found
        if count
    ]
