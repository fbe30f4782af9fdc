"""办理动态: what one side did, told to the other from the journal, where it is already written down.

A kind of journal entry becomes news by a line in NEWS; objects of a new type by a line in PLACES.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kpi.scorecards import queries as scorecards
from server.desk.actions import tell
from server.desk.queries import told
from server.desk.rules import Audience, Letter, MessageKind, at_bureau, at_vendor
from server.web.kinds import term
from vendors.actors import SYSTEM, VENDOR_ROLES, Role
from vendors.contracts import queries as contracts
from vendors.errors import NotFound, Words
from vendors.journal import queries as journal
from vendors.journal.rules import Entry, Link
from vendors.tasks import queries as tasks

BACK: Final = timedelta(days=14)
"""How far back the journal is read, for a service that slept over the holidays; what was told is not told again."""
_VENDOR: Final = frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD})
_TASKS: Final = frozenset({Role.TASK_MANAGER})
_CONTRACTS: Final = frozenset({Role.CONTRACT_MANAGER})

NEWS: Final[Mapping[str, frozenset[Role]]] = {
    "contract.signed": _VENDOR,
    "task.issued": _VENDOR | {Role.VENDOR_CLERK},
    "task.accepted": _TASKS,
    "task.refused": _TASKS,
    "task.submitted": _TASKS,
    "task.returned": _VENDOR | {Role.VENDOR_CLERK},
    "task.done": _VENDOR,
    "task.terminated": _VENDOR,
    "scorecard.published": _VENDOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where objects of a type are seen, and what they are called."""

    link: str
    name: Callable[[int], Awaitable[str]]


async def _task(id_: int) -> str:
    found = await tasks.task(id_, for_=SYSTEM)
    return f"{found.number} {found.title}"


async def _contract(id_: int) -> str:
    found = await contracts.contract(id_, for_=SYSTEM)
    return f"{found.number} {found.title}"


async def _card(id_: int) -> str:
    found = await scorecards.card(id_, for_=SYSTEM)
    return f"{found.row.number} {found.row.short_name}"


PLACES: Final[Mapping[str, Place]] = {
    "contract": Place(link="/contracts/{}", name=_contract),
    "scorecard": Place(link="/scorecards/{}", name=_card),
    "task": Place(link="/tasks/{}", name=_task),
}


async def spread(*, at: datetime) -> int:
    """Tell the latest news of the journal; how many messages were new."""
    since, new = at - BACK, 0
    known = await told(kind=MessageKind.NEWS, since=since)
    for link in await journal.latest(kinds=NEWS, since=since):
        if _matter(link) not in known:
            new += await tell([await _letter(link)], at=link.entry.at)
    return new


def _matter(link: Link) -> str:
    return f"journal {link.seq}"


async def _letter(link: Link) -> Letter:
    entry = link.entry
    place = PLACES[entry.object_type]
    try:
        name = await place.name(int(entry.object_id))
    except NotFound:
        name = entry.object_id
    said = term(entry.kind)
    note = f"（{entry.note}）" if entry.note else ""
    return Letter(
        once=_matter(link),
        kind=MessageKind.NEWS,
        words=Words(f"{said.zh}：{name}{note}", f"{said.en}: {name}{note}"),
        link=place.link.format(entry.object_id),
        to=_audience(entry),
    )


def _audience(entry: Entry) -> tuple[Audience, ...]:
    """Roles of a vendor are those of the entry's vendor; one without a vendor is the bureau's alone."""
    roles = NEWS[entry.kind]
    theirs = roles & VENDOR_ROLES
    found = [at_bureau(*(roles - theirs))] if roles - theirs else []
    if theirs and entry.vendor is not None:
        found.append(at_vendor(entry.vendor, theirs))
    return tuple(found)
