"""Every route of one county's finding, and of all that came of it, is not there for a person of another county."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from server.accounts.sign_in import Visit, sign_in
from server.app import create_app
from server.storage.local import LocalBlobs
from server.web import clock
from server.web.access import MATRIX
from tests.support import a, bureau_side, filed, handled, rooms
from tests.support.accounts import PASSWORDS, PHRASE, account, browser
from tests.support.routes import Route, routes
from vendors.actors import VENDOR_ROLES, Role
from vendors.organisation.actions import seed_units
from vendors.organisation.queries import unit_by_code
from vendors.periods import at_local
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
NOW = at_local(date(2026, 10, 13), 10)
OWN, OTHER = "C620702", "C620722-AGENCY"
ROLES = tuple(role for role in Role if role not in VENDOR_ROLES | {Role.SYSTEM, Role.AUDITOR})
WORDS: Mapping[str, Sequence[str]] = {"booking": ["receipt"], "step": ["accept"]}
TEXT = {"findings": "1.1", "facts_1": "多收6日", "reasons_1": "与医嘱不符", "basis_1": "条例第三十八条"}
FORMS = {"/notices/{notice:int}/text": TEXT}
"""Where an empty form would be sent back before anything is looked up."""
CHOSEN = frozenset({"/notices/new", "/rulings/hearings", "/rulings/rechecks", "/rulings/together", "/discussions/new"})
"""Pages whose address names findings after the question mark."""
NOT_NOW = {"/tie-breaks/{finding:int}", "/decisions/{decision:int}/measures/new"}
"""Pages that want another state than the findings are in, or a kind of measure."""


@dataclass(frozen=True, kw_only=True)
class Counties:
    """`ids` are those of the own county's finding and of what hangs on it, by the names paths give them."""

    app: Litestar
    ids: Mapping[str, Sequence[int | str]]

    async def visit(self, unit: str, role: Role, open_: AsyncExitStack) -> httpx.AsyncClient:
        client = await open_.enter_async_context(browser(self.app, secure=False))
        opened = await sign_in(
            username=f"{unit}-{role.value}".lower(), password=PHRASE, visit=Visit(address="127.0.0.1"),
            passwords=PASSWORDS, at=NOW,
        )  # fmt: skip
        client.cookies.set("hengjian", opened.token)
        client.headers["X-CSRF-Token"] = rooms.header_token(await client.get("/password"))
        return client

    def asked(self, role: Role) -> Iterator[tuple[Route, str]]:
        """The routes of the role that name one of the ids; papers are asked for by their own number."""
        for route in routes(self.app):
            if route.right is None or role not in MATRIX[route.right] or route.path.startswith("/vendors/"):
                continue
            if set(route.names) <= set(self.ids) | set(WORDS) and set(route.names) - set(WORDS):
                yield from ((route, path) for path in route.paths({**self.ids, **WORDS}))
            elif route.path in CHOSEN and route.method == "GET":
                yield from ((route, f"{route.path}?finding={id_}") for id_ in self.ids["finding"])
            elif route.path.startswith("/documents/"):
                kind = route.path.split("/")[2]
                name = {"discussion": "record_id", "transcript": "defence"}.get(kind, kind)
                yield from ((route, f"/documents/{kind}/{id_}.docx") for id_ in self.ids[name])


@pytest.fixture
async def counties(database: object, data: Path) -> AsyncIterator[Counties]:
    made = await filed.world()
    findings = await filed.stored(made, *(filed.case(visit) for visit in made.visits))
    await seed_units(begins=date(2026, 1, 1), by=a.MANAGER, at=a.AT)
    own = await _of_county(findings)
    ids = await handled.everything(own[0]) | {"finding": own}
    ids |= await bureau_side.due_process(own[0])
    ids |= await bureau_side.proof(await filed.defended(own[1]), blobs=LocalBlobs(data / "blobs"))
    for unit in (OWN, OTHER):
        number = (await unit_by_code(unit)).id
        for role in ROLES:
            await account(f"{unit}-{role.value}".lower(), name="乔安", roles=frozenset({role}), unit=number)
    with clock.everywhere_at(NOW):
        yield Counties(app=create_app(rooms.house_at(data)), ids=ids)


async def _of_county(findings: Sequence[int]) -> list[int]:
    async with transaction() as connection:
        rows = await connection.fetch(
            "SELECT f.id FROM vendors_finding f JOIN vendors_institution i ON i.id = f.institution"
            " WHERE f.id = ANY($1) AND i.region = '620702' ORDER BY f.id",
            list(findings),
        )
    return [row["id"] for row in rows]


async def test_what_came_of_a_countys_finding_is_not_there_for_another_county(counties: Counties) -> None:
    seen, asked = [], set[str]()
    async with AsyncExitStack() as open_:
        for role in ROLES:
            client = await counties.visit(OTHER, role, open_)
            for route, path in counties.asked(role):
                form = FORMS.get(route.path) if route.writes else None
                got = await client.request(route.method, path, data=form)
                asked.add(route.path)
                if got.status_code not in {403, 404}:
                    seen.append(f"{role.value} {route.method} {path}: {got.status_code}")
    assert seen == []
    assert len(asked) > 40


async def test_its_own_county_opens_every_page_of_it(counties: Counties) -> None:
    opened: dict[str, set[int]] = {}
    async with AsyncExitStack() as open_:
        for role in ROLES:
            client = await counties.visit(OWN, role, open_)
            for route, path in counties.asked(role):
                if route.method == "GET":
                    opened.setdefault(route.path, set()).add((await client.get(path)).status_code)
    assert {path for path, codes in opened.items() if 200 not in codes} == NOT_NOW
