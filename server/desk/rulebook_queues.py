"""Rulebooks that wait for somebody."""

from datetime import date
from typing import Final

from kpi.rulebooks.version_queries import awaiting_approval, returned_drafts
from server.desk.queue import Queue
from server.web.access import Right
from vendors.actors import Actor
from vendors.errors import Words


async def _submitted(who: Actor, on: date) -> int:  # noqa: ARG001 a version waits whatever the day
    return await awaiting_approval(for_=who)


async def _returned(who: Actor, on: date) -> int:  # noqa: ARG001 a version waits whatever the day
    return await returned_drafts()


RULEBOOKS: Final = (
    Queue(
        right=Right.APPROVE_RULEBOOK,
        tag=Words("规则审批", "Rulebooks"),
        title=Words("{n} 个考核规则版本待审批", "{n} rulebook versions await approval"),
        href="/rulebooks",
        count=_submitted,
    ),
    Queue(
        right=Right.EDIT_RULEBOOK,
        tag=Words("规则退回", "Rulebooks"),
        title=Words("{n} 个考核规则版本被退回修改", "{n} rulebook versions were returned for changes"),
        href="/rulebooks",
        count=_returned,
        tone="warn",
    ),
)
