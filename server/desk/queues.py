"""Work that is told by how much of it waits: one line for each right and list.

QUEUES are for those who do it, BEGUN for those who wait for it. A new list is a line in one of them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from server.desk import counting
from server.desk.assessing import ASSESSING
from server.desk.handling_queues import HANDLING
from server.desk.queue import Queue
from server.desk.recovery_queues import RECOVERIES
from server.desk.retaining import RETENTION
from server.desk.rulebook_queues import RULEBOOKS
from server.desk.ruling_queues import RULINGS
from server.desk.todo import Todo
from server.web.access import Right, may
from server.web.i18n import words
from vendors.actors import Actor
from vendors.contracts.payment_rules import PaymentState
from vendors.errors import Words
from vendors.handoffs.rules import HandoffState
from vendors.people.rules import StaffState
from vendors.provision.rules import ProvisionState
from vendors.review_rules.rules import RuleState
from vendors.statistics.campaign.rules import ReportState
from vendors.tasks.rules import TaskState

QUEUES: Final = (
    Queue(
        right=Right.FILL_STATISTICS,
        tag=Words("统计填报", "Statistics"),
        title=Words("{n} 张专项统计表待填报", "{n} campaign tables are to be filled in"),
        href="/statistics/campaign",
        count=counting.tables(ReportState.FILLING),
    ),
    Queue(
        right=Right.APPROVE_STATISTICS,
        tag=Words("统计审核", "Statistics"),
        title=Words("{n} 张专项统计表待审核", "{n} campaign tables await approval"),
        href="/statistics/campaign",
        count=counting.tables(ReportState.SUBMITTED),
    ),
    Queue(
        right=Right.APPROVE_STAFF,
        tag=Words("人员审核", "Staff"),
        title=Words("{n} 名机构人员待审核", "{n} of the vendors' people await approval"),
        href="/people?status=pending",
        count=counting.staff(StaffState.PENDING),
    ),
    Queue(
        right=Right.APPROVE_STAFF,
        tag=Words("更换负责人", "Project lead"),
        title=Words("{n} 项更换项目负责人申请待审核", "{n} proposals for a new project lead await approval"),
        href="/people",
        count=counting.leads,
    ),
    Queue(
        right=Right.DECIDE_RECUSAL,
        tag=Words("回避认定", "Recusals"),
        title=Words("{n} 项回避申报待认定", "{n} declared ties await a decision"),
        href="/recusals?status=declared",
        count=counting.recusals,
        tone="warn",
    ),
    Queue(
        right=Right.REVIEW_CONTRACT,
        tag=Words("合法性审核", "Legal review"),
        title=Words("{n} 份合同待合法性审核", "{n} contracts await the legal review"),
        href="/contracts?status=legal_review",
        count=counting.contracts(passed=False),
    ),
    Queue(
        right=Right.MANAGE_CONTRACTS,
        tag=Words("合同签订", "Signature"),
        title=Words("{n} 份合同已通过审核，待签订", "{n} contracts passed the review and await signature"),
        href="/contracts?status=legal_review",
        count=counting.contracts(passed=True),
    ),
    Queue(
        right=Right.MANAGE_CONTRACTS,
        tag=Words("审核退回", "Legal review"),
        title=Words("{n} 份合同草稿被合法性审核退回", "{n} drafts were sent back by the legal review"),
        href="/contracts?status=draft",
        count=counting.refused_drafts,
        tone="warn",
    ),
    Queue(
        right=Right.APPROVE_PAYMENT,
        tag=Words("付款审批", "Payments"),
        title=Words("{n} 笔付款待审批", "{n} payments await approval"),
        href="/payments?state=proposed",
        count=counting.payments(PaymentState.PROPOSED),
    ),
    Queue(
        right=Right.RECORD_PAYMENT,
        tag=Words("付款登记", "Payments"),
        title=Words("{n} 笔付款已批准，待支付登记", "{n} approved payments await their voucher"),
        href="/payments?state=approved",
        count=counting.payments(PaymentState.APPROVED),
    ),
    Queue(
        right=Right.MANAGE_TASKS,
        tag=Words("线索分派", "Hand-offs"),
        title=Words("{n} 张线索流转单待分派", "{n} hand-off slips await a receiver"),
        href="/handoffs?state=pending",
        count=counting.slips(HandoffState.PENDING),
    ),
    Queue(
        right=Right.MANAGE_TASKS,
        tag=Words("线索办结", "Hand-offs"),
        title=Words("{n} 张线索流转单已答复，待办结", "{n} answered hand-off slips await closing"),
        href="/handoffs?state=answered",
        count=counting.slips(HandoffState.ANSWERED),
    ),
    Queue(
        right=Right.APPROVE_PROVISION,
        tag=Words("数据审批", "Data releases"),
        title=Words("{n} 项数据提供待审批", "{n} releases of data await approval"),
        href="/provision?state=requested",
        count=counting.releases(ProvisionState.REQUESTED),
    ),
    Queue(
        right=Right.RECORD_PROVISION,
        tag=Words("数据提供", "Data releases"),
        title=Words("{n} 项数据提供已批准，待提供", "{n} approved releases of data are to be provided"),
        href="/provision?state=approved",
        count=counting.releases(ProvisionState.APPROVED),
    ),
    Queue(
        right=Right.RECORD_PROVISION,
        tag=Words("返还确认", "Data returns"),
        title=Words("{n} 项数据返还或销毁待确认", "{n} returns of data await confirmation"),
        href="/provision?state=disposed",
        count=counting.releases(ProvisionState.DISPOSED),
    ),
    Queue(
        right=Right.REVIEW_SECOND,
        tag=Words("漏检复看", "Second looks"),
        title=Words("{n} 个抽中病例待复看", "{n} drawn cases await a second look"),
        href="/review-samples",
        count=counting.second_looks,
    ),
    Queue(
        right=Right.GIVE_EXPERT_OPINION,
        tag=Words("专家评审", "Expert opinions"),
        title=Words("{n} 件病案待您出具评审意见", "{n} cases await your opinion"),
        href="/opinions",
        count=counting.opinions,
        tone="warn",
    ),
    Queue(
        right=Right.JUDGE_REVIEW_RULE,
        tag=Words("规则评审", "Review rules"),
        title=Words("{n} 条审核规则待评审", "{n} review rules await judgement"),
        href="/review-rules",
        count=counting.rules(RuleState.DELIVERED, RuleState.IN_REVIEW),
    ),
    Queue(
        right=Right.DELIVER_REVIEW_RULE,
        tag=Words("规则退回", "Review rules"),
        title=Words("{n} 条审核规则被退回修改", "{n} review rules were returned for changes"),
        href="/review-rules?state=returned",
        count=counting.rules(RuleState.RETURNED),
        tone="warn",
    ),
    *RULINGS,
    *HANDLING,
    *RECOVERIES,
    *RETENTION,
    *ASSESSING,
    *RULEBOOKS,
)
_STAFF_REFUSED: Final = Queue(
    right=Right.MANAGE_STAFF,
    tag=Words("人员退回", "Staff"),
    title=Words("{n} 名人员审核未通过", "{n} people were not approved"),
    href="/people?status=refused",
    count=counting.staff(StaffState.REFUSED),
    tone="warn",
)
"""For the vendor's own administrator: the bureau holds the same right."""


BEGUN: Final = (
    Queue(
        right=Right.MANAGE_CONTRACTS,
        tag=Words("合法性审核", "Legal review"),
        title=Words("{n} 份合同正在合法性审核", "{n} contracts are with the legal reviewer"),
        href="/contracts?status=legal_review",
        count=counting.contracts(passed=False),
    ),
    Queue(
        right=Right.MANAGE_CONTRACTS,
        tag=Words("付款审批", "Payments"),
        title=Words("{n} 笔付款等待审批", "{n} payments are with the leader"),
        href="/payments?state=proposed",
        count=counting.payments(PaymentState.PROPOSED),
    ),
    Queue(
        right=Right.MANAGE_CONTRACTS,
        tag=Words("付款登记", "Payments"),
        title=Words("{n} 笔付款已批准，等待支付", "{n} payments are with the accountant"),
        href="/payments?state=approved",
        count=counting.payments(PaymentState.APPROVED),
    ),
    Queue(
        right=Right.MANAGE_TASKS,
        tag=Words("待接收", "To be accepted"),
        title=Words("{n} 项任务已下达，等待机构接收", "{n} tasks are issued and not accepted yet"),
        href="/tasks",
        count=counting.tasks(TaskState.ISSUED),
    ),
    Queue(
        right=Right.RECORD_PROVISION,
        tag=Words("数据审批", "Data releases"),
        title=Words("{n} 项数据提供等待审批", "{n} releases of data are with the leader"),
        href="/provision?state=requested",
        count=counting.releases(ProvisionState.REQUESTED),
    ),
)
BEGUN_BY_VENDORS: Final = (
    Queue(
        right=Right.MANAGE_STAFF,
        tag=Words("人员审核", "Staff"),
        title=Words("{n} 名人员等待医保部门审核", "{n} people await the bureau's approval"),
        href="/people?status=pending",
        count=counting.staff(StaffState.PENDING),
    ),
    Queue(
        right=Right.MANAGE_STAFF,
        tag=Words("资质核验", "Certificates"),
        title=Words("{n} 份资质等待核验", "{n} certificates await verification"),
        href="/vendors",
        count=counting.certificates,
    ),
    Queue(
        right=Right.ANSWER_TASK,
        tag=Words("暂停计时", "Clock"),
        title=Words("{n} 项任务等待医保部门材料", "{n} tasks wait for material of the bureau"),
        href="/tasks",
        count=counting.clocks,
    ),
    Queue(
        right=Right.SEND_HANDOFF,
        tag=Words("线索流转", "Hand-offs"),
        title=Words("{n} 张发出的流转单等待答复", "{n} slips sent await an answer"),
        href="/handoffs",
        count=counting.sent(HandoffState.PENDING, HandoffState.SENT, HandoffState.RECEIVED),
    ),
    Queue(
        right=Right.DELIVER_REVIEW_RULE,
        tag=Words("规则评审", "Review rules"),
        title=Words("{n} 条审核规则等待评审", "{n} review rules await judgement"),
        href="/review-rules",
        count=counting.rules(RuleState.DELIVERED, RuleState.IN_REVIEW),
    ),
)


async def queued(who: Actor, on: date) -> Sequence[Todo]:
    """The lists of this person's rights in which something waits for them."""
    return await _lines(QUEUES if who.at_bureau else (*QUEUES, _STAFF_REFUSED), who, on)


async def begun(who: Actor, on: date) -> Sequence[Todo]:
    """What this person's side began and others have to answer."""
    return await _lines(BEGUN if who.at_bureau else BEGUN_BY_VENDORS, who, on)


async def _lines(queues: Sequence[Queue], who: Actor, on: date) -> Sequence[Todo]:
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
