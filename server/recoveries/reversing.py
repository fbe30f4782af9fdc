"""撤销、变更、责令重作: what was ordered, what it does to every line and to the ledger, before it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.findings import queries as findings
from vendors.findings.queries import FindingDetail
from vendors.money import yuan
from vendors.recoveries import actions
from vendors.recoveries.actions import Order
from vendors.recoveries.queries import AccountView, accounts_of
from vendors.recoveries.queries.rows import Item
from vendors.recoveries.reversal_rules import DueItem, new_dues
from vendors.recoveries.rules import Lowering, lowering
from vendors.rulings.decision_rules import ReversalChannel, ReversalResult
from vendors.rulings.queries.casefile import Determination, ruling
from vendors.rulings.queries.decisions import decision

_NAMES: Final = ("version", "step", "result", "channel", "authority", "document", "decided_on", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOf:
    """A line of the finding before and after; `after_fen` None while nothing has been worked out."""

    id: int
    item_name: str
    reported_fen: int
    before_fen: int
    after_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOf:
    """A due before and after, and what becomes refundable by it. `own`: of this finding, not of the whole decision."""

    account: AccountView
    item: Item
    own: bool
    after_fen: int | None

    @property
    def step(self) -> Lowering | None:
        return None if self.after_fen is None else lowering(self.item.sums, to_fen=self.after_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalScreen:
    finding: FindingDetail
    determination: Determination
    decision_id: int
    lines: Sequence[LineOf]
    items: Sequence[ItemOf]
    form: Form
    refused: Words | None
    previewed: bool
    channels: Sequence[ReversalChannel] = tuple(ReversalChannel)
    results: Sequence[ReversalResult] = tuple(ReversalResult)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def remade(self) -> bool:
        return self.form.value("result") == ReversalResult.REMAKE


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is reversed, as it stands."""

    finding: FindingDetail
    determination: Determination
    decision_id: int
    accounts: Sequence[AccountView]

    @property
    def items(self) -> Sequence[tuple[AccountView, Item, bool]]:
        """The finding's own items, and those of the decision that name none."""
        own = self.finding.head.id
        return [
            (account, item, item.finding == own)
            for account in self.accounts
            for item in account.items
            if item.finding in {own, None} and not item.suspended and item.sums.due_fen
        ]


@get("/recoveries/reversals/{finding:int}", opt={"right": Right.REVERSE_DETERMINATION})
async def reversal_form(request: WebRequest, finding: FromPath[int]) -> Page:
    case = await _case(request, finding)
    return _page(case, Form(values={"version": str(case.finding.head.version)}))


@post("/recoveries/reversals/{finding:int}", opt={"right": Right.REVERSE_DETERMINATION})
async def reverse(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    case = await _case(request, finding)
    lines = [f"line_{line.id}" for line in case.finding.lines]
    items = [f"due_{item.id}" for _account, item, _own in case.items]
    form = await submitted(request, *_NAMES, *lines, *items)
    try:
        order = _order(case, form)
        if form.value("step") != "confirm":
            return _page(case, form, order=order)
        version = Reading(form).whole("version") or 0
        done = await actions.reverse_determination(
            finding=finding, version=version, order=order, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return _page(case, form.failed(invalid), status=422)
    except Conflict as conflict:
        return _page(case, form, refused=conflict.words, status=409)
    said = Words(
        f"已登记 {done.number}，认定与台账已同时更正。", f"{done.number} is recorded; the ledger moved with it."
    )
    return see_other(request, f"/recoveries/{case.decision_id}", said=said)


async def _case(request: WebRequest, finding: int) -> Case:
    """NotFound when nothing stands that could be reversed."""
    who, at = actor(request), clock.now()
    found = await ruling(finding=finding, for_=who, at=at)
    standing = found.determination
    if standing is None:
        raise NotFound
    view = await decision(number=standing.decision, for_=who, at=at)
    return Case(
        finding=await findings.finding(id_=finding, for_=who, at=at),
        determination=standing,
        decision_id=view.id,
        accounts=await accounts_of(view.id, for_=who, at=at),
    )


def _order(case: Case, form: Form) -> Order:
    """Raises Invalid naming every fault, the amounts among them."""
    read = Reading(form)
    result, channel = read.choice("result", ReversalResult), read.choice("channel", ReversalChannel)
    authority = read.text("authority", required=channel is not ReversalChannel.SELF, longest=120)
    document, decided_on = read.text("document", required=False, longest=120), read.day("decided_on")
    reason = read.text("reason", longest=500)
    varied = result is ReversalResult.VARY
    amounts = {line.id: read.fen(f"line_{line.id}") for line in case.finding.lines} if varied else {}
    dues = {
        item.id: fen
        for _account, item, own in case.items
        if not (own and result is ReversalResult.ANNUL)
        and (fen := read.fen(f"due_{item.id}", required=False)) is not None
    }
    read.finish()
    if result is None or channel is None or decided_on is None:
        raise NotFound
    return Order(
        result=result,
        channel=channel,
        authority=authority,
        document=document,
        decided_on=decided_on,
        reason=reason,
        amounts={line: fen or 0 for line, fen in amounts.items()} if varied else None,
        dues=dues if result is not ReversalResult.REMAKE else None,
    )


def _page(
    case: Case, form: Form, *, order: Order | None = None, refused: Words | None = None, status: int = 200
) -> Page:
    after, dues = _worked_out(case, order) if order else ({}, {})
    told = {item: yuan(fen).replace(",", "") for item, fen in dues.items()}
    filled = Form(values={**form.values, **{f"due_{item}": text for item, text in told.items()}}, errors=form.errors)
    screen = ReversalScreen(
        finding=case.finding,
        determination=case.determination,
        decision_id=case.decision_id,
        lines=[
            LineOf(
                id=line.id,
                item_name=line.item_name,
                reported_fen=line.amount_fen,
                before_fen=case.determination.lines.get(line.id, 0),
                after_fen=after.get(line.id),
            )
            for line in case.finding.lines
        ],
        items=[
            ItemOf(account=account, item=item, own=own, after_fen=dues.get(item.id))
            for account, item, own in case.items
        ],
        form=filled,
        refused=refused,
        previewed=order is not None,
    )
    return Page("recoveries/reversal.html", screen, status=status)


def _worked_out(case: Case, order: Order) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Every line's amount and every item's due afterwards. Raises Invalid for a due that does not fit."""
    if order.result is ReversalResult.REMAKE:
        return {}, {}
    after = order.amounts or {line.id: 0 for line in case.finding.lines}
    items = [
        DueItem(id=item.id, stream=account.row.stream, finding=item.finding, due_fen=item.sums.due_fen)
        for account, item, _own in case.items
    ]
    total = sum(after.values())
    dues = new_dues(
        items,
        finding=case.finding.head.id,
        before_fen=case.determination.amount_fen,
        after_fen=total,
        given=order.dues or {},
    )
    return after, dues


HANDLERS = (reversal_form, reverse)
