"""更换项目负责人: the vendor proposes on the page of the new one, the bureau decides there or from the list."""

from typing import Final

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.people.person import person_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.people import lead_actions
from vendors.people.person_queries import person, proposal
from vendors.periods import local_date


@post("/people/{staff:int}/lead", opt={"right": Right.MANAGE_STAFF})
async def propose(request: WebRequest, staff: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    await person(staff, for_=who, on=local_date(at))
    form = await submitted(request, "lead_reason")
    try:
        await lead_actions.propose_lead(incoming=staff, reason=form.value("lead_reason"), by=who, at=at)
    except Invalid as invalid:
        said = Invalid({"lead_reason": next(iter(invalid.fields.values()))})
        return await person_page(request, staff, form.failed(said))
    said_ = Words("更换申请已提交，待医保部门同意。", "The replacement is proposed to the bureau.")
    return see_other(request, f"/people/{staff}", said=said_)


@post("/people/leads/{proposal_id:int}", opt={"right": Right.APPROVE_STAFF})
async def decide(request: WebRequest, proposal_id: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    found = await proposal(proposal_id, for_=who)
    form = await submitted(request, "verdict", "opinion")
    opinion, verdict = form.value("opinion"), form.value("verdict")
    if verdict not in {"approve", "refuse"}:
        raise Invalid({"verdict": Words("请选择审核意见。", "Choose a decision.")})
    try:
        if verdict == "approve":
            await lead_actions.approve_lead(proposal=proposal_id, opinion=opinion, by=who, at=at)
        else:
            await lead_actions.refuse_lead(proposal=proposal_id, opinion=opinion, by=who, at=at)
    except Invalid as invalid:
        return await person_page(request, found.incoming, form.failed(invalid))
    said = Words("已同意，项目负责人即日更换。", "Approved; the new lead begins today.")
    refused = Words("已答复不同意。", "The replacement is refused.")
    return see_other(request, f"/people/{found.incoming}", said=said if verdict == "approve" else refused)


HANDLERS: Final = (propose, decide)
