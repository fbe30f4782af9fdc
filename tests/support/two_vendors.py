"""Two vendors at the same bureau: the first with everything a vendor can have, the second with its own."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import httpx
from litestar import Litestar

from importers.batches.actions import confirm
from importers.batches.queries import batch as batch_view
from server.accounts.sign_in import Visit, sign_in
from server.app import create_app
from server.reports.jobs import quarterly_report
from server.storage.local import LocalBlobs
from server.web import clock
from tests.support import a, bureau_side, cards, cycle, evidence, filed, handled, retention, rooms
from tests.support.accounts import PASSWORDS, PHRASE, account, browser
from tests.support.uploads import UPLOADED, Desk, Waiting
from vendors.actors import SYSTEM, VENDOR_ROLES, Role
from vendors.contracts.queries import contract as contract_view
from vendors.findings.queries import Filters, queue
from vendors.institutions.actions import store_cases
from vendors.institutions.queries import institutions
from vendors.people.lead_actions import propose_lead
from vendors.people.record_actions import add_certificate
from vendors.people.recusal.actions import Given, Person, note_tie
from vendors.people.recusal.ties import PersonType, TieKind
from vendors.periods import at_local
from vendors.tasks.actions import begin_check, check_off
from vendors.tasks.queries import task as task_view
from vendors.transaction import transaction

NOW = at_local(date(2026, 10, 13), 10)
Ids = Mapping[str, Sequence[int]]
"""Ids of a vendor's things by the name paths give them."""


@dataclass(frozen=True, kw_only=True)
class World:
    """`first` and `second` are what belongs to each vendor; `marks` are words only the first's pages may show."""

    app: Litestar
    first: Ids
    second: Ids
    marks: Sequence[str]

    @asynccontextmanager
    async def visit(self, username: str) -> AsyncIterator[httpx.AsyncClient]:
        """A browser in which somebody is signed in, their form token in its headers."""
        opened = await sign_in(
            username=username, password=PHRASE, visit=Visit(address="127.0.0.1"), passwords=PASSWORDS, at=NOW
        )
        async with browser(self.app, secure=False) as client:
            client.cookies.set("hengjian", opened.token)
            client.headers["X-CSRF-Token"] = rooms.header_token(await client.get("/password"))
            yield client


async def world(data: Path) -> World:
    """Built through the real actions between April and October 2026."""
    house = rooms.house_at(data)
    first, marks = await _first(data)
    second = await _second(data)
    first |= await bureau_side.second_looks(first["finding"][1], expert=first["expert"][0])
    await quarterly_report(house=house, at=NOW, period="2026Q3")
    for role in Role:
        if role not in VENDOR_ROLES | {Role.SYSTEM}:
            await account(role.value, name="局内人", roles=frozenset({role}))
    for role in VENDOR_ROLES:
        await account(role.value, name="祁小麦", roles=frozenset({role}), vendor=second["vendor"][0])
    with clock.everywhere_at(NOW):
        session = await _session(first["vendor"][0])
    return World(app=create_app(house), first={**first, "session_id": [session]}, second=second, marks=marks)


async def _session(vendor: int) -> int:
    """Somebody of a vendor signed in; the session's id."""
    await account("hexiaoman", name="何小满", roles=frozenset({Role.VENDOR_LEAD}), vendor=vendor)
    await sign_in(username="hexiaoman", password=PHRASE, visit=Visit(address="10.0.0.9"), passwords=PASSWORDS, at=NOW)
    async with transaction() as connection:
        return int(await connection.fetchval("SELECT max(id) FROM server_session"))


async def _first(data: Path) -> tuple[dict[str, list[int]], list[str]]:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    people = [await a.staff(vendor=vendor, name=name) for name in ("何小满", "石磊")]
    await a.cases(20)
    papers = await _papers(people)
    done, running = [await _desk(data, vendor, contract) for _ in range(2)]
    refused = await _sent(done, found=2, spoil={0: {"vola_amt": Decimal(109)}})
    stored = await _sent(done, found=4)
    await confirm(batch=stored, by=done.clerk, at=UPLOADED)
    ready = await _sent(running, found=1)
    page = await queue(for_=filed.LEADER, at=NOW, filters=Filters(batch=stored), size=10)
    findings = [row.id for row in page.rows]
    await filed.notified(findings[0])
    await filed.lead(findings[1])
    await begin_check(task=done.task, by=a.MANAGER, at=UPLOADED)
    await check_off(task=done.task, by=a.MANAGER, at=UPLOADED)
    card = await cards.issued(contract)
    proposal = await cards.publish(card=card)
    ids = {"vendor": [vendor], "contract": [contract], "task": [done.task, running.task], "draw": [1, 2], "report": [1]}
    ids |= {"batch": [refused, stored, ready], "finding": findings, "line": [1], "seq": [3]}
    moving = await cycle.under_way(vendor, contract=contract)
    ids |= moving | {"card": [card, *moving["card"]], "proposal": [proposal], "staff": people, **papers}
    ids |= await bureau_side.oversight(vendor) | await bureau_side.files(vendor, blobs=LocalBlobs(data / "blobs"))
    ids |= await bureau_side.proof(findings[1], blobs=LocalBlobs(data / "blobs"))
    ids |= await bureau_side.due_process(findings[0])
    ids |= await handled.everything(findings[2]) | await bureau_side.in_bulk(findings[3])
    ids |= await evidence.behind(vendor, contract=contract, task=done.task)
    ids |= await retention.matters(vendor, contract=contract, proposal=proposal)
    ids |= await bureau_side.dealings(vendor, contract=contract, tasks=ids["task"]) | await bureau_side.bureaus_own()
    return ids, await _marks(ids, [row.number for row in page.rows])


async def _papers(people: Sequence[int]) -> dict[str, list[int]]:
    """A certificate, a tie and a wish to lead of the vendor's people."""
    lead, other = people
    certificate = await add_certificate(
        staff=lead, kind="1", number="证-1", valid_from=None, valid_until=None, by=a.MANAGER, at=a.AT
    )
    wish = await propose_lead(incoming=other, reason="调离", by=a.MANAGER, at=a.AT)
    hospital = (await institutions())[0].id
    tie = await note_tie(
        person=Person(type=PersonType.STAFF, id=lead),
        tie=Given(institution=hospital, kind=TieKind.KIN),
        by=a.MANAGER,
        at=a.AT,
    )
    return {"certificate": [certificate], "proposal_id": [wish], "tie": [tie]}


async def _marks(ids: Ids, findings: Sequence[str]) -> list[str]:
    numbers = [(await task_view(task, for_=SYSTEM)).number for task in ids["task"]]
    numbers += [(await batch_view(batch, for_=SYSTEM)).number for batch in ids["batch"]]
    numbers += [(await contract_view(contract, for_=SYSTEM)).number for contract in ids["contract"]]
    return ["陇上病历", "何小满", "620700G000000000001", *numbers, *findings]


async def _second(data: Path) -> dict[str, list[int]]:
    vendor = await a.vendor(name="河西审计服务有限公司")
    contract = await a.contract(vendor=vendor)
    for name in ("祁小麦", "石磊"):
        await a.staff(vendor=vendor, name=name)
    rows = [a.case(serial) for serial in range(101, 105)]
    await store_cases(rows=rows, by=a.MANAGER, at=a.AT)
    desk = await _desk(data, vendor, contract, name="祁小麦", visits=tuple(row.visit_id for row in rows))
    stored = await _sent(desk, found=2)
    await confirm(batch=stored, by=desk.clerk, at=UPLOADED)
    return {"vendor": [vendor], "contract": [contract], "task": [desk.task], "batch": [stored]}


async def _desk(data: Path, vendor: int, contract: int, *, name: str = "何小满", visits: tuple[str, ...] = ()) -> Desk:
    task = await a.task_in_progress(vendor=vendor, contract=contract, visits=visits)
    clerk = a.clerk_of(vendor, name=name)
    return Desk(task=task, clerk=clerk, blobs=LocalBlobs(data / "blobs"), queue=Waiting())


async def _sent(desk: Desk, *, found: int, spoil: Mapping[int, Mapping[str, Decimal]] | None = None) -> int:
    taken = await desk.upload(await desk.workbook(found=found, spoil=spoil))
    await desk.check(taken.batch)
    return taken.batch
