"""Money traced: the funnel and every finding's steps equal the ledger."""

from datetime import date

import pytest

from tests.support import filed, ledger
from vendors.errors import NotFound
from vendors.handling.rules import MeasureKind, Stream
from vendors.periods import at_local
from vendors.recoveries.queries import funnel, trace
from vendors.recoveries.rules import Stage
from vendors.rulings.decision_rules import ReversalResult
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
END = at_local(date(2026, 12, 31), 23)
INDEPENDENT = """
SELECT (SELECT sum(amount_fen) FROM vendors_recovery_entry e JOIN vendors_recovery r ON r.id = e.recovery
        WHERE r.stream = 'recover' AND e.kind LIKE 'due%')::bigint AS due,
  (SELECT sum(CASE WHEN e.kind = 'refundable' THEN -e.amount_fen ELSE e.amount_fen END)
   FROM vendors_recovery_entry e JOIN vendors_recovery r ON r.id = e.recovery
   WHERE r.stream = 'recover' AND (e.kind LIKE 'receipt%' OR e.kind = 'refundable'))::bigint AS recovered,
  (SELECT sum(e.amount_fen) FROM vendors_recovery_entry e JOIN vendors_recovery r ON r.id = e.recovery
   WHERE r.stream = 'recover' AND e.kind LIKE 'remittance%')::bigint AS returned,
  (SELECT sum(amount_fen) FROM vendors_determination WHERE superseded_at IS NULL)::bigint AS determined,
  (SELECT sum(amount_fen) FROM vendors_finding)::bigint AS reported
"""


async def shown(stage: Stage, **asked: object) -> tuple[int, int]:
    found = await funnel(**{"window": YEAR, "as_of": END, **asked})  # type: ignore[arg-type]
    return found.stages[stage].number, found.stages[stage].fen


async def test_each_stage_is_part_of_the_one_before() -> None:
    world = await filed.world(visits=4)
    told = await filed.stored(world, *(filed.case(visit, 100_00) for visit in world.visits))
    await filed.lead(told[1])
    await filed.notified(told[2])
    found = (await funnel(window=YEAR, as_of=END)).stages
    assert [found[stage].number for stage in Stage] == [4, 2, 2, 1, 0, 0, 0, 0]
    assert (found[Stage.SECOND].fen, found[Stage.NOTIFIED].fen) == (200_00, 100_00)


async def test_every_number_of_the_funnel_equals_the_ledger() -> None:
    made = await ledger.booked(1_000_01, 500_00)
    await ledger.received(made.recovery, 700_00)
    entry = await ledger.received(made.recovery, 300_00, voucher="银凭-2")
    await ledger.taken_back(made.recovery, entry)
    await ledger.received(made.recovery, 800_00, voucher="银凭-3")
    await ledger.remitted(made.recovery, 1_200_00)
    first = made.findings[0]
    await ledger.reversed_(first, ReversalResult.VARY, amounts=await ledger.lines(first, 600_00))
    async with transaction() as connection:
        ledgers = await connection.fetchrow(INDEPENDENT)
    for stage in (Stage.REPORTED, Stage.DETERMINED, Stage.DUE, Stage.RECOVERED, Stage.RETURNED):
        assert (await shown(stage))[1] == ledgers[stage.value], stage


async def test_fines_and_damages_are_not_counted_with_the_funds_money() -> None:
    made = await ledger.decided(1_000_00)
    await ledger.measured(made)
    await ledger.measured(made, MeasureKind.FINE, parts={}, amount_fen=500_00)
    await ledger.opened(made)
    assert await shown(Stage.DUE) == (1, 1_000_00)


async def test_the_funnel_of_a_day_gone_by_knows_nothing_of_what_came_later() -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 1_000_00)
    before = at_local(date(2026, 10, 11))
    assert await shown(Stage.RECOVERED, as_of=before) == (0, 0)
    assert await shown(Stage.DUE, as_of=before) == (1, 1_000_00)
    assert await shown(Stage.DETERMINED, as_of=filed.FILED) == (0, 0)
    assert await shown(Stage.REPORTED, window=(date(2026, 10, 1), date(2026, 10, 31))) == (0, 0)


async def test_a_findings_steps_name_the_rows_behind_them() -> None:
    made = await ledger.booked(1_000_00, 500_00)
    receipt = await ledger.received(made.recovery, 1_200_00)
    paid_in = await ledger.remitted(made.recovery, 1_100_00)
    found = await trace(made.findings[1], for_=ledger.ACCOUNTANT)
    steps = {step.stage: step for step in found.steps}
    assert list(steps) == list(Stage)
    assert all(step.at for step in found.steps)
    assert dict(steps[Stage.DUE].streams) == {Stream.RECOVER: 500_00}
    assert [(row.entry, row.fen) for row in steps[Stage.RECOVERED].rows] == [(receipt, 200_00)]
    assert [(row.entry, row.fen) for row in steps[Stage.RETURNED].rows] == [(paid_in, 100_00)]
    with pytest.raises(NotFound):
        await trace(made.findings[1], for_=made.world.clerk)
