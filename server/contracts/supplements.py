"""补充协议: the form of a change that has been begun."""

from typing import Final

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.contracts.contract import contract_page
from server.contracts.terms import amount, item_field, item_names, items_of
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.contracts import actions
from vendors.contracts.actions.supplements import SupplementTerms
from vendors.errors import Invalid, Words
from vendors.periods import local_date

ITEMS: Final = 2
_NAMES: Final = ("number", "amount", "ends_on", "reason", "signed_on")


@post("/contracts/{contract:int}/supplements", opt={"right": Right.MANAGE_CONTRACTS})
async def sign_supplement(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    at = clock.now()
    form = await submitted(request, *_NAMES, *item_names(ITEMS))
    read = Reading(form)
    terms = SupplementTerms(
        number=read.text("number", longest=30),
        amount_fen=amount(read, "amount"),
        ends_on=read.day("ends_on", required=False),
        reason=read.text("reason", longest=500),
        signed_on=read.day("signed_on") or local_date(at),
        items=items_of(read, form, ITEMS),
    )
    try:
        read.finish()
        await actions.sign_supplement(contract=contract, terms=terms, by=actor(request), at=at)
    except Invalid as invalid:
        forms = {"supplement": _at_fields(form, invalid)}
        return await contract_page(request, contract, tab="supplements", forms=forms)
    said = Words("补充协议已签订，合同恢复履行。", "The supplement is signed; the contract is in force again.")
    return see_other(request, f"/contracts/{contract}?tab=supplements", said=said)


def _at_fields(form: Form, invalid: Invalid) -> Form:
    told = {
        item_field(int(name.removeprefix("items.")), "description") if name.startswith("items.") else name: said
        for name, said in invalid.fields.items()
    }
    return form.failed(Invalid(told))


HANDLERS = (sign_supplement,)
