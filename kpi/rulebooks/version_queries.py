"""Every version there is, packaged and the bureau's own, with its state on a day and the days it holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.queries import DATA, every
from kpi.rulebooks.rules import Span, VersionState
from kpi.rulebooks.writing import standalone
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

OPEN_TO_VENDORS = frozenset({VersionState.APPROVED, VersionState.IN_FORCE, VersionState.RETIRED})
_DAY = timedelta(days=1)
_ALL = """
SELECT id, name, kind, state, starts_on, sha256, copied_from, reason, written_by, writers, written_at, submitted_by,
  submitted_at, decided_by, decided_at, opinion, source
FROM kpi_rulebook ORDER BY kind, starts_on, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version in a list; a packaged one has no `id` and nobody who wrote it. `until` None while no end is known."""

    name: str
    kind: Kind
    state: VersionState
    since: date
    until: date | None
    source: str
    id: int | None = None
    sha256: str = ""
    copied_from: str = ""
    reason: str = ""
    written_by: str = ""
    writers: Sequence[int] = ()
    written_at: datetime | None = None
    submitted_by: str = ""
    submitted_at: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    opinion: str = ""

    @property
    def packaged(self) -> bool:
        return self.id is None


async def versions(*, for_: Actor, on: date) -> tuple[Version, ...]:
    """By kind, the newest first. A vendor's people see what holds, held or will hold for their kind."""
    async with transaction() as connection:
        rows = await connection.fetch(_ALL)
    own = [row for row in rows if row["state"] == VersionState.APPROVED]
    begins = {kind.value: [row["starts_on"] for row in own if row["kind"] == kind.value] for kind in Kind}
    found = (*_packaged(begins, on), *(_own(row, begins, on) for row in rows))
    seen = [one for one in found if for_.at_bureau or one.state in OPEN_TO_VENDORS]
    if for_.vendor is not None:
        kind = (await vendor_view(for_.vendor, for_=for_)).kind
        seen = [one for one in seen if one.kind is kind]
    newest = sorted(seen, key=lambda one: (one.since, one.id or 0), reverse=True)
    return tuple(sorted(newest, key=lambda one: one.kind.value))


async def version(name: str, *, for_: Actor, on: date) -> Version:
    """Raises NotFound, also for what this person may not see."""
    for one in await versions(for_=for_, on=on):
        if one.name == name:
            return one
    raise NotFound


def _packaged(begins: Mapping[str, Sequence[date]], on: date) -> Iterator[Version]:
    for one in every():
        later = [other.effective_from for other in every() if _follows(other, one)]
        ends = [day - _DAY for day in (*begins[one.kind], *later)]
        ends += [one.effective_to] if one.effective_to else []
        span = Span(since=one.effective_from, until=min(ends, default=None))
        yield Version(
            name=one.id,
            kind=Kind(one.kind),
            state=span.state(on),
            since=span.since,
            until=span.until,
            source=_packaged_text(one.id),
        )


@cache
def _packaged_text(name: str) -> str:
    return standalone(DATA / f"{name}.toml")


def _follows(other: Rulebook, one: Rulebook) -> bool:
    return other.kind == one.kind and other.effective_from > one.effective_from


def _own(row: "Record", begins: Mapping[str, Sequence[date]], on: date) -> Version:
    fields = dict(row)
    since = fields.pop("starts_on")
    state, until = VersionState(fields.pop("state")), None
    if state is VersionState.APPROVED:
        until = min((day - _DAY for day in begins[row["kind"]] if day > since), default=None)
        state = Span(since=since, until=until).state(on)
    return Version(**{**fields, "kind": Kind(row["kind"]), "state": state, "since": since, "until": until})


async def awaiting_approval(*, for_: Actor) -> int:
    """Submitted versions this person had no hand in."""
    sql = "SELECT count(*) FROM kpi_rulebook WHERE state = 'submitted' AND NOT $1 = ANY(writers)"
    async with transaction() as connection:
        return int(await connection.fetchval(sql, for_.id))


async def returned_drafts() -> int:
    """Drafts that came back with reasons."""
    async with transaction() as connection:
        return int(
            await connection.fetchval("SELECT count(*) FROM kpi_rulebook WHERE state = 'draft' AND opinion <> ''")
        )
