"""Two vendors, inspectors and ties, for tests of giving work out."""

from dataclasses import dataclass
from datetime import date

from tests.support import a
from vendors.institutions.queries import institutions
from vendors.people.pool.actions import keep_inspector
from vendors.people.pool.cards import InspectorCard
from vendors.people.recusal.actions import Given, Person, decide_tie, declare, note_tie
from vendors.people.recusal.ties import PersonType, TieKind, TieState


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two medical quality assessors under contract, each with a lead at work; the ids of the two hospitals."""

    own: int
    contract: int
    lead: int
    rival: int
    rival_contract: int
    places: tuple[int, ...]


async def pair() -> Pair:
    await a.cases(4)
    own, rival = await a.vendor(), await a.vendor(name="河西医疗评估有限公司")
    lead = await a.lead(vendor=own)
    await a.lead(vendor=rival, name="石文谦")
    return Pair(
        own=own,
        contract=await a.contract(vendor=own),
        lead=lead,
        rival=rival,
        rival_contract=await a.contract(vendor=rival),
        places=tuple(one.id for one in await institutions()),
    )


async def inspector(*, name: str, certificate: str, until: date | None = None) -> int:
    card = InspectorCard(name=name, unit="金河县医疗保障局", certificate=certificate, valid_until=until)
    return await keep_inspector(card=card, by=a.MANAGER, at=a.AT)


async def tie(person: Person, place: int, *, kind: TieKind = TieKind.SHARES) -> None:
    """A tie the bureau has found and upheld."""
    noted = await note_tie(person=person, tie=Given(institution=place, kind=kind), by=a.MANAGER, at=a.AT)
    await decide_tie(tie=noted, to=TieState.UPHELD, reason="属实", basis="工商登记", by=a.MANAGER, at=a.AT)


async def untied(task: int, *inspectors: int) -> None:
    """Each of these inspectors declares that nothing ties them to the places of the task."""
    for one in inspectors:
        person = Person(type=PersonType.INSPECTOR, id=one)
        await declare(object_type="task", object_id=task, person=person, none=True, by=a.MANAGER, at=a.AT)


def company(vendor: int) -> Person:
    return Person(type=PersonType.VENDOR, id=vendor)


def member(staff: int) -> Person:
    return Person(type=PersonType.STAFF, id=staff)
