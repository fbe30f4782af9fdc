from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.findings import queries as findings
from vendors.findings.queries import FindingRow
from vendors.findings.rules import FindingState
from vendors.findings.selection import ANY, Filters, where
from vendors.labels import Labelled
from vendors.periods import local_date
from vendors.policy.calendar import working_days_between
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

OPEN = frozenset(
    {
        FindingState.LEAD,
        FindingState.NOTIFIED,
        FindingState.DEFENDED,
        FindingState.RECHECKED,
        FindingState.WAIVED,
    }
)


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
    """`next` is the id after which the next page begins in order of filing, `cursor` where it does in any order."""

    rows: tuple[RulingRow, ...]
    next: int | None
    cursor: tuple[int, int] | None


class WorkSort(Labelled):
    """What the worklist may be sorted by."""

    AGE = "age", "报送日期", "Filed"
    AMOUNT = "amount", "报送金额", "Amount"
    DEADLINE = "deadline", "申辩期至", "Heard until"
    INSTITUTION = "institution", "定点机构", "Institution"


_KEYS: Final[Mapping[WorkSort, str]] = {
    WorkSort.AGE: "f.id",
    WorkSort.AMOUNT: "f.amount_fen",
    WorkSort.DEADLINE: "coalesce(n.defence_until, DATE '9999-12-31') - DATE '2000-01-01'",
    WorkSort.INSTITUTION: "f.institution",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """An order; `after` is the cursor of the page before."""

    by: WorkSort = WorkSort.AGE
    descending: bool = False
    after: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What waits at one institution in a stage: how many findings, how much, the earliest last day to be heard."""

    institution: int
    code: str
    name: str
    number: int
    amount_fen: int
    defence_until: date | None


async def queue(
    *,
    for_: Actor,
    at: datetime,
    states: Collection[FindingState] = OPEN,
    filters: Filters = ANY,
    ordered: WorkOrder | None = None,
    after: int = 0,
    size: int = 50,
) -> RulingPage:
    """Findings after their second review, oldest first unless `ordered` says so, with the clock that runs on them."""
    order = ordered or WorkOrder(after=(after, after) if after else None)
    clause, values = where(for_=for_, at=at, states=states, filters=filters)
    key, sign, way = _KEYS[order.by], "<" if order.descending else ">", " DESC" if order.descending else ""
    begins = "true"
    if order.after:
        values.extend(order.after)
        begins = f"({key}, f.id) {sign} (${len(values) - 1}, ${len(values)})"
    values.append(size + 1)
    clock = "LEFT JOIN vendors_notice n ON n.finding = f.id" if order.by is WorkSort.DEADLINE else ""
    sql = (
        "SELECT p.id, p.key, n.served_on, n.defence_until, n.deadline_provisional FROM ("  # noqa: S608 values are bound
        f"SELECT f.id, ({key})::bigint AS key FROM vendors_finding f {clock} WHERE {clause} AND {begins}"
        f" ORDER BY {key}{way}, f.id{way} LIMIT ${len(values)}) p"
        f" LEFT JOIN vendors_notice n ON n.finding = p.id ORDER BY p.key{way}, p.id{way}"
    )
    async with transaction() as connection:
        records = await connection.fetch(sql, *values)
    found, today = records[:size], local_date(at)
    ids = Filters(ids=tuple(record["id"] for record in found))
    heads = (await findings.queue(for_=for_, at=at, filters=ids, size=size)).rows if found else ()
    by_id = {head.id: head for head in heads}
    rows = tuple(_row(by_id[record["id"]], _clock(record), today) for record in found if record["id"] in by_id)
    last = found[-1] if len(records) > size else None
    return RulingPage(rows=rows, next=last["id"] if last else None, cursor=(last["key"], last["id"]) if last else None)


async def shares(
    *,
    for_: Actor,
    at: datetime,
    states: Collection[FindingState],
    filters: Filters = ANY,
    institutions: Collection[str] = (),
) -> Mapping[str, Share]:
    """What waits at each of some institutions, by code."""
    clause, values = where(for_=for_, at=at, states=states, filters=filters)
    values.append(sorted(institutions))
    sql = (
        "SELECT f.institution, i.code, i.name, count(*) AS number, sum(f.amount_fen)::bigint AS amount_fen,"  # noqa: S608 values are bound
        " min(n.defence_until) AS defence_until FROM vendors_finding f"
        " JOIN vendors_institution i ON i.id = f.institution LEFT JOIN vendors_notice n ON n.finding = f.id"
        f" WHERE {clause} AND i.code = ANY(${len(values)}) GROUP BY f.institution, i.code, i.name"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, *values)
    return {row["code"]: Share(**row) for row in rows}


def _clock(record: "Record") -> tuple[date, date, bool] | None:
    if record["served_on"] is None:
        return None
    return record["served_on"], record["defence_until"], record["deadline_provisional"]


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
