"""Ties and declarations as lists: what was told or found, what became of it, who decided why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.people.recusal.barring import NAMES
from vendors.people.recusal.ties import PersonType, Source, TieKind, TieState
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_TIES: Final = f"""
SELECT t.id, t.vendor, t.person_type, t.person, coalesce(s.name, p.name, e.name, v.name) AS who,
  coalesce(sv.short_name, p.unit, e.employer, v.short_name, '') AS belongs, t.institution, i.name AS institution_name,
  t.kind, t.ended_on, t.detail, t.source, t.state, t.noted_by, t.noted_at, t.decided_by, t.decided_at, t.reason,
  t.basis, d.object_type, d.object_id
FROM vendors_tie t JOIN vendors_institution i ON i.id = t.institution {NAMES}
LEFT JOIN vendors_vendor sv ON sv.id = s.vendor LEFT JOIN vendors_declaration d ON d.id = t.declaration
WHERE ($1::int IS NULL OR t.vendor = $1)
"""  # noqa: S608 constant joins
_WHICH: Final = """
 AND ($2::text IS NULL OR t.state = $2) AND ($3::text IS NULL OR t.person_type = $3)
 AND ($4 = '' OR strpos(concat_ws(' ', s.name, p.name, e.name, v.name, i.name, i.code), $4) > 0)
"""
_DECLARATIONS: Final = """
SELECT d.id, d.object_type, d.object_id, d.person_type, d.person, coalesce(s.name, p.name, e.name, v.name) AS who,
  d."none", d.declared_by, d.declared_at
FROM vendors_declaration d
LEFT JOIN vendors_staff s ON d.person_type = 'staff' AND s.id = d.person
LEFT JOIN vendors_inspector p ON d.person_type = 'inspector' AND p.id = d.person
LEFT JOIN vendors_expert e ON d.person_type = 'expert' AND e.id = d.person
LEFT JOIN vendors_vendor v ON d.person_type = 'vendor' AND v.id = d.person
WHERE ($1::int IS NULL OR d.vendor = $1) AND d.object_type = $2 AND d.object_id = $3 ORDER BY d.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TieFilter:
    """Which ties; empty leaves a side open."""

    state: TieState | None = None
    person_type: PersonType | None = None
    text: str = ""


ALL: Final = TieFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class TieView:
    """A tie with its names; `object_type` and `object_id` are the work it was declared for, if any."""

    id: int
    vendor: int | None
    person_type: PersonType
    person: int
    who: str
    belongs: str
    institution: int
    institution_name: str
    kind: TieKind
    ended_on: date | None
    detail: str
    source: Source
    state: TieState
    noted_by: str
    noted_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str
    basis: str
    object_type: str | None
    object_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationView:
    """One person's declaration for one piece of work; `none` says that they have no tie."""

    id: int
    object_type: str
    object_id: int
    person_type: PersonType
    person: int
    who: str
    none: bool
    declared_by: str
    declared_at: datetime


async def ties(
    *, for_: Actor, which: TieFilter = ALL, before: int | None = None, size: int
) -> tuple[tuple[TieView, ...], int]:
    """So many ties, newest first, behind the one with id `before`; and how many there are in all."""
    sql = (
        f"SELECT * FROM (SELECT f.*, count(*) OVER () AS total FROM ({_TIES}{_WHICH}) f) g"  # noqa: S608 constant parts
        " WHERE $5::int IS NULL OR id < $5 ORDER BY id DESC LIMIT $6"
    )
    asked = (for_.vendor, which.state and which.state.value, which.person_type and which.person_type.value)
    async with transaction() as connection:
        rows = await connection.fetch(sql, *asked, which.text.strip(), before, size)
    return tuple(_tie(row) for row in rows), int(rows[0]["total"]) if rows else 0


async def tie(tie_id: int, *, for_: Actor) -> TieView:
    """One tie. NotFound when there is none, or it is not this person's."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_TIES} AND t.id = $2", for_.vendor, tie_id)
    if row is None:
        raise NotFound
    return _tie(row)


async def tie_counts(*, for_: Actor) -> Mapping[TieState, int]:
    """How many ties stand where."""
    sql = "SELECT state, count(*) AS n FROM vendors_tie WHERE ($1::int IS NULL OR vendor = $1) GROUP BY state"
    async with transaction() as connection:
        found = {row["state"]: row["n"] for row in await connection.fetch(sql, for_.vendor)}
    return {state: found.get(state.value, 0) for state in TieState}


async def ties_of(*, person_type: PersonType, person: int, for_: Actor) -> tuple[TieView, ...]:
    """Everything on record between one person or company and any institution."""
    sql = f"{_TIES} AND t.person_type = $2 AND t.person = $3 ORDER BY t.id DESC"
    async with transaction() as connection:
        return tuple(_tie(row) for row in await connection.fetch(sql, for_.vendor, person_type.value, person))


async def institution_at(place: str) -> int | None:
    """The designated institution of exactly this name or code; None for an office of the bureau."""
    sql = "SELECT id FROM vendors_institution WHERE name = $1 OR code = $1 ORDER BY id LIMIT 1"
    async with transaction() as connection:
        found = await connection.fetchval(sql, place.strip())
    return None if found is None else int(found)


async def declarations(*, object_type: str, object_id: int, for_: Actor) -> tuple[DeclarationView, ...]:
    """Who declared what for a piece of work, oldest first; vendor people see their own vendor's."""
    async with transaction() as connection:
        rows = await connection.fetch(_DECLARATIONS, for_.vendor, object_type, object_id)
    return tuple(DeclarationView(**(dict(row) | {"person_type": PersonType(row["person_type"])})) for row in rows)


def _tie(row: "Record") -> TieView:
    fields = {name: row[name] for name in TieView.__dataclass_fields__}
    typed = {
        "person_type": PersonType(row["person_type"]),
        "kind": TieKind(row["kind"]),
        "source": Source(row["source"]),
        "state": TieState(row["state"]),
        "who": row["who"] or "",
    }
    return TieView(**(fields | typed))
