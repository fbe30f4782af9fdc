"""What people do to a row of the ledger: decided, handed over, received, returned, confirmed."""

from litestar import post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.cooperation.provision import ledger_page, provision_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from server.web.reading import number
from vendors.attachments.actions import keep
from vendors.attachments.rules import File
from vendors.errors import Invalid, NotFound, Words
from vendors.labels import Labelled
from vendors.provision import life_actions
from vendors.provision.life_actions import Certificate
from vendors.provision.queries import provision as provision_view
from vendors.provision.rules import Channel, Disposal
from vendors.tasks.queries import task as task_view


class Verdict(Labelled):
    """Yes or no to what waits for a decision."""

    YES = "yes", "同意", "Agree"
    NO = "no", "不同意", "Disagree"


@post("/provision/{provision:int}/decision", opt={"right": Right.APPROVE_PROVISION})
async def decide(request: WebRequest, provision: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "verdict", "opinion")
    read = Reading(form)
    verdict = read.choice("verdict", Verdict)
    try:
        read.finish()
        await life_actions.decide_provision(
            provision=provision, approve=verdict is Verdict.YES, opinion=form.value("opinion"),
            contract=await _contract(request, provision), by=actor(request), at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await provision_page(request, provision, form=form.failed(invalid), asked="decision")
    return _back(request, provision, Words("已审批。", "It is decided."))


@post("/provision/{provision:int}/provided", opt={"right": Right.RECORD_PROVISION})
async def hand_over(request: WebRequest, provision: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "recipient", "channel")
    read = Reading(form)
    recipient, channel = read.text("recipient", longest=80), read.choice("channel", Channel)
    try:
        read.finish()
        if channel is None:
            raise NotFound
        await life_actions.hand_over(
            provision=provision, recipient=recipient, channel=channel, contract=await _contract(request, provision),
            by=actor(request), at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await provision_page(request, provision, form=form.failed(invalid), asked="provided")
    return _back(request, provision, Words("已登记提供。", "The release is recorded."))


@post("/provision/{provision:int}/received", opt={"right": Right.ANSWER_PROVISION})
async def receive(request: WebRequest, provision: FromPath[int]) -> Redirect:
    await submitted(request)
    await life_actions.confirm_receipt(provision=provision, by=actor(request), at=clock.now())
    return _back(request, provision, Words("已签收。", "Received."))


@post("/provision/returned", opt={"right": Right.ANSWER_PROVISION}, request_max_body_size=BODY_LIMIT)
async def dispose(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    """One certificate for one row or for several picked from the list."""
    sent = await request.form()
    form = Form(values={name: str(sent.get(name, "")).strip() for name in ("disposal", "on", "note", "back")})
    picked = [found for one in sent.getall("pick", []) if (found := number(str(one))) is not None]
    one = picked[0] if len(picked) == 1 and form.value("back") == "one" else None
    try:
        certificate = await _certificate(form, sent.get("file"), house)
        done = await life_actions.dispose(provisions=picked, certificate=certificate, by=actor(request), at=clock.now())
    except Invalid as invalid:
        if one is not None:
            return await provision_page(request, one, form=form.failed(invalid), asked="returned")
        return await ledger_page(request, form=form.failed(invalid))
    said = Words(f"已申报 {done} 条，待医保部门确认。", f"{done} declared; the bureau will confirm.")
    return see_other(request, f"/provision/{one}" if one else "/provision", said=said)


async def _certificate(form: Form, upload: object, house: House) -> Certificate:
    read = Reading(form)
    disposal, on = read.choice("disposal", Disposal), read.day("on")
    read.finish()
    if disposal is None or on is None:
        raise NotFound
    file = None
    if isinstance(upload, UploadFile) and upload.filename:
        file = File(filename=upload.filename, content=await upload.read())
    sha256 = await keep(file, blobs=house.blobs) if file else ""
    return Certificate(disposal=disposal, on=on, note=form.value("note"), file=file, sha256=sha256)


@post("/provision/{provision:int}/confirmed", opt={"right": Right.RECORD_PROVISION})
async def confirm(request: WebRequest, provision: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "verdict", "opinion")
    read = Reading(form)
    verdict = read.choice("verdict", Verdict)
    try:
        read.finish()
        await life_actions.confirm_disposal(
            provision=provision, accept=verdict is Verdict.YES, opinion=form.value("opinion"), by=actor(request),
            at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await provision_page(request, provision, form=form.failed(invalid), asked="confirmed")
    return _back(request, provision, Words("已确认。", "It is confirmed."))


async def _contract(request: WebRequest, provision: int) -> int | None:
    """Of the task the release is for; none for one of no task."""
    who = actor(request)
    row = await provision_view(provision, for_=who)
    if row.object_type != "task" or row.object_id is None:
        return None
    return (await task_view(row.object_id, for_=who)).contract


def _back(request: WebRequest, provision: int, said: Words) -> Redirect:
    return see_other(request, f"/provision/{provision}", said=said)


HANDLERS = (decide, hand_over, receive, dispose, confirm)
