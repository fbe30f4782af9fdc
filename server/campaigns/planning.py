"""The form of a plan: read, shown again with its faults, filled from a campaign."""

from collections.abc import Iterable, Mapping
from datetime import date

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from server.campaigns.screens import PlanScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.i18n import code_words
from server.web.pages import Page, see_other
from vendors.campaigns import actions, queries
from vendors.campaigns.queries import CampaignView
from vendors.campaigns.rules import CampaignKind, Focus, Plan, Scope
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.policy.codes import code_list, violation_types

_FIELDS = (
    "name", "kind", "starts_on", "ends_on", "covers_from", "covers_to", "lead_name", "basis_number", "note",
)  # fmt: skip


def violation_groups(on: date) -> Mapping[str, str]:
    """First-level groups of the taxonomy in force, those of vendors themselves left out."""
    found = {one.group: one.group_name for one in violation_types(on).values() if not one.of_vendors}
    return dict(sorted(found.items()))


def counties() -> Mapping[str, str]:
    """The districts of the city: every region but the city itself."""
    return {code: name for code, name in code_words("region").items() if not code.endswith("00")}


@get("/campaigns/new", opt={"right": Right.MANAGE_CAMPAIGNS})
async def new_campaign(request: WebRequest) -> Page:
    form = Form(values={"kind": CampaignKind.SPECIAL.value, "lead_name": actor(request).name})
    return _page(form, path="/campaigns/new")


@post("/campaigns/new", opt={"right": Right.MANAGE_CAMPAIGNS})
async def plan_campaign(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, *_names())
    try:
        plan = _read(form)
        made = await actions.plan_campaign(plan=plan, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return _page(form.failed(invalid), path="/campaigns/new", status=422)
    said = Words(
        "专项行动已建立，请确定机构范围和阶段。", "The campaign is planned; choose its institutions and phases."
    )
    return see_other(request, f"/campaigns/{made}", said=said)


@get("/campaigns/{campaign:int}/plan", opt={"right": Right.MANAGE_CAMPAIGNS})
async def plan_form(request: WebRequest, campaign: FromPath[int]) -> Page:
    found = await queries.campaign(campaign, for_=actor(request))
    return _page(_filled(found), path=f"/campaigns/{campaign}/plan", number=found.number)


@post("/campaigns/{campaign:int}/plan", opt={"right": Right.MANAGE_CAMPAIGNS})
async def replan_campaign(request: WebRequest, campaign: FromPath[int]) -> Page | Redirect:
    who = actor(request)
    found = await queries.campaign(campaign, for_=who)
    form = await submitted(request, *_names())
    try:
        await actions.replan_campaign(campaign=campaign, plan=_read(form), by=who, at=clock.now())
    except Invalid as invalid:
        return _page(form.failed(invalid), path=f"/campaigns/{campaign}/plan", number=found.number, status=422)
    return see_other(request, f"/campaigns/{campaign}", said=Words("计划已修改。", "The plan is changed."))


def _names() -> tuple[str, ...]:
    return (
        *_FIELDS, *_boxes("region", counties()), *_boxes("focus", Focus), *_boxes("group", _groups()),
        *_boxes("agency", code_list("transfer_target")),
    )  # fmt: skip


def _boxes(name: str, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name}_{code}" for code in codes)


def _ticked(form: Form, name: str, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(code) for code in codes if form.value(f"{name}_{code}"))


def _groups() -> Mapping[str, str]:
    return violation_groups(local_date(clock.now()))


def _read(form: Form) -> Plan:
    """The plan that was typed. Raises Invalid naming every fault of the form."""
    read = Reading(form)
    kind = read.choice("kind", CampaignKind)
    days = [read.day(name) for name in ("starts_on", "ends_on", "covers_from", "covers_to")]
    name, lead = read.text("name", longest=120), read.text("lead_name", longest=80)
    basis, note = read.text("basis_number", required=False, longest=60), read.text("note", required=False)
    read.finish()
    starts_on, ends_on, covers_from, covers_to = days
    if kind is None or not (starts_on and ends_on and covers_from and covers_to):
        raise NotFound
    scope = Scope(
        covers_from=covers_from,
        covers_to=covers_to,
        regions=_ticked(form, "region", counties()),
        focus=tuple(Focus(one) for one in _ticked(form, "focus", Focus)),
        violations=_ticked(form, "group", _groups()),
    )
    agencies = _ticked(form, "agency", code_list("transfer_target"))
    return Plan(
        name=name, kind=kind, starts_on=starts_on, ends_on=ends_on, scope=scope, lead_name=lead, agencies=agencies,
        basis_number=basis, note=note,
    )  # fmt: skip


def _filled(one: CampaignView) -> Form:
    boxes = {f"region_{code}": "1" for code in one.regions} | {f"focus_{focus}": "1" for focus in one.focus}
    boxes |= {f"group_{code}": "1" for code in one.violations} | {f"agency_{code}": "1" for code in one.agencies}
    texts = {
        "name": one.name, "kind": one.kind.value, "lead_name": one.lead_name, "basis_number": one.basis_number,
        "note": one.note, "starts_on": one.starts_on.isoformat(), "ends_on": one.ends_on.isoformat(),
        "covers_from": one.covers_from.isoformat(), "covers_to": one.covers_to.isoformat(),
    }  # fmt: skip
    return Form(values=texts | boxes)


def _page(form: Form, *, path: str, number: str = "", status: int = 200) -> Page:
    screen = PlanScreen(
        form=form, path=path, number=number, regions=counties(), groups=_groups(),
        agencies=code_words("transfer_target"),
    )  # fmt: skip
    return Page("campaigns/plan.html", screen, status=status)


HANDLERS = (new_campaign, plan_campaign, plan_form, replan_campaign)
