"""The assessment cycle on the desk: what waits for whom, and the terms of the vendors."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from kpi.assessment.waiting_queries import Due, due_evaluations, due_objections, waiting
from server.desk.counting import Count
from server.desk.queue import Queue
from server.desk.rules import Letter, MessageKind, at_bureau, at_vendor
from server.web.access import Right
from vendors.actors import Actor, Role
from vendors.errors import Words


def _count(name: str) -> Count:
    async def count(who: Actor, on: date) -> int:
        return int(getattr(await waiting(for_=who, on=on), name))

    return count


ASSESSING: Final = (
    Queue(
        right=Right.ISSUE_SCORECARD,
        tag=Words("初评反馈", "Feedback"),
        title=Words("{n} 份初评待反馈机构", "Drafts to be fed back: {n}"),
        href="/assessments",
        count=_count("drafts"),
    ),
    Queue(
        right=Right.REVIEW_OBJECTION,
        tag=Words("考核异议", "Objections"),
        title=Words("{n} 项考核异议待复核", "Objections to be reviewed: {n}"),
        href="/objections?state=open",
        count=_count("objections"),
        tone="warn",
    ),
    Queue(
        right=Right.REVIEW_OBJECTION,
        tag=Words("考核复核", "Review"),
        title=Words("{n} 份记分卡待复核", "Scorecards to be reviewed: {n}"),
        href="/assessments",
        count=_count("reviews"),
    ),
    Queue(
        right=Right.PUBLISH_SCORECARD,
        tag=Words("考核公布", "Publication"),
        title=Words("{n} 份已审定的记分卡待公布", "Approved scorecards to be published: {n}"),
        href="/assessments",
        count=_count("approved"),
    ),
    Queue(
        right=Right.SELF_EVALUATE,
        tag=Words("考核自评", "Self-evaluation"),
        title=Words("{n} 期考核待自评", "Periods that await your self-evaluation: {n}"),
        href="/self-evaluations",
        count=_count("evaluations"),
        tone="warn",
    ),
    Queue(
        right=Right.OBJECT_TO_SCORE,
        tag=Words("初评结果", "Draft results"),
        title=Words("{n} 份初评结果在异议期内", "Drafts open to your objections: {n}"),
        href="/assessments",
        count=_count("hearings"),
        tone="warn",
    ),
)


async def evaluations(on: date) -> Sequence[Letter]:
    """自评期限: to the vendor; when it has passed, to the bureau that the draft can be issued."""
    return [
        _letter(
            f"self-evaluation {one.id}",
            Words(f"{one.period.zh}考核自评", f"The self-evaluation of {one.period.en}"),
            one,
            on=on,
            link=f"/self-evaluations/{one.id}",
        )
        for one in await due_evaluations()
    ]


async def objections(on: date) -> Sequence[Letter]:
    """异议期: to the vendor while it runs."""
    return [
        _letter(
            f"objections {one.id}",
            Words(f"{one.period.zh}初评结果的异议", f"Objections to the draft of {one.period.en}"),
            one,
            on=on,
            link=f"/scorecards/{one.id}",
        )
        for one in await due_objections(on=on)
    ]


def _letter(once: str, what: Words, due: Due, *, on: date, link: str) -> Letter:
    late = due.due_on < on
    if late:
        said = Words(f"{what.zh}已于 {due.due_on} 截止。", f"{what.en} ended on {due.due_on}.")
    else:
        said = Words(f"{what.zh}应于 {due.due_on} 前提交。", f"{what.en} can be sent until {due.due_on}.")
    to = (at_vendor(due.vendor), *((at_bureau(Role.CONTRACT_MANAGER),) if late else ()))
    return Letter(
        once=f"{once} {due.due_on} {'late' if late else 'soon'}", kind=MessageKind.DUE, words=said, link=link, to=to
    )
