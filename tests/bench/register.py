"""The register of contracts over 2,000 of them: the page over HTTP under its filters, one visitor."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import httpx

from server.accounts.sign_in import Visit, sign_in
from server.database.addresses import Addresses
from tests.bench.figures import Figure
from tests.bench.pages import page_figure, ready
from tests.support import a
from tests.support.accounts import PASSWORDS, PHRASE, account
from tests.support.processes import hengjian, until
from tests.support.served import free_port
from vendors.actors import Role
from vendors.registry.rules import Kind
from vendors.transaction import transaction

CONTRACTS = 2_000
PAGES = (
    "/contracts", "/contracts?status=in_force&kind=B", "/contracts?text=%E6%95%B0%E6%8D%AE&sort=amount&way=desc",
    "/contracts?expiring=1&year=2026", "/payments?state=planned",
)  # fmt: skip
_CONTRACT = """
INSERT INTO vendors_contract (vendor, number, title, procurement_method, amount_fen, budget_year, starts_on, ends_on,
  linked_ratio, instalments, staff_required, sampling_ratio, status, created_at)
VALUES ($1, $2, $3, 'open_tender', $4, $5, $6, $7, $8, 4, 10, $9, $10, $11)
"""
_REST = """
INSERT INTO vendors_report_due (contract, vendor, period, due_on)
  SELECT c.id, c.vendor, '2026M' || n, c.starts_on + n * 30 FROM vendors_contract c, generate_series(1, 17) n;
INSERT INTO vendors_payment (contract, vendor, instalment, covers_from, covers_to, budget_year, fixed_fen, linked_fen,
  state) SELECT c.id, c.vendor, n, c.starts_on, c.ends_on, c.budget_year, c.amount_fen / 5, c.amount_fen / 20, 'planned'
  FROM vendors_contract c, generate_series(1, 4) n;
ANALYZE
"""


async def measure(where: Addresses, data: Path) -> list[Figure]:
    await _filled()
    await account("jianghe", name="江河", roles=frozenset({Role.CONTRACT_MANAGER}))
    visit = Visit(address="127.0.0.1")
    opened = await sign_in(username="jianghe", password=PHRASE, visit=visit, passwords=PASSWORDS, at=a.AT)
    owner, port = where.owner, free_port()
    database = f"postgresql://{owner.user}@/{owner.database}?host={owner.host}"
    settings = {"HENGJIAN_DATA": str(data), "HENGJIAN_PORT": str(port), "DATABASE_URL": database}
    data.mkdir(parents=True, exist_ok=True)
    with hengjian("serve", at=a.AT, settings=settings, log=data / "log"):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies={"hengjian": opened.token}) as client:
            await until(lambda: ready(client))
            return [await page_figure(client, path, over=f"{CONTRACTS:,} contracts") for path in PAGES]


async def _filled() -> None:
    """Rows as signing leaves them, poured in: 2,000 signatures one by one would only be waited for."""
    vendors = [await a.vendor(name=f"示例机构{n}", kind=list(Kind)[n % 4]) for n in range(40)]
    first, states = date(2024, 1, 1), ("signed", "signed", "signed", "suspended", "draft", "archived", "terminated")
    rows = [
        (
            vendors[n % 40], f"HT-{2024 + n % 3}-{n:05d}", ("病历审核", "数据筛查", "财务审计")[n % 3] + f"服务{n}",
            10_000_000 + n * 1_000, 2024 + n % 3, (begins := first + timedelta(days=n % 1000)),
            begins + timedelta(days=364), Decimal("0.2"), Decimal("0.05"), states[n % 7], a.AT,
        )
        for n in range(CONTRACTS)
    ]  # fmt: skip
    async with transaction() as connection:
        await connection.executemany(_CONTRACT, rows)
        for statement in _REST.split(";"):
            await connection.execute(statement)
