"""The pages of one vendor: every section for the bureau, its own for the vendor, nothing for another's people."""

from collections.abc import Mapping, Sequence
from datetime import date

import httpx
import pytest

from kpi.retention.probation_actions import enter_probation
from kpi.retention.probation_queries import probations
from kpi.retention.probation_rules import ProbationState
from tests.server.registry.conftest import Visit
from tests.support import a, cards, rooms
from tests.support.accounts import send, token_on
from vendors.actors import Actor, Role
from vendors.periods import at_local
from vendors.registry.actions import change_standing
from vendors.registry.credit.queries import credit_checks
from vendors.registry.oversight.queries import inspections, risks
from vendors.registry.ownership.queries import holders
from vendors.registry.qualifications.queries import qualifications
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.queries import vendors
from vendors.registry.rules import Kind, Standing

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.7 scan"
SECTIONS = ("", "/qualifications", "/holders", "/checks", "/inspections", "/risks")
NEW = {
    "code": "91620700MA0000031H", "name": "陇上病历质控有限公司", "short_name": "陇上质控", "kind": "A",
    "legal_representative": "马知远", "legal_certificate": "identity_card", "legal_number": "620702190001010013",
    "capital": "5000000", "paper_code": "A:record_quality_proof", "paper_number": "QC-1",
    "paper_issuer": "质控中心（演示）", "paper_valid_from": "2026-01-01", "paper_valid_until": "",
}  # fmt: skip
PAPER = {
    "code": "record_quality_proof", "number": "QC-2", "issuer": "质控中心（演示）", "valid_from": "2026-07-01",
    "valid_until": "2029-06-30",
}  # fmt: skip
RISK = {
    "category": "data", "description": "患者信息外泄", "likelihood": "3", "impact": "5", "measure": "每月抽查",
    "owner": "周启明", "review_on": "2026-09-30",
}  # fmt: skip
RATING = {name: RISK[name] for name in ("likelihood", "impact", "measure", "owner", "review_on")}


def lead_of(vendor: int) -> Actor:
    return Actor(id=500 + vendor, name="何小满", roles=frozenset({Role.VENDOR_ADMIN}), vendor=vendor)


async def statuses(client: httpx.AsyncClient, paths: Sequence[str]) -> list[int]:
    return [(await client.get(path)).status_code for path in paths]


async def enter(client: httpx.AsyncClient, form: Mapping[str, str]) -> httpx.Response:
    """The long form with its scan."""
    token = await token_on(client, "/vendors/new")
    files = {"file": ("质控证明.pdf", PDF)}
    return await client.post("/vendors/new", data={"_csrf": token, **form}, files=files)


async def test_every_section_is_read_by_the_bureau_by_the_vendor_itself_and_by_nobody_else(visit: Visit) -> None:
    ours, theirs = await a.vendor(), await a.vendor()
    paths = [f"/vendors/{ours}{section}" for section in SECTIONS]
    assert await statuses(visit(a.MANAGER), paths) == [200] * 6
    assert await statuses(visit(lead_of(ours)), paths) == [200, 200, 200, 200, 200, 403]
    assert await statuses(visit(lead_of(theirs)), paths) == [404, 404, 404, 404, 404, 403]
    assert await statuses(visit(a.MANAGER), [f"/vendors/404{section}" for section in SECTIONS]) == [404] * 6


async def test_a_vendor_with_its_representative_and_first_scan_is_entered_in_one_go(visit: Visit) -> None:
    manager = visit(a.MANAGER)
    answer = await enter(manager, NEW)
    assert answer.status_code == 303
    (made,) = await vendors(for_=a.MANAGER)
    assert (made.standing, made.capital_fen) == (Standing.PENDING, 500_000_000)
    assert [one.identity for one in await holders(made.id, for_=a.MANAGER)] == ["620702********0013"]
    page = await manager.get(f"/vendors/{made.id}/qualifications")
    assert "质控证明.pdf" in page.text
    assert "质控中心" in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("legal_number", "620702190001010014"),
        ("paper_code", "C:accounting_licence"),
        ("paper_number", ""),
        ("paper_valid_until", "2025-01-01"),
        ("capital", "一百万"),
        ("parent_code", "91620700MA0000015U"),
    ],
)
async def test_one_fault_in_the_long_form_keeps_everything_out_and_stands_at_its_field(
    visit: Visit, field: str, value: str
) -> None:
    answer = await enter(visit(a.MANAGER), {**NEW, field: value})
    assert answer.status_code == 422
    at = "parent_name" if field == "parent_code" else field
    assert f'id="e-{at}"' in answer.text
    assert "620702190001010014" not in answer.text
    assert await vendors(for_=a.MANAGER) == ()


async def test_every_fault_of_the_long_form_is_told_at_once(visit: Visit) -> None:
    spoilt = {
        **NEW, "code": "91620700MA0000031T", "name": "", "legal_number": "1", "paper_number": "", "capital": "x",
        "parent_name": "某总公司",
    }  # fmt: skip
    answer = await enter(visit(a.MANAGER), spoilt)
    assert answer.status_code == 422
    for field in ("code", "name", "legal_number", "paper_number", "capital", "parent_code"):
        assert f'id="e-{field}"' in answer.text, field


async def test_an_applicant_page_says_what_is_missing_and_admits_once_nothing_is(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.applicant()
    path = f"/vendors/{vendor}"
    page = await manager.get(path)
    assert "以下事项办结后才能入库" in page.text
    assert "没有失信核查记录" in page.text
    refused = await send(manager, f"{path}/admit", on=f"{path}/edit", reason="急用")
    assert refused.status_code == 409
    assert "不能入库" in refused.text
    await a.papers(vendor)
    assert (await send(manager, f"{path}/admit", on=path, reason=" ")).status_code == 422
    assert (await send(manager, f"{path}/admit", on=path, reason="材料齐全")).status_code == 303
    assert (await vendor_view(vendor, for_=a.MANAGER)).standing is Standing.REGISTERED


async def test_an_expelled_vendors_page_tells_the_last_day_of_the_ban_and_its_source(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.vendor(at=at_local(date(2026, 6, 1)))
    path = f"/vendors/{vendor}"
    await change_standing(vendor=vendor, to=Standing.IN_SERVICE, reason="签约", contracted=True, by=a.MANAGER, at=a.AT)
    told = {"to": "expelled", "reason": "转包"}
    early = await send(manager, f"{path}/standing", on=path, rescinded_on="2026-05-31", **told)
    assert (early.status_code, 'id="e-rescinded_on"' in early.text) == (422, True)
    expelled = await send(manager, f"{path}/standing", on=path, rescinded_on="2026-06-30", **told)
    assert expelled.status_code == 303
    page = await manager.get(path)
    assert "2029-06-30" in page.text
    assert "第二十条" in page.text
    await send(manager, f"{path}/standing", on=path, to="banned", reason="转包", rescinded_on="")
    assert "禁入至 2029-06-30" in (await manager.get(path)).text


async def test_a_vendor_that_is_expelled_takes_its_probation_with_it(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.vendor()
    path = f"/vendors/{vendor}"
    await change_standing(vendor=vendor, to=Standing.IN_SERVICE, reason="签约", contracted=True, by=a.MANAGER, at=a.AT)
    await enter_probation(vendor=vendor, grounds="新机构", by=cards.LEADER, at=a.AT)
    await send(manager, f"{path}/standing", on=path, to="expelled", reason="转包", rescinded_on="")
    (found,) = await probations(for_=a.MANAGER)
    assert found.state is ProbationState.ENDED


async def test_the_page_brings_nobody_into_service_without_a_contract(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.vendor()
    path = f"/vendors/{vendor}"
    assert '<option value="in_service"' not in (await manager.get(path)).text
    refused = await send(manager, f"{path}/standing", on=path, to="in_service", reason="急用", rescinded_on="")
    assert (refused.status_code, "没有履行中的合同" in refused.text) == (409, True)
    await a.contract(vendor=vendor)
    assert (await vendor_view(vendor, for_=a.MANAGER)).standing is Standing.IN_SERVICE
    await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason="不合格", by=a.MANAGER, at=a.AT)
    back = await send(manager, f"{path}/standing", on=path, to="in_service", reason="整改到位", rescinded_on="")
    assert back.status_code == 303


async def test_a_certificate_without_a_scan_says_why(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.applicant()
    path = f"/vendors/{vendor}/qualifications"
    both = await rooms.attach(manager, path, PDF, name="证.pdf", **PAPER, unscanned="原件已核对")
    assert (both.status_code, 'id="e-unscanned"' in both.text) == (422, True)
    assert (await send(manager, path, **PAPER)).status_code == 303
    assert "没有扫描件，也未说明原因" in (await manager.get(f"/vendors/{vendor}")).text
    assert (await send(manager, path, **PAPER, unscanned="原件已核对")).status_code == 303
    assert "没有扫描件，也未说明原因" not in (await manager.get(f"/vendors/{vendor}")).text


async def test_a_renewed_certificate_goes_from_the_vendor_to_the_bureau_and_is_judged_there(visit: Visit) -> None:
    vendor = await a.vendor()
    path, lead, manager = f"/vendors/{vendor}/qualifications", visit(lead_of(vendor)), visit(a.MANAGER)
    without = await send(lead, path, **PAPER)
    assert (without.status_code, 'id="e-file"' in without.text) == (422, True)
    assert (await rooms.attach(lead, path, PDF, name="新证.pdf", **PAPER)).status_code == 303
    sent = next(one for one in await qualifications(vendor, for_=a.MANAGER) if one.number == "QC-2")
    drawer = f"{path}/{sent.id}"
    assert "待核验" in (await lead.get(path)).text
    refused = await send(manager, f"{drawer}/judge", on=drawer, verdict="refuse", reason="")
    assert (refused.status_code, 'id="e-reason"' in refused.text) == (422, True)
    assert (await send(manager, f"{drawer}/judge", on=drawer, verdict="verify", reason="")).status_code == 303
    assert (await rooms.attach(manager, f"{drawer}/scans", PDF, name="背面.pdf", on=drawer)).status_code == 303
    assert "背面.pdf" in (await lead.get(drawer)).text
    revoked = await send(manager, f"{drawer}/judge", on=drawer, verdict="revoke", reason="公告吊销")
    assert revoked.status_code == 303
    assert "已吊销" in (await manager.get(path)).text


async def test_a_certificate_of_another_vendor_is_not_found_under_this_one(visit: Visit) -> None:
    ours, theirs = await a.vendor(), await a.vendor()
    (held,) = await qualifications(theirs, for_=a.MANAGER)
    manager = visit(a.MANAGER)
    path = f"/vendors/{ours}/qualifications"
    assert (await manager.get(f"{path}/{held.id}")).status_code == 404
    assert (await send(manager, f"{path}/{held.id}/judge", on=path, verdict="revoke", reason="x")).status_code == 404
    lead = visit(lead_of(ours))
    assert (await rooms.attach(lead, f"/vendors/{theirs}/qualifications", PDF, on=path, **PAPER)).status_code == 404
    assert (await lead.get(f"/vendors/{theirs}/qualifications/{held.id}")).status_code == 404


async def test_those_behind_a_vendor_are_entered_with_a_share_and_leave_with_a_reason(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.vendor()
    path = f"/vendors/{vendor}/holders"
    form = {"role": "shareholder", "name": "梁小禾", "certificate": "identity_card", "company_code": ""}
    wrong = await send(manager, path, **form, number="620702190001010014", share="33.333")
    assert wrong.status_code == 422
    assert 'id="e-share"' in wrong.text
    assert "620702190001010014" not in wrong.text
    assert (await send(manager, path, **form, number="620702190001010013", share="33.33")).status_code == 303
    page = await manager.get(path)
    assert "33.33%" in page.text
    assert "620702********0013" in page.text
    (one,) = await holders(vendor, for_=a.MANAGER)
    drawer = f"{path}/{one.id}"
    assert (await send(manager, f"{drawer}/end", on=drawer, reason="")).status_code == 422
    assert (await send(manager, f"{drawer}/end", on=drawer, reason="股权转让")).status_code == 303
    assert "退出" in (await visit(lead_of(vendor)).get(drawer)).text
    assert (await manager.get(f"{path}/404")).status_code == 404
    assert (await send(visit(lead_of(vendor)), path, on="/vendors", **form)).status_code == 403


async def test_a_check_is_recorded_with_its_evidence(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.applicant(kind=Kind.C)
    path = f"/vendors/{vendor}/checks"
    assert "未核查" in (await manager.get(path)).text
    form = {"source": "credit_china", "checked_on": "2026-07-06", "note": ""}
    for result, field in (("on_record", "note"), ("maybe", "result"), ("", "result")):
        answer = await send(manager, path, **form, result=result)
        assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True), result
    assert (await rooms.attach(manager, path, PDF, name="截图.pdf", **form, result="clean")).status_code == 303
    page = await manager.get(path)
    assert "截图.pdf" in page.text
    assert "2027-07-06" in page.text
    assert len(await credit_checks(vendor, for_=a.MANAGER)) == 1


async def test_an_inspection_is_recorded_and_closed_and_the_vendor_reads_it_without_the_files(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.vendor()
    path = f"/vendors/{vendor}/inspections"
    form = {"kind": "routine", "inspected_on": "2026-07-01", "findings": "外发审批不全", "rectify_by": "2026-07-20"}
    alone = await send(manager, path, **form, inspectors="周启明")
    assert (alone.status_code, 'id="e-inspectors"' in alone.text) == (422, True)
    sent = await rooms.attach(manager, path, PDF, name="检查记录.pdf", **form, inspectors="周启明、李青禾")
    assert sent.status_code == 303
    (one,) = await inspections(for_=a.MANAGER, vendor=vendor)
    drawer = f"{path}/{one.id}"
    assert "检查记录.pdf" in (await manager.get(drawer)).text
    theirs = await visit(lead_of(vendor)).get(drawer)
    assert ("外发审批不全" in theirs.text, "检查记录.pdf" in theirs.text) == (True, False)
    assert (await send(manager, f"{drawer}/close", on=drawer, outcome="")).status_code == 422
    assert (await send(manager, f"{drawer}/close", on=drawer, outcome="复查通过")).status_code == 303
    other = await a.vendor()
    assert (await manager.get(f"/vendors/{other}/inspections/{one.id}")).status_code == 404


async def test_a_risk_is_entered_rated_anew_and_closed_on_its_pages(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.vendor()
    path = f"/vendors/{vendor}/risks"
    wrong = await send(manager, path, **{**RISK, "likelihood": "9", "measure": ""})
    assert (wrong.status_code, 'id="e-measure"' in wrong.text) == (422, True)
    assert (await send(manager, path, **RISK)).status_code == 303
    (one,) = await risks(for_=a.MANAGER, on=a.MONDAY)
    drawer = f"{path}/{one.id}"
    assert (await send(manager, drawer, **{**RATING, "impact": "6"})).status_code == 422
    assert (await send(manager, drawer, **{**RATING, "impact": "2"})).status_code == 303
    assert (await send(manager, f"{drawer}/close", on=drawer, outcome=" ")).status_code == 422
    assert (await send(manager, f"{drawer}/close", on=drawer, outcome="已整改")).status_code == 303
    assert (await manager.get(drawer)).text.count("已整改") >= 1
    assert (await manager.get(f"/vendors/{await a.vendor()}/risks/{one.id}")).status_code == 404
    assert (await visit(lead_of(vendor)).get(drawer)).status_code == 403


async def test_particulars_are_corrected_by_the_contract_manager_alone(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.vendor()
    path = f"/vendors/{vendor}/edit"
    form = {
        "name": "陇上医疗评估有限公司",
        "short_name": "陇上",
        "legal_representative": "马知远",
        "capital": "8000000.00",
    }
    assert 'value="陇上病历质控有限公司"' in (await manager.get(path)).text
    assert (await send(manager, path, **{**form, "name": ""})).status_code == 422
    assert (await send(manager, path, **form)).status_code == 303
    page = await manager.get(f"/vendors/{vendor}")
    assert "8,000,000.00" in page.text
    assert "陇上病历质控有限公司" in page.text
    assert (await visit(lead_of(vendor)).get(path)).status_code == 403


async def test_a_drawer_is_a_part_of_its_page(visit: Visit) -> None:
    manager, vendor = visit(a.MANAGER), await a.vendor()
    (held,) = await qualifications(vendor, for_=a.MANAGER)
    path = f"/vendors/{vendor}/qualifications/{held.id}"
    whole, part = await manager.get(path), await manager.get(path, headers={"HX-Request": "true"})
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert "甘-0001" in part.text
