"""The figures Baotou published (domain.md BT-01…08), as findings in the database and as entered history.

`await baotou.findings()` stores 1 993 cases with 2 147 lines over 98 institutions; the months have 41, 42, 62 and 48.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from tests.support import a
from vendors.campaigns.actions import plan_campaign
from vendors.campaigns.rules import CampaignKind, Plan, Scope
from vendors.institutions.actions import store_institutions
from vendors.institutions.records import InstitutionRecord
from vendors.periods import at_local
from vendors.registry.rules import Kind
from vendors.statistics.entered_actions import enter_figures
from vendors.statistics.entered_rules import Kind as Entry
from vendors.statistics.entered_rules import NewFigures
from vendors.tasks.rules import TaskKind
from vendors.transaction import transaction

MONTHS: Final[Mapping[str, tuple[int, int, int]]] = {
    "2021M01": (41, 471, 507), "2021M02": (42, 340, 366), "2021M03": (62, 844, 918), "2021M04": (48, 338, 356),
}  # fmt: skip
"""Institutions, cases, lines."""
YEAR_2020: Final = (56, 4910, 5149)
FROM: Final = {"2021M01": 0, "2021M02": 20, "2021M03": 10, "2021M04": 50}
"""The first of a month's institutions; they follow each other."""
DISTINCT: Final = 98
AFTER: Final = at_local(date(2021, 6, 1))
FEN: Final = 10_050
COUNTIES: Final = ("620702", "620722")


def code(number: int) -> str:
    return f"{'P' if number % 3 == 0 else 'H'}{COUNTIES[number % 2]}{number:05d}"


async def institutions(number: int = DISTINCT) -> None:
    rows = [
        InstitutionRecord(
            code=code(one), name=f"示范医药机构{one}", kind="零售药店" if one % 3 == 0 else "乡镇卫生院",
            ownership="公立", region=COUNTIES[one % 2],
        )
        for one in range(number)
    ]  # fmt: skip
    await store_institutions(rows=rows, by=a.MANAGER, at=a.AT)


async def machine_task() -> tuple[int, int]:
    """A vendor of IT with a task under way; returns both."""
    vendor = await a.vendor(kind=Kind.B, name="河西数据技术有限公司")
    contract = await a.contract(vendor=vendor)
    return vendor, await a.task_in_progress(vendor=vendor, contract=contract, kind=TaskKind.STOCK_MONITORING)


async def findings() -> int:
    """Findings of machine review as months of the past hold them; returns their task."""
    await institutions()
    vendor, task = await machine_task()
    async with transaction() as connection:
        ids = {row["code"]: row["id"] for row in await connection.fetch("SELECT id, code FROM vendors_institution")}
        for batch, (period, (places, cases, lines)) in enumerate(MONTHS.items(), start=9001):
            month = int(period[-2:])
            told = at_local(date(2021, month, 15))
            rows = [
                (
                    vendor, task, batch, f"YD-{month}-{one:05d}", ids[code(FROM[period] + one % places)],
                    f"V{month}{one:06d}", told,
                )
                for one in range(cases)
            ]  # fmt: skip
            await connection.executemany(_FINDING, rows)
            numbers = await connection.fetch("SELECT id FROM vendors_finding WHERE batch = $1 ORDER BY id", batch)
            twice = lines - cases
            await connection.executemany(
                _LINE,
                [
                    (row["id"], vendor, position, FEN, told, f"{row['id']}-{position}")
                    for place, row in enumerate(numbers)
                    for position in range(2 if place < twice else 1)
                ],
            )
    return task


_FINDING: Final = """
INSERT INTO vendors_finding (vendor, task, batch, number, institution, visit_id, created_at, violation, certainty,
  basis, description, amount_fen, fund_loss_fen, auditor, checker, audited_on, state, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, '0301', 'definite', '条例第三十八条(三)', '重复收费', 10050, 10050, '王某', '李某',
  '2021-01-01', 'lead', 'smart_monitoring')
"""
_LINE: Final = """
INSERT INTO vendors_finding_line (finding, vendor, position, amount_fen, fund_loss_fen, sheet, row, told_at, same)
VALUES ($1, $2, $3, $4, $4, '智能监控疑点明细', 4, $5, $6)
"""


async def history(*, listed: bool = False) -> None:
    """The four months entered: bare numbers, or with their institutions."""
    for period, (places, cases, lines) in MONTHS.items():
        await entered(
            period, places, cases, lines,
            codes=tuple(code(FROM[period] + one) for one in range(places)) if listed else (),
        )  # fmt: skip


async def entered(period: str, places: int, cases: int, lines: int, codes: tuple[str, ...] = ()) -> int:
    new = NewFigures(
        kind=Entry.MACHINE, period=period, figures={"institutions": places, "cases": cases, "lines": lines},
        basis="包头市医保局2021年5月通报", institutions=codes,
    )  # fmt: skip
    return await enter_figures(new=new, by=a.MANAGER, at=a.AT)


async def span(period: str, places: int) -> int:
    new = NewFigures(kind=Entry.SPAN, period=period, figures={"institutions": places}, basis="年度汇总表")
    return await enter_figures(new=new, by=a.MANAGER, at=a.AT)


async def campaign(*, task: int | None = None, regions: tuple[str, ...] = (), begins: date = date(2021, 1, 1)) -> int:
    """A campaign over 2021; the task, if any, becomes one of it."""
    plan = Plan(
        name="打击欺诈骗保专项治理", kind=CampaignKind.SPECIAL, starts_on=begins, ends_on=date(2026, 12, 31),
        scope=Scope(covers_from=date(2020, 1, 1), covers_to=date(2021, 5, 31), regions=regions), lead_name="顾长风",
    )  # fmt: skip
    made = await plan_campaign(plan=plan, by=a.MANAGER, at=a.AT)
    if task is not None:
        async with transaction() as connection:
            await connection.execute("UPDATE vendors_task SET campaign = $1 WHERE id = $2", made, task)
    return made
