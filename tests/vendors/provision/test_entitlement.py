"""No personal data to a vendor that may not have it, nor under a contract that is over."""

from datetime import date, timedelta

import pytest

from tests.support import a
from tests.vendors.provision.test_provision import LEADER, given, release
from vendors.actors import SYSTEM
from vendors.contracts.actions import rescind_contract
from vendors.errors import Gate
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.policy.parameters import parameter
from vendors.provision.actions import record_provision, request_provision
from vendors.provision.entitlement import GONE
from vendors.provision.life_actions import Certificate, decide_provision, dispose, hand_over
from vendors.provision.queries import provision, provisions
from vendors.provision.rules import Channel, Disposal, What
from vendors.registry.rules import Standing
from vendors.tasks.giving_back import call_back_all, must_be_back
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AFTER = at_local(date(2027, 1, 4))


async def now_stands(vendor: int, standing: Standing) -> None:
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_vendor SET status = $2 WHERE id = $1", vendor, standing.value)


@pytest.mark.parametrize("standing", sorted(GONE))
async def test_a_vendor_that_does_no_work_for_the_bureau_is_given_nothing(standing: Standing) -> None:
    vendor = await a.vendor()
    asked = await request_provision(release=release(vendor), by=a.MANAGER, at=a.AT)
    ready = await request_provision(release=release(vendor), by=a.MANAGER, at=a.AT)
    await decide_provision(provision=ready, approve=True, opinion="", by=LEADER, at=a.AT)
    await now_stands(vendor, standing)
    with pytest.raises(Gate, match=standing.zh):
        await request_provision(release=release(vendor), by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match=standing.zh):
        await decide_provision(provision=asked, approve=True, opinion="", by=LEADER, at=a.AT)
    with pytest.raises(Gate, match=standing.zh):
        await hand_over(provision=ready, recipient="何小满", channel=Channel.DISC, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match=standing.zh):
        await given(vendor)
    assert {row.provided_at for row in await provisions(for_=SYSTEM)} == {None}
    await decide_provision(provision=asked, approve=False, opinion="机构已退出", by=LEADER, at=a.AT)


async def test_nothing_is_released_under_a_contract_that_is_over() -> None:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    about = {"object_type": "task", "object_id": 1, "contract": contract}
    made = await request_provision(release=release(vendor, **about), by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="到期"):
        await hand_over(
            provision=made, recipient="何小满", channel=Channel.DISC, contract=contract, by=a.MANAGER, at=AFTER
        )
    await rescind_contract(contract=contract, code="agreed", why="协商", expel=False, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate, match="解除"):
        await record_provision(
            vendor=vendor, what=What.CASES, rows=3, purpose="住院病历审核", object_type="task", object_id=1,
            approved_by="任务下达", contract=contract, by=a.MANAGER, at=a.AT,
        )  # fmt: skip


async def test_what_is_out_keeps_the_end_of_its_contract_open_until_it_is_back() -> None:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    await a.cases(4)
    task = await a.task(contract=contract, ratio=None)
    (row,) = await provisions(for_=SYSTEM)
    assert (row.object_type, row.object_id) == ("task", task)
    with pytest.raises(Gate, match="还有 1 条") as caught:
        await must_be_back(contract, at=a.AT)
    assert caught.value.gate == "open_releases"
    back = Certificate(disposal=Disposal.RETURNED, on=a.MONDAY)
    await dispose(provisions=[row.id], certificate=back, by=a.clerk_of(vendor), at=a.AT)
    await must_be_back(contract, at=a.AT)


async def test_a_release_of_no_task_belongs_to_the_vendors_last_running_contract() -> None:
    vendor = await a.vendor()
    first, second = await a.contract(vendor=vendor), await a.contract(vendor=vendor)
    made = await request_provision(release=release(vendor), by=a.MANAGER, at=a.AT)
    await decide_provision(provision=made, approve=True, opinion="", by=LEADER, at=a.AT)
    await hand_over(provision=made, recipient="何小满", channel=Channel.DISC, by=a.MANAGER, at=a.AT)
    await must_be_back(first, at=a.AT)
    await rescind_contract(contract=first, code="agreed", why="协商", expel=False, by=a.MANAGER, at=a.AT)
    with pytest.raises(Gate):
        await must_be_back(second, at=a.AT)


async def test_a_rescission_calls_the_data_back_early_and_says_so_in_the_journal() -> None:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    made = await given(vendor)
    await rescind_contract(contract=contract, code="agreed", why="协商", expel=False, by=a.MANAGER, at=a.AT)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_provision SET object_type = 'draw' WHERE id = $1", made)
    assert await call_back_all(contract, by=a.MANAGER, at=a.AT) == 1
    due = a.MONDAY + timedelta(days=parameter("provision_return_days", a.MONDAY).whole)
    assert (await provision(made, for_=SYSTEM)).due_back_on == due
    last = (await history(object_type="provision", object_id=made))[-1].entry
    assert (last.kind, last.after) == ("provision.called_back", {"due_back_on": due.isoformat()})
    assert await call_back_all(contract, by=a.MANAGER, at=a.AT) == 0
