"""The forms of an account: each a page of its own, or in the drawer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.recoveries.acts import FIELDS, GLYPHS, ROWS, Act, open_acts, prefilled
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.attachments.rules import ACCEPTED, File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.handling.rules import Stream
from vendors.periods import local_date
from vendors.ports import Blobs
from vendors.recoveries import actions
from vendors.recoveries.actions import Paper
from vendors.recoveries.queries import AccountView, account_of
from vendors.recoveries.queries.rows import Entry, Mark
from vendors.recoveries.rules import Instalment


@dataclass(frozen=True, slots=True, kw_only=True)
class ActScreen:
    view: AccountView
    act: Act
    form: Form
    refused: Words | None
    rows: int
    glyph: str
    accepted: str = ACCEPTED

    @property
    def offset(self) -> bool:
        return self.view.row.stream is Stream.REFUSE

    @property
    def proposal(self) -> Mark | None:
        return self.view.proposal

    @property
    def action(self) -> str:
        address = f"/recoveries/accounts/{self.view.row.id}"
        return f"{address}/answer" if self.act is Act.ANSWER else f"{address}/book/{self.act.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackScreen:
    view: AccountView
    entry: Entry
    form: Form
    refused: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A form as it was sent, by whom and when."""

    recovery: int
    version: int
    read: Reading
    by: Actor
    at: datetime
    file: File | None
    blobs: Blobs

    def paper(self, *, voucher: bool = True, party: bool = False) -> Paper:
        read = self.read
        return Paper(
            day=read.day("day") or local_date(self.at),
            voucher=read.text("voucher", required=voucher, longest=60) if voucher else "",
            party=read.text("party", required=False, longest=120) if party else "",
            reason=read.text("reason", required=False, longest=500),
        )


async def _receipt(said: Said) -> None:
    amount, paper = said.read.fen("amount"), said.paper(party=True)
    said.read.finish()
    await actions.book_receipt(
        recovery=said.recovery, version=said.version, amount_fen=amount or 0, paper=paper, file=said.file,
        blobs=said.blobs, by=said.by, at=said.at,
    )  # fmt: skip


async def _remittance(said: Said) -> None:
    amount, paper = said.read.fen("amount"), said.paper()
    said.read.finish()
    made = await actions.remit(
        recovery=said.recovery, version=said.version, amount_fen=amount or 0, paper=paper, by=said.by, at=said.at
    )
    await _attached(said, made, paper)


async def _refund(said: Said) -> None:
    amount, paper = said.read.fen("amount"), said.paper(party=True)
    said.read.finish()
    made = await actions.refund(
        recovery=said.recovery, version=said.version, amount_fen=amount or 0, paper=paper, by=said.by, at=said.at
    )
    await _attached(said, made, paper)


async def _attached(said: Said, entry: int, paper: Paper) -> None:
    if said.file:
        await actions.attach_voucher(
            recovery=said.recovery, entry=entry, title=paper.voucher, file=said.file, blobs=said.blobs, by=said.by,
            at=said.at,
        )  # fmt: skip


async def _plan(said: Said) -> None:
    read, plan = said.read, []
    for row in range(1, 2 * ROWS + 1):
        due_on, fen = read.day(f"due_on_{row}", required=False), read.fen(f"part_{row}", required=False)
        if due_on and fen is not None:
            plan.append(Instalment(due_on=due_on, amount_fen=fen))
        elif due_on or fen is not None:
            read.fault(f"part_{row}", Words("每期须同时有到期日和金额。", "An instalment has a day and an amount."))
    reason = read.text("reason", longest=500)
    read.finish()
    await actions.plan_instalments(
        recovery=said.recovery, version=said.version, plan=plan, reason=reason, by=said.by, at=said.at
    )


async def _write_off(said: Said) -> None:
    amount, reason = said.read.fen("amount"), said.read.text("reason", longest=500)
    said.read.finish()
    await actions.propose_write_off(
        recovery=said.recovery, version=said.version, amount_fen=amount or 0, reason=reason, by=said.by, at=said.at
    )


async def _enforcement(said: Said) -> None:
    day, document = said.read.day("day"), said.read.text("document", longest=200)
    said.read.finish()
    await actions.enforce(
        recovery=said.recovery, version=said.version, document=document, day=day or date.max, by=said.by, at=said.at
    )


async def _reconciliation(said: Said) -> None:
    read = said.read
    day, difference = read.day("day"), read.fen("difference")
    reason = read.text("reason", required=False, longest=500)
    read.finish()
    await actions.reconcile(
        recovery=said.recovery, version=said.version, day=day or date.max, difference_fen=difference or 0,
        reason=reason, by=said.by, at=said.at,
    )  # fmt: skip


async def _settlement(said: Said) -> None:
    await actions.settle_suspended(recovery=said.recovery, version=said.version, by=said.by, at=said.at)


async def _answer(said: Said) -> None:
    approved, opinion = said.read.text("verdict") == "yes", said.read.text("opinion", required=False, longest=500)
    said.read.finish()
    await actions.answer_write_off(
        recovery=said.recovery, version=said.version, approved=approved, opinion=opinion, by=said.by, at=said.at
    )


_DO: Final[Mapping[Act, Callable[[Said], Awaitable[None]]]] = {
    Act.RECEIPT: _receipt,
    Act.REMITTANCE: _remittance,
    Act.REFUND: _refund,
    Act.PLAN: _plan,
    Act.WRITE_OFF: _write_off,
    Act.ENFORCEMENT: _enforcement,
    Act.RECONCILIATION: _reconciliation,
    Act.SETTLEMENT: _settlement,
    Act.ANSWER: _answer,
}
_WITH_FILE: Final = frozenset({Act.RECEIPT, Act.REMITTANCE, Act.REFUND})


@get("/recoveries/accounts/{recovery:int}/book/{booking:str}", opt={"right": Right.BOOK_RECOVERY})
async def act_form(request: WebRequest, recovery: FromPath[int], booking: FromPath[str]) -> Page:
    return await _form(request, recovery, _act(booking))


@post(
    "/recoveries/accounts/{recovery:int}/book/{booking:str}",
    opt={"right": Right.BOOK_RECOVERY},
    request_max_body_size=BODY_LIMIT,
)
async def do_act(
    request: WebRequest, house: NamedDependency[House], recovery: FromPath[int], booking: FromPath[str]
) -> Page | Redirect:
    return await _done(request, house, recovery, _act(booking))


@get("/recoveries/accounts/{recovery:int}/answer", opt={"right": Right.APPROVE_WRITE_OFF})
async def answer_form(request: WebRequest, recovery: FromPath[int]) -> Page:
    return await _form(request, recovery, Act.ANSWER)


@post("/recoveries/accounts/{recovery:int}/answer", opt={"right": Right.APPROVE_WRITE_OFF})
async def answer(request: WebRequest, house: NamedDependency[House], recovery: FromPath[int]) -> Page | Redirect:
    return await _done(request, house, recovery, Act.ANSWER)


def _act(booking: str) -> Act:
    if booking not in set(Act) or booking == Act.ANSWER:
        raise NotFound
    return Act(booking)


async def _form(
    request: WebRequest,
    recovery: int,
    act: Act,
    *,
    form: Form | None = None,
    refused: Words | None = None,
    status: int = 200,
) -> Page:
    who, at = actor(request), clock.now()
    view = await account_of(recovery, for_=who, at=at)
    if form is None and act not in open_acts(view, who):
        refused = refused or Words("该台账目前不能办理此项。", "This is not open on the account now.")
    filled = sum(1 for row in range(1, 2 * ROWS + 1) if form and form.value(f"due_on_{row}"))
    screen = ActScreen(
        view=view,
        act=act,
        form=form or Form(values=prefilled(act, view, today=local_date(at))),
        refused=refused,
        rows=2 * ROWS if max(filled, len(view.plan)) >= ROWS else ROWS,
        glyph=GLYPHS[act],
    )
    return Page("recoveries/act.html", screen, fragment="recoveries/_act.html", status=status)


async def _done(request: WebRequest, house: House, recovery: int, act: Act) -> Page | Redirect:
    names, file = ("version", *FIELDS[act]), None
    if act in _WITH_FILE:
        form, file = await submitted_with_file(request, *names)
    else:
        form = await submitted(request, *names)
    who, at = actor(request), clock.now()
    view = await account_of(recovery, for_=who, at=at)
    read = Reading(form)
    version = read.whole("version")
    said = Said(recovery=recovery, version=version or 0, read=read, by=who, at=at, file=file, blobs=house.blobs)
    try:
        await _DO[act](said)
    except Invalid as invalid:
        return await _form(request, recovery, act, form=form.failed(invalid), status=422)
    except Conflict as conflict:
        return await _form(request, recovery, act, form=form, refused=conflict.words, status=409)
    words = Words(f"{view.row.number}：{act.zh}，已登记。", f"{view.row.number}: {act.en}, recorded.")
    return see_other(request, f"/recoveries/{view.row.decision}", said=words)


@get("/recoveries/accounts/{recovery:int}/entries/{entry:int}/reversal", opt={"right": Right.BOOK_RECOVERY})
async def take_back_form(request: WebRequest, recovery: FromPath[int], entry: FromPath[int]) -> Page:
    return await _take_back(request, recovery, entry)


@post("/recoveries/accounts/{recovery:int}/entries/{entry:int}/reversal", opt={"right": Right.BOOK_RECOVERY})
async def take_back(request: WebRequest, recovery: FromPath[int], entry: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "version", "reason")
    read = Reading(form)
    version, reason = read.whole("version"), read.text("reason", longest=500)
    who, at = actor(request), clock.now()
    view = await account_of(recovery, for_=who, at=at)
    try:
        read.finish()
        await actions.take_back(recovery=recovery, version=version or 0, entry=entry, reason=reason, by=who, at=at)
    except Invalid as invalid:
        return await _take_back(request, recovery, entry, form=form.failed(invalid), status=422)
    except Conflict as conflict:
        return await _take_back(request, recovery, entry, form=form, refused=conflict.words, status=409)
    said = Words("已冲销，原行保留。", "Taken back; the row stays as it was.")
    return see_other(request, f"/recoveries/{view.row.decision}", said=said)


async def _take_back(
    request: WebRequest,
    recovery: int,
    entry: int,
    *,
    form: Form | None = None,
    refused: Words | None = None,
    status: int = 200,
) -> Page:
    view = await account_of(recovery, for_=actor(request), at=clock.now())
    row = next((one for one in view.entries if one.id == entry), None)
    if row is None:
        raise NotFound
    screen = TakeBackScreen(view=view, entry=row, form=form or Form(), refused=refused)
    return Page("recoveries/take_back.html", screen, fragment="recoveries/_take_back.html", status=status)


HANDLERS = (act_form, do_act, answer_form, answer, take_back_form, take_back)
