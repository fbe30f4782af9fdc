import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from server.accounts.rules import IDLE, conflict
from server.accounts.tables import Person, Session
from vendors.actors import Actor, Role
from vendors.errors import NotFound, Words
from vendors.organisation.queries import unit_of
from vendors.scope import seeing
from vendors.transaction import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """An account, without its password."""

    id: int
    username: str
    name: str
    staff_no: str
    roles: frozenset[Role]
    vendor: int | None
    unit: int | None
    disabled: bool
    last_sign_in: datetime | None
    created_at: datetime

    def acting(self, *, request: str = "") -> Actor:
        return Actor(id=self.id, name=self.name, roles=self.roles, vendor=self.vendor, request=request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A person and the stored hash; never leaves the room."""

    person: PersonView
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """One signed-in browser of a person's own."""

    id: int
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whom a session token stands for."""

    session: int
    csrf: str
    organisation: str
    last_sign_in: datetime | None
    seen_at: datetime
    person: int
    username: str
    name: str
    staff_no: str
    roles: frozenset[Role]
    vendor: int | None
    unit: int | None
    region: str


_PERSON = (
    Person.id,
    Person.username,
    Person.name,
    Person.staff_no,
    Person.roles,
    Person.vendor,
    Person.unit,
    Person.disabled,
    Person.last_sign_in,
    Person.created_at,
)
_VISITOR = """
SELECT s.id AS session, s.csrf, s.organisation, s.last_sign_in, s.seen_at,
       p.id AS person, p.username, p.name, p.staff_no, p.roles, p.vendor, p.unit
FROM server_session s JOIN server_person p ON p.id = s.person
WHERE s.digest = $1 AND s.seen_at > $2 AND s.expires_at > $3 AND NOT p.disabled
"""


def digest(token: str) -> str:
    """What is kept of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def visitor(*, token: str, at: datetime) -> Visitor | None:
    """Who holds this session: one indexed read. None when it is unknown, idle, over, or its person disabled."""
    async with transaction() as connection:
        row = await connection.fetchrow(_VISITOR, digest(token), at - IDLE, at)
        if row is None:
            return None
        unit = None if row["unit"] is None else await unit_of(row["unit"])
    place = {"region": unit.county, "organisation": unit.name} if unit else {"region": ""}
    return Visitor(**(dict(row) | {"roles": _roles(row["roles"])} | place))


async def person(person_id: int) -> PersonView:
    """Raises NotFound."""
    row = await Person.select(*_PERSON).where(Person.id == person_id).first()
    if row is None:
        raise NotFound
    return _view(row)


async def conflicting() -> Mapping[str, Words]:
    """Open accounts, by user name, that are at once what the rules let nobody be at once."""
    with seeing(None):
        rows = await Person.select(Person.username, Person.roles).where(Person.disabled.eq(False))  # noqa: FBT003
    found = {row["username"]: conflict(_roles(row["roles"])) for row in rows}
    return {name: said for name, said in found.items() if said}


async def credentials(username: str) -> Credentials | None:
    """A person with the stored hash, in one read whether there is such a person or not."""
    row = await Person.select(*_PERSON, Person.password).where(Person.username == username).first()
    return None if row is None else Credentials(password=row.pop("password"), person=_view(row))


async def people(*, vendor: int | None = None) -> tuple[PersonView, ...]:
    """Everybody of one vendor, or with None everybody; by name."""
    found = Person.select(*_PERSON).order_by(Person.name, Person.id)
    if vendor is not None:
        found = found.where(Person.vendor == vendor)
    return tuple(_view(row) for row in await found)


async def people_by_unit() -> Mapping[int, int]:
    """How many accounts are open in each unit of the bureau."""
    sql = "SELECT unit, count(*) AS n FROM server_person WHERE unit IS NOT NULL AND NOT disabled GROUP BY unit"
    async with transaction() as connection:
        return {row["unit"]: row["n"] for row in await connection.fetch(sql)}


async def sessions(*, person: int, at: datetime) -> tuple[SessionView, ...]:
    """A person's live sessions, the latest used first."""
    rows = (
        await Session.select(Session.id, Session.address, Session.agent, Session.created_at, Session.seen_at)
        .where(Session.person == person, Session.seen_at > at - IDLE, Session.expires_at > at)
        .order_by(Session.seen_at, ascending=False)
    )
    return tuple(SessionView(**row) for row in rows)


def _roles(stored: list[str]) -> frozenset[Role]:
    return frozenset(Role(value) for value in stored)


def _view(row: dict[str, object]) -> PersonView:
    stored = row["roles"]
    roles = _roles(stored) if isinstance(stored, list) else frozenset()
    return PersonView(**(row | {"roles": roles}))  # type: ignore[arg-type]
