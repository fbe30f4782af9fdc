"""Notice, hearing, rectification, probation, misconduct and renewal as people of both sides meet them."""

from datetime import date
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from kpi.retention.probation_actions import enter_probation
from tests.server.retention.conftest import Office
from tests.support import a, cards, retention
from tests.support.accounts import send as send_from
from vendors.actors import SYSTEM, Actor, Role
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing

pytestmark = pytest.mark.anyio
HEAD = Actor(id=31, name="何小满", roles=frozenset({Role.VENDOR_ADMIN}), vendor=1)
TALK = {"discussed_on": "2026-10-13", "discussed_by": "方毅、周启明、邓岚、石文谦、钱进", "discussion": "纪要第12号"}


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Posted from the page of the matter itself."""
    page = path if path.rsplit("/", 1)[1].isdigit() else path.rsplit("/", 1)[0]
    return await send_from(client, path, on=page, **fields)


async def _notified(office: Office) -> None:
    await retention.vetoed(office.contract)
    await send(office.visit(retention.OTHER), "/retention/1/notice", note="拟解除合同")


async def test_the_vendor_answers_its_notice_and_asks_to_be_heard(office: Office) -> None:
    await _notified(office)
    vendor = office.visit(a.clerk_of(office.vendor))
    page = (await vendor.get("/retention/1")).text
    assert "拟解除合同" in page
    assert "申请听证" in page
    assert (await send(vendor, "/retention/1/answer", answer="hearing", statement="")).status_code == 422
    answer = await send(vendor, "/retention/1/answer", answer="hearing", statement="请求听证")
    assert answer.headers["location"] == "/retention/1"
    manager = office.visit(retention.OTHER)
    assert "听证通知" in (await manager.get("/retention/1")).text
    soon = await send(manager, "/retention/1/hearing", set_for="2026-10-14", place="三楼会议室")
    assert soon.status_code == 422
    await send(manager, "/retention/1/hearing", set_for="2026-10-21", place="三楼会议室")
    assert "三楼会议室" in (await vendor.get("/retention/1")).text


async def test_a_decision_before_its_time_is_refused_on_the_page(office: Office) -> None:
    await _notified(office)
    answer = await send(
        office.visit(cards.LEADER), "/retention/1", accepted="yes", decision="同意", m_terminate="1", **TALK
    )
    assert answer.status_code == 409
    assert "尚未届满" in answer.text
    assert 'name="m_bad_record" value="1">' in answer.text  # what was not ticked stays so


async def test_a_statement_is_reviewed_by_somebody_else_on_the_page(office: Office) -> None:
    await _notified(office)
    await send(office.visit(a.clerk_of(office.vendor)), "/retention/1/answer", answer="statement", statement="误报")
    assert "/retention/1/heard" not in (await office.visit(retention.OTHER).get("/retention/1")).text
    legal = office.visit(a.LEGAL)
    assert "/retention/1/heard" in (await legal.get("/retention/1")).text
    done = await send(legal, "/retention/1/heard", held_on="2026-10-13", upheld="no", opinion="理由不成立")
    assert done.headers["location"] == "/retention/1"
    assert "申辩不成立" in (await legal.get("/retention/1")).text


async def test_a_rectification_goes_from_plan_to_exit_test(office: Office) -> None:
    made = await retention.rectifying(office.contract)
    there, vendor = f"/rectifications/{made}", office.visit(a.clerk_of(office.vendor))
    assert "报送整改方案" in (await vendor.get(there)).text
    assert (await send(vendor, f"{there}/plan", plan="")).status_code == 422
    await send(vendor, f"{there}/plan", plan="补充人员")
    await send(vendor, f"{there}/report", report="已补齐")
    manager = office.visit(retention.OTHER)
    assert "待验收" in (await manager.get("/rectifications")).text
    await send(manager, f"{there}/examination", verdict="passed", findings="属实")
    assert "验收合格" in (await vendor.get(there)).text
    assert (await vendor_view(office.vendor, for_=SYSTEM)).standing is Standing.IN_SERVICE


async def test_a_suspended_vendor_is_given_work_again_on_probation(office: Office) -> None:
    proposal = await retention.proposed(office.contract, measures=("suspend_assignment",))
    await retention.decided(proposal)
    leader, there = office.visit(cards.LEADER), f"/retention/vendors/{office.vendor}"
    assert "恢复派单" in (await leader.get(there)).text
    assert (await send(leader, f"{there}/resume", reason="", probation="1")).status_code == 422
    await send(leader, f"{there}/resume", reason="整改到位", probation="1")
    page = await leader.get("/probations/1")
    assert "0 / 2" in page.text
    early = await send(leader, "/probations/1/end", outcome="passed", findings="良好")
    assert early.status_code == 409
    await send(leader, "/probations/1/end", outcome="failed", findings="再次违规")
    assert (await vendor_view(office.vendor, for_=SYSTEM)).standing is Standing.SUSPENDED


async def test_the_record_of_misconduct_is_reported_and_taken_away_as_a_workbook(office: Office) -> None:
    await retention.decided(await retention.vetoed(office.contract))
    manager = office.visit(retention.OTHER)
    assert (await send(manager, "/misconduct/1/report", reported_on="", reference="")).status_code == 422
    await send(manager, "/misconduct/1/report", reported_on="2026-10-13", reference="张医保函〔2026〕8号")
    book = load_workbook(BytesIO((await manager.get("/misconduct/export?status=open")).content))
    values = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "张医保函〔2026〕8号" in values
    assert date(2029, 10, 12) in [getattr(value, "date", lambda: None)() for value in values]
    assert (await send(office.visit(cards.LEADER), "/misconduct/1/end", reason="复议撤销")).status_code == 303


async def test_renewal_is_advised_with_its_reasons_and_printed(office: Office) -> None:
    proposal = await retention.proposed(office.contract, measures=("no_renewal",))
    await retention.decided(proposal)
    leader = office.visit(cards.LEADER)
    assert "不建议续签" in (await leader.get("/renewals")).text
    assert "已决定不续签" in (await leader.get(f"/renewals/{office.contract}")).text
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        paper = await leader.get(f"/renewals/{office.contract}/sheet/advice.{form}")
        assert paper.content.startswith(start)
    assert (await leader.get(f"/renewals/{office.contract}/sheet/advice.txt")).status_code == 404


async def test_vendors_see_their_own_matters_and_no_advice(office: Office) -> None:
    await retention.decided(await retention.vetoed(office.contract))
    vendor = office.visit(a.clerk_of(office.vendor))
    for path in ("/retention/1", "/misconduct", f"/retention/vendors/{office.vendor}"):
        assert (await vendor.get(path)).status_code == 200
    for path in ("/renewals", f"/renewals/{office.contract}", "/retention/intensity"):
        assert (await vendor.get(path)).status_code == 403
    other = office.visit(a.clerk_of(office.vendor + 7))
    for path in ("/retention/1", "/misconduct/1", f"/retention/vendors/{office.vendor}"):
        assert (await other.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/retention", "/retention/1", "/rectifications", "/rectifications/1", "/probations", "/probations/1",
        "/misconduct", "/renewals", "/renewals/1", "/retention/intensity", "/retention/vendors/1",
    ],
)  # fmt: skip
async def test_every_page_speaks_english(office: Office, path: str) -> None:
    await retention.rectifying(office.contract)
    await enter_probation(vendor=office.vendor, grounds="watch", by=cards.LEADER, at=retention.AT)
    page = await office.visit(cards.LEADER).get(path, params={"lang": "en"})
    assert page.status_code == 200
    for export in ("/retention", "/rectifications", "/probations", "/misconduct", "/renewals"):
        if path == export:
            assert (await office.visit(cards.LEADER).get(f"{path}/export")).content.startswith(b"PK")
