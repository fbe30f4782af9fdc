"""Reversal seen before it is done, then done; the finding's money traced."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from server.recoveries.pages import HANDLERS
from server.web import clock
from tests.support import filed, ledger, rooms
from vendors.actors import Actor
from vendors.rulings.actions import determine_many
from vendors.rulings.decision_rules import ReversalResult

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]
ORDER = {
    "channel": "reconsideration",
    "authority": "张掖市人民政府",
    "document": "张政复〔2026〕3号",
    "decided_on": "2026-10-12",
    "reason": "部分事实不清",
}


@pytest.fixture
def visit(data: Path) -> Iterator[Visit]:
    house = rooms.house_at(data)
    with clock.everywhere_at(ledger.PAID):
        yield lambda who: rooms.visit(house, who, HANDLERS)


async def test_a_variation_is_worked_out_line_by_line_before_it_is_recorded(visit: Visit) -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 1_000_00)
    await ledger.remitted(made.recovery, 900_00)
    page = f"/recoveries/reversals/{made.findings[0]}"
    line = {"line_1": "600.00", "result": "vary"}
    async with visit(filed.LEGAL) as client:
        seen = await rooms.fill(client, page, on=page, step="preview", **line, **ORDER)
        assert seen.status_code == 200
        for shown in ("-400.00", 'value="600.00"', "300.00"):
            assert shown in seen.text
        assert (await ledger.account(made.recovery)).row.sums.due_fen == 1_000_00
        done = await rooms.fill(client, page, on=page, step="confirm", due_1="600.00", **line, **ORDER)
        assert done.status_code == 303
        text = (await client.get(f"/recoveries/{made.decision}")).text
        assert "CX-2026-0001" in text
        assert "已变更" in text
        traced = (await client.get(f"/recoveries/trace/{made.findings[0]}")).text
    sums = (await ledger.account(made.recovery)).row.sums
    assert (sums.due_fen, sums.recovered_fen, sums.remitted_fen, sums.owed_back_fen) == (600_00, 600_00, 600_00, 400_00)
    for shown in ("已认定", "应追调减", "-400.00", "银凭-001", "专户-001"):
        assert shown in traced


async def test_what_is_wrong_with_an_order_is_said_and_nothing_moves(visit: Visit) -> None:
    made = await ledger.booked()
    page = f"/recoveries/reversals/{made.findings[0]}"
    async with visit(filed.LEGAL) as client:
        for wrong in ({"result": "annul", "reason": ""}, {"result": "vary", "line_1": "1000.00"}, {"result": ""}):
            seen = await rooms.fill(client, page, on=page, step="confirm", **{**ORDER, **wrong})
            assert seen.status_code == 422, wrong
    assert (await ledger.account(made.recovery)).row.sums.due_fen == 1_000_00


async def test_only_legal_and_leader_reverse_and_a_reversed_one_has_nothing_to_reverse(visit: Visit) -> None:
    made = await ledger.booked()
    page = f"/recoveries/reversals/{made.findings[0]}"
    async with visit(ledger.ACCOUNTANT) as client:
        assert (await client.get(page)).status_code == 403
    async with visit(filed.LEADER) as client:
        await rooms.fill(client, page, on=page, step="confirm", result="remake", **ORDER)
        assert (await client.get(page)).status_code == 404
        text = (await client.get(f"/recoveries/{made.decision}")).text
    assert "待重新认定" in text
    assert "暂停追缴" in text


async def test_made_anew_both_ledgers_say_in_words_what_to_do_and_nothing_is_set_off(visit: Visit) -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 400_00)
    (finding,) = made.findings
    await ledger.reversed_(finding, ReversalResult.REMAKE)
    ruling = replace(ledger.RULED, finding=finding, version=await filed.version(finding))
    anew = await determine_many(rulings=[ruling], by=filed.LEADER, at=ledger.LATE)
    second = replace(made, decision=anew.id)
    old, new = f"/recoveries/{made.decision}", f"/recoveries/{second.decision}"
    with clock.everywhere_at(ledger.LATE):
        async with visit(ledger.ACCOUNTANT) as client:
            assert "本决定立账后原应追自动结清为零" in (await client.get(new)).text
            assert f"有关问题已由 {anew.number} 重新认定" in (await client.get(old)).text
            await ledger.measured(second, at=ledger.LATE)
            second = await ledger.opened(second, due_on=date(2026, 11, 30), at=ledger.LATE)
            there = (await client.get(new)).text
            assert ("中有 400.00 元应退还机构" in there, f'href="{old}"' in there) == (True, True)
            assert f'href="{new}"' in (await client.get(old)).text
            paid = {"amount": "400.00", "day": "2026-10-31", "voucher": "退-1", "party": "某医院", "reason": "重新认定"}
            refund = f"/recoveries/accounts/{made.recovery}/book/refund"
            assert (await rooms.fill(client, refund, on=refund, **paid)).status_code == 303
            assert "应退还机构" not in (await client.get(new)).text
            assert "重新认定。系统" not in (await client.get(old)).text
    sums = (await ledger.account(second.recovery)).row.sums
    assert (sums.due_fen, sums.recovered_fen) == (1_000_00, 0)
