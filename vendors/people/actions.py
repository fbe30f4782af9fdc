from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.rules import must_reach

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT = """
INSERT INTO vendors_staff
  (vendor, name, post, certificate, certified_until, on_post_from, is_lead, registered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""


async def add_staff(
    *,
    vendor: int,
    name: str,
    post: str,
    on_post_from: date,
    by: Actor,
    at: datetime,
    certificate: str = "",
    certified_until: date | None = None,
    is_lead: bool = False,
) -> int:
    """Put a person on a vendor's list; by the vendor itself or the bureau (双重管理, ZY-13). Returns the id.

    Raises NotFound for another vendor's person or no such vendor, Invalid for an empty name or post.
    """
    must_reach(by, vendor)
    empty = {"name": name.strip(), "post": post.strip()}
    fields = {key: Words("不能为空。", "Must not be empty.") for key, text in empty.items() if not text}
    if fields:
        raise Invalid(fields)
    async with act(by=by, at=at) as deed:
        if not await deed.connection.fetchval("SELECT 1 FROM vendors_vendor WHERE id = $1", vendor):
            raise NotFound
        staff = await deed.connection.fetchval(
            _INSERT,
            vendor,
            empty["name"],
            empty["post"],
            certificate.strip(),
            certified_until,
            on_post_from,
            is_lead,
            at,
        )
        after: dict[str, Json] = {**empty, "on_post_from": on_post_from.isoformat(), "is_lead": is_lead}
        deed.note("staff.added", "staff", staff, vendor=vendor, after=after)
    return int(staff)


async def sign_undertaking(*, staff: int, on: date, by: Actor, at: datetime) -> None:
    """Record the signed confidentiality undertaking (保密承诺书).

    Raises NotFound, Conflict when signed already, Invalid for a day to come (it would count as a pledge, K04).
    """
    if on > local_date(at):
        raise Invalid({"undertaking_on": Words("签署日期不能晚于今天。", "It cannot have been signed in the future.")})
    async with act(by=by, at=at) as deed:
        person = await _locked(deed, staff)
        if person["undertaking_signed_on"] is not None:
            raise Conflict(
                f"保密承诺书已于 {person['undertaking_signed_on'].isoformat()} 签署。",
                f"The undertaking was signed on {person['undertaking_signed_on'].isoformat()}.",
            )
        await deed.connection.execute("UPDATE vendors_staff SET undertaking_signed_on = $2 WHERE id = $1", staff, on)
        deed.note(
            "staff.bound", "staff", staff, vendor=person["vendor"], after={"undertaking_signed_on": on.isoformat()}
        )


async def leave(*, staff: int, on: date, by: Actor, at: datetime) -> None:
    """Record a person's last day on post. Raises NotFound, Conflict when gone already, Invalid before the first day."""
    async with act(by=by, at=at) as deed:
        person = await _locked(deed, staff)
        if person["on_post_to"] is not None:
            raise Conflict("该人员已离岗。", "The person has left already.")
        if on < person["on_post_from"]:
            raise Invalid({"on": Words("离岗日期早于到岗日期。", "The last day lies before the first.")})
        await deed.connection.execute("UPDATE vendors_staff SET on_post_to = $2 WHERE id = $1", staff, on)
        deed.note("staff.left", "staff", staff, vendor=person["vendor"], after={"on_post_to": on.isoformat()})


async def _locked(deed: Deed, staff: int) -> "Record":
    person = await deed.connection.fetchrow("SELECT * FROM vendors_staff WHERE id = $1 FOR UPDATE", staff)
    if person is None:
        raise NotFound
    must_reach(deed.by, person["vendor"])
    return person
