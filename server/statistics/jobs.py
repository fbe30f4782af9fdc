"""What the worker runs for the statistics."""

from contextlib import suppress
from datetime import datetime

from server.web.house import House
from vendors.actors import SYSTEM
from vendors.campaigns.queries import CampaignFilters, campaigns
from vendors.campaigns.rules import CampaignState
from vendors.errors import Conflict
from vendors.periods import Period
from vendors.statistics.campaign.actions import open_report

_UNDER_WAY = frozenset({CampaignState.RUNNING, CampaignState.WINDING_UP})


async def monthly_statistics(*, house: House, at: datetime, period: str) -> None:  # noqa: ARG001 every job gets the house
    """Begin the table of the month `period` for every campaign under way in it; one that stands already stays."""
    month = Period.parse(period)
    for one in await campaigns(for_=SYSTEM, which=CampaignFilters(states=_UNDER_WAY)):
        if one.starts_on <= month.ends_on and month.starts_on <= one.ends_on:
            with suppress(Conflict):
                await open_report(campaign_id=one.id, period=month, by=SYSTEM, at=at)
