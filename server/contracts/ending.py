"""The end of a contract: data given back or destroyed, then the archive and its package."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.contracts.contract import contract_page
from server.contracts.package import package
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.downloads import unread
from server.web.forms import Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.actions import keep, record_download
from vendors.contracts import actions, queries
from vendors.contracts.actions.ending import Returned
from vendors.contracts.rules import ReturnMethod
from vendors.errors import Invalid, NotFound, Words
from vendors.tasks.giving_back import must_be_back

_FIELDS = ("method", "returned_on", "done_by", "witness", "scope")


@post("/contracts/{contract:int}/data-return", opt={"right": Right.MANAGE_CONTRACTS}, request_max_body_size=BODY_LIMIT)
async def confirm_return(
    request: WebRequest, house: NamedDependency[House], contract: FromPath[int]
) -> Page | Redirect:
    form, file = await submitted_with_file(request, *_FIELDS)
    read = Reading(form)
    method, on = read.choice("method", ReturnMethod), read.day("returned_on")
    texts = {name: read.text(name, longest=80) for name in ("done_by", "witness")}
    scope = read.text("scope", longest=500)
    if file is None:
        read.fault("file", Words("请上传确认书。", "Attach the signed confirmation."))
    try:
        read.finish()
        if file is None or method is None or on is None:
            raise NotFound
        await must_be_back(contract, at=clock.now())
        await actions.confirm_data_return(
            contract=contract, returned=Returned(method=method, on=on, scope=scope, **texts), file=file,
            sha256=await keep(file, blobs=house.blobs), by=actor(request), at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        told = {"returned_on" if name == "on" else name: said for name, said in invalid.fields.items()}
        return await contract_page(request, contract, forms={"data_return": form.failed(Invalid(told))})
    said = Words("数据返还或销毁已确认，可以归档。", "Confirmed; the contract can be archived.")
    return see_other(request, f"/contracts/{contract}", said=said)


@post("/contracts/{contract:int}/archive", opt={"right": Right.MANAGE_CONTRACTS})
async def archive(request: WebRequest, house: NamedDependency[House], contract: FromPath[int]) -> Page | Redirect:
    form, who = await submitted(request, "write_off"), actor(request)
    read = Reading(form)
    reason = read.text("write_off", required=False, longest=300)
    try:
        read.finish()
    except Invalid as invalid:
        return await contract_page(request, contract, forms={"archive": form.failed(invalid)})

    async def make() -> bytes:
        return await package(contract, blobs=house.blobs, for_=who)

    await must_be_back(contract, at=clock.now())
    await actions.archive_contract(
        contract=contract, make=make, blobs=house.blobs, by=who, at=clock.now(), write_off=reason
    )
    said = Words("合同已归档，档案包可以下载。", "The contract is archived; its package can be saved.")
    return see_other(request, f"/contracts/{contract}", said=said)


@get("/contracts/{contract:int}/archive", opt={"right": Right.VIEW_CONTRACTS})
async def download(request: WebRequest, house: NamedDependency[House], contract: FromPath[int]) -> Response[bytes]:
    """The package as it was kept when the contract was archived, for the city's bureau: it tells who bid and paid."""
    who = actor(request)
    found = await queries.contract(contract, for_=who)
    if not found.archive_sha256 or not queries.sees_drafts(who):
        raise NotFound
    content = await house.blobs.get(found.archive_sha256)
    await record_download(attachment=0, object_type="contract", object_id=contract, by=who, at=clock.now())
    return unread(content, name=f"{found.number}_合同档案.zip", plain=f"contract-{contract}.zip")


HANDLERS = (confirm_return, archive, download)
