"""A decision's ledger: its accounts with every row, booking what is due, closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from server.recoveries.acts import GLYPHS, Act, open_acts
from server.recoveries.tones import STATES
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import Event, history
from server.web.i18n import _, label
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.attachments.queries import AttachmentView, attachments
from vendors.errors import Gate, Invalid, Words
from vendors.findings.rules import Fund, Source
from vendors.handling.queries import Due, dues
from vendors.handling.rules import Stream
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.recoveries import actions
from vendors.recoveries.queries import AccountView, Remade, accounts_of, remade
from vendors.recoveries.queries.rows import Entry, Item
from vendors.recoveries.rules import DESTINATION, Destination, EntryKind
from vendors.rulings.decision_rules import DecisionState
from vendors.rulings.queries.decisions import DecisionView, Ruled
from vendors.rulings.queries.decisions import decision as decision_view
from vendors.rulings.queries.reversals import ReversalView, reversals
from vendors.rulings.rules import Outcome

_DUE: Final = frozenset({EntryKind.DUE, EntryKind.DUE_LOWERED})
_IN: Final = frozenset({EntryKind.RECEIPT, EntryKind.RECEIPT_REVERSED, EntryKind.OFFSET, EntryKind.OFFSET_REVERSED})
_ON: Final = frozenset({EntryKind.REMITTANCE, EntryKind.REMITTANCE_REVERSED, EntryKind.REMITTANCE_RECALLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the ledger with what is outstanding, held and owed back after it."""

    entry: Entry
    outstanding_fen: int
    held_fen: int
    owed_back_fen: int
    files: Sequence[AttachmentView]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as the page draws it, with the acts this person may do on it now."""

    view: AccountView
    lines: Sequence[Line]
    acts: Sequence[Act]
    events: Sequence[Event]

    @property
    def tone(self) -> str:
        return STATES[self.view.row.state]

    @property
    def flows(self) -> bool:
        """Whether money moves in this stream."""
        return self.view.row.destination is not Destination.NONE

    @property
    def plan_is_stale(self) -> bool:
        """Whether what is due has changed since the instalments were planned, and some is still out."""
        planned = sum(one.amount_fen for one in self.view.plan)
        return bool(self.view.plan and self.view.row.sums.outstanding_fen) and planned != self.view.row.sums.due_fen

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """The figures at the head, zero ones that say nothing left out."""
        sums, row = self.view.row.sums, self.view.row
        told = [
            (_("应追（元）"), sums.due_fen, True),
            (_("已拒付（元）") if not self.flows else _("已追回（元）"), sums.recovered_fen, True),
            (_("未追回（元）"), sums.outstanding_fen, True),
            (_("其中逾期（元）"), row.overdue_fen, False),
            (_("其中暂停（元）"), row.suspended_fen, False),
            (_("已上缴（元）"), sums.remitted_fen, self.flows),
            (_("待上缴（元）"), sums.held_fen if self.flows else 0, self.flows),
            (_("已核销（元）"), sums.written_off_fen, False),
            (_("应退未退（元）"), sums.owed_back_fen, False),
            (_("已退还（元）"), sums.refunded_fen, False),
        ]
        found = [(name, yuan(fen)) for name, fen, always in told if always or fen]
        dates = [
            (_("下一到期日"), row.next_due_on if sums.outstanding_fen else None),
            (_("对账截至"), row.reconciled_on),
        ]
        return [*found, *((name, day.isoformat()) for name, day in dates if day)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """A planned instalment and what of it is still open."""

    position: int
    due_on: date
    amount_fen: int
    open_fen: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A finding of the decision with the version that stands, or the last that did."""

    ruled: Ruled

    @property
    def reversible(self) -> bool:
        return self.ruled.standing and self.ruled.outcome is not Outcome.NOT_UPHELD


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerScreen:
    decision: DecisionView
    accounts: Sequence[Account]
    unbooked: Sequence[Due]
    reversals: Sequence[ReversalView]
    booking: Form
    refused: Words | None
    today: date
    asks_destination: bool
    remade: Sequence[Remade] = ()
    destinations: Mapping[Stream, Destination] = field(default_factory=lambda: DESTINATION)
    glyphs: Mapping[Act, str] = field(default_factory=lambda: GLYPHS)

    @property
    def closed(self) -> bool:
        return self.decision.state is DecisionState.CLOSED

    @property
    def to_refund(self) -> Sequence[Remade]:
        """What an earlier decision on these findings holds that is the institution's again."""
        return [one for one in self.remade if one.earlier and one.owed_back_fen]

    @property
    def to_settle(self) -> Sequence[Remade]:
        """What an earlier decision asked for, waiting for this one to be booked."""
        return [one for one in self.remade if one.earlier and one.suspended]

    @property
    def anew(self) -> Sequence[Remade]:
        """The decisions that took this one's place, while something is still to be given back or settled here."""
        open_ = any(
            one.view.row.sums.owed_back_fen or any(item.suspended for item in one.view.items) for one in self.accounts
        )
        later = {one.decision: one for one in self.remade if not one.earlier}
        return tuple(later.values()) if open_ else ()

    @property
    def to_book(self) -> Mapping[Stream, int]:
        found: dict[Stream, int] = {}
        for one in self.unbooked:
            found[one.stream] = found.get(one.stream, 0) + one.fen
        return found

    @property
    def to_book_facts(self) -> Sequence[tuple[str, str]]:
        return [
            (f"{label(stream)} → {label(self.destinations[stream])}", yuan(fen)) for stream, fen in self.to_book.items()
        ]

    @property
    def standing(self) -> Sequence[Standing]:
        """The findings, each with its last version."""
        last = {one.finding: one for one in self.decision.determinations}
        return [Standing(ruled=one) for one in last.values()]

    def act_name(self, account: Account, act: Act) -> str:
        return _("登记拒付") if act is Act.RECEIPT and not account.flows else label(act)

    def instalments(self, account: Account) -> Sequence[Instalment]:
        """What has come in fills the earliest first."""
        paid = account.view.row.sums.recovered_fen + account.view.row.sums.written_off_fen
        found = []
        for one in account.view.plan:
            covered = min(paid, one.amount_fen)
            paid -= covered
            left = min(one.amount_fen - covered, account.view.row.sums.outstanding_fen)
            found.append(
                Instalment(
                    position=one.position, due_on=one.due_on, amount_fen=one.amount_fen, open_fen=left,
                    late=bool(left) and one.due_on < self.today,
                )
            )  # fmt: skip
        return found

    def fund(self, item: Item) -> str:
        return fund_name(item.fund)

    def source(self, item: Item) -> Source | None:
        return Source(item.source) if item.source in set(Source) else None


def fund_name(code: str) -> str:
    """险种 in the present language; a fund nobody told is said to be so."""
    return label(Fund(code)) if code in set(Fund) else _("未注明")


@get("/recoveries/{decision:int}", opt={"right": Right.VIEW_RECOVERIES})
async def one_ledger(request: WebRequest, decision: FromPath[int]) -> Page:
    return await ledger_page(request, decision)


async def ledger_page(
    request: WebRequest,
    decision: int,
    *,
    booking: Form | None = None,
    refused: Words | None = None,
    status: int = 200,
) -> Page:
    """The ledger; `booking` is a refused form, `refused` a closed gate. NotFound when there is no such decision."""
    who, at = actor(request), clock.now()
    found = await decision_view(id_=decision, for_=who, at=at)
    views = await accounts_of(decision, for_=who, at=at)
    booked = {(item.measure, item.finding) for view in views for item in view.items}
    unbooked = [one for one in await dues(decision) if one.fen and (one.measure, one.finding) not in booked]
    today = local_date(at)
    screen = LedgerScreen(
        decision=found,
        accounts=[await _account(view, who) for view in views],
        unbooked=unbooked,
        reversals=await reversals(decision=found.number),
        booking=booking or Form(values={"due_on": _default_day(today).isoformat()}),
        refused=refused,
        today=today,
        asks_destination=any(DESTINATION[one.stream] is Destination.AGREEMENT for one in unbooked),
        remade=await remade(decision, for_=who),
    )
    return Page("recoveries/ledger.html", screen, status=status)


def _default_day(today: date) -> date:
    return today + timedelta(days=parameter("recovery_due_days", today).whole)


async def _account(view: AccountView, who: Actor) -> Account:
    ids = [one.id for one in view.entries]
    files: dict[int, list[AttachmentView]] = {}
    for one in await attachments(object_type="recovery_entry", object_ids=ids, for_=who):
        files.setdefault(one.object_id, []).append(one)
    return Account(
        view=view,
        lines=tuple(running(view.entries, files)),
        acts=open_acts(view, who),
        events=await history("recovery", view.row.id),
    )


def running(entries: Sequence[Entry], files: Mapping[int, Sequence[AttachmentView]]) -> list[Line]:
    """The rows with the balances after each."""
    outstanding = held = owed = 0
    found = []
    for one in entries:
        fen = one.amount_fen
        if one.kind in _DUE:
            outstanding += fen
        elif one.kind in _IN:
            outstanding, held = outstanding - fen, held + fen
        elif one.kind in _ON:
            held -= fen
        elif one.kind is EntryKind.REFUNDABLE:
            outstanding, held, owed = outstanding + fen, held - fen, owed + fen
        elif one.kind in {EntryKind.REFUND, EntryKind.REFUND_REVERSED}:
            owed -= fen
        else:
            outstanding -= fen
        found.append(
            Line(entry=one, outstanding_fen=outstanding, held_fen=held, owed_back_fen=owed, files=files.get(one.id, ()))
        )
    return [_after_its_act(line, found) for line in found]


def _after_its_act(line: Line, lines: Sequence[Line]) -> Line:
    """The rows a reversal wrote show the balances after all of them: in between they mean nothing."""
    together = [one for one in lines if line.entry.reversal and one.entry.reversal == line.entry.reversal]
    last = together[-1] if together else line
    return replace(line, outstanding_fen=last.outstanding_fen, held_fen=last.held_fen, owed_back_fen=last.owed_back_fen)


@post("/recoveries/{decision:int}/booking", opt={"right": Right.BOOK_RECOVERY})
async def book(request: WebRequest, decision: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "due_on", "destination_note")
    read = Reading(form)
    due_on, note = read.day("due_on"), read.text("destination_note", required=False, longest=120)
    try:
        read.finish()
        made = await actions.open_ledger(
            decision=decision,
            due_on=due_on or date.max,
            destination_note=note,
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await ledger_page(request, decision, booking=form.failed(invalid), status=422)
    said = Words(f"已立账 {len(made)} 个台账。", f"{len(made)} accounts are booked.")
    return see_other(request, f"/recoveries/{decision}", said=said)


@post("/recoveries/{decision:int}/closing", opt={"right": Right.HANDLE_DECISION})
async def close(request: WebRequest, decision: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "note")
    who, at = actor(request), clock.now()
    try:
        await actions.close_decision(decision=decision, note=form.value("note")[:500], by=who, at=at)
    except Gate as gate:
        return await ledger_page(request, decision, refused=gate.words, status=409)
    return see_other(request, f"/recoveries/{decision}", said=Words("已结案。", "The decision is closed."))


HANDLERS = (one_ledger, book, close)
