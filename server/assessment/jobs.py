"""The nightly recomputation; what comes out otherwise is told to those who can do something about it."""

from datetime import datetime

import structlog

from kpi.assessment.actions.rechecking import recheck
from server.desk.actions import tell
from server.desk.rules import Letter, MessageKind, at_bureau
from server.web.house import House
from vendors.actors import Role
from vendors.errors import Words

log = structlog.get_logger()


async def recheck_scorecards(*, house: House, at: datetime, period: str) -> None:  # noqa: ARG001 every job gets the house
    """Every card ever published, worked out again; `period` is the day it runs for."""
    found = await recheck(at=at)
    if found.wrong:
        log.error("scorecards.recheck", cards=found.cards, wrong=found.wrong)
        named = "、".join(found.wrong[:10])
        letter = Letter(
            once=f"recheck {period}",
            kind=MessageKind.NEWS,
            words=Words(
                f"每日核验：{len(found.wrong)} 份记分卡按冻结的数据重算不一致（{named}）。",
                f"Nightly check: {len(found.wrong)} scorecards do not recompute to the same bytes ({named}).",
            ),
            link="/assessments/rechecks",
            to=(at_bureau(Role.CONTRACT_MANAGER, Role.LEADER, Role.AUDITOR),),
        )
        await tell([letter], at=at)
