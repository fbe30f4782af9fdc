from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.incoming.rules import SEPARATOR
from vendors.people.rules import Held, Post, Span, StaffState
from vendors.periods import Period
from vendors.registry.rules import must_reach
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

COLUMNS: Final = """
s.id, s.vendor, s.name, s.post, s.certificate, s.is_lead, s.certified_until, s.undertaking_signed_on, s.on_post_from,
s.on_post_to, s.state, s.admitted_on, h.kinds, h.begins, h.ends, p.suspended, p.resumed
"""
DATED: Final = """
LEFT JOIN LATERAL (
  SELECT array_agg(c.kind) AS kinds, array_agg(c.valid_from) AS begins, array_agg(c.valid_until) AS ends
  FROM vendors_staff_certificate c WHERE c.staff = s.id AND c.checked_at IS NOT NULL AND NOT c.void) h ON true
LEFT JOIN LATERAL (
  SELECT array_agg(u.begins) AS suspended, array_agg(u.until) AS resumed
  FROM vendors_staff_suspension u WHERE u.staff = s.id) p ON true
"""
_OF_VENDOR: Final = f"""
SELECT {COLUMNS} FROM vendors_staff s {DATED} WHERE s.vendor = $1 ORDER BY s.is_lead DESC, s.name, s.id
"""  # noqa: S608 constant columns
_OF_VENDORS: Final = f"""
SELECT {COLUMNS} FROM vendors_staff s {DATED} WHERE s.vendor = ANY($1::int[])
ORDER BY s.vendor, s.is_lead DESC, s.name, s.id
"""  # noqa: S608 constant columns


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """A person a vendor works with, and what makes them count as on post."""

    id: int
    vendor: int
    name: str
    post: str
    certificate: str
    is_lead: bool
    standing: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPost:
    """One month-end count for K01: who counted that day, and who was there but did not count."""

    day: date
    counted: tuple[int, ...]
    present_only: tuple[int, ...]


def standing_of(row: "Record") -> Post:
    """The dates of a row that has the columns of COLUMNS."""
    held = zip(row["kinds"] or (), row["begins"] or (), row["ends"] or (), strict=True)
    away = zip(row["suspended"] or (), row["resumed"] or (), strict=True)
    return Post(
        on_post_from=row["on_post_from"],
        on_post_to=row["on_post_to"],
        certified_until=row["certified_until"],
        undertaking_signed_on=row["undertaking_signed_on"],
        state=StaffState(row["state"]),
        admitted_on=row["admitted_on"],
        certificates=tuple(Held(kind=kind, begins=begins, ends=ends) for kind, begins, ends in held),
        suspensions=tuple(Span(begins=begins, until=until) for begins, until in away),
    )


def _view(row: "Record") -> StaffView:
    plain = {name: row[name] for name in ("id", "vendor", "name", "post", "certificate", "is_lead")}
    return StaffView(standing=standing_of(row), **plain)


async def staff_of(vendor: int, *, for_: Actor, on: date | None = None) -> tuple[StaffView, ...]:
    """A vendor's people, leads first; with `on` only those at work that day: approved, on post, not suspended.

    NotFound for another vendor's person.
    """
    must_reach(for_, vendor)
    async with transaction() as connection:
        people = tuple(_view(row) for row in await connection.fetch(_OF_VENDOR, vendor))
    return tuple(person for person in people if on is None or person.standing.works(on))


async def staff_of_each(vendors: Collection[int]) -> Mapping[int, tuple[StaffView, ...]]:
    """The people of many vendors by vendor, leads first. For scorecards: it asks nobody's rights."""
    async with transaction() as connection:
        people = [_view(row) for row in await connection.fetch(_OF_VENDORS, list(vendors))]
    found: dict[int, tuple[StaffView, ...]] = dict.fromkeys(vendors, ())
    return found | {vendor: tuple(own) for vendor, own in groupby(people, key=attrgetter("vendor"))}


async def leads_on_record() -> tuple[str, ...]:
    """Every vendor's leads as the register of staff names them: vendor's code, name, first and last day (or none)."""
    sql = (
        "SELECT concat_ws($1, v.code, s.name, s.on_post_from::text, coalesce(s.on_post_to::text, ''))"
        " FROM vendors_staff s JOIN vendors_vendor v ON v.id = s.vendor WHERE s.is_lead AND s.state <> 'refused'"
        " ORDER BY s.id"
    )
    async with transaction() as connection:
        return tuple(row[0] for row in await connection.fetch(sql, SEPARATOR))


def on_post(people: tuple[StaffView, ...], *, period: Period, until: date) -> tuple[OnPost, ...]:
    """The count at each month's end of the period, up to `until` (按月末快照，季度取均值)."""
    days = (month.ends_on for month in period.months)
    return tuple(headcount(people, day) for day in days if day <= until)


def headcount(people: tuple[StaffView, ...], day: date) -> OnPost:
    """Who counts on a day, and who is there with the bureau's approval but does not."""
    return OnPost(
        day=day,
        counted=tuple(one.id for one in people if one.standing.counts(day)),
        present_only=tuple(one.id for one in people if _there(one.standing, day) and not one.standing.counts(day)),
    )


def without_undertaking(people: tuple[StaffView, ...], *, on: date) -> tuple[StaffView, ...]:
    """Approved people on post, suspended or not, who have not signed the confidentiality undertaking (K04)."""
    return tuple(one for one in people if _there(one.standing, on) and not one.standing.bound(on))


def _there(standing: Post, day: date) -> bool:
    return standing.present(day) and standing.approved(day)
