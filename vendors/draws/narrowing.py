"""A scope as it is sealed: narrowed to the drawer's county and to the institutions and settlements of a campaign."""

from dataclasses import replace
from datetime import date

from vendors.actors import Actor
from vendors.campaigns.plan_queries import scope as campaign_list
from vendors.campaigns.queries import CampaignView
from vendors.campaigns.queries import campaign as campaign_view
from vendors.draws.rules import Purpose
from vendors.draws.scopes import OF_CASES, OF_PLACES, Scope
from vendors.errors import Forbidden, Invalid, Words


async def narrowed(purpose: Purpose, scope: Scope, *, campaign: int | None, by: Actor) -> Scope:
    """What of a scope this person draws from, under a campaign or none.

    Forbidden for another county, NotFound for a campaign that is not theirs, Invalid when it leaves nothing.
    """
    scope = _at_home(scope, by.region)
    if campaign is None:
        return scope
    found = await campaign_view(campaign, for_=by)
    if purpose in OF_CASES:
        scope = _while_covered(scope, found)
    if purpose in OF_CASES | OF_PLACES:
        scope = await _of_its_list(scope, found, by) if found.institutions else _of_its_counties(scope, found)
    return scope


def _at_home(scope: Scope, region: str) -> Scope:
    if not region:
        return scope
    if scope.regions and set(scope.regions) != {region}:
        raise Forbidden("只能抽取本县区的对象。", "A county draws from its own county.")
    return replace(scope, regions=(region,))


def _while_covered(scope: Scope, found: CampaignView) -> Scope:
    """Days in the wrong order stay as they are: those are a fault of the scope itself."""
    if scope.settled_from and scope.settled_to and scope.settled_from > scope.settled_to:
        return scope
    first = max(scope.settled_from or date.min, found.covers_from)
    last = min(scope.settled_to or date.max, found.covers_to)
    if first > last:
        between = f"{found.covers_from.isoformat()} – {found.covers_to.isoformat()}"
        words = Words(f"不在专项行动的结算期间 {between} 之内。", f"Outside the campaign's settlements, {between}.")
        raise Invalid({"settled_from": words})
    return replace(scope, settled_from=first, settled_to=last)


async def _of_its_list(scope: Scope, found: CampaignView, by: Actor) -> Scope:
    codes = tuple(
        one.code
        for one in await campaign_list(found.id, for_=by)
        if (not scope.regions or one.region in scope.regions)
        and (not scope.kinds or one.kind in scope.kinds)
        and (not scope.institutions or one.code in scope.institutions)
    )
    if not codes:
        raise Invalid(
            {
                "campaign": Words(
                    "专项行动的机构名单中没有该范围的机构。", "None of the campaign's institutions is in this scope."
                )
            }
        )
    return replace(scope, institutions=codes)


def _of_its_counties(scope: Scope, found: CampaignView) -> Scope:
    regions = tuple(one for one in found.regions if not scope.regions or one in scope.regions)
    if not found.regions:
        return scope
    if not regions:
        raise Invalid({"region": Words("不在专项行动的县区之内。", "Outside the campaign's counties.")})
    return replace(scope, regions=regions)
