"""重新核算: a published card counted again after a determination it rests on was reversed."""

from datetime import date, datetime
from functools import partial

from kpi.scorecards.outdated_queries import outdated
from kpi.scorecards.queries import cards
from kpi.scorecards.rules import CardState
from server.demo.cast import Stage
from server.demo.scoring.cards import Course, Going
from vendors.actors import SYSTEM

SEEN, REVIEWED, PUBLISHED = date(2026, 11, 13), date(2026, 11, 19), date(2026, 11, 20)


def plan_restating(stage: Stage) -> None:
    stage.agenda.on(SEEN, 8, 30, partial(_begin, stage))


async def _begin(stage: Stage, _: datetime) -> None:
    """The new version goes the whole way again."""
    published = {row.id: row for row in await cards(for_=SYSTEM) if row.state is CardState.PUBLISHED}
    keys = {party.contract: key for key, party in stage.parties.items()}
    for place, card in enumerate(await outdated(tuple(published))):
        row = published[card]
        going = Going(stage=stage, key=keys[row.contract], period=row.period, course=Course(), place=place)
        going.plan(issued=SEEN, published=PUBLISHED, reviewed=REVIEWED)
