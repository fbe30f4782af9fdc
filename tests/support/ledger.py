"""A decision with approved measures and its ledger: `await ledger.booked(1_000_00)`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tests.support import filed
from vendors.actors import Actor, Role
from vendors.handling.actions import NewMeasure, approve_measure, propose_measure
from vendors.handling.rules import MeasureKind, Stream
from vendors.periods import at_local, local_date
from vendors.recoveries import actions
from vendors.recoveries.actions import Order, Paper
from vendors.recoveries.queries import account_of, accounts_of
from vendors.recoveries.queries.accounts import AccountView
from vendors.rulings.actions import NewRuling, determine_many
from vendors.rulings.decision_rules import ReversalChannel, ReversalResult
from vendors.rulings.queries.decisions import decision as decision_view
from vendors.rulings.rules import Outcome, ReasonCode
from vendors.transaction import transaction

ACCOUNTANT = Actor(id=21, name="付会", roles=frozenset({Role.ACCOUNTANT}))
COLLEAGUE = Actor(id=22, name="高算", roles=frozenset({Role.ACCOUNTANT}))
DECIDED = at_local(date(2026, 9, 28))
BOOKED = at_local(date(2026, 9, 29))
DUE_ON = date(2026, 10, 30)
PAID = at_local(date(2026, 10, 12))
REVERSED = at_local(date(2026, 10, 21))
LATE = at_local(date(2026, 10, 31), 0)
RULED = NewRuling(finding=0, version=0, outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A decision of one institution over its findings; `recovery` is the account of 追回基金."""

    world: filed.World
    decision: int
    findings: tuple[int, ...]
    recovery: int


async def decided(*fens: int, world: filed.World | None = None) -> Booked:
    """Findings of one institution determined together, without measures."""
    there = world or await filed.world(visits=2 * len(fens))
    visits = there.visits[::2][: len(fens)]
    cases = [filed.case(visit, fen) for visit, fen in zip(visits, fens, strict=True)]
    found = await filed.stored(there, *cases)
    for one in found:
        await filed.notified(one)
    rulings = [replace(RULED, finding=one, version=await filed.version(one)) for one in found]
    made = await determine_many(rulings=rulings, by=filed.LEADER, at=DECIDED)
    view = await decision_view(number=made.number, for_=filed.LEADER, at=DECIDED)
    return Booked(world=there, decision=view.id, findings=found, recovery=0)


async def measured(
    of: Booked, kind: MeasureKind = MeasureKind.RECOVER, *, at: datetime = DECIDED, **said: object
) -> int:
    """A measure proposed by one and approved by another; by default everything determined is taken back."""
    view = await decision_view(id_=of.decision, for_=filed.LEADER, at=at)
    parts = {one.finding: one.amount_fen for one in view.standing}
    asked: dict[str, object] = {"kind": kind, "parts": parts, "basis": "服务协议第十二条", "reference": "罚字1号"}
    new = NewMeasure(**(asked | said))  # type: ignore[arg-type]
    made = await propose_measure(decision=of.decision, measure=new, by=filed.SECOND, at=at)
    await approve_measure(measure=made, by=filed.LEADER, at=at)
    return made


async def opened(of: Booked, *, due_on: date = DUE_ON, note: str = "医保中心账户", at: datetime = BOOKED) -> Booked:
    """Every approved measure booked."""
    made = await actions.open_ledger(decision=of.decision, due_on=due_on, destination_note=note, by=ACCOUNTANT, at=at)
    return replace(of, recovery=made[0])


async def booked(*fens: int) -> Booked:
    """Findings determined, everything to be taken back, and booked."""
    made = await decided(*(fens or (1_000_00,)))
    await measured(made)
    return await opened(made)


async def account(recovery: int, *, at: datetime = PAID) -> AccountView:
    return await account_of(recovery, for_=ACCOUNTANT, at=at)


async def streams(decision: int, *, at: datetime = PAID) -> Mapping[Stream, AccountView]:
    return {one.row.stream: one for one in await accounts_of(decision, for_=ACCOUNTANT, at=at)}


async def version(recovery: int) -> int:
    async with transaction() as connection:
        return int(await connection.fetchval("SELECT version FROM vendors_recovery WHERE id = $1", recovery))


def paper(voucher: str = "银凭-001", *, at: datetime = PAID, party: str = "金河县第一人民医院") -> Paper:
    return Paper(day=local_date(at), voucher=voucher, party=party)


async def received(recovery: int, fen: int, *, voucher: str = "银凭-001", at: datetime = PAID) -> int:
    return await actions.book_receipt(
        recovery=recovery, version=await version(recovery), amount_fen=fen, paper=paper(voucher, at=at),
        by=ACCOUNTANT, at=at,
    )  # fmt: skip


async def remitted(recovery: int, fen: int, *, voucher: str = "专户-001", at: datetime = PAID) -> int:
    return await actions.remit(
        recovery=recovery, version=await version(recovery), amount_fen=fen, paper=paper(voucher, at=at),
        by=ACCOUNTANT, at=at,
    )  # fmt: skip


async def refunded(recovery: int, fen: int, *, voucher: str = "退-001", at: datetime = PAID) -> int:
    return await actions.refund(
        recovery=recovery, version=await version(recovery), amount_fen=fen, paper=paper(voucher, at=at),
        by=ACCOUNTANT, at=at,
    )  # fmt: skip


async def taken_back(recovery: int, entry: int, *, at: datetime = PAID) -> int:
    return await actions.take_back(
        recovery=recovery, version=await version(recovery), entry=entry, reason="凭证记错", by=ACCOUNTANT, at=at
    )


def order(result: ReversalResult = ReversalResult.ANNUL, **said: object) -> Order:
    asked: dict[str, object] = {
        "result": result, "channel": ReversalChannel.RECONSIDERATION, "authority": "张掖市人民政府",
        "document": "张政复〔2026〕3号", "decided_on": date(2026, 10, 20), "reason": "部分事实不清",
    }  # fmt: skip
    return Order(**(asked | said))  # type: ignore[arg-type]


async def reversed_(
    finding: int,
    result: ReversalResult = ReversalResult.ANNUL,
    *,
    at: datetime = REVERSED,
    **said: object,
) -> actions.Reversed:
    return await actions.reverse_determination(
        finding=finding, version=await filed.version(finding), order=order(result, **said), by=filed.LEGAL, at=at
    )


async def lines(finding: int, *fens: int) -> dict[int, int]:
    """The lines of a finding, each with what it is to come to."""
    async with transaction() as connection:
        rows = await connection.fetch("SELECT id FROM vendors_finding_line WHERE finding = $1 ORDER BY id", finding)
    return dict(zip((row["id"] for row in rows), fens, strict=True))


async def of_decision(decision: int, *, finding: int, fen: int, at: datetime) -> dict[str, int]:
    """Everything on a finding taken back, booked and received; the account's and the receipt's ids."""
    recover = NewMeasure(kind=MeasureKind.RECOVER, parts={finding: fen})
    made = await propose_measure(decision=decision, measure=recover, by=filed.SECOND, at=at)
    await approve_measure(measure=made, by=filed.LEADER, at=at)
    (recovery,) = await actions.open_ledger(decision=decision, due_on=DUE_ON, by=ACCOUNTANT, at=at)
    return {"recovery": recovery, "entry": await received(recovery, fen, at=at)}
