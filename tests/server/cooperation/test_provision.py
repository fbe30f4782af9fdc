import re
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from tests.server.cooperation.conftest import Visit
from tests.support import a, rooms
from tests.support.accounts import send, token_on
from vendors.actors import SYSTEM, Actor, Role
from vendors.policy.parameters import parameter
from vendors.provision.actions import record_provision
from vendors.provision.queries import provisions
from vendors.provision.rules import ProvisionState, What

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
LEADER = Actor(id=7, name="田守正", roles=frozenset({Role.LEADER}))
READER = Actor(id=5, name="柳青", roles=frozenset({Role.AUDITOR}))
RELEASE = {
    "what": "records", "rows": "20", "description": "骨科病历首页", "purpose": "核对手术记录", "channel": "disc",
    "legal_basis": "个人信息保护法第二十一条", "task": "", "due_back_on": "",
}  # fmt: skip


def keeper_of(vendor: int) -> Actor:
    """The vendor's administrator, who answers for the data."""
    return Actor(id=200 + vendor, name="祁小麦", roles=frozenset({Role.VENDOR_ADMIN}), vendor=vendor)


async def asked(client: httpx.AsyncClient, vendor: int, **changes: str) -> str:
    """A release put on the ledger from the page; its address."""
    answer = await send(client, "/provision/new", vendor=str(vendor), **{**RELEASE, **changes})
    assert answer.status_code == 303, re.findall(r'class="error".*?</p>', answer.text)
    return str(answer.headers["location"])


async def saved(vendor: int, rows: int = 20) -> int:
    return await record_provision(
        vendor=vendor, what=What.TEMPLATE, rows=rows, purpose="住院病历审核", object_type="task", object_id=1,
        approved_by="任务下达", by=a.clerk_of(vendor), at=a.AT,
    )  # fmt: skip


async def test_a_release_outside_a_task_is_approved_handed_over_received_and_destroyed(visit: Visit) -> None:
    vendor = await a.vendor()
    keeper, owner = visit(KEEPER), visit(keeper_of(vendor))
    path = await asked(keeper, vendor)
    assert "登记已提供" not in (await keeper.get(path)).text
    await send(visit(LEADER), f"{path}/decision", on=path, verdict="yes", opinion="同意")
    await send(keeper, f"{path}/provided", on=path, recipient="祁小麦", channel="disc")
    await send(owner, f"{path}/received", on=path)
    number = path.rsplit("/", 1)[1]
    typed = {"pick": number, "back": "one", "disposal": "destroyed", "on": "2026-07-06", "note": ""}
    sent = {"_csrf": await token_on(owner, path), **typed}
    bare = await owner.post("/provision/returned", data=sent)
    assert (bare.status_code, "请附销毁证明" in bare.text) == (422, True)
    done = await owner.post("/provision/returned", data=sent, files={"file": ("证明.pdf", b"%PDF-1.7")})
    assert done.headers["location"] == path
    await send(keeper, f"{path}/confirmed", on=path, verdict="yes", opinion="")
    page = (await keeper.get(path)).text
    for word in ("已确认返还销毁", "田守正", "祁小麦", "任务之外", "/attachments/"):
        assert word in page, word


async def test_refusing_and_sending_back_take_a_reason(visit: Visit) -> None:
    vendor = await a.vendor()
    path, leader = await asked(visit(KEEPER), vendor), visit(LEADER)
    assert (await send(leader, f"{path}/decision", on=path, verdict="no", opinion="")).status_code == 422
    await send(leader, f"{path}/decision", on=path, verdict="no", opinion="用途不明")
    assert "用途不明" in (await leader.get(path)).text
    made, owner, keeper = await saved(vendor), visit(keeper_of(vendor)), visit(KEEPER)
    back = {"_csrf": await token_on(owner, "/provision"), "pick": str(made), "disposal": "returned"}
    await owner.post("/provision/returned", data={**back, "on": "2026-07-06"})
    path = f"/provision/{made}"
    assert (await send(keeper, f"{path}/confirmed", on=path, verdict="no", opinion="")).status_code == 422
    await send(keeper, f"{path}/confirmed", on=path, verdict="no", opinion="证明未盖章")
    assert "证明未盖章" in (await owner.get(path)).text


async def test_several_rows_are_returned_from_the_list_at_once(visit: Visit) -> None:
    vendor = await a.vendor()
    made = [await saved(vendor) for _ in range(3)]
    owner = visit(keeper_of(vendor))
    page = await owner.get("/provision")
    assert page.text.count("data-pick") == 3
    token = await token_on(owner, "/provision")
    sent = {"_csrf": token, "disposal": "returned", "on": "2026-07-06", "pick": [str(made[0]), str(made[2])]}
    assert (await owner.post("/provision/returned", data=sent)).status_code == 303
    assert [row.state for row in await provisions(for_=SYSTEM)] == [
        ProvisionState.DISPOSED, ProvisionState.PROVIDED, ProvisionState.DISPOSED
    ]  # fmt: skip
    none = await owner.post("/provision/returned", data={**sent, "pick": []})
    assert (none.status_code, "请至少选择一条记录" in none.text) == (422, True)


async def test_the_form_names_every_fault_and_knows_whose_task_it_is(visit: Visit) -> None:
    vendor, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    task = await a.draft(contract=await a.contract(vendor=other))
    page = await send(visit(KEEPER), "/provision/new", vendor=str(vendor), **{**RELEASE, "task": str(task)})
    assert "该任务由其他机构承办" in page.text
    page = await send(visit(KEEPER), "/provision/new", vendor="", **{**RELEASE, "rows": "很多", "purpose": ""})
    for name in ("vendor", "rows", "purpose"):
        assert f'id="e-{name}"' in page.text, name


async def test_within_a_task_a_small_release_needs_no_leader_and_a_large_one_does(visit: Visit) -> None:
    vendor = await a.vendor()
    task = str(await a.draft(contract=await a.contract(vendor=vendor)))
    most = parameter("provision_approval_rows", a.MONDAY).whole
    keeper = visit(KEEPER)
    for rows, state in ((most, ProvisionState.APPROVED), (most + 1, ProvisionState.REQUESTED)):
        await asked(keeper, vendor, task=task, rows=str(rows))
        assert (await provisions(for_=SYSTEM))[0].state is state


async def test_the_ledger_adds_up_narrows_and_is_taken_away(visit: Visit) -> None:
    vendor, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    for owner, rows in ((vendor, 1200), (other, 34)):
        await saved(owner, rows)
    reader = visit(READER)
    assert "1,234" in (await reader.get("/provision")).text
    some = await reader.get("/provision", params={"vendor": str(other)})
    assert "SJ-2026-000002" in some.text
    assert "SJ-2026-000001" not in some.text
    assert "没有符合条件的记录" in (await reader.get("/provision?late=1&what=other")).text
    book = load_workbook(BytesIO((await reader.get("/provision/export", params={"text": "河西"})).content))
    (row,) = book.worksheets[0].iter_rows(min_row=4, values_only=True)
    assert (row[0], row[4]) == ("SJ-2026-000002", 34)
    assert 'method="post" action="/provision' not in (await reader.get("/provision/1")).text


async def test_another_vendor_and_its_clerk_see_nothing_of_the_ledger(visit: Visit) -> None:
    vendor, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    made = await saved(vendor)
    outsider = visit(keeper_of(other))
    assert (await outsider.get(f"/provision/{made}")).status_code == 404
    assert "还没有提供过数据" in (await outsider.get("/provision")).text
    assert load_workbook(BytesIO((await outsider.get("/provision/export")).content)).worksheets[0].max_row == 3
    token = {"X-CSRF-Token": rooms.header_token(await outsider.get("/provision"))}
    assert (await outsider.post(f"/provision/{made}/received", headers=token)).status_code == 404
    returned = {"pick": str(made), "disposal": "returned", "on": "2026-07-06"}
    assert (await outsider.post("/provision/returned", data=returned, headers=token)).status_code == 404
    assert (await visit(a.clerk_of(vendor)).get("/provision")).status_code == 403
    for act in ("decision", "provided", "confirmed"):
        assert (await outsider.post(f"/provision/{made}/{act}", headers=token)).status_code == 403
