"""Who is asking: the session cookie becomes `connection.user`, and the whole request sees that person's rows only,
a vendor's of their vendor, a county's of their county.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from server.accounts import queries
from server.accounts.queries import Visitor
from server.accounts.rules import SEEN_EVERY
from server.accounts.sign_in import seen
from server.web import clock
from server.web.access import Connection
from server.web.headers import request_id
from vendors.actors import Actor
from vendors.scope import seeing

NOBODY: Final = -1
"""No vendor has this id: a visitor who is not signed in sees no vendor's rows."""
_NOWHERE: Final = "none"
"""No county has this code."""
_STATIC: Final = ("/static/", "/htmx/")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """The signed-in person (server.web.access.Person). `last_sign_in` is the one before this session."""

    actor: Actor
    csrf: str
    number: str
    organisation: str
    last_sign_in: datetime | None
    username: str
    session: int


class Authentication(ASGIMiddleware):
    """`bureau` is the organisation of everybody who belongs to no vendor."""

    scopes = (ScopeType.HTTP, ScopeType.WEBSOCKET)
    should_bypass_for_scope = staticmethod(lambda scope: scope["path"].startswith(_STATIC))

    def __init__(self, *, bureau: str) -> None:
        self._bureau = bureau

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        user = await self._user(ASGIConnection(scope))
        scope["user"] = user
        with seeing(NOBODY, _NOWHERE) if user is None else seeing(user.actor.vendor, user.actor.region):
            await next_app(scope, receive, send)

    async def _user(self, connection: Connection) -> User | None:
        token = session_token(connection)
        at = clock.now()
        found = await queries.visitor(token=token, at=at) if token else None
        if found is None:
            return None
        if at - found.seen_at >= SEEN_EVERY:
            await seen(session=found.session, at=at)
        return _user(found, bureau=self._bureau, request=request_id(connection.scope))


def _user(found: Visitor, *, bureau: str, request: str) -> User:
    return User(
        actor=Actor(
            id=found.person,
            name=found.name,
            roles=found.roles,
            vendor=found.vendor,
            region=found.region,
            request=request,
        ),
        csrf=found.csrf,
        number=found.staff_no or found.username,
        organisation=found.organisation or bureau,
        last_sign_in=found.last_sign_in,
        username=found.username,
        session=found.session,
    )


def cookie_name(*, secure: bool) -> str:
    """`__Host-` pins the cookie to this host; http on loopback can only carry the plain name."""
    return "__Host-hengjian" if secure else "hengjian"


def session_token(connection: Connection) -> str:
    """What the browser claims to hold; empty when nothing."""
    return connection.cookies.get(cookie_name(secure=connection.app.state.web.secure), "")[:100]


def session_cookie(connection: Connection, token: str) -> Cookie:
    """The cookie for a new token; an empty token takes the cookie away."""
    secure: bool = connection.app.state.web.secure
    return Cookie(
        cookie_name(secure=secure),
        value=token,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
        max_age=None if token else 0,
    )
