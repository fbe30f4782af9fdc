"""Decisions as a list: how far each has come, what is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.case_rules import filing_due
from vendors.labels import Labelled
from vendors.policy.calendar import Deadline
from vendors.rulings.decision_rules import DecisionState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_BACK: Final = timedelta(days=1)
_LONGEST: Final = 120  # days: no term of filing is longer
_STANDING: Final = """
SELECT coalesce(sum(t.amount_fen), 0)::bigint FROM vendors_determination t
WHERE t.decision = d.number AND t.superseded_at IS NULL
"""
STAGE: Final = """
CASE WHEN d.state = 'closed' THEN 'closed'
  WHEN NOT EXISTS (SELECT FROM vendors_measure m WHERE m.decision = d.id AND m.state <> 'withdrawn') THEN 'to_handle'
  WHEN EXISTS (SELECT FROM vendors_measure m WHERE m.decision = d.id AND m.state IN ('proposed', 'returned'))
    THEN 'in_approval'
  WHEN NOT EXISTS (SELECT FROM vendors_filing g WHERE g.decision = d.id) THEN 'to_file' ELSE 'carrying_out' END
"""
_FROM: Final = f"""
FROM vendors_decision d JOIN vendors_institution i ON i.id = d.institution
WHERE ($1 = '' OR strpos(d.number || i.name || i.code, $1) > 0)
  AND ($2 = '' OR i.region = $2)
  AND ($3::bigint IS NULL OR d.amount_fen >= $3) AND ($4::bigint IS NULL OR d.amount_fen <= $4)
  AND ($5::date IS NULL OR d.decided_on >= $5) AND ($6::date IS NULL OR d.decided_on <= $6)
  AND ($7::date IS NULL OR (d.amount_fen > 0 AND d.decided_on <= $7
       AND NOT EXISTS (SELECT FROM vendors_filing g WHERE g.decision = d.id)))
  AND ($8::int IS NULL OR d.institution = $8)
  AND ($9::boolean IS NOT TRUE OR EXISTS (SELECT FROM vendors_decision_flag g WHERE g.decision = d.id))
  AND ($10 = '' OR ({STAGE}) = $10)
"""  # noqa: S608 constant text
_SELECT: Final = f"""
SELECT d.id, d.number, d.institution, i.code AS institution_code, i.name AS institution_name, i.region, d.amount_fen,
  ({_STANDING}) AS standing_fen, d.decided_on, d.decided_by_name, d.state, ({STAGE}) AS stage,
  (SELECT count(DISTINCT t.finding) FROM vendors_determination t WHERE t.decision = d.number) AS findings,
  (SELECT array_agg(m.kind ORDER BY m.id) FROM vendors_measure m
   WHERE m.decision = d.id AND m.state <> 'withdrawn') AS measures,
  (SELECT g.filed_on FROM vendors_filing g WHERE g.decision = d.id) AS filed_on,
  EXISTS (SELECT FROM vendors_decision_flag g WHERE g.decision = d.id) AS flagged
"""  # noqa: S608 constant text


class Stage(Labelled):
    """Where a decision stands after 认定, as its list tells it."""

    TO_HANDLE = "to_handle", "待处理", "To be handled"
    IN_APPROVAL = "in_approval", "措施待批准", "Measures in approval"
    TO_FILE = "to_file", "待备案", "To be filed"
    CARRYING_OUT = "carrying_out", "执行追回中", "Being carried out"
    CLOSED = "closed", "已结案", "Closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision; `amount_fen` as it was made, `standing_fen` what stands of it now. `measures` are kinds in order."""

    id: int
    number: str
    institution: int
    institution_code: str
    institution_name: str
    region: str
    amount_fen: int
    standing_fen: int
    decided_on: date
    decided_by_name: str
    state: DecisionState
    stage: Stage
    findings: int
    measures: tuple[str, ...]
    filed_on: date | None
    flagged: bool

    @property
    def needs_filing(self) -> bool:
        """What determined nothing is not filed."""
        return self.amount_fen > 0

    @property
    def filing(self) -> Deadline:
        return filing_due(self.decided_on)

    def filing_overdue(self, today: date) -> bool:
        due = self.filing
        return self.needs_filing and self.filed_on is None and not due.provisional and today > due.on


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilters:
    """Empty means any; `late_on` keeps those whose filing is overdue on that day."""

    text: str = ""
    region: str = ""
    least_fen: int | None = None
    most_fen: int | None = None
    since: date | None = None
    until: date | None = None
    late_on: date | None = None
    institution: int | None = None
    flagged: bool = False
    stage: Stage | None = None


async def decision_page(
    *, for_: Actor, which: DecisionFilters, before: int | None = None, size: int | None = None
) -> tuple[DecisionRow, ...]:
    """The newest first, before an id. NotFound for vendor people."""
    sql = f"{_SELECT} {_FROM} AND ($11::int IS NULL OR d.id < $11) ORDER BY d.id DESC LIMIT $12"
    arguments = _arguments(for_, which)
    async with transaction() as connection:
        rows = await connection.fetch(sql, *arguments, before, size)
    return tuple(_row(row) for row in rows)


async def stage_counts(*, for_: Actor, which: DecisionFilters) -> Mapping[Stage, int]:
    """How many the filter shows, by stage."""
    sql = f"SELECT ({STAGE}) AS stage, count(*) AS n {_FROM} GROUP BY 1"
    arguments = _arguments(for_, which)
    async with transaction() as connection:
        found = {row["stage"]: row["n"] for row in await connection.fetch(sql, *arguments)}
    return {stage: int(found.get(stage.value, 0)) for stage in Stage}


async def decision_row(decision: int, *, for_: Actor) -> DecisionRow:
    """One decision's line. NotFound when there is none, it is another county's, or a vendor asks."""
    sql = f"{_SELECT} {_FROM} AND d.id = $11"
    arguments = _arguments(for_, DecisionFilters())
    async with transaction() as connection:
        row = await connection.fetchrow(sql, *arguments, decision)
    if row is None:
        raise NotFound
    return _row(row)


def _row(row: "Record") -> DecisionRow:
    return DecisionRow(
        **{
            **row,
            "state": DecisionState(row["state"]),
            "stage": Stage(row["stage"]),
            "measures": tuple(row["measures"] or ()),
        }
    )


def _arguments(for_: Actor, which: DecisionFilters) -> tuple[object, ...]:
    """Raises NotFound for vendor people."""
    if not for_.at_bureau:
        raise NotFound
    return (
        which.text.strip(), which.region, which.least_fen, which.most_fen, which.since, which.until,
        late_until(which.late_on) if which.late_on else None, which.institution, which.flagged,
        which.stage.value if which.stage else "",
    )  # fmt: skip


def late_until(today: date) -> date:
    """The last day of a decision whose filing is overdue today: terms end in the order in which they begin."""
    day = today
    for _ in range(_LONGEST):
        day -= _BACK
        due = filing_due(day)
        if not due.provisional and due.on < today:
            return day
    return day
