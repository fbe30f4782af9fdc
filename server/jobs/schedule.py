"""What happens by the calendar. APScheduler only fires; the ledger decides; the queue does the work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from server.jobs import ledger
from server.reports.rules import due_on
from server.web.house import House
from vendors.periods import SHANGHAI, Period, local_date
from vendors.scope import seeing
from vendors.transaction import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A job that runs once per period: `period(day)` names the period that is due on a day, or None."""

    job: str
    period: Callable[[date], str | None]
    zh: str
    en: str


def _day(day: date) -> str:
    return day.isoformat()


def _quarter_just_ended(day: date) -> str | None:
    """Reports of a quarter are made some days after it, or on the first day we run after that."""
    ended = Period.quarter_of(day).previous
    return str(ended) if day >= due_on(ended) else None


def _month_just_ended(day: date) -> str:
    """The month before; on the first day we run in a new one."""
    return str(Period(day.year, "M", day.month).previous)


PLANS = (
    Plan(job="expire_defences", period=_day, zh="申辩期届满处理（每日）", en="Lapse of the right to be heard (daily)"),
    Plan(
        job="headcount",
        period=_month_just_ended,
        zh="月末在岗人数快照（每月初）",
        en="Month-end head-count (first day of the month after)",
    ),
    Plan(
        job="monthly_statistics",
        period=_month_just_ended,
        zh="上月专项统计表建立（每月初）",
        en="Campaign tables of the month before (first day of the month after)",
    ),
    Plan(
        job="quarterly_report",
        period=_quarter_just_ended,
        zh="季度绩效考核报告（季后）",
        en="Quarterly KPI report (after the quarter)",
    ),
    Plan(
        job="recheck_scorecards",
        period=_day,
        zh="公布的记分卡逐份重算核验（每日）",
        en="Published scorecards worked out again (daily)",
    ),
    Plan(job="remind", period=_day, zh="到期与期限提醒（每日）", en="Reminders of what expires or falls due (daily)"),
)

ALWAYS = ("spread_news",)
"""Jobs that look for themselves what there is to do: queued each time, unless one is waiting already."""


async def fire(*, house: House, at: datetime) -> tuple[str, ...]:
    """Enqueue every job whose period is due and not yet in the ledger; returns `job period` of those.

    Called every ten minutes and at start, so a period missed while the service was down is made up. Two
    schedulers, a clock set back or a call too many are harmless: the ledger admits each period once.
    """
    fired = []
    with seeing(None):
        for plan in PLANS:
            period = plan.period(local_date(at))
            if period is None:
                continue
            async with transaction():
                if await ledger.claim(job=plan.job, period=period, at=at):
                    await house.queue.enqueue(plan.job, {"period": period})
                    fired.append(f"{plan.job} {period}")
        for job in ALWAYS:
            await house.queue.enqueue(job, {}, once=job)
    return tuple(fired)


def scheduler(house: House, now: Callable[[], datetime]) -> AsyncIOScheduler:
    """An in-memory APScheduler that calls `fire` once started and every ten minutes; not started yet."""

    async def tick() -> None:
        await fire(house=house, at=now())

    made = AsyncIOScheduler(timezone=SHANGHAI)
    made.add_job(tick, DateTrigger(timezone=SHANGHAI), misfire_grace_time=None)
    made.add_job(tick, CronTrigger(minute="*/10", timezone=SHANGHAI), misfire_grace_time=None, coalesce=True)
    return made
