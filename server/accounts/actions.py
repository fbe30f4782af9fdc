from collections.abc import Collection
from datetime import datetime

from asyncpg import UniqueViolationError

from server.accounts import queries
from server.accounts.passwords import Passwords
from server.accounts.rules import faults, plain_username
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import act
from vendors.organisation.queries import county_of_unit
from vendors.registry.queries import vendor as vendor_of
from vendors.scope import seeing

_ADD = (
    "INSERT INTO server_person (username, name, staff_no, password, roles, vendor, created_at, unit, disabled)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false) RETURNING id"
)
_DISABLE = "UPDATE server_person SET disabled = true WHERE id = $1 AND NOT disabled RETURNING id"
_END_ALL = "DELETE FROM server_session WHERE person = $1 RETURNING id"
_END_OWN = "DELETE FROM server_session WHERE id = $1 AND person = $2 RETURNING id"


async def add_person(
    *,
    username: str,
    name: str,
    roles: Collection[Role],
    vendor: int | None,
    password: str,
    passwords: Passwords,
    by: Actor,
    at: datetime,
    staff_no: str = "",
    unit: int | None = None,
) -> int:
    """A new account; its id. `unit` is a bureau person's: a county's person sees that county's records only.

    Raises Invalid naming every field that is wrong, NotFound for a vendor or unit there is not.
    """
    username = plain_username(username)
    about = (username, name, *await names_of(vendor))
    found = dict(faults(username=username, name=name, roles=roles, vendor=vendor, unit=unit))
    await county_of_unit(unit)
    try:
        passwords.check(password, about=about)
    except Invalid as wrong:
        found.update(wrong.fields)
    if found:
        raise Invalid(found)
    stored = await passwords.hash(password)
    row = (username, name.strip(), staff_no.strip(), stored, sorted(role.value for role in roles), vendor, at, unit)
    try:
        async with act(by=by, at=at) as deed:
            made = int(await deed.connection.fetchval(_ADD, *row))
            after = {"username": username, "name": row[1], "staff_no": row[2], "roles": row[4], "unit": unit}
            deed.note("person.added", "person", made, vendor=vendor, after=after)
    except UniqueViolationError:
        raise Invalid({"username": Words("该用户名已被使用。", "This user name is taken.")}) from None
    return made


async def disable_person(*, person: int, by: Actor, at: datetime) -> None:
    """Close an account and end its sessions. Raises NotFound; Conflict for one's own or one closed already."""
    if person == by.id:
        raise Conflict("不能停用自己的账号。", "You cannot disable your own account.")
    async with act(by=by, at=at) as deed:
        view = await queries.person(person)
        if not await deed.connection.fetchval(_DISABLE, person):
            raise Conflict("该账号已停用。", "This account is disabled already.")
        ended = await deed.connection.fetch(_END_ALL, person)
        deed.note("person.disabled", "person", person, vendor=view.vendor, after={"sessions_ended": len(ended)})


async def end_session(*, session: int, by: Actor, at: datetime) -> None:
    """End one of one's own sessions. Raises NotFound for anybody else's."""
    async with act(by=by, at=at) as deed:
        if not await deed.connection.fetchval(_END_OWN, session, by.id):
            raise NotFound
        deed.note("session.closed", "person", by.id, vendor=by.vendor, after={"session": session})


async def names_of(vendor: int | None) -> tuple[str, ...]:
    """The names of a person's vendor, full and short; none at the bureau. Raises NotFound."""
    if vendor is None:
        return ()
    with seeing(vendor):
        found = await vendor_of(vendor, for_=Actor(id=0, name="", roles=frozenset(), vendor=vendor))
    return found.name, found.short_name
