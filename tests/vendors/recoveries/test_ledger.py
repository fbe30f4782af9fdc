"""Booking what is due, money in and on, and what the ledger refuses."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support import filed, ledger
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.handling.rules import MeasureKind, Stream
from vendors.recoveries import actions
from vendors.recoveries.queries import to_be_booked
from vendors.recoveries.rules import Destination, EntryKind, Instalment, State

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_an_approved_measure_waits_to_be_booked_and_then_is_due() -> None:
    made = await ledger.decided(1_000_00, 500_00)
    await ledger.measured(made)
    (waiting,) = await to_be_booked(for_=ledger.ACCOUNTANT)
    assert (waiting.decision, dict(waiting.streams)) == (made.decision, {Stream.RECOVER: 1_500_00})
    made = await ledger.opened(made)
    account = await ledger.account(made.recovery)
    assert [item.sums.due_fen for item in account.items] == [1_000_00, 500_00]
    assert (account.row.sums.due_fen, account.row.state, account.row.destination) == (
        1_500_00,
        State.DUE,
        Destination.FISCAL_ACCOUNT,
    )
    assert await to_be_booked(for_=ledger.ACCOUNTANT) == ()


async def test_nothing_is_booked_twice() -> None:
    made = await ledger.booked()
    with pytest.raises(Conflict):
        await ledger.opened(made)


async def test_each_stream_has_its_own_account_and_damages_say_where_they_go() -> None:
    made = await ledger.decided(1_000_00)
    await ledger.measured(made)
    await ledger.measured(made, MeasureKind.DAMAGES, parts={}, amount_fen=300_00)
    await ledger.measured(made, MeasureKind.FINE, parts={}, amount_fen=200_00)
    with pytest.raises(Invalid, match="去向"):
        await ledger.opened(made, note=" ")
    await ledger.opened(made)
    streams = await ledger.streams(made.decision)
    assert {stream: one.row.destination for stream, one in streams.items()} == {
        Stream.RECOVER: Destination.FISCAL_ACCOUNT,
        Stream.DAMAGES: Destination.AGREEMENT,
        Stream.FINE: Destination.TREASURY,
    }
    assert [one.row.destination_note for one in streams.values()] == ["", "医保中心账户", ""]


async def test_a_receipt_fills_the_oldest_item_first_to_the_last_fen() -> None:
    made = await ledger.booked(1_000_01, 500_02)
    entry = await ledger.received(made.recovery, 1_200_02)
    account = await ledger.account(made.recovery)
    assert [item.sums.recovered_fen for item in account.items] == [1_000_01, 200_01]
    shares = next(one.shares for one in account.entries if one.id == entry)
    assert sum(shares.values()) == 1_200_02
    assert account.row.state is State.PARTLY


async def test_more_than_is_due_does_not_come_in() -> None:
    made = await ledger.booked()
    with pytest.raises(Conflict, match=r"1,000\.00"):
        await ledger.received(made.recovery, 1_000_01)
    await ledger.received(made.recovery, 1_000_00)
    with pytest.raises(Conflict):
        await ledger.received(made.recovery, 1)
    assert (await ledger.account(made.recovery)).row.state is State.RECOVERED


async def test_no_more_is_paid_in_than_came_in() -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 600_00)
    with pytest.raises(Conflict):
        await ledger.remitted(made.recovery, 600_01)
    await ledger.remitted(made.recovery, 600_00)
    assert (await ledger.account(made.recovery)).row.sums.held_fen == 0


async def test_a_row_is_taken_back_by_a_negative_row_that_names_it() -> None:
    made = await ledger.booked()
    entry = await ledger.received(made.recovery, 600_00)
    back = await ledger.taken_back(made.recovery, entry)
    account = await ledger.account(made.recovery)
    row = next(one for one in account.entries if one.id == back)
    assert (row.kind, row.amount_fen, row.reverses) == (EntryKind.RECEIPT_REVERSED, -600_00, entry)
    assert account.row.sums.recovered_fen == 0
    with pytest.raises(Conflict, match="已经冲销"):
        await ledger.taken_back(made.recovery, entry)


async def test_money_paid_in_has_to_come_back_before_its_receipt_is_taken_back() -> None:
    made = await ledger.booked()
    entry = await ledger.received(made.recovery, 600_00)
    paid_in = await ledger.remitted(made.recovery, 500_00)
    with pytest.raises(Conflict, match=r"100\.00"):
        await ledger.taken_back(made.recovery, entry)
    await ledger.taken_back(made.recovery, paid_in)
    await ledger.taken_back(made.recovery, entry)
    assert (await ledger.account(made.recovery)).row.sums.recovered_fen == 0


async def test_a_due_or_a_write_off_is_never_taken_back() -> None:
    made = await ledger.booked()
    account = await ledger.account(made.recovery)
    with pytest.raises(Conflict, match="不能冲销"):
        await ledger.taken_back(made.recovery, account.entries[0].id)


async def test_refused_payments_are_offset_and_move_no_money() -> None:
    made = await ledger.decided(1_000_00)
    await ledger.measured(made, MeasureKind.REFUSE)
    made = await ledger.opened(made)
    await actions.book_receipt(
        recovery=made.recovery, version=await ledger.version(made.recovery), amount_fen=1_000_00,
        paper=replace(ledger.paper("结算单-9"), party=""), by=ledger.ACCOUNTANT, at=ledger.PAID,
    )  # fmt: skip
    account = await ledger.account(made.recovery)
    assert (account.row.state, account.entries[-1].kind) == (State.REFUSED, EntryKind.OFFSET)
    assert (account.row.destination, account.plan) == (Destination.NONE, ())
    with pytest.raises(Conflict, match="无需上缴"):
        await ledger.remitted(made.recovery, 1_000_00)


async def test_instalments_come_to_the_due_on_days_that_go_forward() -> None:
    made = await ledger.booked()

    async def planned(*plan: tuple[int, int]) -> None:
        asked = [Instalment(due_on=date(2026, month, 10), amount_fen=fen) for month, fen in plan]
        await actions.plan_instalments(
            recovery=made.recovery, version=await ledger.version(made.recovery), plan=asked, reason="经营困难",
            by=ledger.ACCOUNTANT, at=ledger.PAID,
        )  # fmt: skip

    for wrong in (((11, 500_00), (12, 499_99)), ((12, 500_00), (11, 500_00)), ()):
        with pytest.raises(Invalid):
            await planned(*wrong)
    await planned((11, 500_01), (12, 499_99))
    account = await ledger.account(made.recovery)
    assert [(one.plan, one.due_on.month, one.amount_fen) for one in account.plan] == [(2, 11, 500_01), (2, 12, 499_99)]
    assert account.row.next_due_on == date(2026, 11, 10)


async def test_a_due_date_counts_to_its_last_minute_in_shanghai() -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 400_00)
    last = ledger.LATE.replace(microsecond=0)
    before = await ledger.account(made.recovery, at=last - (last - ledger.PAID) / 1000)
    assert (before.row.state, before.row.overdue_fen) == (State.PARTLY, 0)
    after = await ledger.account(made.recovery, at=ledger.LATE)
    assert (after.row.state, after.row.overdue_fen) == (State.OVERDUE, 600_00)


async def test_enforcement_is_shown_until_the_money_is_there() -> None:
    made = await ledger.booked()
    await actions.enforce(
        recovery=made.recovery, version=await ledger.version(made.recovery), document="甘执申1号",
        day=ledger.PAID.date(), by=ledger.ACCOUNTANT, at=ledger.PAID,
    )  # fmt: skip
    assert (await ledger.account(made.recovery)).row.state is State.ENFORCED
    await ledger.received(made.recovery, 1_000_00)
    assert (await ledger.account(made.recovery)).row.state is State.RECOVERED


async def test_a_form_seen_before_another_row_came_is_refused() -> None:
    made = await ledger.booked()
    seen = await ledger.version(made.recovery)
    await ledger.received(made.recovery, 100_00)
    with pytest.raises(Conflict, match="刷新"):
        await actions.book_receipt(
            recovery=made.recovery, version=seen, amount_fen=100_00, paper=ledger.paper(), by=ledger.COLLEAGUE,
            at=ledger.PAID,
        )  # fmt: skip


async def test_a_row_needs_its_voucher_its_payer_and_a_day_that_has_come() -> None:
    made = await ledger.booked()
    seen = await ledger.version(made.recovery)
    whole = ledger.paper()
    for paper in (replace(whole, voucher=" "), replace(whole, party=""), replace(whole, day=date(2026, 10, 13))):
        with pytest.raises(Invalid):
            await actions.book_receipt(
                recovery=made.recovery, version=seen, amount_fen=1, paper=paper, by=ledger.ACCOUNTANT, at=ledger.PAID
            )


async def test_no_money_moves_before_the_day_of_the_decision() -> None:
    made = await ledger.booked()
    early = replace(ledger.paper(), day=date(2026, 9, 27))
    for move in (actions.book_receipt, actions.remit, actions.refund):
        with pytest.raises(Invalid) as invalid:
            await move(
                recovery=made.recovery, version=await ledger.version(made.recovery), amount_fen=1, paper=early,
                by=ledger.ACCOUNTANT, at=ledger.PAID,
            )  # fmt: skip
        assert "2026-09-28" in invalid.value.fields["day"].zh


async def test_only_the_accountant_books_and_a_vendor_finds_no_ledger() -> None:
    made = await ledger.booked()
    seen = await ledger.version(made.recovery)
    for who, error in ((filed.LEADER, Forbidden), (made.world.clerk, NotFound)):
        with pytest.raises(error):
            await actions.remit(
                recovery=made.recovery, version=seen, amount_fen=1, paper=ledger.paper(), by=who, at=ledger.PAID
            )
