"""审核规则: the register, a delivery, one version."""

from collections.abc import Mapping
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import COUNT, DATE
from server.cooperation.rule_screens import NewRuleScreen, RuleScreen, RulesScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading
from server.web.history import history
from server.web.house import House
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import with_query
from server.web.reading import SIZE, asked, before, day, export_address, member, number, paged
from server.web.tabs import Field
from vendors.attachments.actions import keep
from vendors.attachments.queries import attachments
from vendors.contracts.queries import contracts
from vendors.errors import Invalid, NotFound, Words
from vendors.people.pool.queries import experts
from vendors.periods import local_date
from vendors.registry.queries import vendors
from vendors.review_rules import actions, queries
from vendors.review_rules.queries import RuleFilters
from vendors.review_rules.rules import RENEWABLE, Delivery, RuleKind, RuleState

FIELDS: Final = (
    Field("规则编号", 16), Field("版本", 10), Field("名称", 36), Field("类别", 10), Field("交付机构", 16),
    Field("合同", 16), Field("交付日期", 12, DATE), Field("状态", 12), Field("专家意见", 10, COUNT),
    Field("评审日期", 12, DATE), Field("评审人", 12), Field("意见", 30), Field("依据", 36), Field("内容", 60),
)  # fmt: skip


def _filters(query: Mapping[str, str]) -> RuleFilters:
    return RuleFilters(
        vendor=number(query.get("vendor", "")),
        kind=member(RuleKind, query.get("kind", "")),
        state=member(RuleState, query.get("state", "")),
        text=query.get("text", ""),
        since=day(query.get("since", "")),
        until=day(query.get("until", "")),
    )


@get("/review-rules", opt={"right": Right.VIEW_REVIEW_RULES})
async def review_rules(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who = actor(request)
    query = asked(request, "text", "vendor", "kind", "state", "since", "until")
    which = _filters(query)
    shown = await queries.rule_states(for_=who, which=which)
    rows = await queries.review_rules(for_=who, which=which, before=before(after), size=SIZE + 1)
    screen = RulesScreen(
        page=paged(request, rows, sum(shown.values())),
        first=with_query(request) if after else "",
        export=export_address(request, "/review-rules"),
        counts=await queries.rule_states(for_=who),
        filters=query,
        vendors=await vendors(for_=who) if who.at_bureau else (),
    )
    return Page("cooperation/rules.html", screen)


@get("/review-rules/export", opt={"right": Right.VIEW_REVIEW_RULES})
async def export(request: WebRequest) -> Response[bytes]:
    found = await queries.review_rules(for_=actor(request), which=_filters(request.query_params))
    rows = [
        (
            one.code, one.version, one.name, one.kind.zh, one.vendor_name, one.contract_number, one.delivered_on,
            one.state.zh, one.opinions, one.decided_on, one.decided_by, one.reason, one.basis, one.description,
        )
        for one in found
    ]  # fmt: skip
    return listing("审核规则登记", FIELDS, rows, at=clock.now(), plain="review-rules")


@get("/review-rules/new", opt={"right": Right.DELIVER_REVIEW_RULE})
async def new_rule(request: WebRequest, after: FromQuery[str] = "") -> Page:
    """With `after`, the id of an earlier version, the form begins with what that one said."""
    earlier = number(after)
    if earlier is None:
        return await _new_page(request, Form())
    found = await queries.review_rule(earlier, for_=actor(request))
    values = {"code": found.code, "name": found.name, "kind": found.kind.value, "basis": found.basis}
    values |= {"description": found.description, "contract": str(found.contract or "")}
    return await _new_page(request, Form(values=values))


@post("/review-rules/new", opt={"right": Right.DELIVER_REVIEW_RULE}, request_max_body_size=BODY_LIMIT)
async def deliver_rule(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    form, file = await submitted_with_file(
        request, "code", "version", "name", "kind", "description", "basis", "contract"
    )
    try:
        delivery = _read(form)
        sha256 = await keep(file, blobs=house.blobs) if file else ""
        made = await actions.deliver_rule(
            delivery=delivery, by=actor(request), at=clock.now(), file=file, sha256=sha256
        )
    except Invalid as invalid:
        return await _new_page(request, form.failed(invalid), status=422)
    return see_other(request, f"/review-rules/{made}", said=Words("规则已交付。", "The rule is delivered."))


def _read(form: Form) -> Delivery:
    read = Reading(form)
    kind, contract = read.choice("kind", RuleKind), read.whole("contract", required=False)
    code, version = read.text("code", longest=40), read.text("version", longest=20)
    name, basis = read.text("name", longest=120), read.text("basis", longest=300)
    description = read.text("description")
    read.finish()
    if kind is None:
        raise NotFound
    return Delivery(
        code=code, version=version, name=name, kind=kind, description=description, basis=basis, contract=contract
    )


async def _new_page(request: WebRequest, form: Form, *, status: int = 200) -> Page:
    found = await contracts(for_=actor(request), in_force_on=local_date(clock.now()))
    return Page("cooperation/new_rule.html", NewRuleScreen(form=form, contracts=found), status=status)


@get("/review-rules/{rule:int}", opt={"right": Right.VIEW_REVIEW_RULES})
async def one_rule(request: WebRequest, rule: FromPath[int]) -> Page:
    return await rule_page(request, rule)


async def rule_page(request: WebRequest, rule: int, *, form: Form | None = None, asked: str = "") -> Page:
    """`form` is the one that failed, `asked` which of the page's forms it is."""
    who = actor(request)
    found = await queries.review_rule(rule, for_=who)
    versions = await queries.versions(found, for_=who)
    judging = may(who, Right.JUDGE_REVIEW_RULE) and found.state is RuleState.IN_REVIEW
    newest = versions[0]
    screen = RuleScreen(
        rule=found,
        versions=versions,
        opinions=await queries.opinions(rule, for_=who),
        experts=await experts(for_=who, active=True) if judging else (),
        files=await attachments(object_type="review_rule", object_ids=[rule], for_=who),
        history=await history("review_rule", rule),
        today=local_date(clock.now()),
        renewable=found.id == newest.id and found.state in RENEWABLE,
        form=form or Form(),
        asked=asked,
    )
    status = 422 if form else 200
    return Page("cooperation/rule.html", screen, fragment="cooperation/_rule.html", status=status)


HANDLERS = (review_rules, export, new_rule, deliver_rule, one_rule)
