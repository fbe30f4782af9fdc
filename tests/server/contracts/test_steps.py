"""A contract's life through its forms, each step by whoever takes it."""

import re

import pytest

from tests.server.contracts.conftest import Visit
from tests.support import a, rooms
from tests.support.accounts import send
from vendors.actors import Actor, Role
from vendors.contracts.actions import draft_contract, submit_draft
from vendors.contracts.queries import contract, data_return, supplements
from vendors.contracts.rules import ContractState
from vendors.provision.queries import provisions
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio


async def drafted(**changes: object) -> int:
    return await draft_contract(terms=a.terms(await a.vendor(), **changes), by=a.MANAGER, at=a.AT)


async def state(made: int) -> ContractState:
    return (await contract(made, for_=a.MANAGER)).state_on(a.MONDAY)


async def test_a_draft_goes_to_the_legal_reviewer_and_back_and_is_signed(visit: Visit) -> None:
    made = await drafted()
    manager, legal, path = visit(a.MANAGER), visit(a.LEGAL), f"/contracts/{made}"
    assert (await send(manager, f"{path}/submit", on=path)).status_code == 303
    assert "等待法制审核员审核" in (await manager.get(path)).text
    empty = await send(legal, f"{path}/review", on=path, passed="no", opinion="")
    assert (empty.status_code, 'id="e-opinion"' in empty.text) == (422, True)
    assert (await send(legal, f"{path}/review", on=path, passed="no", opinion="缺违约责任")).status_code == 303
    assert "合法性审核退回：缺违约责任" in (await manager.get(path)).text
    await send(manager, f"{path}/submit", on=path)
    await send(legal, f"{path}/review", on=path, passed="yes", opinion="同意签订")
    late = await send(manager, f"{path}/sign", on=path, signed_on="2026-07-07")
    assert (late.status_code, "不得晚于今天" in late.text) == (422, True)
    assert (await send(manager, f"{path}/sign", on=path, signed_on="2026-07-06")).status_code == 303
    assert await state(made) is ContractState.IN_FORCE


async def test_the_manager_gives_no_legal_opinion_and_the_drafter_sees_no_form_for_it(visit: Visit) -> None:
    made = await drafted()
    await submit_draft(contract=made, by=a.MANAGER, at=a.AT)
    both = visit(Actor(id=a.MANAGER.id, name="周启明", roles=a.MANAGER.roles | a.LEGAL.roles))
    path = f"/contracts/{made}"
    assert "/review" not in (await both.get(path)).text
    assert (await send(both, f"{path}/review", on=path, passed="yes", opinion="同意")).status_code == 403
    assert (await send(visit(a.MANAGER), f"{path}/review", on=path, passed="yes", opinion="同意")).status_code == 403


async def test_the_bar_names_the_missing_clause(visit: Visit) -> None:
    made = await drafted(clauses={**a.terms(1).clauses, "data_return": ""})
    path, manager = f"/contracts/{made}", visit(a.MANAGER)
    page = (await manager.get(path)).text
    assert "尚缺必备条款，不能送审和签订：合同终止后返还或者删除" in page
    assert f"{path}/submit" not in page
    refused = await send(manager, f"{path}/submit", on=path)
    assert (refused.status_code, "合同终止后返还或者删除" in refused.text) == (409, True)
    assert "缺 1 项" in (await manager.get(f"{path}?tab=clauses")).text


async def test_publication_and_filing_are_recorded_with_their_days(visit: Visit) -> None:
    path, client = f"/contracts/{await a.contract(vendor=await a.vendor())}", visit(a.MANAGER)
    early = await send(client, f"{path}/publication", on=path, published_on="2026-07-01")
    assert (early.status_code, 'id="e-published_on"' in early.text) == (422, True)
    await send(client, f"{path}/publication", on=path, published_on="2026-07-06")
    filed = await send(client, f"{path}/filing", on=path, filed_on="2026-07-06", filing_number="张财采备7号")
    assert filed.status_code == 303
    page = await client.get(path)
    assert "/publication" not in page.text
    assert "2026-07-15" in page.text


async def test_a_change_is_begun_and_ends_in_a_supplement(visit: Visit) -> None:
    made = await a.contract(vendor=await a.vendor())
    client, path = visit(a.MANAGER), f"/contracts/{made}"
    begun = {"amending_code": "more_services", "amending_reason": "新增意外伤害调查"}
    await send(client, f"{path}/state", on=path, to="amending", **begun)
    typed = {"number": "HT-2026-B1", "reason": "新增意外伤害调查", "signed_on": "2026-07-06"}
    tab = f"{path}?tab=supplements"
    far = await send(client, f"{path}/supplements", on=tab, amount="48000.01", **typed)
    assert (far.status_code, "还可增加 48,000.00 元" in far.text) == (409, True)
    wrong = await send(client, f"{path}/supplements", on=tab, amount="0", **typed, item1_unit="份")
    assert 'id="e-item1_description"' in wrong.text
    assert (await send(client, f"{path}/supplements", on=tab, amount="48000", **typed)).status_code == 303
    assert [one.amount_fen for one in await supplements(made, for_=a.MANAGER)] == [4_800_000]
    assert "还可增加 0.00 元" in (await client.get(tab)).text


async def test_rescission_expels_the_vendor_and_the_archive_waits_for_the_data(visit: Visit) -> None:
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor)
    client, path = visit(a.MANAGER), f"/contracts/{made}"
    grave = {"terminated_code": "agreed", "terminated_reason": "外传数据", "expel": "1"}
    refused = await send(client, f"{path}/state", on=path, to="terminated", **grave)
    assert (refused.status_code, "不属于承办机构违约" in refused.text) == (422, True)
    await send(client, f"{path}/state", on=path, to="terminated", **{**grave, "terminated_code": "data_leak"})
    assert (await vendor_view(vendor, for_=a.MANAGER)).standing is Standing.EXPELLED
    early = await send(client, f"{path}/archive", on=path)
    assert (early.status_code, "尚未确认数据返还或销毁" in early.text) == (409, True)
    told = {
        "method": "destroyed",
        "returned_on": "2026-07-06",
        "done_by": "马知远",
        "witness": "周启明",
        "scope": "全部",
    }
    missing = await rooms.attach(client, f"{path}/data-return", b"", on=path, name="", **told)
    assert missing.status_code == 422
    done = await rooms.attach(client, f"{path}/data-return", b"%PDF-1.7", name="确认书.pdf", on=path, **told)
    assert done.status_code == 303, re.findall(r'class="error".*?</p>', done.text)
    assert await data_return(made, for_=a.MANAGER)
    assert "第 3 期付款待申请" in (await client.get(path)).text
    unsaid = await send(client, f"{path}/archive", on=path)
    assert (unsaid.status_code, "第 1、2、3 期付款待申请" in unsaid.text) == (409, True)
    assert (await send(client, f"{path}/archive", on=path, write_off="违约，不再结算")).status_code == 303
    assert await state(made) is ContractState.ARCHIVED
    assert "核销：违约，不再结算" in (await client.get(f"{path}?tab=payments")).text


async def test_the_reviewer_is_shown_what_is_missing_and_the_drafter_takes_it_back_and_discards_it(
    visit: Visit,
) -> None:
    made = await drafted()
    path, manager = f"/contracts/{made}", visit(a.MANAGER)
    await send(manager, f"{path}/submit", on=path)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_contract SET clauses = clauses - 'breach' WHERE id = $1", made)
    for who in (a.MANAGER, a.LEGAL):
        assert "尚缺必备条款，不能送审和签订：违约责任" in (await visit(who).get(path)).text
    empty = await send(manager, f"{path}/withdrawal", on=path, withdraw_reason="")
    assert (empty.status_code, 'id="e-withdraw_reason"' in empty.text) == (422, True)
    assert (await send(manager, f"{path}/withdrawal", on=path, withdraw_reason="补条款")).status_code == 303
    assert (await send(manager, f"{path}/discard", on=path, discard_reason="改由框架协议")).status_code == 303
    assert "作废：改由框架协议" in (await manager.get(path)).text
    number = (await contract(made, for_=a.MANAGER)).number
    assert number not in (await manager.get("/contracts")).text
    assert number in (await manager.get("/contracts", params={"status": "discarded"})).text


async def test_a_renewal_keeps_every_item_and_takes_more(visit: Visit) -> None:
    many = tuple(a.item(description=f"第{number}类病历审核") for number in range(1, 24))
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor, items=many)
    page = (await visit(a.MANAGER).get("/contracts/new", params={"renews": made})).text
    assert all(f'value="{one.description}"' in page for one in many)
    assert ('name="item25_unit"' in page, 'name="item26_unit"' in page) == (True, False)
    fresh = (await visit(a.MANAGER).get("/contracts/new")).text
    assert ('name="item20_unit"' in fresh, "更多事项（第 7–20 项）" in fresh) == (True, True)


async def test_a_county_reads_a_contract_without_its_payments(visit: Visit) -> None:
    made = await a.contract(vendor=await a.vendor())
    county = visit(Actor(id=31, name="甘州", roles=frozenset({Role.AUDITOR}), region="620702"))
    page = (await county.get(f"/contracts/{made}?tab=payments")).text
    assert ("付款计划" in page, f'href="/contracts/{made}?tab=payments"' in page, "合同约定" in page) == (
        False,
        False,
        True,
    )
    assert (await county.get("/payments")).status_code == 403


async def test_data_still_at_the_vendor_keeps_the_end_open_and_is_called_back_by_a_rescission(visit: Visit) -> None:
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor)
    await a.cases(4)
    await a.task(contract=made, ratio=None)
    (before,) = await provisions(for_=a.MANAGER)
    client, path = visit(a.MANAGER), f"/contracts/{made}"
    await send(client, f"{path}/state", on=path, to="terminated", terminated_code="agreed", terminated_reason="协商")
    (after,) = await provisions(for_=a.MANAGER)
    assert before.due_back_on
    assert after.due_back_on
    assert after.due_back_on < before.due_back_on
    told = {
        "method": "returned",
        "returned_on": "2026-07-06",
        "done_by": "马知远",
        "witness": "周启明",
        "scope": "全部",
    }
    refused = await rooms.attach(client, f"{path}/data-return", b"%PDF-1.7", name="确认书.pdf", on=path, **told)
    assert (refused.status_code, "还有 1 条提供的数据未返还或销毁" in refused.text) == (409, True)
    assert (await send(client, f"{path}/archive", on=path)).status_code == 409


async def test_a_renewal_starts_from_what_was_agreed(visit: Visit) -> None:
    made = await a.contract(vendor=await a.vendor())
    page = await visit(a.MANAGER).get("/contracts/new", params={"renews": made})
    assert 'value="480000"' in page.text
    assert f'<option value="{made}" selected>' in page.text
    assert 'id="f-number" name="number" required value=""' in page.text


async def test_files_are_attached_and_another_vendor_opens_none(visit: Visit) -> None:
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor)
    client, path = visit(a.MANAGER), f"/contracts/{made}"
    tab = f"{path}?tab=files"
    none = await rooms.attach(client, f"{path}/files", b"", name="", on=tab, file_title="合同扫描件")
    assert none.status_code == 422
    await rooms.attach(client, f"{path}/files", b"%PDF-1.7", name="合同.pdf", on=tab, file_title="合同扫描件")
    assert "合同.pdf" in (await visit(a.clerk_of(vendor)).get(tab)).text
    outsider = visit(a.clerk_of(await a.vendor()))
    assert (await outsider.get(tab)).status_code == 404
