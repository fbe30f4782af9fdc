"""Every job by its name in the queue."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from importers.batches import checking
from server.assessment.jobs import recheck_scorecards
from server.desk import news, reminders
from server.findings.jobs import review_in_bulk, tell_unreviewed
from server.jobs.ledger import abandon, settle
from server.jobs.worker import Job
from server.people.jobs import headcount
from server.registry.jobs import check_register, commit_register, tell_unfinished
from server.reports.jobs import quarterly_report
from server.statistics.jobs import monthly_statistics
from server.uploads.jobs import annotate_batch, check_batch, make_template
from server.web.house import House
from vendors.errors import HengjianError, NotFound
from vendors.findings.actions import link_duplicates as link
from vendors.rulings.actions import expire_defences as expire


async def expire_defences(*, house: House, at: datetime, period: str) -> None:  # noqa: ARG001 every job gets the house
    """Let the right to be heard lapse where its last day has passed (LZ Art.22); `period` is the day it runs for."""
    await expire(at=at)


async def remind(*, house: House, at: datetime, period: str) -> None:  # noqa: ARG001 every job gets the house
    """Tell what expires or falls due, as it stands when the job runs; `period` is the day it was fired for."""
    await reminders.remind(at=at)


async def spread_news(*, house: House, at: datetime) -> None:  # noqa: ARG001 every job gets the house
    """Tell each side what the other has done since."""
    await news.spread(at=at)


async def link_duplicates(*, house: House, at: datetime, batch: int) -> None:  # noqa: ARG001 every job gets the house
    """Lines of a stored batch that say what others said before are linked to them, over all vendors."""
    await link(batch=batch, at=at)


async def tell_unchecked(*, house: House, at: datetime, batch: int) -> None:  # noqa: ARG001 every job gets the house
    """An upload whose check is given up fails where its vendor sees it."""
    with suppress(NotFound):
        await checking.give_up(batch=batch, at=at)


def scheduled(name: str, job: Job) -> Job:
    """A job of the schedule: how it ended goes into the ledger, under its period."""

    async def run(*, house: House, at: datetime, period: str, **arguments: str | int) -> None:
        try:
            await job(house=house, at=at, period=period, **arguments)
        except Exception as error:
            detail = error.words.zh if isinstance(error, HengjianError) else f"{type(error).__name__}: {error}"
            await settle(job=name, period=period, state="failed", detail=detail, at=at)
            raise
        await settle(job=name, period=period, state="done", detail="", at=at)

    return run


def abandoned(name: str) -> Job:
    """Closes the line of a scheduled job whose worker died each time, and so never wrote how it ended."""

    async def run(*, house: House, at: datetime, period: str) -> None:  # noqa: ARG001 every job gets the house
        await abandon(job=name, period=period, at=at)

    return run


JOBS: Final[Mapping[str, Job]] = {
    "check_register": check_register,
    "commit_register": commit_register,
    "annotate_batch": annotate_batch,
    "check_batch": check_batch,
    "expire_defences": scheduled("expire_defences", expire_defences),
    "headcount": scheduled("headcount", headcount),
    "link_duplicates": link_duplicates,
    "make_template": make_template,
    "monthly_statistics": scheduled("monthly_statistics", monthly_statistics),
    "quarterly_report": scheduled("quarterly_report", quarterly_report),
    "recheck_scorecards": scheduled("recheck_scorecards", recheck_scorecards),
    "remind": scheduled("remind", remind),
    "review_in_bulk": review_in_bulk,
    "spread_news": spread_news,
}
GIVE_UP: Final[Mapping[str, Job]] = {
    "check_register": tell_unfinished,
    "commit_register": tell_unfinished,
    "check_batch": tell_unchecked,
    "expire_defences": abandoned("expire_defences"),
    "headcount": abandoned("headcount"),
    "monthly_statistics": abandoned("monthly_statistics"),
    "quarterly_report": abandoned("quarterly_report"),
    "recheck_scorecards": abandoned("recheck_scorecards"),
    "remind": abandoned("remind"),
    "review_in_bulk": tell_unreviewed,
}
