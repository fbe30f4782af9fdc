from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vendors.actors import Actor
from vendors.institutions.queries import doctor_codes, institutions_by_code
from vendors.people.queries import staff_of
from vendors.people.recusal.barring import company_conflicts
from vendors.people.recusal.ties import PersonType
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Kind
from vendors.tasks.queries import CaseLine, task, task_cases
from vendors.tasks.rules import UPLOADABLE, TaskKind, TaskState
from vendors.transaction import transaction

_REGISTER = "SELECT code, name FROM vendors_institution ORDER BY code"
_NAMED = """
SELECT i.code, i.name FROM vendors_task_institution t JOIN vendors_institution i ON i.id = t.institution
WHERE t.task = $1 ORDER BY i.code
"""
_TEAM = "SELECT t.staff, s.name FROM vendors_task_staff t JOIN vendors_staff s ON s.id = t.staff WHERE t.task = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The names of who was put on a task, and who of them must keep away from which institution (LZ Art.34).

    `barred` are pairs of a name and an institution's code: a name several of the team bear is barred when all of them
    are. `closed` are the codes the company itself must keep away from. All empty while nobody is named.
    """

    names: frozenset[str] = frozenset()
    barred: frozenset[tuple[str, str]] = frozenset()
    closed: frozenset[str] = frozenset()


NOBODY_NAMED = Team()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSheet:
    """All an upload check and a template need to know of a task; read once, then no more questions.

    `institutions` are those a workbook may speak of, code → name: of the case list, else those named as the task's
    scope, else the whole register; `doctors` every code of the register of doctors, none while it is empty.
    """

    id: int
    number: str
    kind: TaskKind
    workbook_kind: Kind
    title: str
    state: TaskState
    uploadable: bool
    vendor: int
    vendor_code: str
    vendor_name: str
    vendor_kind: Kind
    covers_from: date
    covers_to: date
    issued_at: datetime | None
    due_on: date | None
    sampling_ratio: Decimal
    draw_numbers: tuple[str, ...]
    staff: tuple[str, ...]
    institutions: Mapping[str, str]
    cases: tuple[CaseLine, ...]
    doctors: frozenset[str] = frozenset()
    team: Team = NOBODY_NAMED


async def task_sheet(task_id: int, *, on: date, for_: Actor) -> TaskSheet:
    """The sheet as it stands on a day; `staff` are the vendor's people on post that day. NotFound as for `task`."""
    async with transaction() as connection:
        view = await task(task_id, for_=for_)
        vendor = await vendor_view(view.vendor, for_=for_)
        people = await staff_of(view.vendor, for_=for_, on=on)
        cases = await task_cases(task_id, for_=for_)
        ratio = await connection.fetchval("SELECT sampling_ratio FROM vendors_contract WHERE id = $1", view.contract)
        known = {case.institution_code: case.institution_name for case in cases}
        if not cases:
            known = dict(await connection.fetch(_NAMED, task_id)) or dict(await connection.fetch(_REGISTER))
    return TaskSheet(
        id=view.id,
        number=view.number,
        kind=view.kind,
        workbook_kind=view.workbook_kind,
        title=view.title,
        state=view.state,
        uploadable=view.state in UPLOADABLE,
        vendor=view.vendor,
        vendor_code=vendor.code,
        vendor_name=vendor.name,
        vendor_kind=vendor.kind,
        covers_from=view.covers_from,
        covers_to=view.covers_to,
        issued_at=view.issued_at,
        due_on=view.due_on,
        sampling_ratio=ratio,
        draw_numbers=tuple(sorted({case.draw for case in cases if case.draw})),
        staff=tuple(person.name for person in people),
        institutions=known,
        cases=cases,
        doctors=await doctor_codes(),
        team=await _team(task_id, vendor=view.vendor, codes=known, on=on),
    )


async def _team(task_id: int, *, vendor: int, codes: Collection[str], on: date) -> Team:
    async with transaction() as connection:
        people = {row["staff"]: row["name"] for row in await connection.fetch(_TEAM, task_id)}
    if not people:
        return NOBODY_NAMED
    places = {one.id: code for code, one in (await institutions_by_code(codes)).items()}
    ties = await company_conflicts(vendor, institutions=places, on=on)
    tied = {(one.person, places[one.institution]) for one in ties if one.person_type is PersonType.STAFF}
    free = {(name, code) for id_, name in people.items() for _, code in tied if (id_, code) not in tied}
    return Team(
        names=frozenset(people.values()),
        barred=frozenset((people[id_], code) for id_, code in tied if id_ in people) - free,
        closed=frozenset(places[one.institution] for one in ties if one.person_type is PersonType.VENDOR),
    )
