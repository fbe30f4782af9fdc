from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.findings.blindness import sealed, shown_reviews, shown_state
from vendors.findings.evidence_queries import EvidenceItem, evidence_of
from vendors.findings.rules import (
    Certainty,
    FalseKind,
    FindingState,
    Fund,
    Opinion,
    Severity,
    Source,
    Stage,
)
from vendors.findings.selection import ANY, EFFECTIVE_STATE, OLDEST, Filters, Ordered, ordering, where
from vendors.findings.steps import Step, told_step
from vendors.journal import queries as journal
from vendors.transaction import transaction

__all__ = [
    "EvidenceItem",
    "Filters",
    "FindingDetail",
    "FindingRow",
    "Line",
    "Page",
    "ReviewOpinion",
    "Step",
    "counts",
    "finding",
    "history",
    "queue",
]

_COLUMNS = f"""
f.id, f.number, f.vendor, v.short_name AS vendor_name, f.task, t.number AS task_number, f.batch,
i.code AS institution_code, i.name AS institution_name, f.visit_id, f.patient_masked, f.certainty,
coalesce(nullif(f.recoded, ''), f.violation) AS violation, f.violation AS reported_violation,
f.amount_fen, f.fund_loss_fen, f.version, f.first_reviewer, f.heard_until, f.created_at,
f.source, f.severity, f.false_kinds, f.fund, f.insutype, f.doctor, f.rule, f.blind,
{EFFECTIVE_STATE} AS state
"""
_FROM = """
FROM vendors_finding f JOIN vendors_vendor v ON v.id = f.vendor JOIN vendors_task t ON t.id = f.task
JOIN vendors_institution i ON i.id = f.institution
"""
_ALONE = "SET LOCAL max_parallel_workers_per_gather = 0"
"""Every page counts: to start more processes for it costs more than the count."""
_STANDING = """
SELECT f.state, count(*) AS n, count(*) FILTER (WHERE f.heard_until < $1) AS late FROM vendors_finding f
"""
_SUCCESSOR = "LEFT JOIN (SELECT id AS successor, supersedes AS former FROM vendors_finding) s ON s.former = f.id"
_MORE = ("basis", "description", "auditor", "checker", "audited_on", "supersedes", "superseded_at", "successor")
_MORE_COLUMNS = ", ".join("s.successor" if name == "successor" else f"f.{name}" for name in _MORE)
_LINES = """
SELECT id, position, item_code, item_name, fee_on, quantity, unit_price, wrong_quantity, deduction, due_price,
       amount_fen, fund_loss_fen, sheet, "row"
FROM vendors_finding_line WHERE finding = $1 ORDER BY position
"""
_REVIEWS = """
SELECT stage, opinion, reason, reviewer, reviewer_name, at, blind, settles FROM vendors_review
WHERE finding = $1 ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A finding as a list shows it; `state` is the effective one at the asked instant.

    `severity` is None until the bureau says so, `fund` while the insurance type is not known; `insutype` is a code of
    the list of that name, `doctor` the doctor's code, `rule` the review rule's id of a machine clue. `violation` is
    what holds; `reported_violation` differs when the bureau has re-coded it.
    """

    id: int
    number: str
    vendor: int
    vendor_name: str
    task: int
    task_number: str
    batch: int
    institution_code: str
    institution_name: str
    visit_id: str
    patient_masked: str
    violation: str
    reported_violation: str
    certainty: Certainty
    amount_fen: int
    fund_loss_fen: int
    state: FindingState
    version: int
    first_reviewer: int | None
    heard_until: date | None
    created_at: datetime
    source: Source
    severity: Severity | None
    false_kinds: tuple[FalseKind, ...]
    fund: Fund | None
    insutype: str
    doctor: str
    rule: str
    blind: bool
    sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows in order of filing; `next` is the id to continue after, None at the end."""

    rows: tuple[FindingRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with its place in the vendor's file."""

    id: int
    position: int
    item_code: str
    item_name: str
    fee_on: date | None
    quantity: Decimal | None
    unit_price: Decimal | None
    wrong_quantity: Decimal | None
    deduction: str
    due_price: Decimal | None
    amount_fen: int
    fund_loss_fen: int
    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOpinion:
    """An opinion; for a vendor's eyes `reviewer` is 0 and the name is empty.

    `blind`: given without sight of the first. Not `settles`: it differed from the first, and a third decided.
    """

    stage: Stage
    opinion: Opinion
    reason: str
    reviewer: int
    reviewer_name: str
    at: datetime
    blind: bool
    settles: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDetail:
    """Everything about one finding up to its ruling.

    `supersedes` is the finding of an earlier version whose place this one took, `successor` the one that took its own.
    """

    head: FindingRow
    basis: str
    description: str
    auditor: str
    checker: str
    audited_on: date
    supersedes: int | None
    superseded_at: datetime | None
    successor: int | None
    lines: tuple[Line, ...]
    evidence: tuple[EvidenceItem, ...]
    voided: tuple[EvidenceItem, ...]
    reviews: tuple[ReviewOpinion, ...]


def as_row(record: Mapping[str, object], *, for_: Actor) -> FindingRow:
    """A FindingRow, for this person's eyes, of a record that names its columns as the dataclass does."""
    state, first = FindingState(str(record["state"])), cast("int | None", record["first_reviewer"])
    blind = bool(record["blind"])
    closed = sealed(blind=blind, state=state, first_reviewer=first, for_=for_)
    severity = record["severity"] if for_.at_bureau and not closed else ""
    shams = () if closed else cast("Sequence[str]", record["false_kinds"])
    fields = {
        **record,
        "certainty": Certainty(str(record["certainty"])),
        "state": shown_state(state, for_=for_),
        "first_reviewer": None if closed or not for_.at_bureau else first,
        "blind": blind and for_.at_bureau,
        "sealed": closed,
        "source": Source(str(record["source"])),
        "severity": Severity(str(severity)) if severity else None,
        "false_kinds": tuple(FalseKind(kind) for kind in shams),
        "fund": Fund(str(record["fund"])) if record["fund"] else None,
    }
    return FindingRow(**fields)  # type: ignore[arg-type]


async def queue(
    *,
    for_: Actor,
    at: datetime,
    states: Collection[FindingState] = (),
    filters: Filters = ANY,
    ordered: Ordered = OLDEST,
    after: int = 0,
    size: int = 50,
) -> Page:
    """Findings in these states (all when empty), the oldest first unless `ordered` says otherwise.

    `after` is the id to continue behind in order of filing. A vendor's people see their own only.
    """
    clause, values = where(for_=for_, at=at, states=states, filters=filters)
    place = Ordered(after=(0, after)) if after else ordered
    begins, order = ordering(place, values)
    values.append(size + 1)
    async with transaction() as connection:
        found = await connection.fetch(
            f"SELECT {_COLUMNS} {_FROM} WHERE f.id = ANY(ARRAY("  # noqa: S608 values are bound
            f"SELECT f.id FROM vendors_finding f WHERE {clause} AND {begins} ORDER BY {order} LIMIT ${len(values)}))"
            f" ORDER BY {order}",
            *values,
        )
    rows = tuple(as_row(record, for_=for_) for record in found[:size])
    return Page(rows=rows, next=rows[-1].id if len(found) > size else None)


async def counts(
    *, for_: Actor, at: datetime, states: Collection[FindingState] = (), filters: Filters = ANY
) -> Mapping[FindingState, int]:
    """How many findings stand in each of these states (all when empty); every state is named, with 0 when not asked.

    What it costs grows with the findings it counts: ask for the states that are needed.
    """
    clause, values = where(for_=for_, at=at, states=states, filters=filters)
    sql = f"{_STANDING} WHERE {clause} GROUP BY f.state"
    known = dict.fromkeys(FindingState, 0)
    async with transaction() as connection:
        await connection.execute(_ALONE)
        for record in await connection.fetch(sql, *values):
            stored = FindingState(record["state"])
            waived = record["late"] if stored is FindingState.NOTIFIED else 0
            known[FindingState.WAIVED] += waived
            known[shown_state(stored, for_=for_)] += record["n"] - waived
    return known


async def finding(*, id_: int, for_: Actor, at: datetime) -> FindingDetail:
    """One finding with lines, evidence and opinions. NotFound when not there or not for this person."""
    clause, values = where(for_=for_, at=at, filters=Filters(ids=(id_,)))
    async with transaction() as connection:
        record = await connection.fetchrow(
            f"SELECT {_COLUMNS}, {_MORE_COLUMNS} {_FROM} {_SUCCESSOR} WHERE {clause}",
            *values,
        )
        if record is None:
            raise NotFound
        lines = await connection.fetch(_LINES, id_)
        kept = await evidence_of(connection, finding=id_, for_=for_)
        reviews = await connection.fetch(_REVIEWS, id_)
    fields = dict(record)
    more = {name: fields.pop(name) for name in _MORE}
    head = as_row(fields, for_=for_)
    evidence = [replace(item, added_by="", voided_by="") if head.sealed else item for item in kept]
    return FindingDetail(
        head=head,
        lines=tuple(Line(**line) for line in lines),
        evidence=tuple(item for item in evidence if item.voided_at is None),
        voided=tuple(item for item in evidence if item.voided_at is not None),
        reviews=tuple(
            _opinion(row, named=for_.at_bureau) for row in shown_reviews(reviews, is_sealed=head.sealed, for_=for_)
        ),
        **more,
    )


async def history(*, id_: int, for_: Actor, at: datetime) -> tuple[Step, ...]:
    """流转记录 from the journal, the filing first. NotFound as for finding."""
    detail = await finding(id_=id_, for_=for_, at=at)
    head = detail.head
    filed = Step(at=head.created_at, who=head.vendor_name, act=None, note="")
    links = await journal.history(object_type="finding", object_id=id_)
    told = (told_step(link.entry, vendor_name=head.vendor_name, is_sealed=head.sealed, for_=for_) for link in links)
    steps = [step for step in told if step is not None]
    if detail.superseded_at is not None:
        steps.append(Step(at=detail.superseded_at, who="", act=None, note="", ended=True))
    return (filed, *steps)


def _opinion(record: Mapping[str, object], *, named: bool) -> ReviewOpinion:
    fields = {**record, "stage": Stage(str(record["stage"])), "opinion": Opinion(str(record["opinion"]))}
    if not named:
        fields |= {"reviewer": 0, "reviewer_name": "", "blind": False}
    return ReviewOpinion(**fields)  # type: ignore[arg-type]
