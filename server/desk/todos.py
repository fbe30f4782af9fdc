"""What waits for a person, by the rights they hold: overdue first, then what waits now, then by day.

Each duty asks one query at most, and only of those whose work it is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from importers.batches import queries as batches
from importers.batches.rules import BatchState
from kpi.retention.waiting_queries import waiting as waiting_decisions
from kpi.rulebooks.queries import has_one
from kpi.scorecards.missing_queries import uncarded
from server.desk.dated import certificates, filings, own_dated, pauses
from server.desk.duties import finding_duties
from server.desk.grades import period_name
from server.desk.queues import queued
from server.desk.todo import Todo, folded
from server.web.access import Right, may
from server.web.i18n import _, label, words
from vendors.actors import Actor
from vendors.contracts import queries as contracts
from vendors.contracts.queries import ContractView
from vendors.contracts.rules import ContractState
from vendors.errors import Words
from vendors.periods import Period, local_date
from vendors.policy.parameters import parameter
from vendors.registry.rules import Kind
from vendors.rulings.queries import progress
from vendors.tasks import queries as tasks
from vendors.tasks.queries import TaskView
from vendors.tasks.rules import RUNNING, UPLOADABLE, TaskState

_BUREAU_TASKS: Final = RUNNING | {TaskState.SUBMITTED, TaskState.CHECKING, TaskState.REFUSED}


async def todos(who: Actor, at: datetime) -> tuple[Todo, ...]:
    """Everything that waits for this person."""
    today = local_date(at)
    found = [*await _findings(who, at), *await queued(who, today)]
    if who.at_bureau:
        found += [*await _bureau_tasks(who, at), *await pauses(who, today), *await certificates(who)]
        found += [*await filings(who, today), *await _contracts(who, at), *await _decisions(who)]
    else:
        found += [*await _own_tasks(who, at), *await own_dated(who, today)]
    return tuple(sorted(found, key=lambda todo: (not todo.overdue, todo.later, todo.due or date.min)))


async def badges(who: Actor, at: datetime) -> Mapping[str, int]:
    """Navigation address → how much waits there."""
    return count_up(await todos(who, at))


def count_up(found: Sequence[Todo]) -> Mapping[str, int]:
    counts = {"/todos": len(found)}
    for todo in found:
        room = "/" + todo.href.split("?", 1)[0].split("/")[1]
        counts[room] = counts.get(room, 0) + todo.count
    return counts


async def _findings(who: Actor, at: datetime) -> list[Todo]:
    duties = finding_duties(who)
    if not duties:
        return []
    standing = await progress.waiting(for_=who, at=at, states={duty.state for duty in duties})
    return [
        Todo(
            tag=words(duty.tag),
            tone=duty.tone,
            title=words(Words(duty.title.zh.format(n=found.number), duty.title.en.format(n=found.number))),
            about=_("最早 %(day)s", day=local_date(found.oldest).isoformat()),
            href=duty.href,
            since=local_date(found.oldest),
            count=found.number,
        )
        for duty in duties
        if (found := standing.get(duty.state)) is not None
    ]


async def _bureau_tasks(who: Actor, at: datetime) -> list[Todo]:
    if not may(who, Right.MANAGE_TASKS):
        return []
    today = local_date(at)
    found = await tasks.tasks(for_=who, states=_BUREAU_TASKS)
    return [_bureau_task(task, today) for task in found if task.state not in RUNNING or task.overdue(today)]


def _bureau_task(task: TaskView, today: date) -> Todo:
    late = task.overdue(today)
    tag = {TaskState.SUBMITTED: _("待验收"), TaskState.CHECKING: _("验收中"), TaskState.REFUSED: _("被拒收")}
    return Todo(
        tag=tag.get(task.state, _("逾期催办")),
        tone="bad" if late or task.state is TaskState.REFUSED else "brand",
        title=f"{task.number} {task.title}",
        about=task.vendor_name,
        href=f"/tasks/{task.id}",
        due=task.due_on,
        overdue=late,
    )


async def _contracts(who: Actor, at: datetime) -> list[Todo]:
    if not may(who, Right.ISSUE_SCORECARD):
        return []
    today = local_date(at)
    quarter = Period.quarter_of(today).previous
    ending = await contracts.contracts(for_=who, ending=(today, today + timedelta(days=reminded(today))))
    found = _ending([one for one in ending if expiring(one, today)], today)
    missing = [one for one in await uncarded(for_=who, period=quarter) if _ruled(one.kind, quarter)]
    if missing:
        waiting = sum(one.contracts for one in missing)
        found.append(
            Todo(
                tag=_("考核评分"),
                tone="warn",
                title=_("%(n)s 份合同待出具%(period)s记分卡", n=waiting, period=period_name(quarter)),
                about="、".join(dict.fromkeys(one.vendor_name for one in missing)),
                href=f"/assessments?period={quarter}",
                count=waiting,
            )
        )
    return found


def ran_in(contract: ContractView, period: Period) -> bool:
    """Whether a card of the period can be issued under the contract: it ran, and a rulebook was in force."""
    begun = contract.starts_on <= period.ends_on and contract.ends_on >= period.starts_on
    return begun and _ruled(contract.vendor_kind, period) and contract.stored is not ContractState.ARCHIVED


def _ruled(kind: Kind, period: Period) -> bool:
    return has_one(kind.value, period.ends_on)


def expiring(contract: ContractView, today: date) -> bool:
    """In force, and not for longer than the days of the first reminder."""
    return contract.state_on(today) is ContractState.IN_FORCE and (contract.ends_on - today).days <= reminded(today)


def reminded(today: date) -> int:
    """Days before a contract's end at which it is first brought to mind."""
    return parameter("contract_reminder_days_1", today).whole


def _ending(contracts_: Sequence[ContractView], today: date) -> list[Todo]:
    return folded(contracts_, _expiring, lambda found: _several(found, today))


def _several(contracts_: Sequence[ContractView], today: date) -> Todo:
    first = min(one.ends_on for one in contracts_)
    return Todo(
        tag=_("合同到期"),
        tone="warn",
        title=_("%(n)s 份合同 %(days)s 天内到期", n=len(contracts_), days=reminded(today)),
        about=_("最早的 %(day)s 到期", day=first.isoformat()),
        href="/contracts?expiring=1",
        due=first,
        later=True,
        count=len(contracts_),
    )


def _expiring(contract: ContractView) -> Todo:
    return Todo(
        tag=_("合同到期"),
        tone="warn",
        title=f"{contract.number} {contract.title}",
        about=contract.vendor_name,
        href=f"/contracts/{contract.id}",
        due=contract.ends_on,
        later=True,
    )


async def _decisions(who: Actor) -> list[Todo]:
    if not may(who, Right.DECIDE_RETENTION):
        return []
    known = await waiting_decisions(for_=who)
    found = []
    if known.cards:
        title = _("%(n)s 份记分卡待集体审定", n=known.cards)
        found.append(
            Todo(tag=_("集体审定"), tone="brand", title=title, about="", href="/assessments", count=known.cards)
        )
    return found


async def _own_tasks(who: Actor, at: datetime) -> list[Todo]:
    if not may(who, Right.ANSWER_TASK):
        return []
    today = local_date(at)
    running = await tasks.tasks(for_=who, states=frozenset(RUNNING))
    found = [_own_task(task, today) for task in running]
    if may(who, Right.UPLOAD_WORKBOOK) and any(task.state in UPLOADABLE for task in running):
        found += [
            Todo(
                tag=_("待确认"),
                tone="brand",
                title=_("%(number)s 校验通过，尚未提交", number=batch.number),
                about=batch.task_title,
                href=f"/batches/{batch.id}",
            )
            for batch in await batches.batches(for_=who, size=20)
            if batch.state is BatchState.READY and not batch.check_only
        ]
    return found


def _own_task(task: TaskView, today: date) -> Todo:
    late = task.overdue(today)
    tag = {TaskState.ISSUED: _("待接收"), TaskState.RETURNED: _("退回补正")}
    tone = "bad" if late else "warn" if task.state in tag else "brand"
    return Todo(
        tag=tag.get(task.state, _("待报送")),
        tone=tone,
        title=f"{task.number} {task.title}",
        about=label(task.kind),
        href=f"/tasks/{task.id}",
        due=task.due_on,
        overdue=late,
    )
