"""Puts the counts on the navigation of every full page a signed-in person asks for."""

from typing import Final

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from server.desk.queries import counts
from server.desk.todos import count_up, todos
from server.web import clock
from server.web.access import Connection, person_of
from vendors.transaction import reading

_ELSEWHERE: Final = ("/static/", "/htmx/", "/api/", "/health")


class Badges(ASGIMiddleware):
    """Belongs after authentication. Leaves `badges` and `todos` in the request's state for the page itself."""

    scopes = (ScopeType.HTTP,)
    should_bypass_for_scope = staticmethod(
        lambda scope: scope["method"] != "GET" or scope["path"].startswith(_ELSEWHERE)
    )

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: Connection = ASGIConnection(scope)
        who = person_of(connection)
        if who is not None and _is_page(connection):
            async with reading():
                found = await todos(who.actor, clock.now())
                mail = await counts(for_=who.actor)
            scope["state"]["todos"] = found
            scope["state"]["badges"] = {**count_up(found), "/messages": mail.unread}
        await next_app(scope, receive, send)


def _is_page(connection: Connection) -> bool:
    asks_for_part = connection.headers.get("hx-request") == "true"
    return not asks_for_part and "text/html" in connection.headers.get("accept", "*/*").replace("*/*", "text/html")
