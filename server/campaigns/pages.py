from collections.abc import Mapping
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, COUNT, DATE
from server.campaigns import institutions, phases, planning
from server.campaigns.one import campaign_page
from server.campaigns.planning import counties
from server.campaigns.screens import CampaignsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field
from vendors.campaigns import actions, queries
from vendors.campaigns.queries import CampaignFilters
from vendors.campaigns.rules import OPEN, CampaignKind, CampaignState
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date

SIZE: Final = 50
FIELDS: Final = (
    Field("编号", 16), Field("名称", 40), Field("类型", 12), Field("状态", 10), Field("开始日期", 12, DATE),
    Field("结束日期", 12, DATE), Field("结算起", 12, DATE), Field("结算止", 12, DATE), Field("县区", 24),
    Field("重点", 20), Field("机构数", 9, COUNT), Field("节点", 10, CENTRED), Field("负责人", 12),
    Field("依据文号", 24),
)  # fmt: skip


def _filters(query: Mapping[str, str]) -> CampaignFilters:
    state, kind = query.get("state", ""), query.get("kind", "")
    return CampaignFilters(
        states=frozenset({CampaignState(state)}) if state in set(CampaignState) else frozenset(),
        kind=CampaignKind(kind) if kind in set(CampaignKind) else None,
        text=query.get("text", ""),
        region=query.get("region", ""),
    )


def _place(after: str) -> tuple[date, int] | None:
    match unseal(after):
        case (int(day), int(last)) if 1 <= day <= date.max.toordinal():
            return date.fromordinal(day), last
    return None


@get("/campaigns", opt={"right": Right.VIEW_CAMPAIGNS})
async def campaigns(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who, today = actor(request), local_date(clock.now())
    query = {name: request.query_params.get(name, "") for name in ("text", "kind", "state", "region")}
    which = _filters(query)
    rows = await queries.campaigns(for_=who, which=which, after=_place(after), size=SIZE + 1)
    counts = await queries.count_campaigns(for_=who, which=CampaignFilters(region=which.region))
    shown = await queries.count_campaigns(for_=who, which=which)
    opened = await queries.campaigns(for_=who, which=CampaignFilters(states=OPEN, region=which.region))
    last = rows[SIZE - 1] if len(rows) > SIZE else None
    more = with_query(request, after=seal(last.starts_on.toordinal(), last.id)) if last else None
    screen = CampaignsScreen(
        page=Paged(rows=rows[:SIZE], total=sum(shown.values()), next=more),
        first=with_query(request) if after else "",
        export=with_query(request).replace("/campaigns", "/campaigns/export", 1),
        counts=counts,
        late=sum(one.late(today) for one in opened),
        today=today,
        filters=query,
        regions=counties(),
    )
    return Page("campaigns/campaigns.html", screen)


@get("/campaigns/export", opt={"right": Right.VIEW_CAMPAIGNS})
async def export(request: WebRequest) -> Response[bytes]:
    found = await queries.campaigns(for_=actor(request), which=_filters(request.query_params))
    names = counties()
    rows = [
        (
            one.number, one.name, one.kind.zh, one.state.zh, one.starts_on, one.ends_on, one.covers_from, one.covers_to,
            "、".join(names.get(code, code) for code in one.regions) or "全市", "、".join(f.zh for f in one.focus),
            one.institutions, f"{one.done}/{one.milestones}", one.lead_name, one.basis_number,
        )
        for one in found
    ]  # fmt: skip
    return listing("专项行动", FIELDS, rows, at=clock.now(), plain="campaigns")


@get("/campaigns/{campaign:int}", opt={"right": Right.VIEW_CAMPAIGNS})
async def one_campaign(request: WebRequest, campaign: FromPath[int]) -> Page:
    return await campaign_page(request, campaign)


@post("/campaigns/{campaign:int}/state", opt={"right": Right.MANAGE_CAMPAIGNS})
async def move_campaign(request: WebRequest, campaign: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "to", "reason")
    read = Reading(form)
    to, reason = read.choice("to", CampaignState), read.text("reason", required=False)
    try:
        read.finish()
        if to is None:
            raise NotFound
        await actions.move_campaign(campaign=campaign, to=to, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await campaign_page(request, campaign, form=form.failed(invalid), asked="state")
    said = Words(f"专项行动转为“{to.zh}”。", f"The campaign is now “{to.en}”.")
    return see_other(request, f"/campaigns/{campaign}", said=said)


HANDLERS = (
    campaigns,
    export,
    one_campaign,
    move_campaign,
    *planning.HANDLERS,
    *institutions.HANDLERS,
    *phases.HANDLERS,
)
