"""Every route of the service, for every role: its right is named, held to, and reading writes nothing."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from server.app import create_app
from server.web import clock
from server.web.access import MATRIX, Right
from tests.support.rooms import house_at
from tests.support.routes import Route, routes, unlisted
from tests.support.two_vendors import NOW, World, world
from vendors.actors import VENDOR_ROLES, Role
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
WORDS: Mapping[str, Sequence[str]] = {"book": ["cases", "none"], "booking": ["receipt", "none"],
    "code": ["K01", "Z99"], "run": ["none"], "step": ["accept", "none"],
    "register": ["institutions", "none"], "kind": ["record-review", "none"], "upload": [1],
    "file": ["1.pdf", "none"], "name": ["A-2026", "D-2027", "none"]}  # fmt: skip
LAST = {"/logout", "/password", "/sessions/{session_id:int}/end"}
"""Writes that end a session: the others would find nobody signed in."""
TOLD = (
    "session.",
    "batch.downloaded",
    "report.downloaded",
    "attachment.downloaded",
    "document.taken",
    "cases.exported",
    "provision.provided",
)
"""What reading may add to the journal: who took a file out."""


@pytest.fixture
async def bureau(database: object, data: Path) -> AsyncIterator[World]:
    with clock.everywhere_at(NOW):
        yield await world(data)


def open_to(role: Role, route: Route) -> bool:
    return role in MATRIX[route.right or Right.OPEN]


def own(made: World, role: Role) -> Mapping[str, Sequence[int | str]]:
    """Where a role finds things: a vendor's its own, the bureau the first vendor's; none of a kind there is not."""
    if role in VENDOR_ROLES:
        return {**{name: [1] for name in made.first}, **made.second, **WORDS}
    return {**made.first, **WORDS}


async def journal() -> Sequence[str]:
    async with transaction() as connection:
        return [row["kind"] for row in await connection.fetch("SELECT kind FROM vendors_journal ORDER BY seq")]


ASIDE = ["migration", "vendors_journal", "vendors_journal_head", "server_session", "server_person", "server_tries",
    "vendors_provision"]  # fmt: skip
"""Tables looked at apart, written by signing in, or the ledger of who took personal data out."""


async def fingerprint() -> Mapping[str, str]:
    """What every other table holds."""
    async with transaction() as connection:
        tables = await connection.fetch(
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1)", ASIDE
        )
        digest = "SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t"
        return {one["name"]: await connection.fetchval(digest.format(one["name"])) for one in tables}


def test_every_route_names_its_right(data: Path) -> None:
    app = create_app(house_at(data))
    assert unlisted(app) == []
    assert len(list(routes(app))) > 60


async def broken(made: World, role: Role) -> AsyncIterator[str]:
    """What a role meets that it should not: failures, refusals of its rights, answers without the right."""
    async with made.visit(role.value) as client:
        for route in sorted(routes(made.app), key=lambda one: (one.path in LAST, one.writes, one.path)):
            for path in route.paths(own(made, role)) if route.right is not Right.OPEN else ():
                got = (await client.request(route.method, path)).status_code
                if got >= 500 or got in {401, 405} or (got == 403 and open_to(role, route) and not route.names):
                    yield f"{role.value} {route.method} {path}: {got}"
                if got != 403 and not open_to(role, route) and route.path not in LAST:
                    yield f"{role.value} {route.method} {path}: {got} without the right"


@pytest.mark.parametrize("vendors", [False, True], ids=["bureau", "vendors"])
async def test_every_role_meets_its_rights_and_no_page_fails(bureau: World, vendors: bool) -> None:
    roles = [role for role in Role if role is not Role.SYSTEM and (role in VENDOR_ROLES) is vendors]
    assert [wrong for role in roles async for wrong in broken(bureau, role)] == []


async def test_reading_writes_nothing_but_who_took_a_file(bureau: World) -> None:
    before, told = await fingerprint(), await journal()
    for role in (Role.AUDITOR, Role.LEADER, Role.TASK_MANAGER, Role.CONTRACT_MANAGER, Role.VENDOR_LEAD):
        async with bureau.visit(role.value) as client:
            for route in routes(bureau.app):
                for path in route.paths(own(bureau, role)) if route.method == "GET" and open_to(role, route) else ():
                    assert (await client.get(path)).status_code < 500, path
    assert [kind for kind in (await journal())[len(told) :] if not kind.startswith(TOLD)] == []
    after = await fingerprint()
    assert [table for table in before if after[table] != before[table]] == []
