"""`hengjian doctor`: one line on each thing the service needs."""

import shutil
from argparse import Namespace
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from server import settings
from server.accounts.queries import conflicting
from server.database.pool import located, opened
from server.paper.pdf import FONTS
from server.settings import Settings
from server.web import clock
from vendors.errors import HengjianError
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.transaction import transaction

ROOM = 1024**3  # bytes that should be free


async def doctor(_: Namespace) -> int:
    """0 when everything is well, 1 otherwise."""
    worst = 0
    async for well, line in _findings():
        worst = max(worst, 0 if well else 1)
        print(("✓ " if well else "✗ ") + line)  # noqa: T201 this is what it is for
    return worst


async def _findings() -> AsyncIterator[tuple[bool, str]]:
    try:
        read = settings.read()
    except HengjianError as error:
        yield False, error.words.zh
        return
    yield True, f"配置 / settings: {read.data}"
    async for finding in _database(read):
        yield finding
    yield _storage(read.data)
    yield _fonts(read)
    yield _calendar()


async def _database(read: Settings) -> AsyncIterator[tuple[bool, str]]:
    try:
        async with located(read) as where, opened(where, size=2):
            async with transaction() as connection:
                version = await connection.fetchval("SHOW server_version")
                role = await connection.fetchval("SELECT current_user")
                skew = abs(await connection.fetchval("SELECT now()") - clock.now())
                ready = await connection.fetchval("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
            parted = await conflicting() if ready else {}
    except (OSError, HengjianError) as error:
        yield False, f"数据库 / database: {error}"
        return
    yield int(version.split(".")[0]) >= 15, f"数据库 / database: PostgreSQL {version}, {role}"
    yield ready, "结构 / schema: " + ("ok" if ready else "运行 hengjian migrate / run hengjian migrate")
    for name, said in parted.items():
        yield False, f"账号 / account: {name} {said.zh}"
    yield skew < timedelta(seconds=5), f"时钟 / clock: {clock.now():%Y-%m-%d %H:%M:%S} UTC"


def _storage(data: Path) -> tuple[bool, str]:
    free = shutil.disk_usage(data).free
    return free > ROOM, f"存储 / storage: {data / 'blobs'}, {free // 1024**2} MB 可用 / free"


def _fonts(read: Settings) -> tuple[bool, str]:
    folders = [FONTS, *([Path(read.report_fonts)] if read.report_fonts else [])]
    names = [path.stem for folder in folders for path in sorted(folder.glob("*.[ot]tf"))]
    return bool(names), "字体 / fonts: " + ", ".join(names)


def _calendar() -> tuple[bool, str]:
    due = deadline(local_date(clock.now()), 60)
    words = "暂定，请导入新一年放假安排 / provisional: load next year's holidays" if due.provisional else "ok"
    return True, f"工作日历 / calendar: {words}"
