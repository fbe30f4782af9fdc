"""What waits of retention, on both sides, and what falls due of it."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

from kpi.retention.misconduct_queries import misconduct
from kpi.retention.notice_queries import unanswered
from kpi.retention.notice_rules import Stage
from kpi.retention.probation_queries import probations
from kpi.retention.queries import proposals
from kpi.retention.rectification_queries import open_rectifications, rectifications
from kpi.retention.rectification_rules import RectificationState
from server.desk.counting import Count
from server.desk.queue import Queue
from server.desk.rules import Letter, MessageKind, at_bureau, at_vendor
from server.web.access import Right
from vendors.actors import SYSTEM, Actor, Role
from vendors.errors import Words
from vendors.policy.parameters import parameter


def _staged(stages: Collection[Stage]) -> Count:
    async def count(who: Actor, on: date) -> int:
        return sum(one.stage(on) in stages for one in await proposals(for_=who, undecided=True))

    return count


def _rectifying(states: Collection[RectificationState]) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 it waits whatever the day
        return len(await rectifications(for_=who, states=states))

    return count


async def _to_examine(who: Actor, on: date) -> int:
    """Reported, or the term is over without a report."""
    found = await open_rectifications(for_=who)
    return sum(one.state is RectificationState.REPORTED or on > one.due_on for one in found)


async def _probations_over(who: Actor, on: date) -> int:
    return sum(one.due(on) for one in await probations(for_=who, running=True))


async def _unreported(who: Actor, on: date) -> int:
    return sum(one.reported_on is None for one in await misconduct(for_=who, on=on, in_force=True))


RETENTION: Final = (
    Queue(
        right=Right.PROPOSE_RETENTION,
        tag=Words("留用告知", "Notices"),
        title=Words("{n} 项留用建议待告知机构", "{n} proposals wait for the vendor to be told"),
        href="/retention?stage=to_notify",
        count=_staged({Stage.TO_NOTIFY}),
        tone="warn",
    ),
    Queue(
        right=Right.HEAR_RETENTION,
        tag=Words("申辩听证", "Hearings"),
        title=Words("{n} 件机构申辩或听证待办理", "{n} vendors wait to be heard"),
        href="/retention",
        count=_staged({Stage.TO_REVIEW, Stage.TO_HEAR}),
        tone="warn",
    ),
    Queue(
        right=Right.DECIDE_RETENTION,
        tag=Words("留用决定", "Retention"),
        title=Words("{n} 项留用与挂钩款建议待决定", "{n} retention proposals to decide"),
        href="/retention?stage=ready",
        count=_staged({Stage.READY}),
        tone="warn",
    ),
    Queue(
        right=Right.ANSWER_RETENTION,
        tag=Words("留用告知", "Notices"),
        title=Words("{n} 份留用告知待答复", "{n} retention notices await your answer"),
        href="/retention?stage=notified",
        count=_staged({Stage.NOTIFIED}),
        tone="bad",
    ),
    Queue(
        right=Right.ANSWER_RETENTION,
        tag=Words("限期整改", "Rectification"),
        title=Words("{n} 项整改待报送方案或报告", "{n} rectifications await a plan or a report"),
        href="/rectifications",
        count=_rectifying({RectificationState.PLAN_DUE, RectificationState.UNDER_WAY}),
        tone="warn",
    ),
    Queue(
        right=Right.PROPOSE_RETENTION,
        tag=Words("整改验收", "Rectification"),
        title=Words("{n} 项整改待验收", "{n} rectifications are to be examined"),
        href="/rectifications",
        count=_to_examine,
    ),
    Queue(
        right=Right.DECIDE_RETENTION,
        tag=Words("观察期", "Probation"),
        title=Words("{n} 家机构观察期满待考核", "{n} probations are over and to be judged"),
        href="/probations?status=running",
        count=_probations_over,
    ),
    Queue(
        right=Right.PROPOSE_RETENTION,
        tag=Words("不良记录", "Misconduct"),
        title=Words("{n} 条不良记录待报财政部门", "{n} records of misconduct are to be reported"),
        href="/misconduct?status=open",
        count=_unreported,
    ),
)


async def matters(on: date) -> Sequence[Letter]:
    """告知的答复、整改方案和报告、观察期: to the vendor when they are near, to the bureau once they have passed."""
    soon = on + timedelta(days=parameter("retention_reminder_days", on).whole)
    return [*await _notices(on, soon), *await _rectifications(on, soon), *await _probations(soon)]


async def _notices(on: date, soon: date) -> list[Letter]:
    return [
        _letter(
            f"retention notice {one.number}",
            Words(f"留用告知 {one.number} 的答复", f"The answer to retention notice {one.number}"),
            due=one.due_on,
            on=on,
            link=f"/retention/{one.proposal}",
            vendor=one.vendor,
        )
        for one in await unanswered()
        if on <= one.due_on <= soon
    ]


async def _rectifications(on: date, soon: date) -> list[Letter]:
    letters = []
    for one in await open_rectifications(for_=SYSTEM):
        due, what = one.next_due, one.state is RectificationState.PLAN_DUE
        if due is None or due > soon:
            continue
        named = Words("方案", "The plan") if what else Words("报告", "The report")
        said = Words(f"整改 {one.number} 的{named.zh}", f"{named.en} of rectification {one.number}")
        link = f"/rectifications/{one.id}"
        letters.append(_letter(f"{one.number} {one.state.value}", said, due=due, on=on, link=link, vendor=one.vendor))
    return letters


async def _probations(soon: date) -> list[Letter]:
    return [
        Letter(
            once=f"{one.number} {one.ends_on}",
            kind=MessageKind.DUE,
            words=Words(
                f"{one.short_name}观察期 {one.number} 于 {one.ends_on} 届满，待考核。",
                f"{one.short_name}: probation {one.number} ends on {one.ends_on} and is to be judged.",
            ),
            link=f"/probations/{one.id}",
            to=(at_bureau(Role.LEADER, Role.CONTRACT_MANAGER),),
        )
        for one in await probations(for_=SYSTEM, running=True)
        if one.ends_on <= soon
    ]


def _letter(once: str, what: Words, *, due: date, on: date, link: str, vendor: int) -> Letter:
    late = due < on
    said = (
        Words(f"{what.zh}已逾期（应于 {due} 完成）。", f"{what.en} is overdue since {due}.")
        if late
        else Words(f"{what.zh}应于 {due} 完成。", f"{what.en} is due on {due}.")
    )
    to = (at_vendor(vendor), at_bureau(Role.CONTRACT_MANAGER)) if late else (at_vendor(vendor),)
    return Letter(once=f"{once} {due} {'late' if late else 'soon'}", kind=MessageKind.DUE, words=said, link=link, to=to)
