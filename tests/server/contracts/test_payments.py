import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from server.web import clock
from tests.server.contracts.conftest import Visit
from tests.support import a, cards
from tests.support.accounts import send
from tests.support.payments import ACCOUNTANT, graded, instalments
from vendors.contracts.payment_rules import PaymentState
from vendors.periods import Period

pytestmark = pytest.mark.anyio
Q3 = Period.parse("2026Q3")


async def test_an_instalment_goes_from_the_card_to_the_voucher_through_three_people(visit: Visit) -> None:
    _, contract = await cards.contracted()
    tab = f"/contracts/{contract}?tab=payments"
    with clock.everywhere_at(cards.ISSUED):
        manager = visit(a.MANAGER)
        assert "2026年第三季度的记分卡尚未公布" in (await manager.get(tab)).text
        await graded(contract, Q3, "0.8")
        assert "115,200.00" in (await manager.get(tab)).text
        assert (await send(manager, f"/contracts/{contract}/payments/3", on=tab)).status_code == 303
        row = (await instalments(contract))[2]
        path = f"/payments/{row.id}"
        assert "/approval" not in (await manager.get(path)).text
        leader = visit(cards.LEADER)
        empty = await send(leader, f"{path}/approval", on=path, verdict="no", opinion="")
        assert (empty.status_code, 'id="e-opinion"' in empty.text) == (422, True)
        assert (await send(leader, f"{path}/approval", on=path, verdict="yes", opinion="同意")).status_code == 303
        accountant = visit(ACCOUNTANT)
        paid = await send(accountant, f"{path}/voucher", on=path, voucher="记-2026-10-0031")
        assert paid.status_code == 422
    assert row.state is PaymentState.PROPOSED


async def test_a_voucher_is_recorded_by_the_accountant(visit: Visit) -> None:
    _, contract = await cards.contracted()
    with clock.everywhere_at(cards.ISSUED):
        await graded(contract, Q3, "0.8")
        await send(visit(a.MANAGER), f"/contracts/{contract}/payments/3", on=f"/contracts/{contract}?tab=payments")
        path = f"/payments/{(await instalments(contract))[2].id}"
        await send(visit(cards.LEADER), f"{path}/approval", on=path, verdict="yes", opinion="")
        client = visit(ACCOUNTANT)
        page = await client.get(path)
        token = page.text.partition('name="_csrf" value="')[2].partition('"')[0]
        form = {"_csrf": token, "voucher": "记-2026-10-0031", "on": "2026-10-12"}
        assert (await client.post(f"{path}/voucher", data=form)).status_code == 303
        paid = (await client.get("/payments", params={"state": "paid", "text": "0031"})).text
    assert "115,200.00" in paid
    assert (await instalments(contract))[2].paid_on == date(2026, 10, 12)


async def test_the_list_narrows_and_is_taken_away(visit: Visit) -> None:
    _, contract = await cards.contracted()
    client = visit(a.MANAGER)
    assert "共 4 条" in (await client.get("/payments", params={"state": "planned", "year": "2026"})).text
    assert "没有符合条件的付款" in (await client.get("/payments", params={"text": "没有这份"})).text
    for after in ("WyJ4Il0", "WzEsMiwzLDRd", "?"):
        assert (await client.get("/payments", params={"after": after})).status_code == 200
    answer = await client.get("/payments/export", params={"year": "2026"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[3], Decimal(str(row[9]))) for row in rows] == [(number, Decimal(120_000)) for number in (1, 2, 3, 4)]
    assert contract


async def test_the_vendor_sees_its_instalments_on_its_contract_and_nobody_elses(visit: Visit) -> None:
    vendor, contract = await cards.contracted()
    own, other = visit(a.clerk_of(vendor)), visit(a.clerk_of(await a.vendor()))
    assert "120,000.00" not in (await other.get("/contracts")).text
    tab = (await own.get(f"/contracts/{contract}?tab=payments")).text
    assert ("96,000.00" in tab, tab.count('<td class="n">—</td><td class="n">—</td>')) == (True, 4)
    assert (await other.get(f"/contracts/{contract}?tab=payments")).status_code == 404
    for path in ("/payments", "/payments/1", "/payments/export"):
        assert (await own.get(path)).status_code == 403
    assert (await send(own, f"/contracts/{contract}/payments/1", on="/contracts")).status_code == 403
