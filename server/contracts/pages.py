from collections import Counter

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.contracts.screens import ContractScreen, ContractsScreen, Listed, NewContractScreen, Owed
from server.contracts.terms import NAMES, at_fields, terms_of
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.pages import Page, see_other
from vendors.contracts import actions, queries
from vendors.contracts.queries import ContractView
from vendors.contracts.rules import ContractState, ContractTerms, ItemTerms, warnings
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import Period, local_date
from vendors.registry.queries import vendors
from vendors.registry.rules import ASSIGNABLE, Standing


@get("/contracts", opt={"right": Right.VIEW_CONTRACTS})
async def contracts(request: WebRequest, status: FromQuery[str] = "", text: FromQuery[str] = "") -> Page:
    who, today = actor(request), local_date(clock.now())
    every = tuple(Listed(contract=one, today=today) for one in await queries.contracts(for_=who))
    reports = await queries.reports_due(for_=who)
    screen = ContractsScreen(
        rows=tuple(one for one in every if status in ("", one.state.value) and _mentions(one.contract, text.strip())),
        counts=Counter(one.state for one in every),
        amount_fen=sum(one.contract.amount_fen for one in every if one.state is ContractState.IN_FORCE),
        soon=sum(one.soon for one in every),
        late_reports=sum(report.overdue(today) for report in reports),
        status=status,
        text=text,
    )
    return Page("contracts/contracts.html", screen)


@get("/contracts/new", opt={"right": Right.MANAGE_CONTRACTS})
async def new_contract(request: WebRequest) -> Page:
    year = str(local_date(clock.now()).year)
    return await _new_page(request, Form(values={"budget_year": year, "instalments": "4", "sampling": "5"}))


@post("/contracts/new", opt={"right": Right.MANAGE_CONTRACTS})
async def sign_contract(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, *NAMES)
    try:
        contract = await actions.sign_contract(terms=terms_of(form), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _new_page(request, at_fields(form, invalid), status=422)
    said = Words("合同已登记，报告日历已排定。", "The contract is on record with its calendar of reports.")
    return see_other(request, f"/contracts/{contract}", said=said)


@get("/contracts/{contract:int}", opt={"right": Right.VIEW_CONTRACTS})
async def one_contract(request: WebRequest, contract: FromPath[int]) -> Page:
    return await _contract_page(request, contract)


@post("/contracts/{contract:int}/status", opt={"right": Right.MANAGE_CONTRACTS})
async def change_contract(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "to", "reason")
    read = Reading(form)
    to, reason = read.choice("to", ContractState), read.text("reason", longest=300)
    try:
        read.finish()
        if to is None:
            raise NotFound
        await actions.change_contract(contract=contract, to=to, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _contract_page(request, contract, form=form.failed(invalid))
    return see_other(request, f"/contracts/{contract}", said=Words("合同状态已变更。", "The contract has changed."))


@post("/contracts/{contract:int}/reports", opt={"right": Right.DELIVER_REPORT})
async def deliver_report(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    """The vendor records a report of today; the bureau may name the day it came in."""
    form = await submitted(request, "period", "on")
    who, at = actor(request), clock.now()
    read = Reading(form)
    period, on = read.text("period", longest=8), read.day("on", required=False)
    if on is not None and on > local_date(at):
        read.fault("on", Words("实报日期不能晚于今天。", "The day lies after today."))
    try:
        read.finish()
        await actions.deliver_report(contract=contract, period=_period(period), on=on, by=who, at=at)
    except Invalid as invalid:
        return await _contract_page(request, contract, report_form=form.failed(invalid))
    said = Words("报告报送已登记。", "The report's delivery is on record.")
    return see_other(request, f"/contracts/{contract}", said=said)


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise Invalid({"period": Words("请从列表中选择。", "Choose from the list.")}) from error


def _mentions(contract: ContractView, text: str) -> bool:
    return text in f"{contract.number} {contract.title} {contract.vendor_name}"


async def _new_page(request: WebRequest, form: Form, *, status: int = 200) -> Page:
    hired = {Standing.REGISTERED, *ASSIGNABLE}
    found = tuple(one for one in await vendors(for_=actor(request)) if one.standing in hired)
    return Page("contracts/new.html", NewContractScreen(vendors=found, form=form), status=status)


async def _contract_page(
    request: WebRequest, contract: int, *, form: Form | None = None, report_form: Form | None = None
) -> Page:
    who, today = actor(request), local_date(clock.now())
    found = await queries.contract(contract, for_=who)
    items = await queries.items(contract, for_=who)
    screen = ContractScreen(
        listed=Listed(contract=found, today=today),
        items=items,
        warnings=warnings(_terms(found, items)),
        reports=tuple(Owed(report=one, today=today) for one in await queries.reports_due(for_=who, contract=contract)),
        history=await history("contract", contract),
        form=form or Form(),
        report_form=report_form or Form(),
    )
    return Page("contracts/contract.html", screen, status=422 if form or report_form else 200)


def _terms(found: ContractView, items: tuple[ItemTerms, ...]) -> ContractTerms:
    return ContractTerms(
        vendor=found.vendor,
        number=found.number,
        title=found.title,
        procurement=found.procurement,
        amount_fen=found.amount_fen,
        budget_year=found.budget_year,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        linked_ratio=found.linked_ratio,
        staff_required=found.staff_required,
        sampling_ratio=found.sampling_ratio,
        items=items,
    )


HANDLERS = (
    contracts,
    new_contract,
    sign_contract,
    one_contract,
    change_contract,
    deliver_report,
)
