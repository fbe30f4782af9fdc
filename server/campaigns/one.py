"""The page of one campaign, with whatever form on it failed."""

from server.campaigns.plan_chart import plan_chart
from server.campaigns.planning import counties, violation_groups
from server.campaigns.screens import CampaignScreen, County
from server.web import clock
from server.web.access import WebRequest, actor
from server.web.forms import Form
from server.web.history import history
from server.web.i18n import _, code_words
from server.web.pages import Page
from vendors.attachments.queries import attachments
from vendors.campaigns import plan_queries, queries
from vendors.campaigns.rules import TRANSITIONS, CampaignState
from vendors.draws.queries import DrawFilter, count_draws, draws
from vendors.periods import local_date
from vendors.tasks.list_queries import Which, listed

WIDE, NARROW = 760, 340
DRAWS_SHOWN = 20


async def campaign_page(request: WebRequest, campaign: int, *, form: Form | None = None, asked: str = "") -> Page:
    """`form` is the one that failed, `asked` which of the page's forms it is."""
    who, today = actor(request), local_date(clock.now())
    found = await queries.campaign(campaign, for_=who)
    phases = await plan_queries.phases(campaign, for_=who)
    first = min([found.starts_on, *(one.begins for one in phases)])
    last = max([found.ends_on, *(one.ends for one in phases)])
    drawn = [
        plan_chart(phases, first=first, last=last, today=today, title=_("阶段与节点"), width=width)
        for width in (WIDE, NARROW)
        if phases
    ]
    counts = await plan_queries.scope_counts(campaign, for_=who)
    names = counties()
    tasks = await listed(for_=who, which=Which(campaign=campaign))
    screen = CampaignScreen(
        campaign=found,
        phases=phases,
        counties=[
            County(name=names.get(code, code), chosen=chosen, registered=registered)
            for code, (chosen, registered) in counts.items()
        ],
        regions=names,
        groups=violation_groups(today),
        agencies=code_words("transfer_target"),
        chart=drawn[0] if drawn else None,
        narrow=drawn[1] if drawn else None,
        tasks=tasks,
        draws=await draws(DrawFilter(campaign=campaign), for_=who, limit=DRAWS_SHOWN),
        draws_all=await count_draws(DrawFilter(campaign=campaign), for_=who),
        files=await attachments(object_type="campaign", object_ids=[campaign], for_=who),
        history=await history("campaign", campaign),
        today=today,
        form=form or Form(),
        asked=asked,
        next_states=[state for state in CampaignState if state in TRANSITIONS[found.state]],
    )
    return Page("campaigns/campaign.html", screen, status=422 if form else 200)
