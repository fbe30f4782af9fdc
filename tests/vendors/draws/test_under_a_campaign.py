from dataclasses import replace
from datetime import date

import pytest

from tests.support import a
from vendors.campaigns.actions import plan_campaign
from vendors.campaigns.plan_actions import put_institutions
from vendors.campaigns.rules import CampaignKind
from vendors.campaigns.rules import Plan as Planned
from vendors.campaigns.rules import Scope as Covered
from vendors.draws.actions import commit_draw, open_draw
from vendors.draws.algorithm.records import DrawRecord
from vendors.draws.queries import draw_card, record, result
from vendors.draws.rules import Method, Plan, Purpose
from vendors.draws.scopes import Scope, Weight
from vendors.errors import Invalid

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
FIRST, SECOND = (one.code for one in a.HOSPITALS)
DAYS = Scope(settled_from=date(2026, 1, 1), settled_to=date(2026, 12, 31))
WEIGHED = Plan(method=Method.BY_AMOUNT, size=9)


async def campaign(*codes: str, until: date = date(2026, 6, 30), regions: tuple[str, ...] = ()) -> int:
    """A campaign over settlements from May, with a list of institutions or none."""
    plan = Planned(
        name="打击欺诈骗保专项整治", kind=CampaignKind.SPECIAL, starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31),
        scope=Covered(covers_from=date(2026, 5, 1), covers_to=until, regions=regions), lead_name="周启明",
    )  # fmt: skip
    made = await plan_campaign(plan=plan, by=a.MANAGER, at=a.AT)
    if codes:
        await put_institutions(campaign=made, which=codes, by=a.MANAGER, at=a.AT)
    return made


async def drawn(under: int, purpose: Purpose, plan: Plan, scope: Scope = DAYS) -> int:
    made = await commit_draw(purpose=purpose, plan=plan, scope=scope, campaign=under, by=a.MANAGER, at=a.AT)
    await open_draw(draw_id=made, by=a.MANAGER, at=a.AT)
    return made


async def test_institutions_are_drawn_from_the_campaigns_own_list() -> None:
    await a.hospitals()
    made = await drawn(await campaign(SECOND), Purpose.INSTITUTIONS, Plan(size=2))
    assert [line.id for _, line in await result(made)] == [SECOND]
    card = await draw_card(made, for_=a.MANAGER)
    assert (card.scope.institutions, card.frame_size) == ((SECOND,), 1)


async def test_cases_are_those_of_its_institutions_settled_while_it_covers() -> None:
    await a.cases(40)
    made = await drawn(await campaign(SECOND), Purpose.CASES, Plan(size=40))
    card = await draw_card(made, for_=a.MANAGER)
    assert (card.scope.settled_from, card.scope.settled_to) == (date(2026, 5, 1), date(2026, 6, 30))
    assert card.frame_size == 20
    kept = await record(card)
    assert isinstance(kept, DrawRecord)
    assert kept.scope is not None
    assert kept.scope.campaign == "打击欺诈骗保专项整治"


async def test_a_campaign_without_a_list_draws_from_its_counties() -> None:
    await a.hospitals()
    made = await drawn(await campaign(regions=("620722",)), Purpose.INSTITUTIONS, Plan(size=2))
    assert [line.id for _, line in await result(made)] == [SECOND]


@pytest.mark.parametrize(
    ("field", "purpose", "scope"),
    [
        ("campaign", Purpose.INSTITUTIONS, replace(DAYS, regions=("620722",))),
        ("campaign", Purpose.INSTITUTIONS, replace(DAYS, institutions=(SECOND,))),
        ("campaign", Purpose.CASES, replace(DAYS, regions=("620722",))),
        ("settled_from", Purpose.CASES, replace(DAYS, settled_to=date(2026, 4, 30))),
        ("settled_to", Purpose.CASES, replace(DAYS, settled_to=date(2025, 4, 30))),
    ],
)
async def test_a_scope_beside_it_narrows_further_and_when_nothing_is_left_it_says_so(
    field: str, purpose: Purpose, scope: Scope
) -> None:
    await a.hospitals()
    under = await campaign(FIRST)
    with pytest.raises(Invalid) as wrong:
        await drawn(under, purpose, Plan(size=1), scope)
    assert field in wrong.value.fields


async def test_amounts_count_the_days_given_even_under_a_campaign() -> None:
    await a.cases(4)
    with pytest.raises(Invalid):
        await drawn(await campaign(FIRST), Purpose.INSTITUTIONS, WEIGHED, Scope(weight=Weight.FUND))
    made = await drawn(await campaign(FIRST), Purpose.INSTITUTIONS, WEIGHED)
    assert (await draw_card(made, for_=a.MANAGER)).frame_size == 1
