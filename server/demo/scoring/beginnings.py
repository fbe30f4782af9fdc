"""Assessments that have only begun: a month's facts frozen, a vendor's word on itself, a draft not yet shown."""

from datetime import date, datetime
from functools import partial
from typing import Final

from kpi.assessment.actions.freezing import Said, evaluate, freeze
from kpi.assessment.queries import assessment as assessment_view
from kpi.scorecards.actions import issue
from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from vendors.periods import Period

MONTH: Final = Period.parse("2026M10")
FROZEN, EVALUATED, DRAFTED = date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 20)
BEGUN: Final = ("A1", "B1", "C1")
SPOKEN: Final = "B1"


def plan_beginnings(stage: Stage) -> None:
    stage.agenda.on(FROZEN, 9, 30, partial(_freeze, stage))
    stage.agenda.on(DRAFTED, 11, 0, partial(_issue, stage))


async def _freeze(stage: Stage, at: datetime) -> None:
    for place, key in enumerate(BEGUN):
        made = await freeze(
            contract=stage.parties[key].contract, period=MONTH, by=stage.manager, at=at + place * 3 * MINUTE
        )
        if key == SPOKEN:
            stage.agenda.on(EVALUATED, 15, 0, partial(_evaluate, stage, made))


async def _evaluate(stage: Stage, made: int, at: datetime) -> None:
    """The vendor agrees with the count, line by line."""
    by = stage.parties[SPOKEN].lead
    seen, _ = await assessment_view(made, for_=by)
    lines = {line.code: Said(points=line.points, said="") for line in seen.card.lines if line.points is not None}
    await evaluate(assessment=made, lines=lines, summary="各项工作按计划完成，与系统核算一致。", by=by, at=at)


async def _issue(stage: Stage, at: datetime) -> None:
    await issue(contract=stage.parties[SPOKEN].contract, period=MONTH, by=stage.manager, at=at)
