"""What falls due, as letters: announced once when the day is near, and once more when it has passed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from server.desk.rules import Audience, Letter, MessageKind, at_bureau, at_vendor
from vendors.actors import VENDOR_ROLES, Role
from vendors.campaigns.queries import due_milestones
from vendors.contracts.expiring import overdue_filings, overdue_reports
from vendors.errors import Words
from vendors.handoffs.queries import due_handoffs
from vendors.money import yuan
from vendors.policy.parameters import parameter
from vendors.provision.queries import due_returns
from vendors.recoveries.queries import due_instalments
from vendors.statistics.campaign.due_queries import due_tables
from vendors.statistics.campaign.rules import ReportState
from vendors.tasks.due_queries import due_tasks

_FILINGS: Final = {"publish": Words("公告", "publication"), "file": Words("备案", "filing")}


async def tasks(on: date) -> Sequence[Letter]:
    """任务: to the vendor's people; overdue also to the task managers."""
    return [
        _letter(
            f"task {one.id}",
            Words(f"任务 {one.number} {one.title}", f"Task {one.number} {one.title}"),
            due=(one.due_on, on),
            link=f"/tasks/{one.id}",
            vendor=at_vendor(one.vendor, VENDOR_ROLES),
            bureau=Role.TASK_MANAGER,
        )
        for one in await due_tasks(on=on)
    ]


async def reports(on: date) -> Sequence[Letter]:
    """应报未报的机构报告."""
    return [
        _letter(
            f"report {one.contract} {one.period}",
            Words(f"合同 {one.number} {one.period.zh}报告", f"Contract {one.number}, report of {one.period.en}"),
            due=(one.due_on, on),
            link=f"/contracts/{one.contract}",
            vendor=at_vendor(one.vendor),
            bureau=Role.CONTRACT_MANAGER,
        )
        for one in await overdue_reports(on=on)
    ]


async def filings(on: date) -> Sequence[Letter]:
    """公告 and 备案 of contracts: the bureau's own duty."""
    return [
        _letter(
            f"{one.what} {one.contract}",
            Words(f"合同 {one.number} 的{_FILINGS[one.what].zh}", f"{_FILINGS[one.what].en} of contract {one.number}"),
            due=(one.due_on, on),
            link=f"/contracts/{one.contract}",
            bureau=Role.CONTRACT_MANAGER,
        )
        for one in await overdue_filings(on=on)
    ]


async def handoffs(on: date) -> Sequence[Letter]:
    """线索流转单: to each receiver; overdue also to the task managers."""
    return [
        _letter(
            f"handoff {one.id} {one.vendor}",
            Words(
                f"线索流转单 {one.number} {one.subject} 的反馈", f"The answer to hand-off {one.number} {one.subject}"
            ),
            due=(one.due_on, on),
            link=f"/handoffs/{one.id}",
            vendor=at_vendor(one.vendor),
            bureau=Role.TASK_MANAGER,
        )
        for one in await due_handoffs(on=on)
    ]


async def returns(on: date) -> Sequence[Letter]:
    """数据返还或销毁."""
    return [
        _letter(
            f"provision {one.id}",
            Words(f"数据提供 {one.number} 的返还或销毁", f"The return or destruction of data release {one.number}"),
            due=(one.due_back_on, on),
            link=f"/provision/{one.id}",
            vendor=at_vendor(one.vendor),
            bureau=Role.TASK_MANAGER,
        )
        for one in await due_returns(on=on)
        if one.due_back_on
    ]


async def milestones(on: date) -> Sequence[Letter]:
    """专项行动的节点: the bureau's own work, so near ones are told there too."""
    return [
        _letter(
            f"milestone {one.id}",
            Words(f"{one.campaign_name}的节点“{one.name}”", f"Milestone “{one.name}” of {one.campaign_name}"),
            due=(one.due_on, on),
            link=f"/campaigns/{one.campaign}",
            bureau=Role.TASK_MANAGER,
        )
        for one in await due_milestones(on=on)
    ]


async def recoveries(on: date) -> Sequence[Letter]:
    """追回款的各期: to the accountants of the city and of the institution's county."""
    soon = on + timedelta(days=parameter("recovery_reminder_days", on).whole)
    letters = []
    for one in await due_instalments(by=soon):
        told = _letter(
            f"recovery {one.recovery} {one.due_on}",
            Words(
                f"{one.institution_name}{one.stream.zh} {yuan(one.fen)} 元（{one.number}）",
                f"{one.number}, {yuan(one.fen)} yuan of {one.institution_name}",
            ),
            due=(one.due_on, on),
            link=f"/recoveries/{one.decision}",
            bureau=Role.ACCOUNTANT,
        )
        letters.append(replace(told, to=(*told.to, at_bureau(Role.ACCOUNTANT, region=one.region))))
    return letters


async def tables(on: date) -> Sequence[Letter]:
    """专项统计表: to those who fill it in, each county whose row is missing among them, or to those who approve it."""
    soon = on + timedelta(days=parameter("campaign_table_reminder_days", on).whole)
    letters = []
    for one in await due_tables(by=soon):
        told = _letter(
            f"campaign table {one.id} {one.state.value}",
            Words(
                f"{one.campaign_name}{one.period.zh}统计表（{one.state.zh}）的上报",
                f"{one.campaign_name}, table of {one.period.en} ({one.state.en}): reporting it up",
            ),
            due=(one.due_on, on),
            link=f"/statistics/campaign/{one.id}",
            bureau=Role.LEADER if one.state is ReportState.SUBMITTED else Role.TASK_MANAGER,
        )
        counties = tuple(at_bureau(Role.TASK_MANAGER, region=region) for region in one.unfilled)
        letters.append(replace(told, to=(*told.to, *counties)))
    return letters


def _letter(
    once: str, what: Words, *, due: tuple[date, date], link: str, bureau: Role, vendor: Audience | None = None
) -> Letter:
    """`due` is the last day and today. A vendor's matter reaches the bureau once it is overdue."""
    last, on = due
    late = last < on
    to = (*((vendor,) if vendor else ()), *((at_bureau(bureau),) if late or vendor is None else ()))
    if late:
        days = (on - last).days
        said = Words(
            f"{what.zh}已逾期 {days} 天（应于 {last} 完成）。", f"{what.en} is overdue since {last} (days: {days})."
        )
    else:
        said = Words(f"{what.zh}应于 {last} 完成。", f"{what.en} is due on {last}.")
    return Letter(
        once=f"{once} {last} {'late' if late else 'soon'}", kind=MessageKind.DUE, words=said, link=link, to=to
    )
