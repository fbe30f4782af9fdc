"""Terms that leaned on a year without a notice (暂定), reckoned anew within the act that changes the calendar."""

from datetime import date, datetime

from vendors.contracts.firming import firm_contract_days
from vendors.handoffs.firming import firm_answers
from vendors.periods import local_date
from vendors.policy.bureau import keeping
from vendors.policy.calendar import Calendar
from vendors.policy.queries import as_written
from vendors.rulings.actions import expire_defences
from vendors.rulings.queries.running import oldest_running
from vendors.tasks.clock.firming import firm_deadlines


async def running_since(*, at: datetime) -> date | None:
    """The day the oldest term of defence still running began; None while none runs."""
    return await oldest_running(on=local_date(at))


async def firm_every_term(*, before: Calendar, at: datetime) -> None:
    """Terms of defences, tasks, hand-offs, contracts and reports; `before` is the calendar they were reckoned by.

    In the transaction that has written the new days and after they are written.
    """
    with keeping(await as_written()):
        await expire_defences(at=at)
        await firm_contract_days(before=before, at=at)
        await firm_answers(at=at)
        await firm_deadlines(before=before, at=at)
