"""Page rooms on the real shell and a real database, for whoever is sent in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import httpx
from litestar import Litestar
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from server import settings
from server.storage.local import LocalBlobs
from server.web.house import House
from server.web.shell import WebOptions, WebShell
from tests.support.accounts import browser, token_on
from tests.support.uploads import Waiting
from tests.support.webapp import SECRET, Visitor
from vendors.actors import Actor
from vendors.scope import seeing

FORM_LIMIT = 1024 * 1024


class SentIn(ASGIMiddleware):
    """Signs in one person and shows them their own vendor's and county's rows only, as the accounts do."""

    def __init__(self, who: Actor) -> None:
        self.who = who

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["user"] = Visitor(actor=replace(self.who, request="r-9"))
        with seeing(self.who.vendor, self.who.region):
            await next_app(scope, receive, send)


def served(who: Actor, *handlers: HTTPRouteHandler, house: House | None = None) -> Litestar:
    """The rooms for one person; without a house of its own, in one that keeps nothing after the run."""
    return application(house or house_at(Path(mkdtemp(prefix="hengjian-house-"))), who, handlers)


def sent_in(who: Actor, *handlers: HTTPRouteHandler, house: House | None = None) -> httpx.AsyncClient:
    """A browser for one person over the given rooms."""
    return browser(served(who, *handlers, house=house), secure=False)


async def fill(client: httpx.AsyncClient, path: str, *, on: str = "", **fields: str) -> httpx.Response:
    """Post what the form on `on` (or on the path's own page) would, its hidden version and token included."""
    return await _send(client, path, on=on, fields=fields, headers={})


async def fill_in_drawer(client: httpx.AsyncClient, path: str, *, on: str = "", **fields: str) -> httpx.Response:
    """The same as htmx would from inside the drawer."""
    return await _send(client, path, on=on, fields=fields, headers={"HX-Request": "true"})


async def _send(
    client: httpx.AsyncClient, path: str, *, on: str, fields: Mapping[str, str], headers: Mapping[str, str]
) -> httpx.Response:
    page = await client.get(on or path)
    hidden = dict(re.findall(r'type="hidden" name="(_csrf|version)" value="([^"]+)"', page.text))
    token = _token(page.text)
    return await client.post(path, data={**hidden, **fields}, headers={**headers, "X-CSRF-Token": token})


def _token(text: str) -> str:
    found = re.search(r'"X-CSRF-Token": "([^"]+)"', text)
    return found[1] if found else ""


def house_at(data: Path, *, limit_mb: int = 25) -> House:
    """A house with a blob folder and a queue that only remembers."""
    known = {"HENGJIAN_DATA": str(data), "HENGJIAN_SECRET": SECRET.decode(), "HENGJIAN_UPLOAD_LIMIT_MB": str(limit_mb)}
    return House(settings=settings.read(known), blobs=LocalBlobs(data / "blobs"), queue=Waiting())


def application(house: House, who: Actor, handlers: Sequence[HTTPRouteHandler]) -> Litestar:
    """As `served`, for rooms whose handlers ask for the house."""
    return Litestar(
        route_handlers=list(handlers),
        middleware=[SentIn(who)],
        plugins=[WebShell(WebOptions(secret=SECRET, version="0.1.0", secure=False))],
        dependencies={"house": Provide(lambda: house, sync_to_thread=False)},
        request_max_body_size=FORM_LIMIT,
    )


def visit(house: House, who: Actor, handlers: Sequence[HTTPRouteHandler]) -> httpx.AsyncClient:
    return browser(application(house, who, handlers), secure=False)


async def attach(
    client: httpx.AsyncClient, path: str, content: bytes, *, name: str = "明细.xlsx", on: str = "", **fields: str
) -> httpx.Response:
    """Post a file as the form on the page `on` (or `path` itself) would."""
    token = await token_on(client, on or path)
    return await client.post(path, data={"_csrf": token, **fields}, files={"file": (name, content)})


def header_token(page: httpx.Response) -> str:
    """The token a page hands to htmx for its own posts."""
    found = re.search(r"X-CSRF-Token[^0-9a-f]+([0-9a-f.]+)", page.text)
    assert found, page.text[:500]
    return found[1]
