"""What waits in the recovery ledger."""

from typing import Final

from server.desk import counting
from server.desk.queue import Queue
from server.web.access import Right
from vendors.errors import Words
from vendors.recoveries.queries import AccountFilters

RECOVERIES: Final = (
    Queue(
        right=Right.BOOK_RECOVERY,
        tag=Words("追回立账", "Recoveries"),
        title=Words("{n} 个处理决定待立账", "{n} decisions are to be booked"),
        href="/recoveries",
        count=counting.unbooked,
    ),
    Queue(
        right=Right.BOOK_RECOVERY,
        tag=Words("追回逾期", "Recoveries"),
        title=Words("{n} 个台账逾期未缴", "{n} recoveries are overdue"),
        href="/recoveries?overdue=1",
        count=counting.recoveries(AccountFilters(overdue=True)),
        tone="bad",
    ),
    Queue(
        right=Right.BOOK_RECOVERY,
        tag=Words("待上缴", "Recoveries"),
        title=Words("{n} 个台账有款待上缴", "{n} accounts hold money to be paid in"),
        href="/recoveries?only=held",
        count=counting.recoveries(AccountFilters(held=True)),
    ),
    Queue(
        right=Right.BOOK_RECOVERY,
        tag=Words("应退还", "Refunds"),
        title=Words("{n} 个台账有款应退还机构", "{n} accounts owe money back"),
        href="/recoveries?only=owed_back",
        count=counting.recoveries(AccountFilters(owed_back=True)),
        tone="warn",
    ),
    Queue(
        right=Right.APPROVE_WRITE_OFF,
        tag=Words("核销审批", "Write-offs"),
        title=Words("{n} 项核销申请待审批", "{n} write-offs await approval"),
        href="/recoveries?only=write_off",
        count=counting.recoveries(AccountFilters(write_off_waits=True)),
    ),
)
