"""Phases and milestones of a campaign, and what a milestone was done with."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.campaigns.one import campaign_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.actions import keep
from vendors.campaigns import plan_actions
from vendors.campaigns.rules import MilestoneKind
from vendors.errors import Invalid, NotFound, Words


@post("/campaigns/{campaign:int}/phases", opt={"right": Right.MANAGE_CAMPAIGNS})
async def add_phase(request: WebRequest, campaign: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "name", "begins", "ends")
    read = Reading(form)
    name, begins, ends = read.text("name", longest=60), read.day("begins"), read.day("ends")
    try:
        read.finish()
        if begins is None or ends is None:
            raise NotFound
        who, at = actor(request), clock.now()
        await plan_actions.add_phase(campaign=campaign, name=name, begins=begins, ends=ends, by=who, at=at)
    except Invalid as invalid:
        return await campaign_page(request, campaign, form=form.failed(invalid), asked="phase")
    return _back(request, campaign, Words("阶段已加入。", "The phase is added."))


@post("/campaigns/{campaign:int}/milestones", opt={"right": Right.MANAGE_CAMPAIGNS})
async def add_milestone(request: WebRequest, campaign: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "phase", "kind", "milestone", "due_on")
    read = Reading(form)
    phase, kind = read.whole("phase"), read.choice("kind", MilestoneKind)
    name, due_on = read.text("milestone", longest=120), read.day("due_on")
    try:
        read.finish()
        if phase is None or kind is None or due_on is None:
            raise NotFound
        await plan_actions.add_milestone(
            campaign=campaign, phase=phase, kind=kind, name=name, due_on=due_on, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await campaign_page(request, campaign, form=form.failed(invalid), asked="milestone")
    return _back(request, campaign, Words("节点已加入。", "The milestone is added."))


@post(
    "/campaigns/{campaign:int}/milestones/{milestone:int}",
    opt={"right": Right.MANAGE_CAMPAIGNS},
    request_max_body_size=BODY_LIMIT,
)
async def finish_milestone(
    request: WebRequest, house: NamedDependency[House], campaign: FromPath[int], milestone: FromPath[int]
) -> Page | Redirect:
    form, file = await submitted_with_file(request, "done_on", "remark")
    read = Reading(form)
    done_on, remark = read.day("done_on"), read.text("remark", required=False, longest=300)
    try:
        read.finish()
        if done_on is None:
            raise NotFound
        sha256 = await keep(file, blobs=house.blobs) if file else ""
        await plan_actions.finish_milestone(
            campaign=campaign, milestone=milestone, on=done_on, remark=remark, file=file, sha256=sha256,
            by=actor(request), at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await campaign_page(request, campaign, form=form.failed(invalid), asked=f"done{milestone}")
    return _back(request, campaign, Words("节点已完成。", "The milestone is done."))


def _back(request: WebRequest, campaign: int, said: Words) -> Redirect:
    return see_other(request, f"/campaigns/{campaign}#plan", said=said)


HANDLERS = (add_phase, add_milestone, finish_milestone)
