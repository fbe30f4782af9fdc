"""What waits after a decision."""

from typing import Final

from server.desk import handling
from server.desk.queue import Queue
from server.web.access import Right
from vendors.errors import Words
from vendors.handling.queries import Stage

HANDLING: Final = (
    Queue(
        right=Right.REVIEW_LEGALITY,
        tag=Words("法制审核", "Legal review"),
        title=Words("{n} 项解除协议待法制审核", "{n} rescissions await the legal review"),
        href="/decisions?stage=in_approval",
        count=handling.measures("to_review"),
        tone="warn",
    ),
    Queue(
        right=Right.APPROVE_MEASURE,
        tag=Words("措施批准", "Measures"),
        title=Words("{n} 项处理措施待批准", "{n} measures await approval"),
        href="/decisions?stage=in_approval",
        count=handling.measures("to_approve"),
    ),
    Queue(
        right=Right.HANDLE_DECISION,
        tag=Words("处理措施", "Measures"),
        title=Words("{n} 件认定待提出处理措施", "{n} decisions await their measures"),
        href="/decisions?stage=to_handle",
        count=handling.decisions(Stage.TO_HANDLE),
    ),
    Queue(
        right=Right.HANDLE_DECISION,
        tag=Words("措施退回", "Measures"),
        title=Words("{n} 项措施被法制审核退回", "{n} measures were returned by the legal review"),
        href="/decisions?stage=in_approval",
        count=handling.measures("returned"),
        tone="warn",
    ),
    Queue(
        right=Right.HANDLE_DECISION,
        tag=Words("备案逾期", "Filing"),
        title=Words("{n} 件处理决定逾期未备案", "{n} decisions are overdue for filing"),
        href="/decisions?late=1",
        count=handling.late_filings,
        tone="bad",
    ),
    Queue(
        right=Right.HANDLE_DECISION,
        tag=Words("期限将至", "Terms"),
        title=Words("{n} 项暂停结算、登记保存、封存到期待处理", "{n} holds, preservations or sealings end and wait"),
        href="/sanctions/precautions",
        count=handling.ending,
        tone="warn",
    ),
    Queue(
        right=Right.TRANSFER_CASE,
        tag=Words("移送回执", "Transfers"),
        title=Words("{n} 件移送逾期未收到回执", "{n} transfers lack their receipt"),
        href="/transfers?standing=receipt",
        count=handling.missing_receipts,
        tone="warn",
    ),
)
