"""Which institutions a campaign covers: the list, put in by condition or code, taken out with a reason."""

import re
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import CODE
from server.campaigns.planning import counties
from server.campaigns.screens import ScopeScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, submitted
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field
from vendors.campaigns import plan_actions, plan_queries, queries
from vendors.campaigns.plan_actions import InstitutionFilter
from vendors.errors import Invalid, Words
from vendors.institutions.queries import institutions as registered

SIZE: Final = 50
FIELDS: Final = (
    Field("机构编码", 18, CODE), Field("机构名称", 36), Field("机构类型", 16), Field("医院等级", 12), Field("县区", 16),
)  # fmt: skip
_BETWEEN: Final = re.compile(r"[\s,，;；、]+")


@get("/campaigns/{campaign:int}/institutions", opt={"right": Right.VIEW_CAMPAIGNS})
async def scope(
    request: WebRequest, campaign: FromPath[int], text: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Page:
    return await _page(request, campaign, text=text, after=after)


@get("/campaigns/{campaign:int}/institutions/export", opt={"right": Right.VIEW_CAMPAIGNS})
async def export(request: WebRequest, campaign: FromPath[int], text: FromQuery[str] = "") -> Response[bytes]:
    who = actor(request)
    found = await queries.campaign(campaign, for_=who)
    names = counties()
    rows = [
        (one.code, one.name, one.kind, one.level, names.get(one.region, one.region))
        for one in await plan_queries.scope(campaign, for_=who, text=text)
    ]
    return listing(f"{found.number}机构范围", FIELDS, rows, at=clock.now(), plain=f"{found.number}-institutions")


@post("/campaigns/{campaign:int}/institutions", opt={"right": Right.MANAGE_CAMPAIGNS})
async def put(request: WebRequest, campaign: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "region", "kind", "level", "codes")
    codes = tuple(code for code in _BETWEEN.split(form.value("codes").upper()) if code)
    region, kind, level = form.value("region"), form.value("kind"), form.value("level")
    meant = InstitutionFilter(
        regions=(region,) if region else (), kinds=(kind,) if kind else (), levels=(level,) if level else ()
    )
    try:
        added = await plan_actions.put_institutions(
            campaign=campaign, which=codes or meant, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _page(request, campaign, form=form.failed(invalid), asked="put")
    said = Words(f"范围内新增 {added} 家机构。", f"{added} institutions are new in the scope.")
    return see_other(request, f"/campaigns/{campaign}/institutions", said=said)


@post("/campaigns/{campaign:int}/institutions/removed", opt={"right": Right.MANAGE_CAMPAIGNS})
async def take(request: WebRequest, campaign: FromPath[int]) -> Page | Redirect:
    sent = await request.form()
    codes = [code for code in sent.getall("pick", []) if isinstance(code, str)]
    form = Form(values={"reason": str(sent.get("reason", ""))})
    try:
        taken = await plan_actions.take_institutions(
            campaign=campaign, codes=codes, reason=form.value("reason"), by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _page(request, campaign, form=form.failed(invalid), asked="take")
    said = Words(f"已移出 {taken} 家机构。", f"{taken} institutions are taken out.")
    return see_other(request, f"/campaigns/{campaign}/institutions", said=said)


async def _page(
    request: WebRequest, campaign: int, *, text: str = "", after: str = "", form: Form | None = None, asked: str = ""
) -> Page:
    who = actor(request)
    found = await queries.campaign(campaign, for_=who)
    place = unseal(after)
    rows = await plan_queries.scope(campaign, for_=who, text=text, after=str(place[0]) if place else "", size=SIZE + 1)
    counts = await plan_queries.scope_counts(campaign, for_=who)
    total = len(await plan_queries.scope(campaign, for_=who, text=text)) if text else sum(c for c, _ in counts.values())
    register = await registered()
    names = counties()
    base = f"/campaigns/{campaign}/institutions"
    screen = ScopeScreen(
        campaign=found,
        page=Paged(
            rows=rows[:SIZE],
            total=total,
            next=with_query(request, after=seal(rows[SIZE - 1].code)) if len(rows) > SIZE else None,
        ),
        first=with_query(request) if after else "",
        export=with_query(request).replace(base, f"{base}/export", 1),
        text=text,
        regions=names,
        chosen={code: name for code, name in names.items() if not found.regions or code in found.regions},
        kinds=sorted({one.kind for one in register}),
        levels=sorted({one.level for one in register if one.level}),
        form=form or Form(),
        asked=asked,
    )
    return Page("campaigns/institutions.html", screen, status=422 if form else 200)


HANDLERS = (scope, export, put, take)
