"""Messages as the year went: reminders once a week and every day at the end, read now and then."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from server.demo.calendar import TODAY
from server.demo.cast import Stage
from server.desk.actions import read_all
from server.desk.news import spread
from server.desk.reminders import remind

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
    stage.agenda.on(TODAY, 17, 25, partial(_tell, spreading=True))


async def _tell(at: datetime, *, spreading: bool) -> None:
    await remind(at=at)
    if spreading:
        await spread(at=at)


async def _read(stage: Stage, at: datetime) -> None:
    """Everybody has been through theirs a week before the last day."""
    for who in (*stage.bureau.values(), *(party.lead for party in stage.parties.values())):
        await read_all(by=who, at=at)
