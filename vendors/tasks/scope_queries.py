"""What a task is about and who is on it: institutions, the bureau's inspectors, the vendor's team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vendors.actors import Actor
from vendors.people.recusal.barring import undeclared
from vendors.people.recusal.ties import PersonType
from vendors.policy.parameters import parameter
from vendors.tasks.queries import task
from vendors.transaction import transaction

_INSTITUTIONS = """
SELECT i.id, i.code, i.name, i.region FROM vendors_task_institution t JOIN vendors_institution i ON i.id = t.institution
WHERE t.task = $1 ORDER BY i.code
"""
_INSPECTORS = "SELECT inspector, name, certificate FROM vendors_task_inspector WHERE task = $1 ORDER BY id"
_TEAM = """
SELECT t.staff, t.name, s.post FROM vendors_task_staff t JOIN vendors_staff s ON s.id = t.staff
WHERE t.task = $1 ORDER BY t.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An institution named in a task's scope."""

    id: int
    code: str
    name: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """检查人员 on an on-site task, with the certificate shown; `declared` once recusal is declared for the task."""

    inspector: int
    name: str
    certificate: str
    declared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the vendor's people on the task; `declared` once they said whether they must keep away."""

    staff: int
    name: str
    post: str
    declared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskScope:
    """What and who. `inspectors_needed` is 0 off site."""

    places: Sequence[Place]
    inspectors: Sequence[Companion]
    team: Sequence[Member]
    inspectors_needed: int

    @property
    def undeclared(self) -> tuple[Member, ...]:
        return tuple(one for one in self.team if not one.declared)


async def scope(task_id: int, *, on: date, for_: Actor) -> TaskScope:
    """NotFound as for `task`."""
    found = await task(task_id, for_=for_)
    async with transaction() as connection:
        places = await connection.fetch(_INSTITUTIONS, task_id)
        inspectors = await connection.fetch(_INSPECTORS, task_id)
        team = await connection.fetch(_TEAM, task_id)
    silent = await undeclared(
        object_type="task",
        object_id=task_id,
        staff=[row["staff"] for row in team],
        inspectors=[row["inspector"] for row in inspectors],
    )
    waiting = {(one.person_type, one.person) for one in silent}
    return TaskScope(
        places=tuple(Place(**row) for row in places),
        inspectors=tuple(
            Companion(**row, declared=(PersonType.INSPECTOR, row["inspector"]) not in waiting) for row in inspectors
        ),
        team=tuple(Member(**row, declared=(PersonType.STAFF, row["staff"]) not in waiting) for row in team),
        inspectors_needed=int(parameter("onsite_inspectors_min", on).value) if found.on_site else 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorChoice:
    """An inspector who may go along on a day."""

    id: int
    name: str
    certificate: str


async def inspectors_on(day: date) -> tuple[InspectorChoice, ...]:
    """Active inspectors whose certificate is valid that day."""
    sql = """
    SELECT id, name, certificate FROM vendors_inspector WHERE active AND certificate <> ''
      AND coalesce(valid_from <= $1, true) AND coalesce(valid_until >= $1, true) ORDER BY name, id
    """
    async with transaction() as connection:
        return tuple(InspectorChoice(**row) for row in await connection.fetch(sql, day))
