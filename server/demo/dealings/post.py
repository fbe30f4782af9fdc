"""What the calendar does: month-end head-counts; reminders once a week and every day at the end, read now and then."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from server.demo.calendar import TODAY
from server.demo.cast import Stage
from server.desk.actions import read_all
from server.desk.news import spread
from server.desk.reminders import remind
from server.people.jobs import headcount
from vendors.periods import Period, local_date

SINCE: Final = date(2026, 1, 5)  # a Monday
DAILY: Final = date(2026, 11, 9)
READ: Final = date(2026, 11, 13)
_WEEK: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)


def plan_post(stage: Stage) -> None:
    day = SINCE
    while day <= TODAY:
        stage.agenda.on(day, 8, 0, partial(_tell, spreading=day >= DAILY))
        day += _DAY if day >= DAILY else _WEEK
    stage.agenda.on(READ, 8, 30, partial(_read, stage))
    for month in range(2, TODAY.month + 1):
        stage.agenda.on(date(2026, month, 1), 6, 0, partial(_count, stage))
    stage.agenda.on(TODAY, 17, 25, partial(_tell, spreading=True))


async def _tell(at: datetime, *, spreading: bool) -> None:
    await remind(at=at)
    if spreading:
        await spread(at=at)


async def _count(stage: Stage, at: datetime) -> None:
    today = local_date(at)
    ended = Period(today.year, "M", today.month).previous
    await headcount(house=stage.house, at=at, period=str(ended))


async def _read(stage: Stage, at: datetime) -> None:
    """Everybody has been through theirs a week before the last day."""
    for who in (*stage.bureau.values(), *(party.lead for party in stage.parties.values())):
        await read_all(by=who, at=at)
