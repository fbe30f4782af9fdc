"""One contract's page: what every tab shows, gathered; each act's form comes back to the tab it stands on."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Final

from litestar import get
from litestar.params import FromPath, FromQuery

from kpi.retention.payments import corrections, reckon
from server.contracts.screens import ContractScreen, Due, Owed, Paying, Ticked
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form
from server.web.history import history
from server.web.pages import Page
from vendors.actors import Actor
from vendors.attachments.queries import attachments
from vendors.contracts import payment_queries, queries
from vendors.contracts.checking import chain_warning, warnings
from vendors.contracts.checklist import clauses, reasons
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import ContractView
from vendors.contracts.rules import TRANSITIONS, UNSIGNED, ContractState, ItemTerms
from vendors.contracts.supplement_rules import room_left
from vendors.errors import Words
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.bars import vendor_bars

TABS: Final = ("terms", "items", "payments", "reports", "supplements", "files", "clauses", "history")
WITHIN: Final = frozenset(
    {
        "contract.drafted",
        "contract.revised",
        "contract.submitted",
        "contract.withdrawn",
        "contract.discarded",
        "contract.review_passed",
        "contract.review_refused",
        "payment.proposed",
        "payment.refused",
        "conduct.recorded",
        "conduct.withdrawn",
        "attachment.downloaded",
    }
)
"""Steps within the bureau: a vendor is not shown who thought what before the signature or the payment."""
ELSEWHERE: Final = frozenset({"fact.entered"})
"""Told on pages of their own: they would crowd out the contract's course."""
PAYMENTS: Final = frozenset({"payment.proposed", "payment.approved", "payment.refused", "payment.paid"})
"""Between the city's bureau and the vendor: a county is shown neither the tab nor the steps."""
_Extras = dict[str, object]


@get("/contracts/{contract:int}", opt={"right": Right.VIEW_CONTRACTS})
async def one_contract(request: WebRequest, contract: FromPath[int], tab: FromQuery[str] = "terms") -> Page:
    return await contract_page(request, contract, tab=tab)


async def contract_page(
    request: WebRequest, contract: int, *, tab: str = "terms", forms: Mapping[str, Form] | None = None
) -> Page:
    """The page under a tab, with the forms that came back wrong (status 422)."""
    who, today = actor(request), local_date(clock.now())
    tabs = tuple(name for name in TABS if name != "payments" or not who.region)
    chosen = tab if tab in tabs else tabs[0]
    found = await queries.contract(contract, for_=who)
    items = await queries.items(contract, for_=who)
    extras = await _GATHERED[chosen](found, who) if chosen in _GATHERED else {}
    screen = ContractScreen(
        contract=found,
        today=today,
        tab=chosen,
        reminder=parameter("contract_reminder_days_1", today).whole,
        items=items,
        reports=await _reports(found, who, today),
        warnings=await _warnings(found, items, today),
        dues=_dues(found, today),
        ticks=[Ticked(clause=one, place=found.clauses.get(one.code, "")) for one in clauses(found.signed_on or today)],
        reasons={to: reasons(to, today) for to in TRANSITIONS[found.state_on(today)]},
        forms=forms or {},
        data_return=await queries.data_return(contract, for_=who),
        tabs=tabs,
        **extras,  # type: ignore[arg-type]
    )
    return Page("contracts/contract.html", screen, status=422 if forms else 200)


async def _warnings(found: ContractView, items: tuple[ItemTerms, ...], today: date) -> list[Words]:
    told = list(warnings(amount_fen=found.amount_fen, items=items))
    if found.renews is not None and found.chain_months is not None:
        longest = parameter("contract_term_max_months", today).whole
        if chain := chain_warning(found.chain_months, longest=longest):
            told.append(chain)
    if found.stored in UNSIGNED:
        told += [bar.words for bar in await vendor_bars(found.vendor, on=today)]
    return told


def _dues(found: ContractView, today: date) -> list[Due]:
    told = [
        (Words("签订", "Signed"), found.sign_due_on, False, found.signed_on),
        (Words("公告", "Published"), found.publish_due_on, found.publish_is_provisional, found.published_on),
        (Words("备案", "Filed"), found.file_due_on, found.file_is_provisional, found.filed_on),
    ]
    return [
        Due(name=name, due_on=due, provisional=provisional, done_on=done, today=today)
        for name, due, provisional, done in told
    ]


async def _reports(found: ContractView, who: Actor, today: date) -> tuple[Owed, ...]:
    rows = await queries.reports_due(for_=who, contract=found.id)
    files = await attachments(object_type="report", object_ids=[row.id for row in rows], for_=who)
    held = {file.object_id: file for file in files}
    return tuple(Owed(report=row, today=today, file=held.get(row.id)) for row in rows)


async def _terms(found: ContractView, who: Actor) -> _Extras:
    over = found.stored not in UNSIGNED | {ContractState.ARCHIVED}
    rows = await payment_queries.payments_of(found, for_=who) if over and who.at_bureau else ()
    return {
        "bidders": await queries.bidders(found.id, for_=who),
        "planned": [row for row in rows if row.state is PaymentState.PLANNED],
    }


async def _payments(found: ContractView, who: Actor) -> _Extras:
    if found.stored in UNSIGNED:
        return {}
    rows = await payment_queries.payments_of(found, for_=who)
    known = await payment_queries.parts(found.id, for_=who)
    paying = [
        Paying(
            payment=row,
            parts=[one for one in known if one.payment == row.id and row.id],
            reckoned=await reckon(row, under=found) if row.state is PaymentState.PLANNED and who.at_bureau else None,
        )
        for row in rows
    ]
    open_ = any(row.state is PaymentState.PLANNED for row in rows)
    settling = who.at_bureau and not open_ and bool(await corrections(found.id))
    return {"paying": paying, "consumed": payment_queries.consumed(rows), "settling": settling}


async def _supplements(found: ContractView, who: Actor) -> _Extras:
    signed = await queries.supplements(found.id, for_=who)
    ratio = parameter("supplement_ratio_max", local_date(clock.now())).value
    earlier = sum(one.amount_fen for one in signed)
    return {
        "supplements": signed,
        "room_fen": room_left(original_fen=found.signed_amount_fen, earlier_fen=earlier, ratio=ratio),
        "related": await queries.renewals(found.id, for_=who),
    }


async def _files(found: ContractView, who: Actor) -> _Extras:
    return {"files": await attachments(object_type="contract", object_ids=[found.id], for_=who)}


async def _history(found: ContractView, who: Actor) -> _Extras:
    hidden = ELSEWHERE if queries.sees_drafts(who) else ELSEWHERE | WITHIN
    if who.region:
        hidden |= PAYMENTS
    return {"history": await history("contract", found.id, hidden=hidden)}


_GATHERED: Final[Mapping[str, Callable[[ContractView, Actor], Awaitable[_Extras]]]] = {
    "terms": _terms,
    "payments": _payments,
    "supplements": _supplements,
    "files": _files,
    "history": _history,
}

HANDLERS = (one_contract,)
