"""Every job by its name in the queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from server.jobs.ledger import settle
from server.jobs.worker import Job
from server.reports.jobs import quarterly_report
from server.uploads.jobs import check_batch
from server.web.house import House
from vendors.errors import HengjianError
from vendors.rulings.actions import expire_defences as expire


async def expire_defences(*, house: House, at: datetime, period: str) -> None:  # noqa: ARG001 every job gets the house
    """Let the right to be heard lapse where its last day has passed (LZ Art.22); `period` is the day it runs for."""
    await expire(at=at)


def scheduled(name: str, job: Job) -> Job:
    """A job of the schedule: how it ended goes into the ledger, under its period."""

    async def run(*, house: House, at: datetime, period: str, **arguments: str | int) -> None:
        try:
            await job(house=house, at=at, period=period, **arguments)
        except HengjianError as error:
            await settle(job=name, period=period, state="failed", detail=error.words.zh, at=at)
            raise
        await settle(job=name, period=period, state="done", detail="", at=at)

    return run


JOBS: Final[Mapping[str, Job]] = {
    "check_batch": check_batch,
    "expire_defences": scheduled("expire_defences", expire_defences),
    "quarterly_report": scheduled("quarterly_report", quarterly_report),
}
