"""A new draw: plan, preview, seal, then open the frame and draw; or give it up."""

import re
from typing import Final

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from server.draws.asking import NAMES, PURPOSES, TRAIT_FIELDS, asked, at_fields
from server.draws.one import draw_page
from server.draws.screens import NewDrawScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.i18n import code_words
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.campaigns.queries import open_campaigns
from vendors.draws import actions
from vendors.draws.limits import LEAST, TOGETHER
from vendors.draws.narrowing import narrowed
from vendors.draws.previews import Preview, preview
from vendors.draws.rules import METHODS, Purpose, plan_problems
from vendors.draws.scopes import scope_problems
from vendors.errors import Invalid, Words
from vendors.institutions.frame_queries import Trait
from vendors.institutions.queries import institutions
from vendors.money import half_up
from vendors.periods import local_date
from vendors.policy.parameters import parameter

_BASIS: Final = {Purpose.DOUBLE: TOGETHER, Purpose.REREVIEW: LEAST}
_APART: Final = re.compile(r"[、,，;；\s]+")


@get("/draws/new", opt={"right": Right.DRAW_CASES})
async def new_draw(request: WebRequest) -> Page:
    """With a plan in the address, what it would come to beside it."""
    typed = {name: value for name, value in request.query_params.items() if name in NAMES}
    purpose = _purpose(typed.get("purpose", ""))
    form = Form(
        values=typed if "title" in typed else await _defaults(purpose, typed.get("campaign", ""), actor(request))
    )
    return await _page(request, purpose, form)


@post("/draws/new", opt={"right": Right.DRAW_CASES})
async def seal_seed(request: WebRequest) -> Page | Redirect:
    """The seal; or, for who has no JavaScript, the preview alone."""
    form = await submitted(request, *NAMES, "act")
    purpose = _purpose(form.value("purpose"))
    if form.value("act") == "preview":
        return await _page(request, purpose, form)
    read = Reading(form)
    title, basis = read.text("title", longest=120), read.text("basis", required=False, longest=200)
    campaign = read.whole("campaign", required=False)
    try:
        plan, scope = await asked(form, purpose)
        read.finish()
        made = await actions.commit_draw(
            purpose=purpose, plan=plan, scope=scope, title=title, basis=basis, campaign=campaign, by=actor(request),
            at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await _page(request, purpose, at_fields(form, invalid), status=422)
    said = Words("随机种子已封存，摘要已记入日志；请打开总体抽取。", "The seed is sealed and its hash in the journal.")
    return see_other(request, f"/draws/{made}", said=said)


@post("/draws/{draw:int}/open", opt={"right": Right.DRAW_CASES})
async def open_frame(request: WebRequest, draw: FromPath[int]) -> Redirect:
    form = await submitted(request, "witnesses")
    present = [name for name in _APART.split(form.value("witnesses")) if name]
    drawn = await actions.open_draw(draw_id=draw, witnesses=present, by=actor(request), at=clock.now())
    said = Words(f"抽中 {len(drawn.picks)} 个。", f"{len(drawn.picks)} are drawn.")
    return see_other(request, f"/draws/{draw}", said=said)


@post("/draws/{draw:int}/cancel", opt={"right": Right.DRAW_CASES})
async def cancel(request: WebRequest, draw: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        await actions.cancel_draw(draw_id=draw, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await draw_page(request, draw, form=form.failed(invalid))
    return see_other(request, f"/draws/{draw}", said=Words("该批次已作废。", "The draw is given up."))


def _purpose(value: str) -> Purpose:
    return next((purpose for purpose in PURPOSES if purpose.value == value), PURPOSES[0])


async def _defaults(purpose: Purpose, campaign: str, who: Actor) -> dict[str, str]:
    """What the form opens with; the least ratio and the inspectors are those of the day, settlements the campaign's."""
    today = local_date(clock.now())
    values = {"purpose": purpose.value, "method": METHODS[purpose][0].value, "spread": "", "least": ""}
    if purpose is Purpose.REREVIEW:
        values["percent"] = f"{half_up(parameter(LEAST, today).value * 100).normalize():f}"
    if purpose is Purpose.DOUBLE:
        values["each"] = str(int(parameter(TOGETHER, today).value))
    if code := _BASIS.get(purpose):
        row = parameter(code, today)
        values["basis"] = f"{row.source}{row.article}"
    if found := next((one for one in await open_campaigns(for_=who, on=today) if str(one.id) == campaign), None):
        days = {"settled_from": found.covers_from.isoformat(), "settled_to": found.covers_to.isoformat()}
        values |= {"campaign": campaign, "title": f"{found.name}{purpose.zh}"[:120]} | days
    return values | {TRAIT_FIELDS[trait]: "1" for trait in (Trait.REGION, Trait.LEVEL)}


async def _page(request: WebRequest, purpose: Purpose, form: Form, *, status: int = 200) -> Page:
    who, today = actor(request), local_date(clock.now())
    told, faults = await _told(form, purpose, who)
    screen = NewDrawScreen(
        purpose=purpose,
        form=form,
        preview=told,
        faults=faults,
        campaigns=await open_campaigns(for_=who, on=today),
        regions={code: name for code, name in code_words("region").items() if who.region in ("", code)},
        kinds=sorted({one.kind for one in await institutions(region=who.region)}),
        med_types=code_words("med_type"),
        least=parameter(LEAST, today),
    )
    return Page("draws/new.html", screen, fragment="draws/_preview.html", status=status)


async def _told(form: Form, purpose: Purpose, who: Actor) -> tuple[Preview | None, tuple[Words, ...]]:
    """What the plan would come to; while it is not whole, why it cannot be told."""
    try:
        plan, scope = await asked(form, purpose)
        campaign = form.value("campaign")
        scope = await narrowed(purpose, scope, campaign=int(campaign) if campaign.isdecimal() else None, by=who)
        if wrong := plan_problems(plan) | scope_problems(purpose, plan, scope):
            return None, tuple(wrong.values())
    except Invalid as unfinished:
        return None, tuple(unfinished.fields.values())
    return await preview(purpose, plan, scope, on=local_date(clock.now())), ()
