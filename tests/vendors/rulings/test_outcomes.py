from datetime import date, datetime, timedelta

import pytest

from tests.support import filed
from vendors.findings.actions import record_missed, review_first, review_second
from vendors.findings.rules import Opinion
from vendors.periods import local_date
from vendors.rulings.actions import NewRuling, determine
from vendors.rulings.queries import Exclusion, Outcomes, missed, outcomes
from vendors.rulings.rules import Outcome, ReasonCode
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = filed.AFTER
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))


async def what_became(world: filed.World, at: datetime) -> Outcomes:
    return (await outcomes(contracts=[world.contract], window=QUARTER, as_of=at))[world.contract]


async def decide(id_: int, outcome: Outcome) -> int:
    upheld = outcome is Outcome.UPHELD
    new = NewRuling(
        finding=id_, version=await filed.version(id_), outcome=outcome, reason="核实",
        reason_code=ReasonCode.FACTS_PROVEN if upheld else ReasonCode.EVIDENCE_LACKING,
    )  # fmt: skip
    await determine(ruling=new, by=filed.LEADER, at=AT)
    return id_


async def dismissed(id_: int) -> int:
    await review_first(finding=id_, version=1, opinion=Opinion.PASS, by=filed.FIRST, at=filed.FILED)
    await review_second(finding=id_, version=2, opinion=Opinion.REJECT, reason="无", by=filed.SECOND, at=filed.FILED)
    return id_


async def test_every_finding_is_counted_once_or_excluded_with_its_reason() -> None:
    world = await filed.world()
    cases = [filed.case(f"X{n:07d}", 1_000 + n) for n in range(5)]
    upheld, dropped, out, waiting, told = await filed.stored(world, *cases)
    await decide(await filed.notified(upheld), Outcome.UPHELD)
    await decide(await filed.rechecked(dropped), Outcome.NOT_UPHELD)
    await dismissed(out)
    await filed.notified(told)
    found = await what_became(world, AT)
    assert (found.upheld, found.partly_upheld, found.not_upheld) == ((upheld,), (), (dropped,))
    assert (found.reported_fen, found.determined_fen) == (2_001, 1_000)
    assert (found.notified, found.defence_moved) == ((upheld, dropped, told), (dropped,))
    assert found.excluded == {
        Exclusion.PENDING: (waiting, told), Exclusion.DISMISSED: (out,), Exclusion.DUPLICATE: (),
    }  # fmt: skip
    assert found.determined == (upheld, dropped)


async def test_the_first_to_report_owns_a_problem_and_the_second_only_corroborates() -> None:
    world = await filed.world()
    other = await filed.rival(world)
    (owned,) = await filed.stored(world, filed.case("X0000001"))
    later, else_ = await filed.stored(other, filed.case("X0000001"), filed.case("X0000001", violation="0301"))
    found = await what_became(other, AT)
    assert found.excluded[Exclusion.DUPLICATE] == (later,)
    assert found.excluded[Exclusion.PENDING] == (else_,)
    assert (await what_became(world, AT)).excluded[Exclusion.PENDING] == (owned,)


async def test_what_was_decided_later_is_still_pending_at_the_cut_off() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case("X0000001"))
    await decide(await filed.notified(id_), Outcome.UPHELD)
    before = await what_became(world, AT - timedelta(seconds=1))
    assert (before.upheld, before.excluded[Exclusion.PENDING], before.reported_fen) == ((), (id_,), 0)
    after = await what_became(world, AT)
    assert after.upheld == (id_,)


async def test_the_window_is_in_shanghai_days_and_each_contract_has_its_own() -> None:
    world = await filed.world()
    at = filed.AFTER - timedelta(seconds=1)
    (id_,) = await filed.stored(world, filed.case("X0000001"), at=at)
    day = local_date(at)
    other = await filed.rival(world)
    for window, contract, expected in [
        ((day, day), world.contract, (id_,)),
        ((day, day), other.contract, ()),
        ((day + timedelta(1), day + timedelta(1)), world.contract, ()),
    ]:
        found = await outcomes(contracts=[world.contract, other.contract], window=window, as_of=AT)
        assert found[contract].excluded[Exclusion.PENDING] == expected


async def test_missed_findings_stand_beside_the_reported_ones() -> None:
    world = await filed.world()
    ids = await filed.stored(world, filed.case(world.visits[0]), filed.case(world.visits[1]))
    async with transaction() as connection:
        case = await connection.fetchval('SELECT "case" FROM vendors_task_case WHERE task = $1 LIMIT 1', world.task)
    record = await record_missed(
        task=world.task, case=case, violation="0301", note="同日重复检查", by=filed.SECOND, at=AT
    )
    for at, expected in ((AT, (record,)), (filed.FILED, ())):
        found = await missed(contracts=[world.contract], window=QUARTER, as_of=at)
        assert (found[world.contract], (await what_became(world, at)).filed) == (expected, ids)
