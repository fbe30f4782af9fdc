import pytest

from tests.support import a, filed
from vendors.actors import SYSTEM
from vendors.errors import Conflict, Invalid, NotFound
from vendors.findings.actions import store_findings
from vendors.findings.queries import Filters, counts, finding, history, queue
from vendors.findings.rules import EvidenceKind, FindingState
from vendors.journal import queries as journal
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_a_batch_is_stored_with_numbers_in_order_sums_and_one_journal_entry() -> None:
    world = await filed.world()
    cases = [filed.case(world.visits[0], 10_800, 200), filed.case(world.visits[1], 5_000)]
    stored = await store_findings(task=world.task, batch=7, cases=cases, by=world.clerk, at=filed.FILED)
    assert (stored.findings, stored.lines, stored.amount_fen) == (2, 3, 16_000)
    assert (stored.first, stored.last) == ("YD-2026-000001", "YD-2026-000002")
    (entry,) = await journal.history(object_type="batch", object_id=7)
    assert entry.entry.kind == "findings.stored"
    assert entry.entry.after == {
        "task": world.task, "findings": 2, "lines": 3, "amount_fen": 16_000,
        "first": "YD-2026-000001", "last": "YD-2026-000002",
    }  # fmt: skip


async def test_a_finding_leads_back_to_its_rows_in_the_vendors_order() -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800, 200))
    detail = await finding(id_=id_, for_=filed.FIRST, at=filed.FILED)
    assert (detail.head.amount_fen, detail.head.state) == (11_000, FindingState.AWAITING_FIRST)
    assert [(line.sheet, line.row) for line in detail.lines] == [("病历审核疑点明细", 4), ("病历审核疑点明细", 5)]
    assert detail.evidence[0].kind is EvidenceKind.DOCUMENT
    assert detail.head.patient_masked == "张*明"


async def test_numbers_run_on_over_vendors_and_start_again_with_the_year() -> None:
    world = await filed.world()
    other = await filed.rival(world)
    await filed.stored(world, filed.case(world.visits[0]))
    with seeing(other.vendor):
        second = await store_findings(
            task=other.task, batch=901, cases=[filed.case(world.visits[0])], by=other.clerk, at=filed.FILED
        )
    assert second.first == "YD-2026-000002"
    next_year = filed.FILED.replace(year=2027)
    third = await store_findings(
        task=world.task, batch=902, cases=[filed.case(world.visits[0])], by=SYSTEM, at=next_year
    )
    assert third.first == "YD-2027-000001"


async def test_the_same_batch_is_stored_once_and_leaves_nothing_of_the_second_try() -> None:
    world = await filed.world()
    cases = [filed.case(world.visits[1]), filed.case(world.visits[0])]
    await store_findings(task=world.task, batch=7, cases=cases[1:], by=world.clerk, at=filed.FILED)
    with pytest.raises(Conflict):
        await store_findings(task=world.task, batch=7, cases=cases, by=world.clerk, at=filed.FILED)
    assert (await counts(for_=filed.FIRST, at=filed.FILED))[FindingState.AWAITING_FIRST] == 1


async def test_what_cannot_be_stored_is_named() -> None:
    world = await filed.world()
    good = filed.case(world.visits[0])
    for cases, field in [
        ([], "lines"),
        ([good, good], "cases"),
        ([filed.case(world.visits[0], -1)], "amount_fen"),
        ([filed.case(world.visits[0], institution="H62079900099")], "institution"),
    ]:
        with pytest.raises(Invalid) as refused:
            await store_findings(task=world.task, batch=7, cases=cases, by=world.clerk, at=filed.FILED)
        assert field in refused.value.fields


async def test_another_vendors_clerk_finds_neither_task_nor_finding() -> None:
    world = await filed.world()
    other = await filed.rival(world)
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    with pytest.raises(NotFound):
        await store_findings(
            task=world.task, batch=8, cases=[filed.case(world.visits[0])], by=other.clerk, at=filed.FILED
        )
    for wanted in (id_, 999_999):
        with pytest.raises(NotFound):
            await finding(id_=wanted, for_=other.clerk, at=filed.FILED)
    asked = Filters(vendor=world.vendor)
    assert (await queue(for_=other.clerk, at=filed.FILED, filters=asked)).rows == ()
    assert sum((await counts(for_=other.clerk, at=filed.FILED)).values()) == 0
    assert len(await history(id_=id_, for_=world.clerk, at=filed.FILED)) == 1


async def test_five_thousand_rows_go_in_at_once_and_every_case_is_the_sum_of_its_lines() -> None:
    world = await filed.world(visits=2)
    cases = [filed.case(f"X{n:07d}", n, n + 1) for n in range(2_500)]
    await store_findings(task=world.task, batch=7, cases=cases, by=world.clerk, at=filed.FILED)
    async with transaction() as connection:
        apart = await connection.fetchval(
            "SELECT count(*) FROM vendors_finding f WHERE amount_fen <>"
            " (SELECT sum(amount_fen) FROM vendors_finding_line l WHERE l.finding = f.id)"
        )
        unordered = await connection.fetchval(
            "SELECT count(*) FROM vendors_finding WHERE right(number, 6)::int <> right(visit_id, 7)::int + 1"
        )
    assert (apart, unordered) == (0, 0)


async def test_a_queue_is_paged_by_key_and_filtered() -> None:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(f"X{n:07d}", n * 100) for n in range(7)))
    first = await queue(for_=filed.FIRST, at=filed.FILED, states={FindingState.AWAITING_FIRST}, size=5)
    rest = await queue(for_=filed.FIRST, at=filed.FILED, after=first.next or 0, size=5)
    assert tuple(row.id for row in first.rows + rest.rows) == ids
    assert rest.next is None
    for asked, n in [
        (Filters(amount_from_fen=500), 2),
        (Filters(text="X0000003"), 1),
        (Filters(text="中心卫生院"), 3),
        (Filters(violation="02"), 7),
        (Filters(violation="03"), 0),
        (Filters(task=world.task + 1), 0),
    ]:
        assert len((await queue(for_=filed.FIRST, at=filed.FILED, filters=asked)).rows) == n
    assert a.HOSPITALS[0].code in {row.institution_code for row in first.rows}
