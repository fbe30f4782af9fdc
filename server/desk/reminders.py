"""What expires or falls due, told once for each step on the way: the daily job `remind`.

A source is one function: a day → the letters due on it. It names the latest step reached (90, 30, 7 days before,
over), so a day the service was down is made up once and by the latest alone; `tell` drops what was told before.
Grows by a function and its place in SOURCES.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Final

import structlog

from server.desk import assessing, dues, expiries, handling, retaining, rulebook_news
from server.desk.actions import tell
from server.desk.rules import Letter
from vendors.periods import local_date

Source = Callable[[date], Awaitable[Sequence[Letter]]]
SOURCES: Final[tuple[Source, ...]] = (
    expiries.qualifications,
    expiries.certificates,
    expiries.contracts,
    dues.filings,
    dues.reports,
    dues.tasks,
    dues.handoffs,
    dues.returns,
    dues.milestones,
    handling.matters,
    dues.recoveries,
    dues.tables,
    retaining.matters,
    assessing.evaluations,
    assessing.objections,
    rulebook_news.approved,
)
log = structlog.get_logger()


async def remind(*, at: datetime, sources: Sequence[Source] = SOURCES) -> int:
    """Tell what is due now; how many messages were new.

    A source that fails keeps none of the others silent; their failures are raised together at the end.
    """
    told, failures = 0, []
    for source in sources:
        try:
            told += await tell(await source(local_date(at)), at=at)
        except Exception as failure:
            log.exception("remind.source", source=source.__name__)
            failures.append(failure)
    if failures:
        raise ExceptionGroup("reminders", failures)
    return told
