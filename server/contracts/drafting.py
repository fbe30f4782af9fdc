"""The long form: a draft written and revised."""

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from server.contracts.screens import NewContractScreen
from server.contracts.terms import at_fields, names, terms_of, values_of
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, submitted
from server.web.pages import Page, see_other
from vendors.contracts import actions, queries
from vendors.contracts.checklist import clauses
from vendors.contracts.queries import ContractView
from vendors.contracts.rules import ContractState
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.queries import vendors
from vendors.registry.rules import ASSIGNABLE, Standing


@get("/contracts/new", opt={"right": Right.MANAGE_CONTRACTS})
async def new_contract(request: WebRequest, renews: FromQuery[int] = 0) -> Page:
    today = local_date(clock.now())
    values = {
        "budget_year": str(today.year),
        "instalments": str(parameter("contract_instalments_default", today).whole),
        "linked": f"{(parameter('linked_ratio_default', today).value * 100).normalize():f}",
        "sampling": f"{(parameter('sampling_ratio_min', today).value * 100).normalize():f}",
        **{f"report_{kind}": "1" for kind in ("M", "Q", "Y")},
    }
    if renews:
        values |= await _carried_on(request, renews)
    return await _form_page(request, Form(values=values))


async def _carried_on(request: WebRequest, renews: int) -> dict[str, str]:
    """What a renewal takes over from the contract it carries on; number, dates and procurement are its own."""
    who = actor(request)
    found = await queries.contract(renews, for_=who)
    told = values_of(found, await queries.items(renews, for_=who), ())
    own = {"number", "notice", "notice_on", "awarded_on", "evaluation", "starts_on", "ends_on"}
    return {name: value for name, value in told.items() if name not in own} | {"renews": str(renews)}


@post("/contracts/new", opt={"right": Right.MANAGE_CONTRACTS})
async def draft_contract(request: WebRequest) -> Page | Redirect:
    at = clock.now()
    form = await submitted(request, *names(local_date(at)))
    try:
        terms = terms_of(form, local_date(at))
        contract = await actions.draft_contract(terms=terms, by=actor(request), at=at)
    except Invalid as invalid:
        return await _form_page(request, at_fields(form, invalid), status=422)
    said = Words("合同草稿已保存，请核对条款后送合法性审核。", "The draft is saved; send it to the legal review.")
    return see_other(request, f"/contracts/{contract}", said=said)


@get("/contracts/{contract:int}/edit", opt={"right": Right.MANAGE_CONTRACTS})
async def edit_contract(request: WebRequest, contract: FromPath[int]) -> Page:
    found, who = await _draft(request, contract), actor(request)
    values = values_of(found, await queries.items(contract, for_=who), await queries.bidders(contract, for_=who))
    return await _form_page(request, Form(values=values), contract=found)


@post("/contracts/{contract:int}/edit", opt={"right": Right.MANAGE_CONTRACTS})
async def revise_contract(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    at, found = clock.now(), await _draft(request, contract)
    form = await submitted(request, *names(local_date(at)))
    try:
        terms = terms_of(form, local_date(at))
        await actions.revise_draft(contract=contract, terms=terms, by=actor(request), at=at)
    except Invalid as invalid:
        return await _form_page(request, at_fields(form, invalid), contract=found, status=422)
    return see_other(request, f"/contracts/{contract}", said=Words("合同草稿已修改。", "The draft is revised."))


async def _draft(request: WebRequest, contract: int) -> ContractView:
    """A contract that is still a draft. Raises NotFound."""
    found = await queries.contract(contract, for_=actor(request))
    if found.stored is not ContractState.DRAFT:
        raise NotFound
    return found


async def _form_page(
    request: WebRequest, form: Form, *, contract: ContractView | None = None, status: int = 200
) -> Page:
    today, who = local_date(clock.now()), actor(request)
    hired = {Standing.REGISTERED, *ASSIGNABLE}
    signed = await queries.contracts(for_=who)
    screen = NewContractScreen(
        vendors=tuple(one for one in await vendors(for_=who) if one.standing in hired),
        renewable=[one for one in signed if one.ended_on is None],
        form=form,
        clauses=clauses(today),
        least_sampling=parameter("sampling_ratio_min", today).value,
        contract=contract,
    )
    return Page("contracts/new.html", screen, status=status)


HANDLERS = (new_contract, draft_contract, edit_contract, revise_contract)
