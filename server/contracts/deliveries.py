"""报告报送: a report of the calendar handed in, with its file."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.contracts.contract import contract_page
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Reading
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.actions import keep
from vendors.contracts import actions, queries
from vendors.errors import Invalid, Words
from vendors.periods import Period, local_date


@post("/contracts/{contract:int}/reports", opt={"right": Right.DELIVER_REPORT}, request_max_body_size=BODY_LIMIT)
async def deliver_report(
    request: WebRequest, house: NamedDependency[House], contract: FromPath[int]
) -> Page | Redirect:
    """The vendor hands in a report of today with its file; the bureau may name the day it came in on paper."""
    form, file = await submitted_with_file(request, "period", "on")
    who, at = actor(request), clock.now()
    await queries.contract(contract, for_=who)
    read = Reading(form)
    period, on = read.text("period", longest=8), read.day("on", required=False)
    if on is not None and on > local_date(at):
        read.fault("on", Words("实报日期不能晚于今天。", "The day lies after today."))
    if file is None and not who.at_bureau:
        read.fault("file", Words("请上传报告文件。", "Attach the report."))
    try:
        read.finish()
        known = _period(period)
        sha256 = await keep(file, blobs=house.blobs) if file else ""
        await actions.deliver_report(contract=contract, period=known, on=on, document=sha256, file=file, by=who, at=at)
    except Invalid as invalid:
        return await contract_page(request, contract, tab="reports", forms={"report": form.failed(invalid)})
    said = Words("报告报送已登记。", "The report's delivery is on record.")
    return see_other(request, f"/contracts/{contract}?tab=reports", said=said)


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise Invalid({"period": Words("请从列表中选择。", "Choose from the list.")}) from error


HANDLERS = (deliver_report,)
