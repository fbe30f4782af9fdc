"""What really expires and falls due, told to both sides in words with the day."""

from datetime import date, timedelta

import pytest

from server.desk.queries import MessageView, inbox
from server.desk.reminders import remind
from tests.support import a, bureau_side
from vendors.actors import Actor, Role
from vendors.people.actions import add_staff, sign_undertaking
from vendors.periods import at_local
from vendors.scope import seeing

pytestmark = pytest.mark.anyio
NEXT_YEAR = date(2026, 12, 31)


async def told(who: Actor, on: date) -> list[str]:
    """What is new to somebody after the day's reminders."""
    before = {one.id for one in await _box(who)}
    await remind(at=at_local(on))
    return [one.words.zh for one in await _box(who) if one.id not in before]


async def _box(who: Actor) -> list[MessageView]:
    with seeing(who.vendor):
        return list(await inbox(for_=who, size=500))


async def test_a_certificate_of_a_person_is_told_to_both_sides_until_it_has_ended(database: object) -> None:
    vendor = await a.vendor()
    ends = date(2026, 9, 30)
    person = await add_staff(
        vendor=vendor, name="何小满", post="质控员", certificate="质控-7", certified_until=ends, on_post_from=a.MONDAY,
        by=a.MANAGER, at=a.AT,
    )  # fmt: skip
    await sign_undertaking(staff=person, on=a.MONDAY, by=a.MANAGER, at=a.AT)
    lead = a.clerk_of(vendor)
    said = [one for one in await told(lead, ends - timedelta(days=30)) if "何小满" in one]
    assert said == ["何小满的岗位证书 质控-7将于 2026-09-30 到期，还有 30 天。"]
    assert any("何小满" in one for one in [each.words.zh for each in await _box(a.MANAGER)])
    (over,) = [one for one in await told(lead, ends + timedelta(days=1)) if "何小满" in one]
    assert "已于 2026-09-30 到期" in over


async def test_a_contracts_end_is_told_three_times(database: object) -> None:
    vendor = await a.vendor()
    await a.contract(vendor=vendor)
    told_on = {}
    for left in (91, 90, 40, 30, 29, 7, 1):
        on = NEXT_YEAR - timedelta(days=left)
        told_on[left] = any("病历审核服务合同" in one and "到期" in one for one in await told(a.MANAGER, on))
    assert [left for left, new in told_on.items() if new] == [90, 30, 7]


async def test_a_task_is_announced_to_its_vendor_and_overdue_to_the_bureau_too(database: object) -> None:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    await a.cases(10)
    await a.task_in_progress(vendor=vendor, contract=contract)
    clerk = Actor(id=90, name="祁麦", roles=frozenset({Role.VENDOR_CLERK}), vendor=vendor)
    last = date(2026, 8, 3)
    assert any("RW-2026-0001" in one and "应于 2026-08-03 完成" in one for one in await told(clerk, last))
    assert not any("RW-2026" in one.words.zh for one in await _box(a.MANAGER))
    assert any("已逾期 1 天" in one for one in await told(clerk, last + timedelta(days=1)))
    assert any("RW-2026-0001" in one.words.zh for one in await _box(a.MANAGER))


async def test_slips_reports_and_another_vendors_matters_reach_those_they_concern_alone(database: object) -> None:
    vendor, other = await a.vendor(), await a.vendor(name="星槎信息科技有限公司")
    contract = await a.contract(vendor=vendor)
    await a.cases(10)
    task = await a.task_in_progress(vendor=vendor, contract=contract)
    await bureau_side.dealings(vendor, contract=contract, tasks=[task])
    said = await told(a.clerk_of(vendor), date(2026, 9, 1))
    assert any("线索流转单" in one and "已逾期" in one for one in said)
    assert any("报告已逾期" in one for one in said)
    assert await _box(a.clerk_of(other)) == []
