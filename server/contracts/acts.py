"""The steps of a contract's life, one form each; a form that is wrong comes back on its tab."""

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Final, Protocol

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.retention.probation_actions import end_with_service
from server.contracts.contract import contract_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.attachments.actions import keep
from vendors.contracts import actions
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import ContractState
from vendors.errors import Invalid, NotFound, Words
from vendors.tasks.giving_back import call_back_all
from vendors.transaction import transaction

_STATES: Final = ("amending", "suspended", "signed", "terminated")
_SAID: Final[Mapping[str, Words]] = {
    "submit": Words("已送合法性审核。", "Sent to the legal review."),
    "withdraw": Words("合同已撤回草拟，可以修改。", "Taken back; the draft can be revised."),
    "discard": Words("草稿已作废。", "The draft is discarded."),
    "review": Words("审核意见已登记。", "The opinion is on record."),
    "sign": Words("合同已签订，报告日历和付款计划已排定。", "Signed; reports and payments are laid out."),
    "publication": Words("公告日期已登记。", "The publication is on record."),
    "filing": Words("备案日期已登记。", "The filing is on record."),
    "state": Words("合同状态已变更。", "The contract has changed."),
    "files": Words("文件已上传。", "The file is attached."),
}


def back(request: WebRequest, contract: int, act: str, *, tab: str = "terms") -> Redirect:
    return see_other(request, f"/contracts/{contract}?tab={tab}", said=_SAID[act])


async def again(
    request: WebRequest, contract: int, act: str, form: Form, invalid: Invalid, *, tab: str = "terms"
) -> Page:
    """The page with the form's faults."""
    return await contract_page(request, contract, tab=tab, forms={act: form.failed(invalid)})


@post("/contracts/{contract:int}/submit", opt={"right": Right.MANAGE_CONTRACTS})
async def submit_draft(request: WebRequest, contract: FromPath[int]) -> Redirect:
    await submitted(request)
    await actions.submit_draft(contract=contract, by=actor(request), at=clock.now())
    return back(request, contract, "submit")


@post("/contracts/{contract:int}/withdrawal", opt={"right": Right.MANAGE_CONTRACTS})
async def withdraw(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    return await _put_back(request, contract, "withdraw", actions.withdraw_draft)


@post("/contracts/{contract:int}/discard", opt={"right": Right.MANAGE_CONTRACTS})
async def discard(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    return await _put_back(request, contract, "discard", actions.discard_draft)


class _PutBack(Protocol):
    def __call__(self, *, contract: int, reason: str, by: Actor, at: datetime) -> Awaitable[None]: ...


async def _put_back(request: WebRequest, contract: int, act: str, put: _PutBack) -> Page | Redirect:
    """A draft's reasons stand on one page, so each field carries the name of its act."""
    field = f"{act}_reason"
    form = await submitted(request, field)
    read = Reading(form)
    reason = read.text(field, longest=300)
    try:
        read.finish()
        await put(contract=contract, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await again(request, contract, act, form, _renamed(invalid, {"reason": field}))
    return back(request, contract, act)


@post("/contracts/{contract:int}/review", opt={"right": Right.REVIEW_CONTRACT})
async def review(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "passed", "opinion")
    read = Reading(form)
    passed, opinion = read.text("passed"), read.text("opinion", longest=1000)
    try:
        read.finish()
        await actions.review_contract(
            contract=contract, passed=passed == "yes", opinion=opinion, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await again(request, contract, "review", form, invalid)
    return back(request, contract, "review")


@post("/contracts/{contract:int}/sign", opt={"right": Right.MANAGE_CONTRACTS})
async def sign(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "signed_on")
    read = Reading(form)
    on = read.day("signed_on")
    try:
        read.finish()
        if on is None:
            raise NotFound
        await actions.sign_draft(contract=contract, on=on, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await again(request, contract, "sign", form, invalid)
    return back(request, contract, "sign")


@post("/contracts/{contract:int}/publication", opt={"right": Right.MANAGE_CONTRACTS})
async def publication(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "published_on")
    read = Reading(form)
    on = read.day("published_on")
    try:
        read.finish()
        if on is None:
            raise NotFound
        await actions.record_publication(contract=contract, on=on, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await again(request, contract, "publication", form, _renamed(invalid, {"on": "published_on"}))
    return back(request, contract, "publication")


@post("/contracts/{contract:int}/filing", opt={"right": Right.MANAGE_CONTRACTS})
async def filing(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "filed_on", "filing_number")
    read = Reading(form)
    on, number = read.day("filed_on"), read.text("filing_number", required=False, longest=60)
    try:
        read.finish()
        if on is None:
            raise NotFound
        await actions.record_filing(contract=contract, on=on, number=number, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await again(request, contract, "filing", form, _renamed(invalid, {"on": "filed_on"}))
    return back(request, contract, "filing")


@post("/contracts/{contract:int}/state", opt={"right": Right.MANAGE_CONTRACTS})
async def change(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    """变更, 中止, 恢复, 解除: the fields of each carry its name, for they stand on one page."""
    fields = [f"{state}_{name}" for state in _STATES for name in ("code", "reason")]
    form = await submitted(request, "to", "expel", *fields)
    to = form.value("to")
    if to not in _STATES:
        raise NotFound
    read = Reading(form)
    code, why = read.text(f"{to}_code"), read.text(f"{to}_reason", longest=300)
    try:
        read.finish()
        await _change(request, contract, to, code=code, why=why, expel=bool(form.value("expel")))
    except Invalid as invalid:
        told = _renamed(invalid, {"code": f"{to}_code", "reason": f"{to}_reason"})
        return await again(request, contract, to, form, told)
    return back(request, contract, "state", tab="supplements" if to == ContractState.AMENDING else "terms")


async def _change(request: WebRequest, contract: int, to: str, *, code: str, why: str, expel: bool) -> None:
    by, at = actor(request), clock.now()
    if to == ContractState.TERMINATED:
        async with transaction():
            await actions.rescind_contract(contract=contract, code=code, why=why, expel=expel, by=by, at=at)
            await call_back_all(contract, by=by, at=at)
            under = await contract_view(contract, for_=by)
            await end_with_service(vendor=under.vendor, by=by, at=at)
        return
    await actions.change_contract(contract=contract, to=ContractState(to), code=code, reason=why, by=by, at=at)


@post("/contracts/{contract:int}/files", opt={"right": Right.MANAGE_CONTRACTS}, request_max_body_size=BODY_LIMIT)
async def attach(request: WebRequest, house: NamedDependency[House], contract: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "file_title")
    read = Reading(form)
    title = read.text("file_title", longest=120)
    if file is None:
        read.fault("file", Words("请选择文件。", "Choose a file."))
    try:
        read.finish()
        if file is None:
            raise NotFound
        sha256 = await keep(file, blobs=house.blobs)
        await actions.attach_to_contract(
            contract=contract, title=title, file=file, sha256=sha256, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await again(request, contract, "files", form, invalid, tab="files")
    return back(request, contract, "files", tab="files")


def _renamed(invalid: Invalid, names: Mapping[str, str]) -> Invalid:
    return Invalid({names.get(name, name): said for name, said in invalid.fields.items()})


HANDLERS = (submit_draft, withdraw, discard, review, sign, publication, filing, change, attach)
