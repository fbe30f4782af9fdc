"""People with passwords, an application they can sign in to, and a browser for each of them."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import httpx
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler

from server.accounts.actions import add_person
from server.accounts.passwords import Passwords
from server.accounts.plugin import AccountOptions, Accounts
from server.web.access import Right, WebRequest, person_of
from server.web.shell import WebOptions, WebShell
from tests.support import a
from vendors.actors import SYSTEM, Role
from vendors.transaction import transaction

PASSWORDS = Passwords(time_cost=1, memory_kib=64, lanes=1, names=("张掖市医疗保障局（演示）",))
PHRASE = "四月 梨花 落满 青石 台阶 无人 扫"
OTHER_PHRASE = "九月 芦花 飞过 长堤 野渡 舟自 横"


async def account(
    username: str = "zhoumin",
    *,
    name: str = "周敏",
    roles: frozenset[Role] = frozenset({Role.CONTRACT_MANAGER}),
    vendor: int | None = None,
    password: str = PHRASE,
    at: datetime = a.AT,
    unit: int | None = None,
) -> int:
    return await add_person(
        username=username, name=name, staff_no="ZM0231", roles=roles, vendor=vendor, password=password,
        passwords=PASSWORDS, by=SYSTEM, at=at, unit=unit,
    )  # fmt: skip


@get("/probe", opt={"right": Right.OPEN})
async def probe(request: WebRequest) -> dict[str, object]:
    """Who asks, and how many vendors they can see."""
    async with transaction() as connection:
        seen = await connection.fetchval("SELECT count(*) FROM vendors_vendor")
    who = person_of(request)
    return {
        "name": who.actor.name if who else None,
        "number": who.number if who else None,
        "organisation": who.organisation if who else None,
        "request": who.actor.request if who else None,
        "vendors": seen,
    }


def application(data: Path, *handlers: HTTPRouteHandler, secure: bool = True, demo: bool = False) -> Litestar:
    options = WebOptions(secret=b"a secret of the tests", version="0.1.0", secure=secure, demo=demo)
    bureau = AccountOptions(passwords=PASSWORDS, bureau="张掖市医疗保障局", data=data)
    return Litestar(route_handlers=[probe, *handlers], plugins=[WebShell(options), Accounts(bureau)])


def browser(app: Litestar, *, secure: bool = True, address: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 50_000))  # type: ignore[arg-type] # httpx is vague
    return httpx.AsyncClient(transport=transport, base_url=f"http{'s' if secure else ''}://hengjian.test")


async def token_on(client: httpx.AsyncClient, path: str) -> str:
    """The form token of a page."""
    page = await client.get(path)
    found = re.search(r'name="_csrf" value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


async def send(client: httpx.AsyncClient, path: str, *, on: str = "", **fields: str) -> httpx.Response:
    """Post a form as the page `on` (or `path` itself) would."""
    return await client.post(path, data={"_csrf": await token_on(client, on or path), **fields})


async def enter(
    client: httpx.AsyncClient, username: str = "zhoumin", password: str = PHRASE, **fields: str
) -> httpx.Response:
    return await send(client, "/login", username=username, password=password, **fields)


async def kinds(prefix: str = "") -> Sequence[str]:
    """The journal's kinds so far, oldest first."""
    async with transaction() as connection:
        rows = await connection.fetch(
            "SELECT kind FROM vendors_journal WHERE starts_with(kind, $1) ORDER BY seq", prefix
        )
    return [row["kind"] for row in rows]
