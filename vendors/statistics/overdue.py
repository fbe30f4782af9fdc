"""Everything late over all rooms (CP-11): counted by kind of work, county and holder, listed one kind at a time."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from vendors.actors import Actor, Role
from vendors.campaigns.queries import due_milestones
from vendors.contracts.expiring import overdue_filings, overdue_reports
from vendors.handling.queries import falling_due
from vendors.handoffs.queries import due_handoffs
from vendors.recoveries.queries.waiting import due_instalments
from vendors.registry.rules import must_be_bureau
from vendors.statistics import overdue_findings
from vendors.statistics.campaign.queries import reports
from vendors.statistics.campaign.rules import ReportState
from vendors.statistics.overdue_rules import STEPS, Group, Late, Work
from vendors.tasks.deliverables.queries import due_between
from vendors.tasks.due_queries import due_tasks
from vendors.transaction import transaction

Source = Callable[[date, Actor], Awaitable[Sequence[Late]]]
_REGIONS: Final = """
SELECT id, region FROM vendors_task WHERE id = ANY($1)
"""
_NAMES: Final = "SELECT id, short_name FROM vendors_vendor WHERE id = ANY($1)"
_ROOMS: Final = {
    "filing": "/decisions/",
    "release": "/decisions/",
    "precaution": "/sanctions",
    "receipt": "/transfers/",
}


async def overdue(*, today: date, for_: Actor) -> tuple[Group, ...]:
    """Every kind of work that has anything late, the oldest kept. A county's people: their county's alone."""
    must_be_bureau(for_)
    found: list[Group] = []
    for work in STEPS:
        found += await overdue_findings.groups(work, today=today, for_=for_)
    for source in dict.fromkeys(_SOURCES.values()):
        found += _grouped([one for one in await source(today, for_) if _seen(one, for_)])
    order = {work: place for place, work in enumerate(Work)}
    return tuple(sorted(found, key=lambda one: (order[one.work], one.oldest, one.region, one.holder)))


async def late(work: Work, *, today: date, for_: Actor, region: str = "", size: int = 200) -> tuple[Late, ...]:
    """The matters of one kind, the longest late first."""
    must_be_bureau(for_)
    if work in STEPS:
        return await overdue_findings.rows(work, today=today, for_=for_, region=region, size=size)
    found = [one for one in await _SOURCES[work](today, for_) if one.work is work and _seen(one, for_)]
    return tuple(sorted((one for one in found if region in ("", one.region)), key=lambda one: one.due_on)[:size])


def _seen(one: Late, for_: Actor) -> bool:
    return not for_.region or one.region == for_.region


def _grouped(rows: Sequence[Late]) -> list[Group]:
    found: dict[tuple[Work, str, str], list[date]] = {}
    for one in rows:
        found.setdefault((one.work, one.region, one.holder), []).append(one.due_on)
    return [
        Group(work=work, region=region, holder=holder, number=len(days), oldest=min(days))
        for (work, region, holder), days in found.items()
    ]


async def _handling(today: date, for_: Actor) -> list[Late]:
    return [
        Late(
            work=Work(one.what.value),
            title=one.about,
            region=one.region,
            holder=Role.LEGAL.zh,
            due_on=one.due_on,
            href=_ROOMS[one.what.value] + ("" if one.what.value == "precaution" else str(one.object_id)),
        )
        for one in await falling_due(for_=for_, on=today)
        if one.due_on < today
    ]


async def _instalments(today: date, for_: Actor) -> list[Late]:  # noqa: ARG001 every source is asked alike
    return [
        Late(
            work=Work.INSTALMENT,
            title=f"{one.number} {one.institution_name} {one.stream.zh}",
            region=one.region,
            holder=Role.ACCOUNTANT.zh,
            due_on=one.due_on,
            href=f"/recoveries/{one.decision}",
        )
        for one in await due_instalments(by=today - timedelta(days=1))
    ]


async def _tasks(today: date, for_: Actor) -> list[Late]:  # noqa: ARG001 every source is asked alike
    found = [one for one in await due_tasks(on=today) if one.due_on < today and not one.due_is_provisional]
    regions = await _regions([one.id for one in found])
    return [
        Late(
            work=Work.TASK,
            title=f"{one.number} {one.title}",
            region=regions.get(one.id, ""),
            holder=one.vendor_name,
            due_on=one.due_on,
            href=f"/tasks/{one.id}",
        )
        for one in found
    ]


async def _deliverables(today: date, for_: Actor) -> list[Late]:
    found = await due_between(date.min, today - timedelta(days=1), for_=for_)
    owed = [one for one in found if one.overdue(today) and not one.provisional]
    regions = await _regions([one.task for one in owed])
    return [
        Late(
            work=Work.DELIVERABLE,
            title=f"{one.task_number} {one.title}",
            region=regions.get(one.task, ""),
            holder=one.vendor_name,
            due_on=one.due_on or today,
            href=f"/tasks/{one.task}",
        )
        for one in owed
    ]


async def _handoffs(today: date, for_: Actor) -> list[Late]:  # noqa: ARG001 every source is asked alike
    found = [one for one in await due_handoffs(on=today) if one.overdue]
    async with transaction() as connection:
        names = {row["id"]: row["short_name"] for row in await connection.fetch(_NAMES, [one.vendor for one in found])}
    return [
        Late(
            work=Work.HANDOFF,
            title=f"{one.number} {one.subject}",
            region="",
            holder=names.get(one.vendor, ""),
            due_on=one.due_on,
            href=f"/handoffs/{one.id}",
        )
        for one in found
    ]


async def _milestones(today: date, for_: Actor) -> list[Late]:  # noqa: ARG001 every source is asked alike
    return [
        Late(
            work=Work.MILESTONE,
            title=f"{one.campaign_name} {one.name}",
            region="",
            holder=one.lead_name,
            due_on=one.due_on,
            href=f"/campaigns/{one.campaign}",
        )
        for one in await due_milestones(on=today)
        if one.overdue(today)
    ]


async def _tables(today: date, for_: Actor) -> list[Late]:
    return [
        Late(
            work=Work.CAMPAIGN_TABLE,
            title=f"{one.campaign_name} {one.period.zh}",
            region=for_.region,
            holder=Role.TASK_MANAGER.zh if one.state is not ReportState.SUBMITTED else Role.LEADER.zh,
            due_on=one.due_on,
            href=f"/statistics/campaign/{one.id}",
        )
        for one in await reports(for_=for_)
        if one.overdue(today) and not one.due_is_provisional
    ]


async def _contracts(today: date, for_: Actor) -> list[Late]:  # noqa: ARG001 every source is asked alike
    filed = {"publish": "公告", "file": "备案"}
    found = [
        (one.contract, f"{one.number} {filed[one.what]}", one.due_on) for one in await overdue_filings(on=today)
    ] + [(one.contract, f"{one.number} {one.period.zh}报告", one.due_on) for one in await overdue_reports(on=today)]
    return [
        Late(
            work=Work.CONTRACT,
            title=title,
            region="",
            holder=Role.CONTRACT_MANAGER.zh,
            due_on=due_on,
            href=f"/contracts/{contract}",
        )
        for contract, title, due_on in found
    ]


async def _regions(tasks: Sequence[int]) -> Mapping[int, str]:
    async with transaction() as connection:
        return {row["id"]: row["region"] for row in await connection.fetch(_REGIONS, list(tasks))}


_SOURCES: Final[Mapping[Work, Source]] = {
    Work.FILING: _handling,
    Work.RELEASE: _handling,
    Work.PRECAUTION: _handling,
    Work.INSTALMENT: _instalments,
    Work.RECEIPT: _handling,
    Work.TASK: _tasks,
    Work.DELIVERABLE: _deliverables,
    Work.HANDOFF: _handoffs,
    Work.MILESTONE: _milestones,
    Work.CAMPAIGN_TABLE: _tables,
    Work.CONTRACT: _contracts,
}
