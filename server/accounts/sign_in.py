"""Opening a session: at sign-in and, anew, when the password changes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from server.accounts import queries, tries
from server.accounts.actions import names_of
from server.accounts.errors import AccountDisabled, SignInRefused, WrongPassword
from server.accounts.passwords import Passwords
from server.accounts.queries import Credentials, PersonView
from server.accounts.rules import ABSOLUTE, plain_username
from server.accounts.tables import Person, Session
from vendors.actors import SYSTEM, Actor
from vendors.errors import Invalid, Words
from vendors.journal.actions import Deed, act

_SIGNED_IN = "UPDATE server_person SET last_sign_in = $2, password = $3 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Where a sign-in comes from. `token` is the session token the browser already carried, if any."""

    address: str
    agent: str = ""
    request: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new session: the token for the browser's cookie, and when the person last signed in before."""

    token: str = field(repr=False)
    last_sign_in: datetime | None


async def sign_in(*, username: str, password: str, visit: Visit, passwords: Passwords, at: datetime) -> Opened:
    """Open a session under a new token; the browser's old session ends. Raises a SignInRefused."""
    name = plain_username(username)
    found = await _proved(name, password, visit=visit, passwords=passwords, at=at)
    renewed = await passwords.hash(password) if passwords.outdated(found.password) else found.password
    organisation = (*await names_of(found.person.vendor), "")[0]
    async with act(by=found.person.acting(request=visit.request), at=at) as deed:
        await tries.forgive(deed.connection, username=name, address=visit.address, at=at)
        await Session.delete().where(Session.digest == queries.digest(visit.token))
        await Session.delete().where(Session.person == found.person.id, Session.expires_at <= at)
        await deed.connection.execute(_SIGNED_IN, found.person.id, at, renewed)
        token = await _open(found.person, organisation, visit, at)
        _note(deed, "session.opened", found.person, {"address": visit.address, "agent": visit.agent[:200]})
    return Opened(token=token, last_sign_in=found.person.last_sign_in)


async def sign_out(*, session: int, by: Actor, at: datetime) -> None:
    """End the present session; it may have ended meanwhile."""
    async with act(by=by, at=at) as deed:
        await Session.delete().where(Session.id == session, Session.person == by.id)
        deed.note("session.closed", "person", by.id, vendor=by.vendor, after={"session": session})


async def change_password(
    *, username: str, old: str, new: str, visit: Visit, passwords: Passwords, at: datetime
) -> str:
    """Set a new password, end every session, open a new one; its token.

    Raises a SignInRefused when `old` is not the present one, Invalid for a new one that is not taken.
    """
    found = await _proved(username, old, visit=visit, passwords=passwords, at=at)
    person = found.person
    names = await names_of(person.vendor)
    if new == old:
        raise Invalid({"password": Words("新密码与原密码相同。", "The new password is the present one.")})
    passwords.check(new, about=(person.username, person.name, *names))
    stored = await passwords.hash(new)
    async with act(by=person.acting(request=visit.request), at=at) as deed:
        await tries.forgive(deed.connection, username=username, address=visit.address, at=at)
        await Person.update({Person.password: stored}).where(Person.id == person.id)
        ended = await Session.delete().where(Session.person == person.id).returning(Session.id)
        token = await _open(person, (*names, "")[0], visit, at)
        _note(deed, "person.password_changed", person, {"sessions_ended": len(ended)})
    return token


async def seen(*, session: int, at: datetime) -> None:
    """Keep a used session from going idle; no act of anybody's, so not journaled."""
    await Session.update({Session.seen_at: at}).where(Session.id == session)


async def _proved(username: str, password: str, *, visit: Visit, passwords: Passwords, at: datetime) -> Credentials:
    """Whose name and password these are; every refusal is journaled, and none tells names from passwords."""
    found = await queries.credentials(username)
    try:
        left = await tries.take(username=username, address=visit.address, at=at)
        right = await passwords.matches(found.password if found else None, password)
        if found is None or not right:
            raise WrongPassword(left=left)
        if found.person.disabled:
            raise AccountDisabled
    except SignInRefused as refused:
        await _note_refusal(found.person if found else None, refused, visit, at)
        raise
    return found


async def _open(person: PersonView, organisation: str, visit: Visit, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    await Session.insert(
        Session(
            digest=queries.digest(token),
            person=person.id,
            csrf=secrets.token_hex(32),
            organisation=organisation,
            address=visit.address[:64],
            agent=visit.agent[:200],
            last_sign_in=person.last_sign_in,
            created_at=at,
            seen_at=at,
            expires_at=at + ABSOLUTE,
        )
    )
    return token


def _note(deed: Deed, kind: str, person: PersonView, after: Mapping[str, str | int]) -> None:
    deed.note(kind, "person", person.id, vendor=person.vendor, after=after)


async def _note_refusal(person: PersonView | None, refused: SignInRefused, visit: Visit, at: datetime) -> None:
    """A name nobody has is not written down: people type passwords into that field."""
    known, vendor = (person.id, person.vendor) if person else ("unknown", None)
    async with act(by=replace(SYSTEM, request=visit.request), at=at) as deed:
        after = {"address": visit.address, "reason": refused.reason}
        deed.note("session.refused", "person", known, vendor=vendor, after=after)
