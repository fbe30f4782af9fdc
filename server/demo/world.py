"""Making the demo world, start to end."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from time import perf_counter
from typing import Final

from server.accounts.demo import FILE, DemoPerson
from server.accounts.passwords import Passwords
from server.database.embedded import EmbeddedServer
from server.demo.calendar import END, Agenda
from server.demo.cast import Stage
from server.demo.dealings.cooperation import plan_cooperation
from server.demo.dealings.post import plan_post
from server.demo.dealings.statistics import Reporting
from server.demo.dealings.waits import WAITS, wait_for
from server.demo.parties.contracts import draft, register, review, settle_in, sign
from server.demo.parties.houses import SHORT, VENDORS
from server.demo.parties.institutions import IMPORTED, import_register
from server.demo.parties.papers import plan_applicant, plan_oversight
from server.demo.parties.people import BUREAU, listed, open_account, write_down
from server.demo.parties.pool import Pool
from server.demo.plans import JOBS
from server.demo.scoring.conduct import plan_reports
from server.demo.scoring.plan import plan_scoring
from server.demo.work.campaign import Campaign
from server.demo.work.cases import WINDOWS, import_cases
from server.demo.work.tasks import Work
from server.web.house import House
from vendors.actors import SYSTEM
from vendors.errors import Conflict
from vendors.organisation.actions import seed_units
from vendors.periods import at_local
from vendors.registry.queries import vendors
from vendors.scope import seeing

OPENED: Final = date(2025, 12, 8)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """What was made; `people` can sign in."""

    vendors: int
    institutions: int
    cases: int
    tasks: int
    people: tuple[DemoPerson, ...]
    seconds: float


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def is_seeded() -> bool:
    """Whether there is anything in the database yet."""
    with seeing(None):
        return bool(await vendors(for_=SYSTEM))


async def ensure(house: House, *, tell: Tell = _say) -> Seeded | None:
    """Seed an empty database; None when the world is there already. Raises Conflict for a half-made one."""
    if not await is_seeded():
        return await seed(house, tell=tell)
    settings = house.settings
    if not (settings.data / FILE).exists():
        kept = "DATABASE_URL" if settings.database_url else str(EmbeddedServer(settings).home)
        raise Conflict(
            f"数据库（{kept}）里已有数据，但不是完整的演示数据（上次生成可能中断）。"
            f"请删除它和 {settings.data} 后再试，或用 HENGJIAN_DATA 另选一个数据目录。",
            f"The database ({kept}) holds something that is not a finished demo world (it may have been cut short)."
            f" Remove it and {settings.data}, or choose another data folder with HENGJIAN_DATA, then try again.",
        )
    return None


async def seed(house: House, *, tell: Tell = _say) -> Seeded:
    """Make the whole world in an empty database. Raises Conflict when it is not empty."""
    if await is_seeded():
        raise Conflict("数据库不是空的，不能生成演示数据。", "The database is not empty; no demo world is made in it.")
    started = perf_counter()
    with seeing(None):
        counted = await _Making(house, tell).all()
    people = listed(SHORT)
    write_down(people, data=house.settings.data)
    seconds = perf_counter() - started
    tell(f"演示数据已生成，用时 {seconds:.0f} 秒 / demo world made in {seconds:.0f} s")
    return Seeded(people=people, seconds=seconds, **counted)


class _Making:
    def __init__(self, house: House, tell: Tell) -> None:
        self.house = house
        self.tell = tell
        self.counted = {"vendors": 0, "institutions": 0, "cases": 0, "tasks": len(JOBS)}

    async def all(self) -> dict[str, int]:
        passwords = Passwords(names=(self.house.settings.bureau,))
        self.tell("演示数据：人员、机构与合同 / demo world: people, vendors and contracts")
        opened = at_local(OPENED)
        await seed_units(begins=date(2019, 8, 18), by=SYSTEM, at=opened)
        bureau = {one.username: await open_account(one, vendor=None, passwords=passwords, at=opened) for one in BUREAU}
        stage = Stage(house=self.house, agenda=Agenda(), bureau=bureau)
        registered = {row.key: await register(stage, row) for row in VENDORS}
        signed = {row.key: await draft(stage, row, vendor=registered[row.key]) for row in VENDORS}
        for row in VENDORS:
            await review(stage, row, contract=signed[row.key])
        for row in VENDORS:
            await sign(stage, row, contract=signed[row.key])
        for row in VENDORS:
            stage.parties[row.key] = await settle_in(
                stage, row, vendor=registered[row.key], contract=signed[row.key], passwords=passwords
            )
            await plan_reports(stage, stage.parties[row.key])
        self.counted["vendors"] = len(stage.parties)
        self._plan(stage)
        for chapter, until in self._chapters():
            self.tell(chapter)
            await stage.agenda.run(until=until)
        return self.counted

    def _plan(self, stage: Stage) -> None:
        stage.agenda.on(IMPORTED, 10, 0, partial(self._register, stage))
        for number, window in enumerate(WINDOWS):
            stage.agenda.on(window.imported, 9, 30, partial(self._import, stage, number))
        Pool(stage, {}, {}).plan()
        works = {(job.vendor, job.kind, job.window): Work(stage=stage, job=job) for job in JOBS}
        for work in works.values():
            work.plan()
        for wait in WAITS:
            wait_for(stage, wait, partial(getattr, works[wait.job], "task"))
        plan_oversight(stage)
        plan_scoring(stage)
        Campaign(stage).plan()
        Reporting(stage).plan()
        plan_cooperation(stage)
        plan_applicant(stage)
        plan_post(stage)

    async def _register(self, stage: Stage, _: datetime) -> None:
        self.counted["institutions"] = await import_register(by=stage.manager)

    async def _import(self, stage: Stage, number: int, _: datetime) -> None:
        self.counted["cases"] += await import_cases(number, by=stage.manager)

    @staticmethod
    def _chapters() -> tuple[tuple[str, datetime], ...]:
        return (
            ("定点机构登记 / institutions", at_local(date(2026, 2, 1))),
            ("第一季度：派单、报送、审核、认定 / first quarter", at_local(date(2026, 5, 1))),
            ("第二季度 / second quarter", at_local(date(2026, 8, 1))),
            ("第三季度 / third quarter", at_local(date(2026, 10, 30))),
            ("本季度进行中 / the present quarter", END),
        )
