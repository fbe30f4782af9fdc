"""The review queues over 100,000 findings: page, filters, drawer and acts over HTTP, and 5,000 in one bulk act.

Processor time is the serving process's and that of the database's processes for it: a busy machine does not stretch it.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from os import sysconf
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Final

import asyncpg
import httpx

from server.accounts.sign_in import Visit, sign_in
from server.database.addresses import Addresses
from server.web.paging import seal
from tests.bench.crowd import pour
from tests.bench.figures import Figure
from tests.bench.pages import ready
from tests.support import filed
from tests.support.accounts import PASSWORDS, PHRASE, account
from tests.support.processes import hengjian, until
from tests.support.served import free_port
from vendors.actors import Actor, Role
from vendors.findings.actions import review_first
from vendors.findings.bulk.queries import bulk_act
from vendors.findings.queries import queue
from vendors.findings.rules import FindingState, Opinion
from vendors.findings.selection import Filters, Ordered, Sort
from vendors.transaction import transaction

FINDINGS: Final = 100_000
REQUESTS: Final = 30
BULK: Final = 5_000
ONE_BY_ONE: Final = 200
WARM: Final = 5
SERVED_BY: Final = "x-served-by"
"""A header that carries the number of the serving process to where its processor time is read."""
UNDER: Final = f"over {FINDINGS:,} findings"
LISTS: Final = {
    "the first queue": "/review?tab=first",
    "all findings": "/review?tab=all",
    "by amount": "/review?tab=first&sort=amount&way=desc",
    "one vendor": "/review?tab=first&vendor=2",
    "one violation type": "/review?tab=first&violation=0202",
    "a group of types": "/review?tab=first&violation=02",
    "amount from, to": "/review?tab=first&min=8000&max=8200",
    "part of a name": "/review?tab=first&text=金河第7医院",
    "a number": "/review?tab=all&text=YD-2026-090000",
    "nothing matches": "/review?tab=first&text=没有这家",
    "certainty and source": "/review?tab=first&certainty=clue&source=smart_monitoring",
    "severity": "/review?tab=second&severity=waste",
    "三假": "/review?tab=first&false=illness",
    "a rule": "/review?tab=first&rule=R-005",
    "a county": "/review?tab=first&region=620722",
    "days": "/review?tab=first&from=2026-01-01&to=2026-03-31",
    "a task": "/review?tab=first&task=3",
    "returned by me": "/review?tab=returned&mine=1",
    "three conditions": "/review?tab=first&vendor=2&violation=02&min=100",
}


async def measure(where: Addresses, data: Path) -> list[Figure]:
    await pour(FINDINGS)
    await _settled(where)
    people = {stage: await _person(stage) for stage in ("first", "second")}
    owner, port = where.owner, free_port()
    database = f"postgresql://{owner.user}@/{owner.database}?host={owner.host}"
    settings = {"HENGJIAN_DATA": str(data), "HENGJIAN_PORT": str(port), "DATABASE_URL": database}
    data.mkdir(parents=True, exist_ok=True)
    with hengjian("serve", at=filed.AFTER, settings=settings, log=data / "log") as serving:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            await until(lambda: ready(client))
            client.headers[SERVED_BY] = str(serving.process.pid)
            found = [await _timed(client, people["first"], name, _gets(path)) for name, path in LISTS.items()]
            found += [await _timed(client, people["first"], "a page far in", _gets(await _far(client, people)))]
            found += [await _timed(client, people["first"], "drawer of a finding", _drawers())]
            found += [await _timed(client, people[stage], f"act: {stage} review", _acts(stage)) for stage in people]
            return [*found, await _bulk(client, people["first"]), await _one_by_one()]


async def _settled(where: Addresses) -> None:
    """As the database's own housekeeping leaves it some minutes after so many rows came in."""
    connection = await asyncpg.connect(**where.owner.for_asyncpg())
    try:
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _person(stage: str) -> dict[str, str]:
    """The cookies of a signed-in reviewer."""
    await account(stage, name=stage, roles=frozenset({Role(f"{stage}_reviewer")}))
    visit = Visit(address="127.0.0.1")
    opened = await sign_in(username=stage, password=PHRASE, visit=visit, passwords=PASSWORDS, at=filed.AFTER)
    return {"hengjian": opened.token}


Doing = Callable[[httpx.AsyncClient], AsyncIterator[Callable[[], Awaitable[httpx.Response]]]]


async def _timed(client: httpx.AsyncClient, cookies: dict[str, str], name: str, doing: Doing) -> Figure:
    """The middle and the slow end of the requests, the first few left out."""
    client.cookies = httpx.Cookies(cookies)
    took: list[float] = []
    size, before = 0, dict[int, int]()
    async for ask in doing(client):
        if len(took) == WARM:
            before = await _ticks(client)
        started = perf_counter()
        answer = await ask()
        took.append((perf_counter() - started) * 1000)
        assert answer.status_code in {200, 303}, (name, answer.status_code, answer.text[:400])
        size = len(answer.content)
    after = await _ticks(client)
    spent = sum(after[pid] - before[pid] for pid in before.keys() & after.keys())
    each = spent / sysconf("SC_CLK_TCK") * 1000 / (len(took) - WARM)
    cuts = quantiles(took[WARM:], n=20)
    measured = f"fastest {min(took):.0f} ms, p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms; processor {each:.0f} ms"
    return Figure(what=f"{name} ({UNDER}; {size / 1024:.0f} KiB)", ratio="", measured=measured)


async def _ticks(client: httpx.AsyncClient) -> dict[int, int]:
    """Processor time so far of the serving process and of the database's processes, by their numbers."""
    sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    async with transaction() as connection:
        own = await connection.fetchval("SELECT pg_backend_pid()")
        backends = [row["pid"] for row in await connection.fetch(sql) if row["pid"] != own]
    found = {}
    for pid in (int(client.headers[SERVED_BY]), *backends):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        found[pid] = int(fields[11]) + int(fields[12])
    return found


def _gets(path: str) -> Doing:
    async def doing(client: httpx.AsyncClient) -> AsyncIterator[Callable[[], Awaitable[httpx.Response]]]:
        for _ in range(REQUESTS):
            yield lambda: client.get(path)

    return doing


async def _far(client: httpx.AsyncClient, people: dict[str, dict[str, str]]) -> str:
    """The address of a page in the middle of the first queue, as its own links name such pages."""
    client.cookies = httpx.Cookies(people["first"])
    first = await client.get("/review?tab=first")
    found = re.search(r"after=[\w-]+", first.text)
    assert found
    page = await queue(for_=filed.LEADER, at=filed.AFTER, states={FindingState.AWAITING_FIRST}, after=60_000, size=1)
    return f"/review?tab=first&after={seal(page.rows[0].amount_fen, page.rows[0].id)}"


def _drawers() -> Doing:
    async def doing(client: httpx.AsyncClient) -> AsyncIterator[Callable[[], Awaitable[httpx.Response]]]:
        for id_, _version in await _waiting(FindingState.AWAITING_FIRST, REQUESTS):
            yield lambda id_=id_: client.get(f"/review/{id_}?tab=first", headers={"HX-Request": "true"})  # type: ignore[misc]

    return doing


def _acts(stage: str) -> Doing:
    """Passing one finding after the other in the drawer; each answer is the next finding."""

    async def doing(client: httpx.AsyncClient) -> AsyncIterator[Callable[[], Awaitable[httpx.Response]]]:
        page = await client.get(f"/review?tab={stage}")
        token = re.search(r'"X-CSRF-Token": "([^"]+)"', page.text)
        assert token
        headers = {"HX-Request": "true", "X-CSRF-Token": token[1]}
        for id_, version in await _waiting(FindingState(f"awaiting_{stage}"), REQUESTS):
            sent = {"version": str(version), "opinion": "pass", "reason": ""}
            path = f"/review/{id_}/{stage}?tab={stage}"
            yield lambda path=path, sent=sent: client.post(path, data=sent, headers=headers)  # type: ignore[misc]

    return doing


async def _waiting(state: FindingState, number: int) -> list[tuple[int, int]]:
    """Findings with their versions, the oldest first."""
    page = await queue(for_=filed.LEADER, at=filed.AFTER, states={state}, size=number)
    return [(row.id, row.version) for row in page.rows]


async def _bulk(client: httpx.AsyncClient, cookies: dict[str, str]) -> Figure:
    """All that match one condition, in one job, from the order to the last item."""
    client.cookies = httpx.Cookies(cookies)
    most = (await queue(for_=filed.LEADER, at=filed.AFTER, states={FindingState.AWAITING_FIRST}, size=1,
                        ordered=Ordered(by=Sort.AMOUNT, after=(await _amount_after(BULK), 0)))).rows[0]  # fmt: skip
    path = f"/review?tab=first&max={(most.amount_fen - 1) / 100:.2f}"
    page = await client.get(path)
    found = re.search(r'name="every" value="(pass\.(\d+))"', page.text)
    token = re.search(r'name="_csrf" value="([^"]+)"', page.text)
    assert found
    assert token
    started = perf_counter()
    sent = {"every": found[1], "reason": "", "_csrf": token[1]}
    answer = await client.post(path.replace("/review?", "/review/bulk/first?"), data=sent)
    assert answer.status_code == 303, answer.text[:400]
    bulk, total = int(answer.headers["location"].rpartition("/")[2]), int(found[2])

    async def ended() -> bool:
        return not (await bulk_act(bulk, for_=filed.LEADER)).open

    await until(ended, seconds=300)
    took = perf_counter() - started
    act = await bulk_act(bulk, for_=filed.LEADER)
    assert act.done == total, act
    what = f"{total:,} first reviews in one bulk act, from the order to the last ({UNDER})"
    return Figure(what=what, ratio="", measured=f"{took:.1f} s, {total / took:,.0f} findings/s")


async def _amount_after(number: int) -> int:
    """The amount below which about so many findings wait for their first review."""
    page = await queue(
        for_=filed.LEADER, at=filed.AFTER, states={FindingState.AWAITING_FIRST}, filters=Filters(),
        ordered=Ordered(by=Sort.AMOUNT), size=number,
    )  # fmt: skip
    return page.rows[-1].amount_fen


async def _one_by_one() -> Figure:
    """What the same acts cost each in a transaction of its own, without HTTP."""
    by = Actor(id=9_001, name="某乙", roles=frozenset({Role.FIRST_REVIEWER}))
    ids = await _waiting(FindingState.AWAITING_FIRST, ONE_BY_ONE)
    started = perf_counter()
    for id_, version in ids:
        await review_first(finding=id_, version=version, opinion=Opinion.PASS, by=by, at=filed.AFTER)
    took = perf_counter() - started
    return Figure(
        what=f"{len(ids)} first reviews one by one, without HTTP ({UNDER})",
        ratio="",
        measured=f"{took:.1f} s, {len(ids) / took:,.0f} findings/s",
    )
