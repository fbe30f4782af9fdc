"""What the ledger asks of the accountant and the leader, and what it reminds of."""

from datetime import date, timedelta

import pytest

from server.desk.dues import recoveries
from server.desk.queues import queued
from server.desk.reminders import remind
from tests.support import filed, ledger
from vendors.actors import Actor, Role
from vendors.recoveries import actions

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
SOON = ledger.DUE_ON - timedelta(days=7)


async def tags(who: Actor, on: date = ledger.DUE_ON) -> list[str]:
    return [one.tag for one in await queued(who, on)]


async def test_each_step_waits_for_its_own_person() -> None:
    made = await ledger.decided(1_000_00)
    await ledger.measured(made)
    assert await tags(ledger.ACCOUNTANT) == ["追回立账"]
    made = await ledger.opened(made)
    assert await tags(ledger.ACCOUNTANT) == []
    assert await tags(ledger.ACCOUNTANT, ledger.DUE_ON + timedelta(days=1)) == ["追回逾期"]
    await ledger.received(made.recovery, 600_00)
    assert await tags(ledger.ACCOUNTANT) == ["待上缴"]
    await actions.propose_write_off(
        recovery=made.recovery, version=await ledger.version(made.recovery), amount_fen=400_00, reason="机构注销",
        by=ledger.ACCOUNTANT, at=ledger.PAID,
    )  # fmt: skip
    assert "核销审批" in await tags(filed.LEADER)
    await ledger.reversed_(made.findings[0])
    assert await tags(ledger.ACCOUNTANT) == ["应退还"]


async def test_an_instalment_is_reminded_of_once_before_and_once_after_its_day() -> None:
    made = await ledger.booked()
    assert await recoveries(SOON - timedelta(days=1)) == []
    (letter,) = await recoveries(SOON)
    assert letter.link == f"/recoveries/{made.decision}"
    assert "1,000.00 元（ZH-2026-000001）应于 2026-10-30 完成" in letter.words.zh
    assert {one.region for one in letter.to} == {"", "620722"}
    assert all(one.roles == {Role.ACCOUNTANT} for one in letter.to)
    (late,) = await recoveries(ledger.DUE_ON + timedelta(days=1))
    assert (late.once != letter.once, "已逾期 1 天" in late.words.zh) == (True, True)
    await ledger.received(made.recovery, 1_000_00)
    assert await recoveries(SOON) == []
    assert await remind(at=ledger.LATE, sources=(recoveries,)) == 0
