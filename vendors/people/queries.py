from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.people.rules import Post
from vendors.periods import Period
from vendors.registry.rules import must_reach
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = (
    "id, vendor, name, post, certificate, certified_until, undertaking_signed_on, on_post_from, on_post_to, is_lead"
)


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


def _view(row: "Record") -> StaffView:
    fields = dict(row)
    dates = {name: fields.pop(name) for name in Post.__dataclass_fields__}
    return StaffView(standing=Post(**dates), **fields)


async def staff_of(vendor: int, *, for_: Actor, on: date | None = None) -> tuple[StaffView, ...]:
    """A vendor's people, leads first; with `on` only those on post that day. NotFound for another vendor's person."""
    must_reach(for_, vendor)
    sql = f"SELECT {_COLUMNS} FROM vendors_staff WHERE vendor = $1 ORDER BY is_lead DESC, name, id"  # noqa: S608 constant
    async with transaction() as connection:
        people = tuple(_view(row) for row in await connection.fetch(sql, vendor))
    return tuple(person for person in people if on is None or person.standing.present(on))


async def on_post(vendor: int, *, period: Period, until: date, for_: Actor) -> tuple[OnPost, ...]:
    """The count at each month's end of the period, up to `until` (按月末快照，季度取均值)."""
    people = await staff_of(vendor, for_=for_)
    days = (month.ends_on for month in period.months)
    return tuple(
        OnPost(
            day=day,
            counted=tuple(one.id for one in people if one.standing.counts(day)),
            present_only=tuple(one.id for one in people if one.standing.present(day) and not one.standing.counts(day)),
        )
        for day in days
        if day <= until
    )


async def without_undertaking(vendor: int, *, on: date, for_: Actor) -> tuple[StaffView, ...]:
    """People on post who have not signed the confidentiality undertaking (K04)."""
    people = await staff_of(vendor, for_=for_, on=on)
    return tuple(person for person in people if not person.standing.bound(on))
