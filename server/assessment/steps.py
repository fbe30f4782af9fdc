"""What people do to a card: fed back, heard, reviewed, approved on a meeting's record, published, archived."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.assessment.actions import approval, feedback, reviewing
from kpi.assessment.rules import CONSEQUENTIAL, Meeting
from kpi.retention.actions import publish as publish_card
from kpi.scorecards import actions, queries
from kpi.scorecards.rules import CardState
from server.assessment.asked import period_named
from server.assessment.screens import ApprovalScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.policy.parameters import parameter


@post("/scorecards/{card:int}/feed-back", opt={"right": Right.ISSUE_SCORECARD})
async def feed_back(request: WebRequest, card: FromPath[int]) -> Redirect:
    await submitted(request)
    await feedback.feed_back(card=card, by=actor(request), at=clock.now())
    return _back(request, card, Words("已反馈机构，异议期开始。", "Fed back; the vendor may object now."))


@post("/assessments/feed-back", opt={"right": Right.ISSUE_SCORECARD})
async def feed_back_all(request: WebRequest) -> Redirect:
    form = await submitted(request, "period")
    period, who, at = period_named(form.value("period")), actor(request), clock.now()
    done, refused = 0, []
    for row in await queries.cards(for_=who, period=period, states=(CardState.DRAFT,)):
        try:
            await feedback.feed_back(card=row.id, by=who, at=at)
            done += 1
        except Conflict as conflict:
            refused.append((row.number, conflict.words))
    return see_other(
        request, f"/assessments?period={period}", said=told(Words(f"已反馈 {done} 份。", f"{done} fed back."), refused)
    )


@post("/scorecards/{card:int}/heard", opt={"right": Right.OBJECT_TO_SCORE})
async def heard(request: WebRequest, card: FromPath[int]) -> Redirect:
    await submitted(request)
    await feedback.end_objections(card=card, by=actor(request), at=clock.now())
    return _back(request, card, Words("已确认，不再提出异议。", "Confirmed: nothing more is objected to."))


@post("/scorecards/{card:int}/review", opt={"right": Right.REVIEW_OBJECTION})
async def review(request: WebRequest, card: FromPath[int]) -> Redirect:
    await submitted(request)
    going = await reviewing.review(card=card, by=actor(request), at=clock.now())
    row = (await queries.card(going, for_=actor(request))).row
    if row.state is CardState.DRAFT:
        said = Words(
            "已按复核意见形成新版本；有指标得分降低，须重新反馈机构。",
            "A new version is made; it takes points off, so it is fed back to the vendor again.",
        )
    elif going != card:
        said = Words("复核完成，已形成更正后的新版本。", "Reviewed; the corrected version goes on to approval.")
    else:
        said = Words("复核完成，提交审定。", "Reviewed; it goes on to approval.")
    return _back(request, going, said)


@get("/scorecards/{card:int}/approval", opt={"right": Right.APPROVE_SCORECARD})
async def approval_form(request: WebRequest, card: FromPath[int]) -> Page:
    today = local_date(clock.now())
    return await _approval(card, actor(request), Form(values={"held_on": today.isoformat()}))


@post("/scorecards/{card:int}/approval", opt={"right": Right.APPROVE_SCORECARD})
async def approve(request: WebRequest, card: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "held_on", "members", "minutes", "conclusion")
    read = Reading(form)
    held_on, members, minutes = read.day("held_on"), read.text("members"), read.text("minutes")
    conclusion = read.text("conclusion", required=False)
    try:
        read.finish()
        if held_on is None:
            raise NotFound
        names = tuple(name for name in members.replace(",", "、").replace("，", "、").split("、") if name.strip())
        meeting = Meeting(held_on=held_on, members=names, minutes=minutes, conclusion=conclusion)
        await approval.approve(card=card, meeting=meeting, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _approval(card, actor(request), form.failed(invalid), status=422)
    return _back(request, card, Words("已审定，可以公布。", "Approved; it can be published."))


@post("/scorecards/{card:int}/publish", opt={"right": Right.PUBLISH_SCORECARD})
async def publish(request: WebRequest, card: FromPath[int]) -> Redirect:
    await submitted(request)
    who, at = actor(request), clock.now()
    row = (await queries.card(card, for_=who)).row
    if row.period.kind in CONSEQUENTIAL:
        await publish_card(card=card, by=who, at=at)
        said = Words(
            "记分卡已公布，留用与挂钩款建议已生成。", "The card is published; the proposal that follows is made."
        )
    else:
        await approval.announce(card=card, by=who, at=at)
        said = Words("记分卡已公布。", "The card is published.")
    return _back(request, card, said)


@post("/scorecards/{card:int}/archive", opt={"right": Right.ISSUE_SCORECARD})
async def archive(request: WebRequest, card: FromPath[int]) -> Redirect:
    await submitted(request)
    await approval.archive(card=card, by=actor(request), at=clock.now())
    return _back(request, card, Words("已归档。", "Put away."))


@post("/scorecards/{card:int}/restate", opt={"right": Right.ISSUE_SCORECARD})
async def restate(request: WebRequest, card: FromPath[int]) -> Redirect:
    await submitted(request)
    who = actor(request)
    row = (await queries.card(card, for_=who)).row
    made = await actions.issue(contract=row.contract, period=row.period, by=who, at=clock.now())
    said = Words("已重新核算为新版本，请核对差异后反馈机构。", "Restated as a new version; compare, then feed it back.")
    return see_other(request, f"/scorecards/{made}/differences", said=said)


async def _approval(card: int, who: Actor, form: Form, *, status: int = 200) -> Page:
    view = await queries.card(card, for_=who)
    people = parameter("assessment_meeting_people_min", local_date(clock.now())).whole
    return Page("assessment/approval.html", ApprovalScreen(row=view.row, form=form, people=people), status=status)


def told(done: Words, refused: list[tuple[str, Words]]) -> Words:
    """How many went well, and each that did not with its reason."""
    return Words(
        done.zh + "".join(f"{name}：{words.zh}" for name, words in refused),
        " ".join([done.en, *(f"{name}: {words.en}" for name, words in refused)]),
    )


def _back(request: WebRequest, card: int, said: Words) -> Redirect:
    return see_other(request, f"/scorecards/{card}", said=said)


ACTS = (
    feed_back, feed_back_all, heard, review, approval_form, approve, publish, archive, restate,
)  # fmt: skip
