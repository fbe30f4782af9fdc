"""Registers: suspensions, bans after a rescission, doctors and pharmacists, precautions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.handling.case_rules import PrecautionKind, PrecautionOutcome, precaution_due
from vendors.handling.rules import MeasureKind, MeasureState, after_months
from vendors.labels import Labelled
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SANCTIONS: Final = """
SELECT m.id, m.kind, m.state, m.decision, d.number AS decision_number, i.id AS institution, i.code AS institution_code,
  i.name AS institution_name, i.region, m.target, m.doctor, m.grounds, m.serious, m.months, m.begins_on, m.ends_on,
  m.lifted_on, m.lifted_reason, m.basis
FROM vendors_measure m JOIN vendors_decision d ON d.id = m.decision JOIN vendors_institution i ON i.id = d.institution
WHERE m.kind = ANY($1) AND m.state IN ('carried_out', 'lifted')
  AND ($2 = '' OR strpos(i.name || i.code || m.target || m.doctor || d.number, $2) > 0)
  AND ($3::int IS NULL OR i.id = $3) AND ($4 = '' OR i.region = $4)
ORDER BY m.begins_on DESC, m.id DESC
"""
_PRECAUTIONS: Final = """
SELECT p.id, p.institution, i.code AS institution_code, i.name AS institution_name, i.region, p.kind, p.matter, p.place,
  p.taken_on, p.due_on, p.provisional, p.extended_on, p.extension_reason, p.outcome, p.outcome_on, p.outcome_text,
  p.recorded_by_name, p.at
FROM vendors_precaution p JOIN vendors_institution i ON i.id = p.institution
WHERE ($1 = '' OR strpos(i.name || i.code || p.matter, $1) > 0) AND ($2::int IS NULL OR p.id = $2)
ORDER BY p.outcome <> '', p.due_on, p.id
"""
_SUSPENSIONS: Final = """
SELECT count(*) FROM vendors_measure m JOIN vendors_decision d ON d.id = m.decision
WHERE d.institution = $1 AND m.kind = 'suspend' AND m.state IN ('carried_out', 'lifted')
  AND m.begins_on BETWEEN $2 AND $3
"""


class Register(Labelled):
    """Which of the registers."""

    SUSPENSIONS = "suspensions", "中止协议", "Suspensions"
    RESCISSIONS = "rescissions", "解除与禁入", "Rescissions and bans"
    DOCTORS = "doctors", "医师（药师）", "Doctors and pharmacists"
    HOLDS = "holds", "暂停结算", "Settlements held"


KINDS: Final = {
    Register.SUSPENSIONS: (MeasureKind.SUSPEND, MeasureKind.SUSPEND_PART),
    Register.RESCISSIONS: (MeasureKind.RESCIND,),
    Register.DOCTORS: (MeasureKind.DOCTOR_SUSPEND, MeasureKind.DOCTOR_CANCEL),
    Register.HOLDS: (MeasureKind.HOLD_SETTLEMENT,),
}


class Standing(Labelled):
    """Where a sanction stands on a day."""

    COMING = "coming", "未开始", "To begin"
    RUNNING = "running", "执行中", "In force"
    ENDED = "ended", "已届满", "Ended"
    LIFTED = "lifted", "已解除", "Lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """A measure that holds for a time; for a rescission `ends_on` is the last day of the ban."""

    id: int
    kind: MeasureKind
    state: MeasureState
    decision: int
    decision_number: str
    institution: int
    institution_code: str
    institution_name: str
    region: str
    target: str
    doctor: str
    grounds: str
    serious: bool
    months: int | None
    begins_on: date
    ends_on: date | None
    lifted_on: date | None
    lifted_reason: str
    basis: str

    def standing(self, on: date) -> Standing:
        if self.lifted_on is not None and self.lifted_on <= on:
            return Standing.LIFTED
        if on < self.begins_on:
            return Standing.COMING
        return Standing.ENDED if self.ends_on is not None and on > self.ends_on else Standing.RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecautionView:
    """暂停结算, 登记保存 or 封存 during an investigation; without an outcome it still waits for one."""

    id: int
    institution: int
    institution_code: str
    institution_name: str
    region: str
    kind: PrecautionKind
    matter: str
    place: str
    taken_on: date
    due_on: date
    provisional: bool
    extended_on: date | None
    extension_reason: str
    outcome: PrecautionOutcome | None
    outcome_on: date | None
    outcome_text: str
    recorded_by_name: str
    at: datetime

    def overdue(self, on: date) -> bool:
        return self.outcome is None and not self.provisional and on > self.due_on


async def sanctions(
    register: Register, *, for_: Actor, text: str = "", institution: int | None = None, region: str = ""
) -> tuple[Sanction, ...]:
    """A register, the latest first. NotFound for vendor people."""
    _inside(for_)
    kinds = [kind.value for kind in KINDS[register]]
    async with transaction() as connection:
        rows = await connection.fetch(_SANCTIONS, kinds, text.strip(), institution, region)
    return tuple(
        Sanction(**{**row, "kind": MeasureKind(row["kind"]), "state": MeasureState(row["state"])}) for row in rows
    )


async def precautions(*, for_: Actor, text: str = "", precaution: int | None = None) -> tuple[PrecautionView, ...]:
    """Those that still run first, by their last day. NotFound for vendor people."""
    _inside(for_)
    async with transaction() as connection:
        rows = await connection.fetch(_PRECAUTIONS, text.strip(), precaution)
    return tuple(_precaution(row) for row in rows)


async def suspensions_in_term(*, institution: int, on: date, for_: Actor) -> int:
    """中止 of the whole agreement within `agreement_term_months` before a day (LZ Art.20)."""
    _inside(for_)
    since = after_months(on, -parameter("agreement_term_months", on).whole)
    async with transaction() as connection:
        return int(await connection.fetchval(_SUSPENSIONS, institution, since, on))


def _inside(for_: Actor) -> None:
    if not for_.at_bureau:
        raise NotFound


def _precaution(row: "Record") -> PrecautionView:
    """A day that was 暂定 is reckoned again by the calendar of today."""
    fields = dict(row)
    kind = PrecautionKind(fields.pop("kind"))
    term = precaution_due(kind, fields["taken_on"])
    if fields["provisional"] and term:
        fields |= {"due_on": term.on, "provisional": term.provisional}
    outcome = fields.pop("outcome")
    return PrecautionView(**fields, kind=kind, outcome=PrecautionOutcome(outcome) if outcome else None)
