"""A version's way: submitted, returned, approved, withdrawn."""

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.rulebooks.actions import approve_version, return_version, submit_version, withdraw_version
from server.rulebooks.version import version_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import submitted
from server.web.pages import Page, see_other
from vendors.errors import Conflict, Invalid, Words


@post("/rulebooks/{name:str}/submit", opt={"right": Right.EDIT_RULEBOOK})
async def submit(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    await submitted(request)
    try:
        await submit_version(name=name, by=actor(request), at=clock.now())
    except Conflict as late:
        return await version_page(request, name, error=late.words)
    return see_other(request, f"/rulebooks/{name}", said=Words("已提交审批。", "Submitted for approval."))


@post("/rulebooks/{name:str}/decision", opt={"right": Right.APPROVE_RULEBOOK})
async def decide(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    """`to` is the button pressed: approve or return."""
    form = await submitted(request, "to", "opinion", "compared")
    opinion = form.value("opinion")

    async def act() -> Words:
        if form.value("to") == "approve":
            compared = bool(form.value("compared"))
            await approve_version(name=name, opinion=opinion, by=actor(request), at=clock.now(), compared=compared)
            return Words("已审批。", "Approved.")
        await return_version(name=name, opinion=opinion, by=actor(request), at=clock.now())
        return Words("已退回修改。", "Returned for changes.")

    try:
        said = await act()
    except Invalid as invalid:
        return await version_page(request, name, form=form.failed(invalid), asked="decision")
    except Conflict as late:
        return await version_page(request, name, form=form, asked="decision", error=late.words)
    return see_other(request, f"/rulebooks/{name}", said=said)


@post("/rulebooks/{name:str}/withdraw", opt={"right": Right.EDIT_RULEBOOK})
async def withdraw(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    return await _withdrawn(request, name)


@post("/rulebooks/{name:str}/recall", opt={"right": Right.APPROVE_RULEBOOK})
async def recall(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    """An approved version, before its first day."""
    return await _withdrawn(request, name)


async def _withdrawn(request: WebRequest, name: str) -> Page | Redirect:
    form = await submitted(request, "opinion")
    try:
        await withdraw_version(name=name, reason=form.value("opinion"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await version_page(request, name, form=form.failed(invalid), asked="withdraw")
    return see_other(request, f"/rulebooks/{name}", said=Words("已作废。", "Withdrawn."))


HANDLERS = (submit, decide, withdraw, recall)
