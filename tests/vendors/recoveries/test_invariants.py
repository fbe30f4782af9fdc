"""No sequence of acts makes recovered more than due, or loses a fen; and the database says so by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import ClassVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from server.database.addresses import Addresses
from tests.support import filed, ledger
from vendors.errors import Conflict, HengjianError, Invalid
from vendors.handling.rules import Stream
from vendors.recoveries import actions
from vendors.recoveries.reversal_rules import DueItem, new_dues
from vendors.recoveries.rules import DESTINATION, Sums, lowering, spread
from vendors.rulings.decision_rules import ReversalResult
from vendors.transaction import transaction

FEN = st.integers(min_value=0, max_value=10**12)
COUNTED = """
SELECT r.id FROM vendors_recovery r JOIN vendors_recovery_item i ON i.recovery = r.id GROUP BY r.id
HAVING r.due_fen <> sum(i.due_fen) OR r.recovered_fen <> sum(i.recovered_fen) OR r.remitted_fen <> sum(i.remitted_fen)
  OR r.written_off_fen <> sum(i.written_off_fen) OR r.refundable_fen <> sum(i.refundable_fen)
  OR r.refunded_fen <> sum(i.refunded_fen)
"""
BOOKS = """
SELECT coalesce(sum(amount_fen) FILTER (WHERE kind IN ('receipt', 'receipt_reversed')), 0)::bigint AS came,
  coalesce(sum(amount_fen) FILTER (WHERE kind = 'refundable'), 0)::bigint AS turned,
  coalesce(sum(amount_fen) FILTER (WHERE kind IN ('refund', 'refund_reversed')), 0)::bigint AS refunded,
  coalesce(sum(amount_fen) FILTER (WHERE kind LIKE 'remittance%'), 0)::bigint AS remitted,
  (SELECT coalesce(sum(abs(o.amount_fen - (SELECT sum(s.amount_fen) FROM vendors_recovery_share s
    WHERE s.entry = o.id))), 0) FROM vendors_recovery_entry o WHERE o.recovery = $1)::bigint AS lost
FROM vendors_recovery_entry WHERE recovery = $1
"""


@given(amount=FEN, rooms=st.lists(FEN, max_size=8))
def test_a_receipt_is_spread_whole_or_not_at_all(amount: int, rooms: list[int]) -> None:
    if not 0 < amount <= sum(rooms):
        with pytest.raises(Conflict):
            spread(amount, list(enumerate(rooms)))
        return
    found = spread(amount, list(enumerate(rooms)))
    assert sum(found.values()) == amount
    assert all(0 < fen <= rooms[item] for item, fen in found.items())
    assert list(found) == sorted(found)


@given(due=FEN, parts=st.tuples(FEN, FEN, FEN, FEN), data=st.data())
def test_an_item_brought_down_still_adds_up(due: int, parts: tuple[int, int, int, int], data: st.DataObject) -> None:
    recovered = parts[0] % (due + 1)
    sums = Sums(
        due_fen=due, recovered_fen=recovered, remitted_fen=parts[1] % (recovered + 1),
        written_off_fen=parts[2] % (due - recovered + 1), refundable_fen=parts[3], refunded_fen=0,
    )  # fmt: skip
    to = data.draw(st.integers(min_value=0, max_value=due))
    step = lowering(sums, to_fen=to)
    left = recovered - step.refundable_fen
    assert 0 <= sums.remitted_fen - step.recalled_fen <= left <= due - step.due_fen == to
    assert 0 <= sums.written_off_fen - step.write_off_fen <= to - left


@given(dues=st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=5), data=st.data())
def test_what_stays_due_never_exceeds_what_is_determined_and_loses_no_fen(dues: list[int], data: st.DataObject) -> None:
    before = sum(dues)
    after = data.draw(st.integers(min_value=0, max_value=before))
    items = [DueItem(id=place, stream=Stream.RECOVER, finding=1, due_fen=fen) for place, fen in enumerate(dues)]
    found = new_dues(items, finding=1, before_fen=before, after_fen=after, given={})
    assert sum(found.values()) == after


def test_every_stream_has_its_destination() -> None:
    assert set(DESTINATION) == set(Stream)


class Walk:
    """A walk through the ledger by whole acts; refused ones leave nothing behind."""

    STEPS: ClassVar = ("receive", "remit", "take_back", "write_off", "vary", "annul", "remake", "refund", "twice")

    def __init__(self, made: ledger.Booked) -> None:
        self.made = made

    async def step(self, name: str, fen: int) -> None:
        acts: dict[str, Callable[[int], Awaitable[object]]] = {
            "receive": lambda n: ledger.received(self.made.recovery, n, at=ledger.REVERSED),
            "remit": lambda n: ledger.remitted(self.made.recovery, n, at=ledger.REVERSED),
            "refund": lambda n: ledger.refunded(self.made.recovery, n, at=ledger.REVERSED),
            "take_back": self._take_back,
            "write_off": self._write_off,
            "vary": self._vary,
            "annul": lambda n: ledger.reversed_(self._finding(n)),
            "remake": lambda n: ledger.reversed_(self._finding(n), ReversalResult.REMAKE),
            "twice": self._twice,
        }
        with suppress(HengjianError):
            await acts[name](fen)

    def _finding(self, number: int) -> int:
        return self.made.findings[number % len(self.made.findings)]

    async def _take_back(self, number: int) -> None:
        entries = (await ledger.account(self.made.recovery)).entries
        await ledger.taken_back(self.made.recovery, entries[number % len(entries)].id, at=ledger.REVERSED)

    async def _write_off(self, fen: int) -> None:
        seen = await ledger.version(self.made.recovery)
        await actions.propose_write_off(
            recovery=self.made.recovery, version=seen, amount_fen=fen, reason="无财产", by=ledger.ACCOUNTANT,
            at=ledger.REVERSED,
        )  # fmt: skip
        await actions.answer_write_off(
            recovery=self.made.recovery, version=seen + 1, approved=True, opinion="", by=filed.LEADER,
            at=ledger.REVERSED,
        )  # fmt: skip

    async def _vary(self, fen: int) -> None:
        finding = self._finding(fen)
        await ledger.reversed_(finding, ReversalResult.VARY, amounts=await ledger.lines(finding, fen))

    async def _twice(self, fen: int) -> None:
        """Two accountants send the same sheet of paper at once, both having seen the same ledger."""
        seen = await ledger.version(self.made.recovery)
        sent = [
            actions.book_receipt(
                recovery=self.made.recovery, version=seen, amount_fen=fen, paper=ledger.paper(at=ledger.REVERSED),
                by=who, at=ledger.REVERSED,
            )
            for who in (ledger.ACCOUNTANT, ledger.COLLEAGUE)
        ]  # fmt: skip
        done = await asyncio.gather(*sent, return_exceptions=True)
        assert sum(isinstance(one, int) for one in done) <= 1
        assert all(isinstance(one, int | Conflict | Invalid) for one in done), done


@pytest.mark.anyio
@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(
    walk=st.lists(
        st.tuples(st.sampled_from(Walk.STEPS), st.sampled_from((1, 99, 333_33, 400_00, 1_000_00, 1_500_01))),
        min_size=4, max_size=14,
    )
)  # fmt: skip
async def test_no_walk_through_the_ledger_breaks_it(database: Addresses, walk: list[tuple[str, int]]) -> None:
    made = await ledger.booked(1_000_00, 500_01)
    walker = Walk(made)
    for name, fen in walk:
        await walker.step(name, fen)
        sums = (await ledger.account(made.recovery)).row.sums
        assert 0 <= sums.remitted_fen <= sums.recovered_fen <= sums.due_fen - sums.written_off_fen
        async with transaction() as connection:
            assert await connection.fetch(COUNTED) == []
            books = await connection.fetchrow(BOOKS, made.recovery)
        assert books["came"] - books["turned"] == sums.recovered_fen
        assert (books["remitted"], books["refunded"]) == (sums.remitted_fen, sums.refunded_fen)
        assert books["lost"] == 0
