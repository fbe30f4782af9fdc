"""What the bureau does with a delivered version: put before experts, their opinions, adopted, returned, stopped."""

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.cooperation.review_rules import rule_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, NotFound, Words
from vendors.people.pool.queries import experts
from vendors.review_rules import actions
from vendors.review_rules.rules import Opinion, RuleState


@post("/review-rules/{rule:int}/review", opt={"right": Right.JUDGE_REVIEW_RULE})
async def begin_review(request: WebRequest, rule: FromPath[int]) -> Redirect:
    await submitted(request)
    await actions.begin_review(rule=rule, by=actor(request), at=clock.now())
    return _back(request, rule, Words("已提交专家评审。", "It is before the experts."))


@post("/review-rules/{rule:int}/opinions", opt={"right": Right.JUDGE_REVIEW_RULE})
async def record_opinion(request: WebRequest, rule: FromPath[int]) -> Page | Redirect:
    who = actor(request)
    form = await submitted(request, "expert", "expert_name", "specialty", "opinion", "reason", "given_on")
    read = Reading(form)
    opinion, given_on, expert = (
        read.choice("opinion", Opinion),
        read.day("given_on"),
        read.whole("expert", required=False),
    )
    known = {one.id: one.card for one in await experts(for_=who)}
    card = known.get(expert) if expert is not None else None
    if expert is not None and card is None:
        read.fault("expert", Words("专家库中没有该专家。", "Not in the pool of experts."))
    name = card.name if card else read.text("expert_name", required=False, longest=80)
    field = form.value("specialty") or "、".join(one.zh for one in (card.specialities if card else ()))
    try:
        read.finish()
        if opinion is None or given_on is None:
            raise NotFound
        await actions.record_opinion(
            rule=rule, expert=expert, expert_name=name, specialty=field, opinion=opinion,
            reason=form.value("reason"), on=given_on, by=who, at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await rule_page(request, rule, form=form.failed(invalid), asked="opinion")
    return _back(request, rule, Words("专家意见已登记。", "The expert's opinion is recorded."))


@post("/review-rules/{rule:int}/decision", opt={"right": Right.JUDGE_REVIEW_RULE})
async def decide(request: WebRequest, rule: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "to", "reason")
    read = Reading(form)
    to = read.choice("to", RuleState)
    if to not in {None, RuleState.ADOPTED, RuleState.RETURNED, RuleState.STOPPED}:
        read.fault("to", Words("请从列表中选择。", "Choose from the list."))
    try:
        read.finish()
        if to is None:
            raise NotFound
        await actions.decide_rule(rule=rule, to=to, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await rule_page(request, rule, form=form.failed(invalid), asked="decision")
    return _back(request, rule, Words("已办理。", "It is done."))


def _back(request: WebRequest, rule: int, said: Words) -> Redirect:
    return see_other(request, f"/review-rules/{rule}", said=said)


HANDLERS = (begin_review, record_opinion, decide)
