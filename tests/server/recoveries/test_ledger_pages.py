"""The ledger over HTTP and a real database: booked, paid in two instalments, taken back, paid in, closed."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from server.recoveries.pages import HANDLERS
from server.web import attachments, clock
from tests.support import filed, ledger, rooms
from vendors.actors import Actor, Role
from vendors.handling.actions import file_decision
from vendors.handling.rules import MeasureKind
from vendors.periods import local_date

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]
AUDITOR = Actor(id=30, name="纪审", roles=frozenset({Role.AUDITOR}))
PAPER = {"day": "2026-10-12", "voucher": "银凭-7", "party": "金河县第一人民医院", "reason": ""}


@pytest.fixture
def visit(data: Path) -> Iterator[Visit]:
    house = rooms.house_at(data)
    with clock.everywhere_at(ledger.PAID):
        yield lambda who: rooms.visit(house, who, (*HANDLERS, attachments.download))


async def act(client: httpx.AsyncClient, recovery: int, name: str, **fields: str) -> httpx.Response:
    path = f"/recoveries/accounts/{recovery}/{name}"
    return await rooms.fill(client, path, on=path, **fields)


async def test_an_approved_measure_is_booked_from_the_list(visit: Visit) -> None:
    made = await ledger.decided(1_000_00)
    await ledger.measured(made)
    async with visit(ledger.ACCOUNTANT) as client:
        assert "待立账" in (await client.get("/recoveries")).text
        page = f"/recoveries/{made.decision}"
        wrong = await rooms.fill(client, f"{page}/booking", on=page, due_on="2026-10-01")
        assert (wrong.status_code, "不能早于今天" in wrong.text) == (422, True)
        await rooms.fill(client, f"{page}/booking", on=page, due_on="2026-10-30")
        text = (await client.get(page)).text
    assert "ZH-2026-000001" in text
    assert "1,000.00" in text
    assert "财政专户" in text


async def test_two_instalments_one_taken_back_then_paid_in(visit: Visit) -> None:
    made = await ledger.booked()
    async with visit(ledger.ACCOUNTANT) as client:
        for fen in ("600.00", "400.00"):
            assert (await act(client, made.recovery, "book/receipt", amount=fen, **PAPER)).status_code == 303
        assert "全部追回" in (await client.get(f"/recoveries/{made.decision}")).text
        entry = (await ledger.account(made.recovery)).entries[-1].id
        assert (await act(client, made.recovery, f"entries/{entry}/reversal", reason="记错")).status_code == 303
        text = (await client.get(f"/recoveries/{made.decision}")).text
        assert f"冲销第 {entry} 行" in text
        assert "-400.00" in text
        await act(
            client, made.recovery, "book/remittance", amount="600.00", day="2026-10-12", voucher="专户-1", reason=""
        )
    assert (await ledger.account(made.recovery)).row.sums.remitted_fen == 600_00


async def test_what_is_wrong_with_a_receipt_is_said_beside_its_field(visit: Visit) -> None:
    made = await ledger.booked()
    async with visit(ledger.ACCOUNTANT) as client:
        empty = await act(client, made.recovery, "book/receipt", amount="", day="", voucher="", party="", reason="")
        assert (empty.status_code, "此项必填" in empty.text) == (422, True)
        much = await act(client, made.recovery, "book/receipt", amount="1000.01", **PAPER)
        assert (much.status_code, "超过可登记的" in much.text) == (409, True)


async def test_a_form_sent_twice_books_once(visit: Visit) -> None:
    made = await ledger.booked()
    async with visit(ledger.ACCOUNTANT) as client:
        seen = str(await ledger.version(made.recovery))
        first = await act(client, made.recovery, "book/receipt", amount="100.00", version=seen, **PAPER)
        second = await act(client, made.recovery, "book/receipt", amount="100.00", version=seen, **PAPER)
    assert (first.status_code, second.status_code, "已有新的登记" in second.text) == (303, 409, True)
    assert (await ledger.account(made.recovery)).row.sums.recovered_fen == 100_00


async def test_a_voucher_is_kept_with_its_row_and_a_vendor_cannot_open_it(visit: Visit) -> None:
    made = await ledger.booked()
    pdf = b"%PDF-1.4 voucher"
    async with visit(ledger.ACCOUNTANT) as client:
        path = f"/recoveries/accounts/{made.recovery}/book/receipt"
        sent = await rooms.attach(
            client,
            path,
            pdf,
            name="回单.pdf",
            amount="10.00",
            version=str(await ledger.version(made.recovery)),
            **PAPER,
        )
        assert sent.status_code == 303
        assert "/attachments/1" in (await client.get(f"/recoveries/{made.decision}")).text
        assert (await client.get("/attachments/1")).content == pdf
    async with visit(made.world.clerk) as client:
        assert (await client.get("/attachments/1")).status_code == 404


async def test_a_write_off_is_proposed_by_the_accountant_and_answered_by_the_leader(visit: Visit) -> None:
    made = await ledger.booked()
    async with visit(ledger.ACCOUNTANT) as client:
        await act(client, made.recovery, "book/write-off", amount="1000.00", reason="机构已注销，无财产")
        assert (await client.get(f"/recoveries/accounts/{made.recovery}/answer")).status_code == 403
    async with visit(filed.LEADER) as client:
        refused = await act(client, made.recovery, "answer", verdict="no", opinion="")
        assert refused.status_code == 422
        await act(client, made.recovery, "answer", verdict="yes", opinion="同意")
        assert "核销" in (await client.get("/recoveries?state=written_off")).text
    assert (await ledger.account(made.recovery)).row.sums.written_off_fen == 1_000_00


async def test_a_decision_closes_only_when_everything_is_settled(visit: Visit) -> None:
    made = await ledger.booked()
    page = f"/recoveries/{made.decision}"
    async with visit(filed.LEGAL) as client:
        early = await rooms.fill(client, f"{page}/closing", on=page)
        assert (early.status_code, "未追回 1,000.00 元" in early.text) == (409, True)
        await ledger.received(made.recovery, 1_000_00)
        early = await rooms.fill(client, f"{page}/closing", on=page)
        assert "待上缴 1,000.00 元" in early.text
        await ledger.remitted(made.recovery, 1_000_00)
        early = await rooms.fill(client, f"{page}/closing", on=page)
        assert "尚未备案" in early.text
        await file_decision(
            decision=made.decision,
            on=local_date(ledger.PAID),
            document="备〔2026〕1 号",
            by=filed.LEGAL,
            at=ledger.PAID,
        )
        assert (await rooms.fill(client, f"{page}/closing", on=page)).status_code == 303
        assert "结案" in (await client.get(page)).text


async def test_money_of_two_destinations_is_never_added_up(visit: Visit) -> None:
    made = await ledger.decided(1_234_56)
    await ledger.measured(made)
    await ledger.measured(made, MeasureKind.FINE, parts={}, amount_fen=654_32)
    made = await ledger.opened(made)
    both = ("1,888.88", "1888.88")
    paths = (
        "/recoveries",
        f"/recoveries/{made.decision}",
        "/recoveries/reconciliation?period=2026-09",
        "/recoveries/funnel",
    )
    async with visit(AUDITOR) as client:
        for path in paths:
            text = (await client.get(path)).text
            assert "1,234.56" in text
            assert not [one for one in both if one in text]
        for path in ("/recoveries/export", "/recoveries/reconciliation/export?period=2026-09"):
            book = load_workbook(io.BytesIO((await client.get(path)).content))
            cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
            assert 1234.56 in cells
            assert 1888.88 not in cells
            assert not [cell for cell in cells if isinstance(cell, str) and cell.startswith("=")]


async def test_the_export_tells_no_next_due_day_of_what_is_paid_as_the_page_does(visit: Visit) -> None:
    made = await ledger.booked()
    for fen, shown in ((400_00, True), (600_00, False)):
        await ledger.received(made.recovery, fen, voucher=f"银凭-{fen}")
        async with visit(AUDITOR) as client:
            book = load_workbook(io.BytesIO((await client.get("/recoveries/export")).content))
        rows = [[str(cell)[:10] for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)]
        assert any("2026-10-30" in row for row in rows) is shown


async def test_the_list_is_narrowed_by_every_filter(visit: Visit) -> None:
    made = await ledger.booked()
    for query, shown in (
        ("stream=recover", True), ("stream=fine", False), ("state=due", True), ("state=recovered", False),
        ("region=620702", False), ("region=620722", True), ("text=雪山镇", True), ("text=金河县", False),
        ("due_by=2026-10-30", True), ("due_by=2026-10-29", False), ("overdue=1", False), ("only=held", False),
        ("state=nonsense&due_by=never", True),
    ):  # fmt: skip
        async with visit(AUDITOR) as client:
            text = (await client.get(f"/recoveries?{query}")).text
            assert (f"/recoveries/{made.decision}#account" in text) is shown, query


async def test_a_county_sees_its_own_ledger_only_and_a_vendor_none(visit: Visit) -> None:
    made = await ledger.booked()
    page = f"/recoveries/{made.decision}"
    for region, status in (("620722", 200), ("620702", 404)):
        async with visit(replace(AUDITOR, region=region)) as client:
            assert (await client.get(page)).status_code == status
            assert ("雪山镇" in (await client.get("/recoveries")).text) is (status == 200)
    async with visit(made.world.clerk) as client:
        for path in ("/recoveries", page, f"/recoveries/trace/{made.findings[0]}", "/recoveries/funnel"):
            assert (await client.get(path)).status_code == 403


async def test_accounts_are_reconciled_together_and_a_difference_needs_its_reason(visit: Visit) -> None:
    made = await ledger.booked()
    await ledger.received(made.recovery, 1_000_00)
    async with visit(ledger.ACCOUNTANT) as client:
        bare = await act(client, made.recovery, "book/reconciliation", day="2026-10-12", difference="-5.00", reason="")
        assert bare.status_code == 422
        page = "/recoveries/reconciliation"
        pick = f"{made.recovery}.{await ledger.version(made.recovery)}"
        assert (await rooms.fill(client, page, on=page, pick=pick, note="")).status_code == 303
        assert "已对账" in (await client.get("/recoveries?state=reconciled")).text
