"""Events of conduct: recorded once, withdrawn with a reason, counted by what was known at the cut-off."""

from asyncio import gather
from datetime import date, timedelta

import pytest

from kpi.facts.actions import record_conduct, withdraw_conduct
from kpi.facts.asked import Asked
from kpi.facts.conduct import happened
from kpi.facts.conduct_queries import conduct_events
from kpi.facts.entry_queries import events
from tests.support import a
from tests.support.record_rows import CUTOFF, Q3, facts_of
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.registry.rules import Kind
from vendors.scope import seeing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LATER = CUTOFF + timedelta(days=1)


async def hired() -> tuple[int, int]:
    vendor = await a.vendor(kind=Kind.C)
    return vendor, await a.contract(vendor=vendor)


async def recorded(contract: int, **told: object) -> int:
    said: dict[str, object] = {"kind": "accounts_shared", "happened_on": date(2026, 8, 3), "basis": "检查记录第3号"}
    given = {"contract": contract, "count": 1, "by": a.MANAGER, "at": CUTOFF}
    return await record_conduct(**(given | said | told))  # type: ignore[arg-type]


async def test_a_withdrawn_event_counts_for_what_was_issued_before_and_no_longer_after() -> None:
    _vendor, contract = await hired()
    made = await recorded(contract)
    await withdraw_conduct(event=made, reason="登记错了机构", by=a.MANAGER, at=LATER)
    before, after = await facts_of(contract), await facts_of(contract, cutoff=LATER)
    assert before["accounts_shared"].value == 1
    assert not before["accounts_shared"].excluded
    assert after["accounts_shared"].value == 0
    assert after["accounts_shared"].excluded == ((f"event:{made}", "已作废：登记错了机构"),)


async def test_a_withdrawn_veto_fails_nobody_any_more_and_stands_in_no_report() -> None:
    _vendor, contract = await hired()
    made = await recorded(contract, kind="data_leak")
    await withdraw_conduct(event=made, reason="登记错了机构", by=a.MANAGER, at=LATER)
    view = await contract_view(contract, for_=a.MANAGER)
    with seeing(None):
        found = [await happened([Asked(contract=view, period=Q3, cutoff=cutoff)]) for cutoff in (CUTOFF, LATER)]
        reported = [len(await conduct_events(period=Q3, as_of=cutoff)) for cutoff in (CUTOFF, LATER)]
    assert [len(one.get(contract, ())) for one in found] == reported == [1, 0]
    (kept,) = await events(contract=contract, period=Q3, for_=a.MANAGER)
    assert (kept.withdrawn_why, kept.withdrawn_by) == ("登记错了机构", a.MANAGER.name)


async def test_who_withdraws_says_why_is_of_the_bureau_and_does_it_once() -> None:
    vendor, contract = await hired()
    made = await recorded(contract)
    with pytest.raises(Invalid) as refused:
        await withdraw_conduct(event=made, reason=" ", by=a.MANAGER, at=LATER)
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Forbidden):
        await withdraw_conduct(event=made, reason="不服", by=a.clerk_of(vendor), at=LATER)
    await withdraw_conduct(event=made, reason="登记错了机构", by=a.MANAGER, at=LATER)
    with pytest.raises(Conflict):
        await withdraw_conduct(event=made, reason="再次", by=a.MANAGER, at=LATER)
    with pytest.raises(NotFound):
        await withdraw_conduct(event=made + 1, reason="没有", by=a.MANAGER, at=LATER)


async def test_two_posts_of_the_same_event_leave_one_until_it_is_withdrawn() -> None:
    _vendor, contract = await hired()
    done = await gather(recorded(contract), recorded(contract), return_exceptions=True)
    assert {type(one) for one in done} == {int, Conflict}
    assert (await facts_of(contract))["accounts_shared"].value == 1
    (made,) = [one for one in done if isinstance(one, int)]
    await recorded(contract, basis="检查记录第4号")  # another paper, another event
    await withdraw_conduct(event=made, reason="登记错了机构", by=a.MANAGER, at=CUTOFF)
    assert await recorded(contract) != made


@pytest.mark.parametrize("on", [date(1, 1, 1), date(1999, 8, 3), date(2999, 1, 1)])
async def test_an_event_of_a_day_no_rulebook_covers_is_refused_at_its_field(on: date) -> None:
    _vendor, contract = await hired()
    with pytest.raises(Invalid) as refused:
        await recorded(contract, happened_on=on)
    assert set(refused.value.fields) == {"happened_on"}
