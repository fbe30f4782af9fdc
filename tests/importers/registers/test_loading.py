from dataclasses import replace
from datetime import date

import pytest

from importers.batches.checking import task_context
from importers.registers import queries
from importers.registers.actions import commit, recheck, take_in, withdraw
from importers.registers.checking import check_register, give_up
from importers.registers.committing import commit_register
from tests.support import a
from tests.support.registers import Desk, Told
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.institutions.queries import doctors_on, institutions
from vendors.journal.queries import page
from vendors.tasks.results.sheet_queries import task_sheet
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
FIRST: Told = {
    "fixmedins_code": "H62070200001", "fixmedins_name": "金河县第一人民医院", "kind": "二级医院", "ownership": "公立",
    "region": "620702", "level": "二级甲等",
}  # fmt: skip
SECOND: Told = FIRST | {
    "fixmedins_code": "P62072200002", "fixmedins_name": "惠民大药房", "kind": "零售药店", "ownership": "民营",
    "region": "620722", "level": None,
}  # fmt: skip
DOCTOR: Told = {
    "dr_code": "D620702999001", "fixmedins_code": "H62070200001", "dr_name": "赵明", "dr_kind": "医师", "dept": "骨科",
    "title": "主治医师", "status": "正常", "begndate": date(2026, 1, 1),
}  # fmt: skip


async def _waiting() -> int:
    async with transaction() as connection:
        return int(await connection.fetchval("SELECT count(*) FROM vendors_incoming_row"))


async def test_a_file_is_shown_before_it_changes_anything(desk: Desk) -> None:
    shown = await desk.show("institutions", [FIRST, SECOND])
    assert (shown.state, shown.added, shown.changed, shown.same, shown.missing) == ("ready", 2, 0, 0, 0)
    assert await institutions() == ()
    done = await desk.commit(shown)
    assert done.state == "committed"
    assert [one.code for one in await institutions()] == ["H62070200001", "P62072200002"]
    assert await _waiting() == 0


async def test_the_preview_names_each_changed_cell_and_what_the_file_leaves_out(desk: Desk) -> None:
    await desk.load("institutions", [FIRST, SECOND])
    third = FIRST | {"fixmedins_code": "H62070200003"}
    shown = await desk.show("institutions", [FIRST | {"fixmedins_name": "金河县人民医院", "level": "三级乙等"}, third])
    found = await queries.preview(shown.id, for_=desk.by)
    (changed,) = found.changed
    assert {name: (changed.before[name], changed.after[name]) for name in changed.changed} == {
        "name": ("金河县第一人民医院", "金河县人民医院"),
        "level": ("二级甲等", "三级乙等"),
    }
    assert [one.key for one in found.added] == ["H62070200003"]
    assert [one.before["name"] for one in found.missing] == ["惠民大药房"]
    await desk.commit(shown)
    assert len(await institutions()) == 3  # what the file does not name stays


async def test_one_bad_cell_keeps_the_whole_file_out_and_is_named(desk: Desk) -> None:
    shown = await desk.show("institutions", [FIRST, SECOND | {"kind": "三级医院"}])
    assert (shown.state, shown.errors) == ("refused", 1)
    (problem,) = await queries.issues(shown.id, for_=desk.by)
    assert (problem.cell, problem.code) == ("C5", "institution-kind-differs")
    assert await _waiting() == 0
    with pytest.raises(Conflict):
        await commit(upload=shown.id, by=desk.by, at=desk.at, queue=desk.queue)


async def test_the_same_bytes_get_the_first_answer_until_they_are_committed(desk: Desk) -> None:
    first = await desk.bring("institutions", b"PK not really")
    assert first.state == "refused"
    assert first.refusal.zh
    assert (await desk.bring("institutions", b"PK not really")).id == first.id
    assert next(link.entry.kind for link in await page()) == "register.again"


async def test_a_register_that_moved_since_the_preview_is_not_taken_over(desk: Desk) -> None:
    early, late = await desk.show("institutions", [FIRST]), await desk.show("institutions", [FIRST, SECOND])
    await desk.commit(early)
    stale = await desk.commit(late)
    assert stale.state == "ready"
    assert "请重新核对" in stale.refusal.zh
    assert len(await institutions()) == 1
    await recheck(upload=late.id, by=desk.by, at=desk.at, queue=desk.queue)
    await check_register(upload=late.id, blobs=desk.blobs, at=desk.at)
    again = await queries.upload(late.id, for_=desk.by)
    assert (again.state, again.added, again.same, again.refusal.zh) == ("ready", 1, 1, "")
    assert (await desk.commit(again)).state == "committed"


async def test_a_job_that_runs_twice_does_its_work_once(desk: Desk) -> None:
    shown = await desk.show("institutions", [FIRST])
    assert await check_register(upload=shown.id, blobs=desk.blobs, at=desk.at) == "withdrawn"
    done = await desk.commit(shown)
    assert await commit_register(upload=done.id, at=desk.at) == "withdrawn"
    assert [link.entry.kind for link in await page()] == [
        "register.committed", "register.confirmed", "register.checked", "register.received",
    ]  # fmt: skip


async def test_only_its_keepers_load_a_register(desk: Desk) -> None:
    reviewer = Actor(id=5, name="柳青", roles=frozenset({Role.FIRST_REVIEWER}))
    for stranger in (reviewer, a.clerk_of(1)):
        with pytest.raises(Forbidden):
            await replace(desk, by=stranger).bring("staff", b"x")
    with pytest.raises(NotFound):
        await desk.bring("nothing", b"x")
    with pytest.raises(Invalid):
        await desk.bring("staff", b"")


async def test_a_withdrawn_file_leaves_nothing_behind(desk: Desk) -> None:
    shown = await desk.show("institutions", [FIRST])
    await withdraw(upload=shown.id, by=desk.by, at=desk.at)
    assert await _waiting() == 0
    with pytest.raises(Conflict):
        await withdraw(upload=shown.id, by=desk.by, at=desk.at)


async def test_a_check_given_up_says_so_and_may_be_tried_again(desk: Desk) -> None:
    taken = await take_in(
        register="institutions", filename="x.xlsx", content=b"x", by=desk.by, at=desk.at, blobs=desk.blobs,
        queue=desk.queue,
    )  # fmt: skip
    await give_up(upload=taken.upload, at=desk.at)
    assert (await queries.upload(taken.upload, for_=desk.by)).state == "failed"
    await recheck(upload=taken.upload, by=desk.by, at=desk.at, queue=desk.queue)
    assert [job for job, _ in desk.queue.jobs] == ["check_register", "check_register"]


async def test_a_doctor_may_work_at_two_institutions_but_at_none_unknown(desk: Desk) -> None:
    await desk.load("institutions", [FIRST, SECOND])
    elsewhere = DOCTOR | {"fixmedins_code": "P62072200002", "dr_kind": "药师", "enddate": date(2026, 6, 30)}
    assert (await desk.load("doctors", [DOCTOR, elsewhere])).added == 2
    assert await doctors_on(date(2026, 7, 1)) == {"D620702999001"}
    assert await doctors_on(date(2025, 7, 1)) == frozenset()
    unknown = await desk.show("doctors", [DOCTOR | {"fixmedins_code": "H62070299999"}])
    assert unknown.rule_counts == {"doctor-institution-unknown": 1}


async def test_findings_are_held_against_the_register_of_doctors_once_there_is_one(desk: Desk) -> None:
    vendor = await a.vendor()
    await a.cases(3)
    made = await a.task(contract=await a.contract(vendor=vendor))
    for doctors in ((), (DOCTOR,)):
        if doctors:
            await desk.load("doctors", doctors)
        sheet = await task_sheet(made, on=a.MONDAY, for_=a.MANAGER)
        context = task_context(sheet, received_at=a.AT, secret=b"x")
        assert context.dictionary == ({"doctor": {"D620702999001"}} if doctors else None)


async def test_the_summary_of_the_registers_names_their_size_and_last_load(desk: Desk) -> None:
    await desk.load("institutions", [FIRST])
    found = {one.key: one for one in await queries.registers(for_=desk.by)}
    assert found["institutions"].rows == 1
    last = found["institutions"].last
    assert last is not None
    assert last.committed_by_name == desk.by.name
    assert found["cases"].last is None


async def test_a_county_loads_no_register_of_the_city(desk: Desk) -> None:
    county = Desk(desk.folder, by=replace(a.MANAGER, region="620722"))
    with pytest.raises(Forbidden):
        await county.show("institutions", [])
