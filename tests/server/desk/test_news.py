"""What one side did is told to the other, from the journal."""

from datetime import timedelta

import pytest

from server.desk.news import NEWS, PLACES, spread
from server.desk.queries import inbox
from server.web.kinds import KINDS
from tests.support import a
from vendors.actors import Actor, Role
from vendors.handoffs.actions import send_handoff
from vendors.handoffs.answer_actions import answer_handoff
from vendors.handoffs.rules import Answer, Slip
from vendors.people.lead_actions import approve_lead, propose_lead, refuse_lead
from vendors.people.standing_actions import suspend_staff
from vendors.registry.rules import Group, Kind
from vendors.scope import seeing
from vendors.tasks.actions import accept_task
from vendors.tasks.clock.actions import ask_pause, confirm_pause, refuse_pause

pytestmark = pytest.mark.anyio
SOON = a.AT + timedelta(hours=1)


async def said(who: Actor) -> list[str]:
    return [one.words.zh for one in await inbox(for_=who)]


async def issued() -> tuple[int, int]:
    vendor = await a.vendor()
    await a.cases(10)
    return vendor, await a.task(contract=await a.contract(vendor=vendor))


async def test_a_vendor_learns_of_its_task_and_the_bureau_of_the_answer(database: object) -> None:
    vendor, task = await issued()
    lead = a.clerk_of(vendor)
    await spread(at=SOON)
    with seeing(vendor):
        told = await said(lead)
    assert any("任务已下达：RW-2026-0001" in one for one in told)
    assert not any("任务" in one for one in await said(a.MANAGER))
    await accept_task(task=task, by=lead, at=a.AT)
    assert await spread(at=SOON) == 1
    news, *_rest = await inbox(for_=a.MANAGER)
    assert (news.words.zh.startswith("任务已接收"), news.link) == (True, f"/tasks/{task}")


async def test_news_is_told_once_and_old_news_not_at_all(database: object) -> None:
    await issued()
    assert await spread(at=SOON) > 0
    assert await spread(at=SOON) == 0
    await issued()
    assert await spread(at=a.AT + timedelta(days=20)) == 0


async def test_another_vendor_learns_nothing(database: object) -> None:
    await issued()
    other = await a.vendor(name="星槎信息科技有限公司")
    await spread(at=SOON)
    with seeing(other):
        assert not any("任务" in one for one in await said(a.clerk_of(other)))


def test_every_kind_of_news_is_a_kind_of_the_journal_and_somebodys() -> None:
    assert [kind for kind in NEWS if kind not in KINDS] == []
    assert [kind for kind, roles in NEWS.items() if not roles or Role.SYSTEM in roles] == []
    families = {kind.partition(".")[0] for kind in NEWS} - {"measure", "payment", "recusal", "retention", "rule"}
    assert families <= set(PLACES)


async def test_a_slip_reaches_its_receiver_and_its_answer_the_sender(database: object) -> None:
    await a.hospitals()
    sender = await a.vendor(kind=Kind.B, name="星槎信息科技有限公司")
    receiver = await a.vendor()
    for one in (sender, receiver):
        await a.contract(vendor=one)
    slip = Slip(to_group=Group.RECORD_REVIEW, subject="低标准入院", facts="同一诊断平均住院日偏低。")
    made = await send_handoff(slip=slip, by=a.clerk_of(sender), at=a.AT)
    await spread(at=SOON)
    assert any("流转单送达接收机构" in one for one in await _seen(receiver))
    assert not any("低标准入院" in one for one in await _seen(sender))
    await answer_handoff(handoff=made, answer=Answer.ADOPTED, text="已核查", by=a.clerk_of(receiver), at=a.AT)
    await spread(at=SOON)
    assert any("答复线索流转单" in one for one in await _seen(sender))
    assert any("答复线索流转单" in one for one in await said(a.MANAGER))


async def test_a_vendor_learns_what_became_of_its_people_its_proposal_and_its_request(database: object) -> None:
    vendor, task = await issued()
    clerk, spare = a.clerk_of(vendor), await a.staff(vendor=vendor, name="石磊")
    first = await propose_lead(incoming=spare, reason="轮换", by=clerk, at=a.AT)
    await refuse_lead(proposal=first, opinion="资历不足", by=a.MANAGER, at=a.AT)
    second = await propose_lead(incoming=spare, reason="轮换", by=clerk, at=a.AT)
    await approve_lead(proposal=second, by=a.MANAGER, at=a.AT)
    await suspend_staff(staff=spare, reason="投诉核查", by=a.MANAGER, at=a.AT)
    await accept_task(task=task, by=clerk, at=a.AT)
    asked = await ask_pause(task=task, material="病历复印件", by=clerk, at=a.AT)
    await refuse_pause(request=asked, reason="材料已齐", by=a.MANAGER, at=a.AT)
    again = await ask_pause(task=task, material="护理记录", by=clerk, at=a.AT)
    await confirm_pause(request=again, by=a.MANAGER, at=a.AT)
    await spread(at=SOON)
    news = "\n".join(await _seen(vendor))
    for said_ in ("不同意更换项目负责人", "就任项目负责人", "暂停机构人员", "未同意暂停计时", "暂停计时"):
        assert said_ in news, said_


async def _seen(vendor: int) -> list[str]:
    with seeing(vendor):
        return await said(a.clerk_of(vendor))
