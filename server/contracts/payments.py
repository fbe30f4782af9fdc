"""付款: the list over all contracts, one payment, and its three steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, CODE, DATE, LONG_TEXT, MONEY, WHOLE
from kpi.retention.payments import propose_payment, settle
from server.contracts.screens import Paying, PaymentScreen
from server.contracts.tones import PAYMENT_TONES
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.i18n import _, label
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import Paged, seal, unseal, with_query
from server.web.tabs import Field, yuan
from vendors.contracts import actions, payment_queries
from vendors.contracts.payment_queries import Consumption, PaymentFilter, PaymentView
from vendors.contracts.payment_rules import PaymentState
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.registry.queries import VendorView, vendors

SIZE: Final = 50
LONGEST: Final = 10
_SAID: Final[Mapping[str, Words]] = {
    "proposed": Words("付款已申请，待分管领导审批。", "The payment waits for the leader."),
    "approved": Words("付款已审批，待支付。", "Approved, to be paid."),
    "refused": Words("付款申请已退回。", "The proposal is sent back."),
    "paid": Words("付款凭证已登记。", "The voucher is on record."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsScreen:
    """`page.next` is an address; `years` are over every payment in sight."""

    page: Paged[PaymentView]
    first: str
    narrowed: PaymentFilter
    counts: Mapping[PaymentState, int]
    years: Sequence[tuple[int, Consumption]]
    vendors: Sequence[VendorView]
    export: str
    year: int
    states: Sequence[PaymentState] = tuple(PaymentState)

    @property
    def tones(self) -> Mapping[PaymentState, str]:
        return PAYMENT_TONES

    @property
    def shown(self) -> tuple[int, Consumption] | None:
        """The year asked for, else this one, else the newest."""
        known = dict(self.years)
        year = next((one for one in (self.narrowed.year, self.year, max(known, default=0)) if one in known), None)
        return None if year is None else (year, known[year])


@get("/payments", opt={"right": Right.VIEW_PAYMENTS})
async def all_payments(request: WebRequest) -> Page:
    who, narrowed = actor(request), _narrowed(request)
    after = _place(unseal(request.query_params.get("after", "")))
    found = await payment_queries.payments(narrowed, for_=who, after=after, size=SIZE + 1)
    counts = await payment_queries.payment_counts(narrowed, for_=who)
    total = counts.get(PaymentState(narrowed.state), 0) if narrowed.state else sum(counts.values())
    last = found[SIZE - 1] if len(found) > SIZE else None
    more = seal(last.budget_year, last.contract, last.instalment) if last else None
    screen = PaymentsScreen(
        page=Paged(rows=found[:SIZE], total=total, next=with_query(request, after=more) if more else None),
        first=with_query(request) if after else "",
        narrowed=narrowed,
        counts={state: counts.get(state, 0) for state in PaymentState},
        years=await payment_queries.budget_years(for_=who),
        vendors=await vendors(for_=who),
        export=with_query(request).replace("/payments", "/payments/export", 1),
        year=local_date(clock.now()).year,
    )
    return Page("contracts/payments.html", screen)


@get("/payments/export", opt={"right": Right.VIEW_PAYMENTS})
async def export(request: WebRequest) -> Response[bytes]:
    """What the filter shows, all of it."""
    found = await payment_queries.payments(_narrowed(request), for_=actor(request))
    rows = (
        (row.budget_year, row.contract_number, row.vendor_name, row.instalment, row.covers_from, row.covers_to,
         yuan(row.fixed_fen), yuan(row.linked_fen), yuan(row.deducted_fen), yuan(row.payable_fen), label(row.state),
         row.paid_on, row.voucher)
        for row in found
    )  # fmt: skip
    return listing(_("合同付款"), _fields(), rows, at=clock.now(), plain="payments")


def _fields() -> Sequence[Field]:
    looks = (
        (_("预算年度"), 10, WHOLE), (_("合同编号"), 18, CODE), (_("承办机构"), 30, LONG_TEXT), (_("期次"), 8, WHOLE),
        (_("起始日期"), 12, DATE), (_("终止日期"), 12, DATE), (_("固定部分（元）"), 16, MONEY),
        (_("挂钩部分（元）"), 16, MONEY), (_("考核扣减（元）"), 16, MONEY), (_("应付（元）"), 16, MONEY),
        (_("状态"), 12, CENTRED), (_("付款日期"), 12, DATE), (_("凭证号"), 20, LONG_TEXT),
    )  # fmt: skip
    return tuple(Field(name, width, look) for name, width, look in looks)


def _narrowed(request: WebRequest) -> PaymentFilter:
    asked = request.query_params
    state = asked.get("state", "")
    return PaymentFilter(
        state=state if state in set(PaymentState) else "",
        year=_number(asked.get("year", "")),
        vendor=_number(asked.get("vendor", "")),
        text=asked.get("text", "").replace("\0", "").strip()[:60],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else None


def _place(cursor: tuple[str | int | None, ...] | None) -> tuple[int, int, int] | None:
    match cursor:
        case (int(year), int(contract), int(instalment)) if max(year, contract, instalment) < 10**LONGEST // 5:
            return year, contract, instalment
    return None


@get("/payments/{payment:int}", opt={"right": Right.VIEW_PAYMENTS})
async def one_payment(request: WebRequest, payment: FromPath[int]) -> Page:
    return await _payment_page(request, payment)


async def _payment_page(request: WebRequest, payment: int, forms: Mapping[str, Form] | None = None) -> Page:
    who = actor(request)
    found = await payment_queries.payment(payment, for_=who)
    known = await payment_queries.parts(found.contract, for_=who)
    screen = PaymentScreen(
        paying=Paying(payment=found, parts=[one for one in known if one.payment == payment], reckoned=None),
        corrected={one.id: one.part.card_number for one in known},
        forms=forms or {},
        state=found.state,
    )
    fragment = "contracts/_payment.html"
    return Page("contracts/payment.html", screen, fragment=fragment, status=422 if forms else 200)


@post("/contracts/{contract:int}/payments/{instalment:int}", opt={"right": Right.MANAGE_CONTRACTS})
async def propose(request: WebRequest, contract: FromPath[int], instalment: FromPath[int]) -> Redirect:
    form = await submitted(request, "note")
    note = form.value("note")[:300]
    await propose_payment(contract=contract, instalment=instalment, note=note, by=actor(request), at=clock.now())
    return see_other(request, f"/contracts/{contract}?tab=payments", said=_SAID["proposed"])


@post("/contracts/{contract:int}/settlement", opt={"right": Right.MANAGE_CONTRACTS})
async def settlement(request: WebRequest, contract: FromPath[int]) -> Redirect:
    await submitted(request)
    await settle(contract=contract, by=actor(request), at=clock.now())
    return see_other(request, f"/contracts/{contract}?tab=payments", said=_SAID["proposed"])


@post("/payments/{payment:int}/approval", opt={"right": Right.APPROVE_PAYMENT})
async def decide(request: WebRequest, payment: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "verdict", "opinion")
    read = Reading(form)
    approved = read.text("verdict") == "yes"
    opinion, by, at = read.text("opinion", required=False, longest=500), actor(request), clock.now()
    try:
        read.finish()
        if approved:
            await actions.approve_payment(payment=payment, opinion=opinion, by=by, at=at)
        else:
            await actions.refuse_payment(payment=payment, opinion=opinion, by=by, at=at)
    except Invalid as invalid:
        return await _payment_page(request, payment, {"approval": form.failed(invalid)})
    return see_other(request, f"/payments/{payment}", said=_SAID["approved" if approved else "refused"])


@post("/payments/{payment:int}/voucher", opt={"right": Right.RECORD_PAYMENT})
async def pay(request: WebRequest, payment: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "voucher", "on")
    read = Reading(form)
    voucher, on = read.text("voucher", longest=60), read.day("on")
    try:
        read.finish()
        if on is None:
            raise NotFound
        await actions.pay(payment=payment, voucher=voucher, on=on, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _payment_page(request, payment, {"voucher": form.failed(invalid)})
    return see_other(request, f"/payments/{payment}", said=_SAID["paid"])


HANDLERS = (all_payments, export, one_payment, propose, settlement, decide, pay)
