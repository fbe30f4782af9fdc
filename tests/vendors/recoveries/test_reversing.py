"""A determination reversed: the ledger moves with it, in one transaction."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support import filed, ledger
from vendors.errors import Conflict, Invalid
from vendors.findings.rules import FindingState
from vendors.handling.rules import MeasureKind, Stream
from vendors.periods import at_local
from vendors.recoveries import actions
from vendors.recoveries.queries import account_of, due_instalments
from vendors.recoveries.rules import EntryKind, State
from vendors.rulings.actions import determine_many
from vendors.rulings.decision_rules import ReversalResult
from vendors.rulings.queries.decisions import decision as decision_view

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
NEXT = at_local(date(2026, 10, 22))


async def test_annulled_before_anything_came_nothing_is_due_any_more() -> None:
    made = await ledger.booked()
    done = await ledger.reversed_(made.findings[0])
    account = await ledger.account(made.recovery)
    assert (account.row.sums.due_fen, account.row.state, done.refundable) == (0, State.ANNULLED, {})
    assert account.entries[-1].kind is EntryKind.DUE_LOWERED
    assert account.entries[-1].reversal == done.number


async def test_varied_below_what_was_recovered_and_paid_in_the_rest_is_refundable() -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 1_000_00)
    await ledger.remitted(made.recovery, 1_000_00)
    (finding,) = made.findings
    await ledger.reversed_(finding, ReversalResult.VARY, amounts=await ledger.lines(finding, 600_00))
    sums = (await ledger.account(made.recovery)).row.sums
    assert (sums.due_fen, sums.recovered_fen, sums.remitted_fen, sums.owed_back_fen) == (600_00, 600_00, 600_00, 400_00)
    with pytest.raises(Conflict):
        await ledger.refunded(made.recovery, 400_01, at=NEXT)
    await ledger.refunded(made.recovery, 400_00, at=NEXT)
    assert (await ledger.account(made.recovery)).row.sums.owed_back_fen == 0


async def test_the_rest_of_the_decision_is_left_as_it_was() -> None:
    made = await ledger.booked(1_000_00, 500_00)
    await ledger.received(made.recovery, 1_200_00)
    await ledger.reversed_(made.findings[0])
    first, second = (await ledger.account(made.recovery)).items
    assert (first.sums.due_fen, first.sums.owed_back_fen, first.changed) == (0, 1_000_00, True)
    assert (second.sums.due_fen, second.sums.recovered_fen, second.changed) == (500_00, 200_00, False)


async def test_what_is_still_to_come_is_told_of_the_lowered_due_and_without_what_is_suspended() -> None:
    made = await ledger.booked(1_000_00, 500_00)
    first, second = made.findings
    await ledger.received(made.recovery, 100_00)
    await ledger.reversed_(first, ReversalResult.VARY, amounts=await ledger.lines(first, 600_00))
    assert [one.fen for one in await due_instalments(by=ledger.LATE.date())] == [1_000_00]
    await ledger.reversed_(second, ReversalResult.REMAKE)
    (told,) = await due_instalments(by=ledger.LATE.date())
    assert (await ledger.account(made.recovery, at=ledger.LATE)).row.overdue_fen == told.fen == 500_00


async def test_what_was_written_off_comes_down_with_the_due() -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 300_00)
    seen = await ledger.version(made.recovery)
    await actions.propose_write_off(
        recovery=made.recovery, version=seen, amount_fen=700_00, reason="机构注销", by=ledger.ACCOUNTANT, at=ledger.PAID
    )
    await actions.answer_write_off(
        recovery=made.recovery, version=seen + 1, approved=True, opinion="", by=filed.LEADER, at=ledger.PAID
    )
    (finding,) = made.findings
    await ledger.reversed_(finding, ReversalResult.VARY, amounts=await ledger.lines(finding, 500_00))
    sums = (await ledger.account(made.recovery)).row.sums
    assert (sums.due_fen, sums.recovered_fen, sums.written_off_fen) == (500_00, 300_00, 200_00)


async def test_recovered_and_refused_together_never_exceed_what_is_determined_now() -> None:
    made = await ledger.decided(1_000_01)
    (finding,) = made.findings
    await ledger.measured(made, parts={finding: 600_00})
    await ledger.measured(made, MeasureKind.REFUSE, parts={finding: 400_01})
    await ledger.opened(made)
    await ledger.reversed_(finding, ReversalResult.VARY, amounts=await ledger.lines(finding, 333_33))
    streams = await ledger.streams(made.decision)
    assert sum(one.row.sums.due_fen for one in streams.values()) == 333_33
    assert streams[Stream.RECOVER].row.sums.due_fen == 200_00


async def test_damages_stay_unless_the_order_says_otherwise() -> None:
    made = await ledger.decided(1_000_00)
    await ledger.measured(made)
    await ledger.measured(made, MeasureKind.DAMAGES, parts={}, amount_fen=300_00)
    await ledger.opened(made)
    damages = (await ledger.streams(made.decision))[Stream.DAMAGES]
    (finding,) = made.findings
    with pytest.raises(Invalid, match=r"300\.00"):
        await ledger.reversed_(finding, dues={damages.items[0].id: 300_01})
    await ledger.reversed_(finding, dues={damages.items[0].id: 100_00})
    streams = await ledger.streams(made.decision)
    assert [one.row.sums.due_fen for one in streams.values()] == [0, 100_00]


async def test_a_refused_reversal_moves_neither_determination_nor_ledger() -> None:
    made = await ledger.booked()
    account = await ledger.account(made.recovery)
    with pytest.raises(Invalid):
        await ledger.reversed_(made.findings[0], dues={account.items[0].id: 1})
    assert (await filed.head(made.findings[0])).state is FindingState.UPHELD
    assert (await ledger.account(made.recovery)).row.version == account.row.version


async def test_to_be_made_anew_suspends_and_the_new_decision_settles_it() -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 400_00)
    (finding,) = made.findings
    await ledger.reversed_(finding, ReversalResult.REMAKE)
    account = await account_of(made.recovery, for_=ledger.ACCOUNTANT, at=ledger.LATE)
    assert (account.items[0].suspended, account.row.overdue_fen) == (True, 0)
    with pytest.raises(Conflict):
        await ledger.received(made.recovery, 1)
    ruling = replace(ledger.RULED, finding=finding, version=await filed.version(finding))
    anew = await determine_many(rulings=[ruling], by=filed.LEADER, at=NEXT)
    view = await decision_view(number=anew.number, for_=filed.LEADER, at=NEXT)
    second = replace(made, decision=view.id)
    await ledger.measured(second, at=NEXT)
    second = await ledger.opened(second, at=NEXT)
    first = (await ledger.account(made.recovery)).row.sums
    assert (first.due_fen, first.owed_back_fen) == (0, 400_00)
    assert (await ledger.account(second.recovery)).row.sums.due_fen == 1_000_00


async def test_what_is_not_upheld_the_second_time_is_settled_by_hand() -> None:
    made = await ledger.booked()
    await ledger.reversed_(made.findings[0], ReversalResult.REMAKE)
    with pytest.raises(Conflict, match="尚未重新认定"):
        await actions.settle_suspended(
            recovery=made.recovery, version=await ledger.version(made.recovery), by=ledger.ACCOUNTANT, at=NEXT
        )
