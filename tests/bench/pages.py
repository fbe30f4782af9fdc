"""Pages over HTTP from a served process, one visitor: the middle and the slow end of their times."""

from pathlib import Path
from statistics import quantiles
from time import perf_counter

import httpx

from server.accounts.sign_in import Visit, sign_in
from server.database.addresses import Addresses
from tests.bench.figures import Figure
from tests.support import filed
from tests.support.accounts import PASSWORDS, PHRASE, account
from tests.support.processes import hengjian, until
from tests.support.served import free_port
from vendors.actors import Role
from vendors.findings.actions import store_findings

ROWS = 5_000
REQUESTS = 60
PAGES = ("/healthz", "/login", "/tasks", "/review", "/review/1", "/todos")


async def measure(where: Addresses, data: Path) -> list[Figure]:
    world = await filed.world(visits=ROWS)
    cases = [filed.case(visit, 10_800 + place) for place, visit in enumerate(world.visits)]
    await store_findings(task=world.task, batch=1, cases=cases, by=world.clerk, at=filed.FILED)
    await account("anning", name="安宁", roles=frozenset({Role.FIRST_REVIEWER}))
    visit = Visit(address="127.0.0.1")
    opened = await sign_in(username="anning", password=PHRASE, visit=visit, passwords=PASSWORDS, at=filed.FILED)
    owner, port = where.owner, free_port()
    database = f"postgresql://{owner.user}@/{owner.database}?host={owner.host}"
    settings = {"HENGJIAN_DATA": str(data), "HENGJIAN_PORT": str(port), "DATABASE_URL": database}
    data.mkdir(parents=True, exist_ok=True)
    with hengjian("serve", at=filed.FILED, settings=settings, log=data / "log"):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies={"hengjian": opened.token}) as client:
            await until(lambda: ready(client))
            return [await page_figure(client, path, over=f"{ROWS:,} findings filed") for path in PAGES]


async def ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def page_figure(client: httpx.AsyncClient, path: str, *, over: str) -> Figure:
    took = []
    for _ in range(REQUESTS):
        started = perf_counter()
        answer = await client.get(path)
        took.append((perf_counter() - started) * 1000)
        assert answer.status_code in {200, 303}, path
    cuts = quantiles(took[5:], n=20)
    size = len(answer.content) / 1024
    return Figure(
        what=f"page {path} ({over}; {size:.0f} KiB)",
        ratio="",
        measured=f"p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms",
    )
