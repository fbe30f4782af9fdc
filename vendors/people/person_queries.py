"""One person with everything on record, as their page shows it; proposals for a new lead."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.people.lead_actions import ProposalState
from vendors.people.queries import COLUMNS, DATED, standing_of
from vendors.people.rules import Post
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_PERSON: Final = f"""
SELECT {COLUMNS}, v.name AS vendor_name, s.identity_kind, s.identity_masked, s.identity_print, s.speciality, s.title,
  s.former_employer, s.former_until, s.opinion
FROM vendors_staff s JOIN vendors_vendor v ON v.id = s.vendor {DATED}
WHERE s.id = $1 AND ($2::int IS NULL OR s.vendor = $2)
"""  # noqa: S608 constant columns
_CERTIFICATES: Final = """
SELECT id, kind, number, valid_from, valid_until, scan, checked_by, checked_at, void FROM vendors_staff_certificate
WHERE staff = $1 ORDER BY void, valid_until DESC NULLS FIRST, id DESC
"""
_STATIONS: Final = "SELECT place, begins, ends FROM vendors_stationing WHERE staff = $1 ORDER BY begins DESC, id DESC"
_TRAININGS: Final = """
SELECT held_on, topic, hours, organiser, attended FROM vendors_training WHERE staff = $1 ORDER BY held_on DESC, id DESC
"""
_ELSEWHERE: Final = """
SELECT s.id, v.name AS vendor_name, s.post FROM vendors_staff s JOIN vendors_vendor v ON v.id = s.vendor
WHERE s.identity_print = $1 AND s.identity_print <> '' AND s.vendor <> $2 AND s.state <> 'refused'
  AND (s.on_post_to IS NULL OR s.on_post_to >= $3) ORDER BY s.id
"""
_PROPOSALS: Final = """
SELECT p.id, p.vendor, v.short_name AS vendor_name, o.name AS outgoing, i.id AS incoming, i.name AS incoming_name,
  p.reason, p.state, p.proposed_by, p.proposed_at, p.decided_by, p.decided_at, p.opinion, p.effective_on
FROM vendors_lead_proposal p JOIN vendors_vendor v ON v.id = p.vendor JOIN vendors_staff i ON i.id = p.incoming
LEFT JOIN vendors_staff o ON o.id = p.outgoing
WHERE ($1::int IS NULL OR p.vendor = $1) AND ($2::int IS NULL OR $2 IN (p.incoming, p.outgoing))
  AND ($3::text IS NULL OR p.state = $3) ORDER BY p.id DESC LIMIT 100
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """A certificate beside the post's own; `scan` is an attachment. It counts once checked and while not void."""

    id: int
    kind: str
    number: str
    valid_from: date | None
    valid_until: date | None
    scan: int | None
    checked_by: str
    checked_at: datetime | None
    void: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StationView:
    place: str
    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingView:
    held_on: date
    topic: str
    hours: Decimal
    organiser: str
    attended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The same identity document on another vendor's list."""

    id: int
    vendor_name: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """A proposal for a new lead; `outgoing` is empty when there was none."""

    id: int
    vendor: int
    vendor_name: str
    outgoing: str | None
    incoming: int
    incoming_name: str
    reason: str
    state: ProposalState
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    opinion: str
    effective_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """`elsewhere` is filled for the bureau alone: one vendor is not told of another's people."""

    id: int
    vendor: int
    vendor_name: str
    name: str
    post: str
    certificate: str
    is_lead: bool
    standing: Post
    identity_kind: str
    identity_masked: str
    speciality: str
    title: str
    former_employer: str
    former_until: date | None
    opinion: str
    certificates: tuple[CertificateView, ...]
    stations: tuple[StationView, ...]
    trainings: tuple[TrainingView, ...]
    elsewhere: tuple[Elsewhere, ...]


_PLAIN: Final = (
    "id", "vendor", "vendor_name", "name", "post", "certificate", "is_lead", "identity_kind", "identity_masked",
    "speciality", "title", "former_employer", "former_until", "opinion",
)  # fmt: skip


async def person(staff: int, *, for_: Actor, on: date) -> PersonView:
    """One person. NotFound when there is none, or they are another vendor's."""
    async with transaction() as connection:
        row = await connection.fetchrow(_PERSON, staff, for_.vendor)
        if row is None:
            raise NotFound
        certificates = await connection.fetch(_CERTIFICATES, staff)
        stations = await connection.fetch(_STATIONS, staff)
        trainings = await connection.fetch(_TRAININGS, staff)
        elsewhere = await _elsewhere(connection, row, for_, on)
    return PersonView(
        **{name: row[name] for name in _PLAIN},
        standing=standing_of(row),
        certificates=tuple(CertificateView(**dict(one)) for one in certificates),
        stations=tuple(StationView(**dict(one)) for one in stations),
        trainings=tuple(TrainingView(**dict(one)) for one in trainings),
        elsewhere=elsewhere,
    )


async def certificate_owner(certificate: int, *, for_: Actor) -> int:
    """Whose certificate it is. NotFound as for `person`."""
    sql = "SELECT staff FROM vendors_staff_certificate WHERE id = $1 AND ($2::int IS NULL OR vendor = $2)"
    async with transaction() as connection:
        found = await connection.fetchval(sql, certificate, for_.vendor)
    if found is None:
        raise NotFound
    return int(found)


async def proposals(
    *, for_: Actor, staff: int | None = None, state: ProposalState | None = None
) -> tuple[ProposalView, ...]:
    """Proposals for a new lead, newest first; with `staff` those this person comes or goes by."""
    async with transaction() as connection:
        rows = await connection.fetch(_PROPOSALS, for_.vendor, staff, state and state.value)
    return tuple(ProposalView(**(dict(row) | {"state": ProposalState(row["state"])})) for row in rows)


async def proposal(proposal_id: int, *, for_: Actor) -> ProposalView:
    """One proposal. NotFound as for `person`."""
    found = [one for one in await proposals(for_=for_) if one.id == proposal_id]
    if not found:
        raise NotFound
    return found[0]


async def _elsewhere(connection: "Connection", row: "Record", for_: Actor, on: date) -> tuple[Elsewhere, ...]:
    if not for_.at_bureau:
        return ()
    found = await connection.fetch(_ELSEWHERE, row["identity_print"], row["vendor"], on)
    return tuple(Elsewhere(**dict(one)) for one in found)
