"""What of handling waits for whom, and what falls due: read by the desk."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.case_rules import PrecautionKind, filing_due
from vendors.handling.gates import limits
from vendors.handling.queries.listing import DecisionFilters, Stage, decision_page
from vendors.handling.queries.measures import measures_of
from vendors.handling.queries.registers import Register, Standing, precautions, sanctions, suspensions_in_term
from vendors.handling.queries.transfers import TransferFilters, transfers
from vendors.handling.rules import MeasureKind, MeasureState
from vendors.labels import Labelled
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

_PROPOSED: Final = """
SELECT DISTINCT m.decision, d.institution FROM vendors_measure m JOIN vendors_decision d ON d.id = m.decision
WHERE m.state = 'proposed' ORDER BY m.decision
"""


class Falling(Labelled):
    """What falls due."""

    FILING = "filing", "处理决定备案", "Filing of a decision"
    RELEASE = "release", "恢复结算", "Release of a held settlement"
    HOLD = "hold", "恢复结算", "Release of a settlement held during an investigation"
    PRECAUTION = "precaution", "登记保存、封存的处理", "Decision on what was preserved or sealed"
    RECEIPT = "receipt", "移送回执", "Receipt of a transferred case"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMatter:
    """Something due; `object_id` of a decision, a precaution or a transfer, `about` its number and institution."""

    what: Falling
    object_id: int
    about: str
    region: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMeasures:
    """Decisions with measures for the legal reviewer, for the leader, and returned to who proposed them."""

    to_review: int
    to_approve: int
    returned: int


async def waiting_measures(*, for_: Actor, on: date) -> WaitingMeasures:
    """A rescission with its department's opinion waits for the review; what has its gates open for the approval."""
    if not for_.at_bureau:
        raise NotFound
    review = approve = 0
    within = limits(on)
    async with transaction() as connection:
        for row in await connection.fetch(_PROPOSED):
            suspensions = await suspensions_in_term(institution=row["institution"], on=on, for_=for_)
            for one in await measures_of(connection, row["decision"], within, suspensions=suspensions):
                if one.state is MeasureState.PROPOSED:
                    approve += not one.blocked
                    review += one.kind is MeasureKind.RESCIND and one.opinion is not None and not one.reviewed
        returned = await connection.fetchval("SELECT count(*) FROM vendors_measure WHERE state = 'returned'")
    return WaitingMeasures(to_review=review, to_approve=approve, returned=returned)


async def falling_due(*, for_: Actor, on: date) -> tuple[DueMatter, ...]:
    """Everything of handling that is overdue or due within `handling_reminder_days`, the soonest first."""
    until = on + timedelta(days=parameter("handling_reminder_days", on).whole)
    found = [*await _filings(for_, until), *await _holds(for_, on), *await _precautions(for_), *await _receipts(for_)]
    return tuple(sorted((one for one in found if one.due_on <= until), key=lambda one: (one.due_on, one.object_id)))


async def _filings(for_: Actor, until: date) -> list[DueMatter]:
    rows = await decision_page(for_=for_, which=DecisionFilters(late_on=until + timedelta(days=1)))
    return [
        DueMatter(
            what=Falling.FILING,
            object_id=row.id,
            about=f"{row.number} {row.institution_name}",
            region=row.region,
            due_on=filing_due(row.decided_on).on,
        )
        for row in rows
        if row.needs_filing and row.filed_on is None and row.stage is not Stage.CLOSED and not row.filing.provisional
    ]


async def _holds(for_: Actor, on: date) -> list[DueMatter]:
    return [
        DueMatter(
            what=Falling.RELEASE,
            object_id=one.decision,
            about=f"{one.decision_number} {one.institution_name}",
            region=one.region,
            due_on=one.ends_on,
        )
        for one in await sanctions(Register.HOLDS, for_=for_)
        if one.ends_on is not None and one.standing(on) in {Standing.RUNNING, Standing.ENDED}
    ]


async def _precautions(for_: Actor) -> list[DueMatter]:
    return [
        DueMatter(
            what=Falling.HOLD if one.kind is PrecautionKind.HOLD else Falling.PRECAUTION,
            object_id=one.id,
            about=f"{one.institution_name} {one.matter}"[:60],
            region=one.region,
            due_on=one.due_on,
        )
        for one in await precautions(for_=for_)
        if one.outcome is None and not one.provisional
    ]


async def _receipts(for_: Actor) -> list[DueMatter]:
    return [
        DueMatter(
            what=Falling.RECEIPT,
            object_id=one.id,
            about=f"{one.number} {one.institution_name}",
            region=one.region,
            due_on=one.receipt_due.on,
        )
        for one in await transfers(for_=for_, which=TransferFilters(standing="receipt"))
        if not one.receipt_due.provisional
    ]
