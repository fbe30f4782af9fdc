"""Page rooms on the real shell and a real database, for whoever is sent in."""

import re
from dataclasses import replace

import httpx
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from server.web.shell import WebOptions, WebShell
from tests.support.accounts import browser
from tests.support.webapp import SECRET, Visitor
from vendors.actors import Actor
from vendors.scope import seeing


class SentIn(ASGIMiddleware):
    """Signs in one person and shows them their own vendor's rows only, as the accounts do."""

    def __init__(self, who: Actor) -> None:
        self.who = who

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["user"] = Visitor(actor=replace(self.who, request="r-9"))
        with seeing(self.who.vendor):
            await next_app(scope, receive, send)


def served(who: Actor, *handlers: HTTPRouteHandler) -> Litestar:
    options = WebOptions(secret=SECRET, version="0.1.0", secure=False)
    return Litestar(route_handlers=list(handlers), middleware=[SentIn(who)], plugins=[WebShell(options)])


def sent_in(who: Actor, *handlers: HTTPRouteHandler) -> httpx.AsyncClient:
    """A browser for one person over the given rooms."""
    return browser(served(who, *handlers), secure=False)


async def fill(
    client: httpx.AsyncClient, path: str, *, on: str = "", fragment: bool = False, **fields: str
) -> httpx.Response:
    """Post what the form on `on` (or on the path's own page) would, its hidden version and token included."""
    page = await client.get(on or path)
    hidden = dict(re.findall(r'type="hidden" name="(_csrf|version)" value="([^"]+)"', page.text))
    token = {"X-CSRF-Token": _token(page.text)}
    headers = {**token, "HX-Request": "true"} if fragment else token
    return await client.post(path, data={**hidden, **fields}, headers=headers)


def _token(text: str) -> str:
    found = re.search(r'"X-CSRF-Token": "([^"]+)"', text)
    return found[1] if found else ""
