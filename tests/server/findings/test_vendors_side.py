"""What a vendor's people see of their findings and may do, and the missed findings a reviewer records."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from tests.support import a, filed
from tests.support.rooms import fill
from vendors.actors import Actor, Role
from vendors.findings.actions import review_first
from vendors.findings.rules import FindingState, Opinion

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]


async def returned() -> tuple[filed.World, int]:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    await review_first(
        finding=id_, version=1, opinion=Opinion.RETURN, reason="缺医嘱单", by=filed.FIRST, at=filed.AFTER
    )
    return world, id_


async def test_the_vendor_reads_the_reason_but_not_who_gave_it(visit: Visit) -> None:
    world, id_ = await returned()
    page = await visit(world.clerk).get(f"/review/{id_}")
    assert "缺医嘱单" in page.text
    assert filed.FIRST.name not in page.text
    assert 'name="opinion"' not in page.text


async def test_a_return_is_answered_with_a_note_and_evidence(visit: Visit) -> None:
    world, id_ = await returned()
    answer = await fill(
        visit(world.clerk), f"/review/{id_}/answer", on=f"/review/{id_}", note="补医嘱单",
        evidence_kind_1="document", evidence_name_1="临时医嘱单", certainty="",
    )  # fmt: skip
    assert answer.status_code == 303
    assert (await filed.head(id_)).state is FindingState.AWAITING_FIRST
    page = await visit(filed.FIRST).get(f"/review/{id_}")
    assert "临时医嘱单" in page.text
    assert "补医嘱单" in page.text


async def test_half_an_evidence_entry_comes_back(visit: Visit) -> None:
    world, id_ = await returned()
    answer = await fill(
        visit(world.clerk), f"/review/{id_}/answer", on=f"/review/{id_}", note="补", evidence_name_2="费用清单"
    )
    assert answer.status_code == 422
    assert "证据须写明种类和名称" in answer.text
    assert 'value="费用清单"' in answer.text


async def test_a_vendors_clerk_has_no_bureau_act(visit: Visit) -> None:
    world, id_ = await returned()
    clerk = replace(world.clerk, roles=frozenset({Role.VENDOR_CLERK}))
    paths = (f"/review/{id_}/first", f"/review/{id_}/second", "/review/bulk/first", "/review/bulk/second")
    for path in (*paths, "/review/missed/new"):
        answer = await fill(visit(clerk), path, on="/review", opinion="pass", pick=f"{id_}.2")
        assert answer.status_code == 403, path
    listed = (await visit(clerk).get("/review")).text
    assert "批量通过" not in listed
    assert "登记漏检" not in listed


async def test_another_vendor_finds_nothing_at_any_address(visit: Visit) -> None:
    world, id_ = await returned()
    stranger = a.clerk_of((await filed.rival(world)).vendor)
    for path in (f"/review/{id_}", f"/review/{id_}/source/1"):
        assert (await visit(stranger).get(path)).status_code == 404
    answer = await fill(visit(stranger), f"/review/{id_}/answer", on="/review", version="2", note="x")
    assert answer.status_code == 404
    assert "YD-2026-000001" not in (await visit(stranger).get("/review?tab=all")).text


async def test_a_missed_finding_is_recorded_on_a_case_of_the_list(visit: Visit) -> None:
    world = await filed.world()
    sent = {"task": str(world.task), "violation": "0202", "note": "漏报一级护理"}
    unknown = await fill(visit(filed.SECOND), "/review/missed/new", visit_id="nowhere", **sent)
    assert unknown.status_code == 422
    assert "不在此任务的病例清单中" in unknown.text
    done = await fill(visit(filed.SECOND), "/review/missed/new", visit_id=world.visits[1], **sent)
    assert (done.status_code, done.headers["location"]) == (303, "/review")
    again = await fill(visit(filed.SECOND), "/review/missed/new", visit_id=world.visits[1], **sent)
    assert again.status_code == 409


async def test_only_a_second_reviewer_records_what_was_missed(visit: Visit) -> None:
    assert (await visit(filed.FIRST).get("/review/missed/new")).status_code == 403


async def test_administrators_see_no_finding(visit: Visit) -> None:
    admin = Actor(id=9, name="葛青", roles=frozenset({Role.SYSTEM_ADMIN}))
    assert (await visit(admin).get("/review")).status_code == 403


async def test_the_pages_speak_english(visit: Visit) -> None:
    _world, id_ = await returned()
    assert "First review" in (await visit(filed.FIRST).get("/review?lang=en")).text
    assert "Keys" in (await visit(filed.FIRST).get(f"/review/{id_}?lang=en")).text
