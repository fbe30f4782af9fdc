"""The bureau's inspectors and experts: lists, cards, and who may be drawn on a day. For the bureau's people alone."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.people.pool.cards import ExpertCard, InspectorCard, Speciality
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_INSPECTORS: Final = """
SELECT id, name, unit, organisation, certificate, valid_from, valid_until, speciality, former_employer, former_until,
  active FROM vendors_inspector
"""
_EXPERTS: Final = """
SELECT e.id, e.name, e.employer, e.institution, e.title, e.specialities, e.former_employer, e.former_until, e.active,
  e.account, coalesce(p.sessions, 0)::int AS sessions, coalesce(p.fee_fen, 0)::bigint AS fee_fen
FROM vendors_expert e LEFT JOIN LATERAL (
  SELECT sum(sessions) AS sessions, sum(fee_fen) AS fee_fen FROM vendors_expert_session WHERE expert = e.id) p ON true
"""
_LIKE: Final = " WHERE ($1 = '' OR strpos(name || ' ' || {0} || ' ' || {1}, $1) > 0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorView:
    id: int
    card: InspectorCard
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertView:
    """`sessions` and `fee_fen` add up everything paid so far; `account` is what the expert signs in with."""

    id: int
    card: ExpertCard
    active: bool
    sessions: int
    fee_fen: int
    account: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """Sessions of one day and the fee for them."""

    held_on: date
    purpose: str
    sessions: int
    fee_fen: int
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be drawn; `unit` is where they work, `certificate` the 执法证号 of an inspector.

    `account` is what an expert signs in with.
    """

    id: int
    name: str
    unit: str
    certificate: str
    specialities: tuple[str, ...]
    account: int | None = None


async def inspectors(*, for_: Actor, text: str = "", active: bool | None = None) -> tuple[InspectorView, ...]:
    """By unit and name. NotFound for vendor people."""
    _bureau_only(for_)
    narrowed = _LIKE.format("unit", "certificate") + " AND ($2::boolean IS NULL OR active = $2)"
    async with transaction() as connection:
        rows = await connection.fetch(f"{_INSPECTORS}{narrowed} ORDER BY unit, name, id", text.strip(), active)
    return tuple(_inspector(row) for row in rows)


async def inspector(inspector_id: int, *, for_: Actor) -> InspectorView:
    """One inspector. NotFound when there is none, and for vendor people."""
    _bureau_only(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_INSPECTORS} WHERE id = $1", inspector_id)
    if row is None:
        raise NotFound
    return _inspector(row)


async def experts(
    *, for_: Actor, text: str = "", speciality: Speciality | None = None, active: bool | None = None
) -> tuple[ExpertView, ...]:
    """By name. NotFound for vendor people."""
    _bureau_only(for_)
    narrowed = (
        _LIKE.format("employer", "title") + " AND ($2::text IS NULL OR $2 = ANY(specialities))"
        " AND ($3::boolean IS NULL OR active = $3)"
    )
    asked = (text.strip(), speciality and speciality.value, active)
    async with transaction() as connection:
        rows = await connection.fetch(f"{_EXPERTS}{narrowed} ORDER BY name, id", *asked)
    return tuple(_expert(row) for row in rows)


async def expert(expert_id: int, *, for_: Actor) -> ExpertView:
    """One expert. NotFound when there is none, and for vendor people."""
    _bureau_only(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_EXPERTS} WHERE id = $1", expert_id)
    if row is None:
        raise NotFound
    return _expert(row)


async def sessions(expert_id: int, *, for_: Actor) -> tuple[SessionView, ...]:
    """What an expert was paid for, newest first. NotFound for vendor people."""
    _bureau_only(for_)
    sql = (
        "SELECT held_on, purpose, sessions, fee_fen, recorded_by FROM vendors_expert_session"
        " WHERE expert = $1 ORDER BY held_on DESC, id DESC"
    )
    async with transaction() as connection:
        return tuple(SessionView(**dict(row)) for row in await connection.fetch(sql, expert_id))


async def inspectors_for_draw(on: date) -> tuple[Candidate, ...]:
    """Active inspectors whose 执法证 holds on the day, by id: the frame of people for a double-random draw."""
    async with transaction() as connection:
        rows = await connection.fetch(f"{_INSPECTORS} WHERE active ORDER BY id")
    found = (_inspector(row) for row in rows)
    return tuple(
        Candidate(
            id=one.id,
            name=one.card.name,
            unit=one.card.unit,
            certificate=one.card.certificate,
            specialities=(one.card.speciality,) if one.card.speciality else (),
        )
        for one in found
        if one.card.certified(on)
    )


async def experts_for_draw(on: date, *, speciality: Speciality | None = None) -> tuple[Candidate, ...]:  # noqa: ARG001 an expert has no dates yet; a draw names its day
    """Active experts, of one speciality or all five, by id."""
    sql = f"{_EXPERTS} WHERE e.active AND ($1::text IS NULL OR $1 = ANY(e.specialities)) ORDER BY e.id"
    async with transaction() as connection:
        rows = await connection.fetch(sql, speciality and speciality.value)
    return tuple(
        Candidate(
            id=row["id"],
            name=row["name"],
            unit=row["employer"],
            certificate="",
            specialities=tuple(row["specialities"]),
            account=row["account"],
        )
        for row in rows
    )


def _bureau_only(for_: Actor) -> None:
    if not for_.at_bureau:
        raise NotFound


def _inspector(row: "Record") -> InspectorView:
    fields = dict(row)
    return InspectorView(id=fields.pop("id"), active=fields.pop("active"), card=InspectorCard(**fields))


def _expert(row: "Record") -> ExpertView:
    fields = dict(row)
    told = {name: fields.pop(name) for name in ("id", "active", "sessions", "fee_fen", "account")}
    chosen = tuple(Speciality(one) for one in fields.pop("specialities"))
    return ExpertView(card=ExpertCard(specialities=chosen, **fields), **told)
