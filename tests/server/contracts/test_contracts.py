import re
from datetime import date
from decimal import Decimal

import pytest

from server.contracts.contract import TABS
from tests.server.contracts.conftest import Visit
from tests.support import a, rooms
from tests.support.accounts import send
from vendors.actors import Actor, Role
from vendors.contracts.actions import draft_contract
from vendors.contracts.queries import contract, items, reports_due

pytestmark = pytest.mark.anyio
GOOD = {
    "number": "HT-2026-9001", "title": "病历审核服务合同", "procurement": "open_tender", "notice": "张政采〔2026〕3号",
    "report_M": "1", "report_Q": "1",
    "amount": "480,000", "budget_year": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "linked": "20",
    "instalments": "4", "staff": "10", "sampling": "5", "confidentiality": "",
}  # fmt: skip
ITEM = {
    "domain": "records", "description": "住院病历审核", "unit": "份", "quantity": "12000", "price": "40", "days": "20",
    "quality": "准确率不低于95%",
}  # fmt: skip


def item(row: int, **changes: str) -> dict[str, str]:
    return {f"item{row}_{name}": value for name, value in {**ITEM, **changes}.items()}


async def test_a_draft_keeps_what_was_typed_and_its_number_is_worked_out(visit: Visit) -> None:
    vendor = await a.vendor()
    client = visit(a.MANAGER)
    bids = {"bidder1_name": "甲公司", "bidder1_score": "91.5", "bidder1_awarded": "1", "clause_scope": "第二条"}
    typed = {**GOOD, **bids, "awarded_on": "2025-12-18", "basis": "张医保发〔2025〕9号\n甘财采〔2025〕3号"}
    answer = await send(client, "/contracts/new", vendor=str(vendor), **typed, **item(1), **item(4, quantity="0.5"))
    assert answer.status_code == 303, re.findall(r'class="error".*?</p>', answer.text)
    made = int(answer.headers["location"].rpartition("/")[2])
    found = await contract(made, for_=a.MANAGER)
    assert (found.amount_fen, found.linked_ratio, found.reports) == (48_000_000, Decimal("0.2"), ("M", "Q"))
    assert (found.clauses, len(found.basis)) == ({"scope": "第二条"}, 2)
    assert [one.amount_fen for one in await items(made, for_=a.MANAGER)] == [48_000_000, 2_000]
    page = await client.get(f"/contracts/{made}")
    assert "服务事项合计 480,020.00 元，与合同金额 480,000.00 元不一致。" in page.text
    assert "甲公司" in page.text
    assert "2026-01-17" in page.text


async def test_a_draft_comes_back_into_its_form_and_is_revised(visit: Visit) -> None:
    vendor, client = await a.vendor(), visit(a.MANAGER)
    made = await draft_contract(terms=a.terms(vendor, number="HT-2026-0100"), by=a.MANAGER, at=a.AT)
    page = await client.get(f"/contracts/{made}/edit")
    assert 'value="480000"' in page.text
    assert 'value="12000"' in page.text
    answer = await send(
        client, f"/contracts/{made}/edit", vendor=str(vendor), **{**GOOD, "title": "修订后的合同"}, **item(1)
    )
    assert answer.status_code == 303, re.findall(r'class="error".*?</p>', answer.text)
    assert (await contract(made, for_=a.MANAGER)).title == "修订后的合同"


async def test_every_fault_stands_beside_its_field(visit: Visit) -> None:
    vendor = await a.vendor()
    typed = {**GOOD, "sampling": "3", "ends_on": "2030-01-01", "number": "？"}
    page = await send(visit(a.MANAGER), "/contracts/new", vendor=str(vendor), **typed, **item(3, quantity="0"))
    assert page.status_code == 422
    for name in ("sampling", "ends_on", "number", "item3_description"):
        assert f'id="e-{name}"' in page.text, name
    assert "抽检比例应在 5%–100% 之间" in page.text
    assert 'value="住院病历审核"' in page.text


async def test_what_cannot_be_read_is_told_for_all_fields_together(visit: Visit) -> None:
    await a.vendor()
    typed = {**GOOD, "amount": "很多", "budget_year": "26", "staff": "9999999999"}
    page = await send(visit(a.MANAGER), "/contracts/new", vendor="", **typed, **item(1, days="x"))
    assert page.status_code == 422
    for name in ("vendor", "amount", "budget_year", "staff", "item1_days"):
        assert f'id="e-{name}"' in page.text, name


async def test_a_contract_without_items_is_refused_at_the_first_row(visit: Visit) -> None:
    page = await send(visit(a.MANAGER), "/contracts/new", vendor=str(await a.vendor()), **GOOD)
    assert 'id="e-item1_domain"' in page.text


async def test_the_list_shows_what_ends_soon_and_narrows(visit: Visit) -> None:
    first, second = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    await a.contract(vendor=first, number="HT-2026-LONG")
    await a.contract(vendor=second, number="HT-2025-SOON", starts_on=date(2025, 8, 1), ends_on=date(2026, 7, 31))
    client = visit(a.MANAGER)
    every = await client.get("/contracts")
    assert '<td class="n over">25</td>' in every.text
    some = await client.get("/contracts", params={"text": "河西", "status": "in_force"})
    assert "HT-2025-SOON" in some.text
    assert "HT-2026-LONG" not in some.text


async def test_the_vendor_records_a_report_of_today_and_never_an_earlier_day(visit: Visit) -> None:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    client, path = visit(a.clerk_of(vendor)), f"/contracts/{contract}"
    page = f"{path}?tab=reports"
    assert 'name="on"' not in (await client.get(page)).text
    assert (await send(client, f"{path}/reports", on=page, period="2026Q2")).status_code == 422
    answer = await rooms.attach(
        client, f"{path}/reports", b"%PDF-1.7 report", name="季报.pdf", on=page, period="2026Q2"
    )
    assert answer.status_code == 303
    assert "季报.pdf" in (await client.get(page)).text
    (told,) = [one for one in await reports_due(for_=a.MANAGER) if one.delivered_on]
    assert (str(told.period), told.delivered_on) == ("2026Q2", a.MONDAY)


async def test_the_bureau_names_the_day_a_report_came_in(visit: Visit) -> None:
    contract = await a.contract(vendor=await a.vendor())
    client, path = visit(a.MANAGER), f"/contracts/{contract}"
    page = await client.get(f"{path}?tab=reports")
    form = {"_csrf": re.findall(r'name="_csrf" value="([^"]+)"', page.text)[0]}
    late = await client.post(f"{path}/reports", data={**form, "period": "2026M05", "on": "2026-12-24"})
    assert (late.status_code, "不能晚于今天" in late.text) == (422, True)
    done = await client.post(f"{path}/reports", data={**form, "period": "2026M05", "on": "2026-06-03"})
    assert done.status_code == 303
    again = await client.post(f"{path}/reports", data={**form, "period": "2026M05", "on": "2026-06-03"})
    assert again.status_code == 409
    assert (await client.post(f"{path}/reports", data={**form, "period": "昨天", "on": ""})).status_code == 422


async def test_a_contract_is_suspended_with_a_reason_and_taken_up_again(visit: Visit) -> None:
    contract = await a.contract(vendor=await a.vendor())
    client, path = visit(a.MANAGER), f"/contracts/{contract}"
    missing = await send(client, f"{path}/state", on=path, to="suspended", suspended_code="rectifying")
    assert missing.status_code == 422
    assert 'id="e-suspended_reason"' in missing.text
    typed = {"suspended_code": "rectifying", "suspended_reason": "整改期间暂停"}
    assert (await send(client, f"{path}/state", on=path, to="suspended", **typed)).status_code == 303
    page = await client.get(path)
    assert "恢复履行" in page.text
    assert "承办机构整改期间中止：整改期间暂停" in page.text
    assert "合同变更" in (await client.get(f"{path}?tab=history")).text


async def test_another_vendors_contract_is_not_there(visit: Visit) -> None:
    contract = await a.contract(vendor=await a.vendor())
    other = visit(a.clerk_of(await a.vendor(name="河西审计服务有限公司")))
    assert (await other.get(f"/contracts/{contract}")).status_code == 404
    assert "还没有合同" in (await other.get("/contracts")).text
    assert (await other.get("/contracts/new")).status_code == 403
    assert (await other.get("/payments")).status_code == 403
    for path in ("reports", "files", "archive", "data-return"):
        answer = await rooms.attach(other, f"/contracts/{contract}/{path}", b"%PDF-1.7", on="/contracts")
        assert answer.status_code in {403, 404, 422}, path


async def test_a_reviewer_reads_a_contract_and_changes_nothing(visit: Visit) -> None:
    contract = await a.contract(vendor=await a.vendor())
    reviewer = visit(Actor(id=5, name="柳青", roles=frozenset({Role.FIRST_REVIEWER})))
    for tab in TABS:
        page = await reviewer.get(f"/contracts/{contract}", params={"lang": "en", "tab": tab})
        assert page.status_code == 200, tab
        assert 'method="post" action="/contracts' not in page.text


async def test_a_vendor_reads_nothing_of_what_was_thought_within_the_bureau(visit: Visit) -> None:
    vendor = await a.vendor()
    path = f"/contracts/{await a.contract(vendor=vendor)}?tab=history"
    assert "合同合法性审核通过" in (await visit(a.MANAGER).get(path)).text
    told = (await visit(a.clerk_of(vendor)).get(path)).text
    assert ("签订合同" in told, "合法性审核通过" in told) == (True, False)
