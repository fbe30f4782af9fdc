from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.findings import queries as findings
from vendors.findings.queries import FindingRow
from vendors.findings.rules import FindingState
from vendors.findings.selection import ANY, Filters
from vendors.periods import local_date
from vendors.policy.calendar import working_days_between
from vendors.transaction import transaction

OPEN = frozenset(
    {
        FindingState.LEAD,
        FindingState.NOTIFIED,
        FindingState.DEFENDED,
        FindingState.RECHECKED,
        FindingState.WAIVED,
    }
)
_NOTICES = "SELECT finding, served_on, defence_until, deadline_provisional FROM vendors_notice WHERE finding = ANY($1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingRow:
    """A finding on its way to a determination.

    `working_days_left` counts to the last day to be heard (0 on that day), None when not notified or determined;
    `overdue`: the term is over and the bureau's next step is awaited.
    """

    finding: FindingRow
    served_on: date | None
    defence_until: date | None
    provisional: bool
    working_days_left: int | None
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingPage:
    rows: tuple[RulingRow, ...]
    next: int | None


async def queue(
    *,
    for_: Actor,
    at: datetime,
    states: Collection[FindingState] = OPEN,
    filters: Filters = ANY,
    after: int = 0,
    size: int = 50,
) -> RulingPage:
    """Findings after their second review, oldest first, with the clock that runs on them."""
    page = await findings.queue(for_=for_, at=at, states=states, filters=filters, after=after, size=size)
    async with transaction() as connection:
        records = await connection.fetch(_NOTICES, [row.id for row in page.rows])
    notices = {
        record["finding"]: (record["served_on"], record["defence_until"], record["deadline_provisional"])
        for record in records
    }
    today = local_date(at)
    return RulingPage(rows=tuple(_row(row, notices.get(row.id), today) for row in page.rows), next=page.next)


def _row(row: FindingRow, notice: tuple[date, date, bool] | None, today: date) -> RulingRow:
    served_on, until, provisional = notice or (None, None, False)
    over = until is not None and not provisional and today > until
    return RulingRow(
        finding=row,
        served_on=served_on,
        defence_until=until,
        provisional=provisional,
        working_days_left=working_days_between(today, until) if until and row.state in OPEN else None,
        overdue=over and row.state in OPEN,
    )
