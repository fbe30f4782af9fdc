"""合同约定目标: the numbers a contract agrees instead of the rulebook's."""

from datetime import date
from decimal import Decimal

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.engine.amounts import Style
from kpi.rulebooks.queries import has_one, in_force
from kpi.rulebooks.target_actions import set_target
from kpi.rulebooks.target_queries import targets
from kpi.rulebooks.target_rules import agreeable
from server.rulebooks.screens import TargetsScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Invalid, Words
from vendors.periods import local_date


@get("/contracts/{contract:int}/targets", opt={"right": Right.VIEW_RULEBOOKS})
async def contract_targets(request: WebRequest, contract: FromPath[int]) -> Page:
    return await _page(request, contract)


@post("/contracts/{contract:int}/targets", opt={"right": Right.EDIT_RULEBOOK})
async def agree(request: WebRequest, contract: FromPath[int]) -> Page | Redirect:
    """An empty number: from that day on the rulebook's again."""
    form = await submitted(request, "fact", "value", "basis", "begins")
    try:
        fact, value, begins = await _read(request, contract, form)
        await set_target(
            contract=contract,
            fact=fact,
            value=value,
            basis=form.value("basis"),
            begins=begins,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _page(request, contract, form=form.failed(invalid))
    said = Words("合同约定目标已登记。", "The contract's number is recorded.")
    return see_other(request, f"/contracts/{contract}/targets", said=said)


async def _read(request: WebRequest, contract: int, form: Form) -> tuple[str, Decimal | None, date]:
    read = Reading(Form(values={**form.values, "value": form.value("value").replace("％", "%").removesuffix("%")}))
    fact, begins = read.text("fact"), read.day("begins")
    value = read.decimal("value", required=False)
    read.text("basis", longest=300)
    read.finish()
    begins = begins or date.max
    under = await contract_view(contract, for_=actor(request))
    kind = under.vendor_kind.value
    known = {one.fact: one for one in agreeable(in_force(kind, begins))} if has_one(kind, begins) else {}
    if value is not None and fact in known and known[fact].style is Style.PERCENT:
        value /= 100
    return fact, value, begins


async def _page(request: WebRequest, contract: int, *, form: Form | None = None) -> Page:
    who, today = actor(request), local_date(clock.now())
    under = await contract_view(contract, for_=who)
    day = min(max(today, under.starts_on), under.ends_on)
    kind = under.vendor_kind.value
    book = in_force(kind, day) if has_one(kind, day) else None
    screen = TargetsScreen(
        contract=under,
        known=agreeable(book) if book else (),
        set=await targets(contract=contract, for_=who),
        rulebook=book.id if book else "",
        today=today,
        form=form or Form(),
    )
    return Page("rulebooks/targets.html", screen, status=422 if form else 200)


HANDLERS = (contract_targets, agree)
