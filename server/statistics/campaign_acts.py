"""A campaign table handed in, given back, approved, reported up, restated."""

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.statistics.campaign import report_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.periods import local_date
from vendors.statistics.campaign.actions import restate_report
from vendors.statistics.campaign.approving_actions import (
    approve_report,
    record_reported,
    return_report,
    submit_report,
)
from vendors.statistics.campaign.rules import NotReady


@post("/statistics/campaign/{table:int}/submit", opt={"right": Right.FILL_STATISTICS})
async def hand_in(request: WebRequest, table: FromPath[int]) -> Page | Redirect:
    await submitted(request)
    try:
        await submit_report(report=table, by=actor(request), at=clock.now())
    except NotReady as early:
        return await report_page(request, table, refused=early.words)
    said = Words("统计表已提交，数字已锁定。", "The table is submitted and its figures are locked.")
    return see_other(request, f"/statistics/campaign/{table}", said=said)


@post("/statistics/campaign/{table:int}/return", opt={"right": Right.APPROVE_STATISTICS})
async def give_back(request: WebRequest, table: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        await return_report(report=table, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await report_page(request, table, form=form.failed(invalid), asked="return")
    return see_other(request, f"/statistics/campaign/{table}", said=Words("已退回。", "Given back."))


@post("/statistics/campaign/{table:int}/approve", opt={"right": Right.APPROVE_STATISTICS})
async def approve(request: WebRequest, table: FromPath[int]) -> Redirect:
    await submitted(request)
    await approve_report(report=table, by=actor(request), at=clock.now())
    return see_other(request, f"/statistics/campaign/{table}", said=Words("统计表已审核。", "The table is approved."))


@post("/statistics/campaign/{table:int}/reported", opt={"right": Right.FILL_STATISTICS})
async def reported(request: WebRequest, table: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reported_on", "document")
    read = Reading(form)
    on, document = read.day("reported_on"), read.text("document", longest=80)
    try:
        read.finish()
        await record_reported(
            report=table, on=on or local_date(clock.now()), document=document, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await report_page(request, table, form=form.failed(invalid), asked="reported")
    said = Words("上报情况已登记。", "Recorded as reported up.")
    return see_other(request, f"/statistics/campaign/{table}", said=said)


@post("/statistics/campaign/{table:int}/restate", opt={"right": Right.FILL_STATISTICS})
async def restate(request: WebRequest, table: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        made = await restate_report(report=table, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await report_page(request, table, form=form.failed(invalid), asked="restate")
    said = Words(
        "重述版已建立，审核后替代原版。", "A restated version is begun; approved, it takes the old one's place."
    )
    return see_other(request, f"/statistics/campaign/{made}", said=said)


HANDLERS = (hand_in, give_back, approve, reported, restate)
