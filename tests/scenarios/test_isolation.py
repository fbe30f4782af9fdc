"""A vendor's people get the same answer for another vendor's things as for things that do not exist."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from server.web import clock
from server.web.access import MATRIX, Right
from tests.support.accounts import browser
from tests.support.routes import Route, routes
from tests.support.two_vendors import NOW, World, world
from vendors.actors import VENDOR_ROLES, Role

pytestmark = pytest.mark.anyio
Values = Mapping[str, Sequence[int | str]]
WORDS: Values = {"run": ["none"], "book": ["cases"], "booking": ["receipt"],
    "code": ["K01"], "step": ["accept", "issue"], "kind": ["record-review"],
    "register": ["institutions"], "upload": [1], "file": ["1.pdf", "1.docx"], "name": ["D-2027"]}  # fmt: skip
FORMS: Mapping[str, Mapping[str, str]] = {
    "/contracts/{contract:int}/reports": {"period": "2026Q3"},
    "/review/{finding:int}/answer": {"version": "1", "note": "补充病程记录"},
}
"""Forms as their pages would send them, where an empty one would be sent back before anything is looked up."""
NOWHERE = 987_654


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One route at one address, and the same at an address where nothing is."""

    route: Route
    path: str
    nowhere: str


@pytest.fixture
async def bureau(database: object, data: Path) -> AsyncIterator[World]:
    with clock.everywhere_at(NOW):
        yield await world(data)


def asked(made: World) -> Iterator[Asked]:
    ids: Values = {**made.first, **WORDS}
    for route in routes(made.app):
        if route.right is Right.OPEN or not set(route.names) - set(WORDS):
            continue
        nowhere: Values = {**{name: [NOWHERE] for name in made.first}, **WORDS}
        for path in route.paths(ids):
            yield Asked(route=route, path=path, nowhere=_same_words(route, path, nowhere))


def _same_words(route: Route, path: str, nowhere: Values) -> str:
    """The address with every number replaced; its words stay."""
    words = {name: value for name, value in _values(route, path).items() if name in WORDS}
    return next(route.paths({**nowhere, **{name: [value] for name, value in words.items()}}))


def _values(route: Route, path: str) -> dict[str, str]:
    found = re.fullmatch(re.sub(r"\{(\w+):\w+\}", r"(?P<\1>[^/]+)", route.path), path)
    assert found
    return found.groupdict()


async def answer(client: httpx.AsyncClient, one: Route, path: str) -> tuple[int, str]:
    """Status and body without what is new on every page: request id, tokens, the address itself."""
    files = {"file": ("明细.xlsx", b"PK")} if one.path.endswith("/upload") and one.writes else None
    got = await client.request(one.method, path, data=FORMS.get(one.path) if one.writes else None, files=files)
    body = got.text.replace(path, "ADDRESS")
    for changing in (got.headers["X-Request-ID"], *re.findall(r"[0-9a-f]{16}\.[0-9a-f]{64}", body)):
        body = body.replace(changing, "NEW")
    return got.status_code, body


async def leaks(made: World, role: Role) -> AsyncIterator[str]:
    async with made.visit(role.value) as client:
        for one in asked(made):
            theirs = await answer(client, one.route, one.path)
            nothing = await answer(client, one.route, one.nowhere)
            may = role in MATRIX[one.route.right or Right.OPEN]
            if theirs != nothing or theirs[0] != (404 if may else 403):
                yield f"{role.value} {one.route.method} {one.path}: {theirs[0]}, where nothing is {nothing[0]}"


async def test_another_vendors_things_answer_like_things_that_do_not_exist(bureau: World) -> None:
    assert [leak for role in sorted(VENDOR_ROLES) async for leak in leaks(bureau, role)] == []


async def named(made: World, role: Role) -> AsyncIterator[str]:
    async with made.visit(role.value) as client:
        for route in routes(made.app):
            if route.method == "GET" and not route.names and role in MATRIX[route.right or Right.OPEN]:
                page = await client.get(route.path)
                assert page.status_code == 200, route.path
                for mark in made.marks:
                    if mark in page.text:
                        yield f"{role.value} {route.path}: {mark}"


async def test_no_list_of_a_vendor_names_another_vendors_things(bureau: World) -> None:
    assert [mark for role in sorted(VENDOR_ROLES) async for mark in named(bureau, role)] == []


async def test_a_vendor_sees_its_own_things_on_the_same_pages(bureau: World) -> None:
    """Otherwise the lists above would be empty for everybody."""
    async with bureau.visit(Role.VENDOR_LEAD.value) as client:
        for path in ("/tasks", "/batches", "/review", "/contracts", "/vendors"):
            assert "河西审计" in (await client.get(path)).text, path
        for name in ("vendor", "contract", "task"):
            (own,) = bureau.second[name]
            assert (await client.get(f"/{name}s/{own}")).status_code == 200


async def test_without_signing_in_every_page_asks_for_it(bureau: World) -> None:
    ids: Values = {**bureau.first, **WORDS}
    wrong = []
    async with browser(bureau.app, secure=False) as client:
        for route in routes(bureau.app):
            for path in route.paths(ids) if route.right is not Right.OPEN else ():
                got = await client.request(route.method, path)
                if got.status_code != 401 and not got.headers.get("location", "").startswith("/login"):
                    wrong.append(f"{route.method} {path}: {got.status_code}")
    assert wrong == []
