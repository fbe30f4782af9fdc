"""The register, the blacklist and the risk register as lists: filters, pages, workbooks, and who may not see them."""

import io
from datetime import date

import openpyxl
import pytest

from server.web.paging import seal
from tests.server.registry.conftest import Visit
from tests.support import a
from tests.support.accounts import send
from vendors.actors import Actor, Role
from vendors.registry.oversight.actions import Rating, add_risk
from vendors.registry.oversight.rules import RiskCategory
from vendors.registry.ownership.blacklist_actions import Grounds, blacklist
from vendors.registry.ownership.blacklist_queries import EntryFilter, entries
from vendors.registry.ownership.rules import Named
from vendors.registry.qualifications.actions import Shown, add_qualification
from vendors.registry.rules import Kind

pytestmark = pytest.mark.anyio
READER = Actor(id=7, name="冯审计", roles=frozenset({Role.AUDITOR}))
ENTRY = {
    "subject": "person", "name": "梁小禾", "certificate": "identity_card", "number": "620702190001010013",
    "company_code": "", "reason": "串通投标", "basis": "某财罚〔2026〕2号", "source": "某市财政局",
    "since": "2026-01-01", "until": "2027-01-01",
}  # fmt: skip
BUREAUS = ("/vendors/blacklist", "/vendors/blacklist/export", "/vendors/risks", "/vendors/risks/export")


def rows(content: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=4)]


async def test_the_register_shows_what_stands_against_each_vendor_and_filters_by_it(visit: Visit) -> None:
    manager = visit(a.MANAGER)
    whole, lapsing = await a.vendor(name="甲公司"), await a.applicant(name="乙公司", kind=Kind.D)
    soon = Shown(
        code="insurance_permit", number="1", issuer="局", valid_from=date(2020, 1, 1), valid_until=date(2026, 7, 20),
        unscanned="已核对原件",
    )  # fmt: skip
    await add_qualification(vendor=lapsing, shown=soon, by=a.MANAGER, at=a.AT)
    page = await manager.get("/vendors")
    assert "齐全" in page.text
    assert "1 项不符" in page.text
    due = await manager.get("/vendors?due=1")
    assert ("乙公司" in due.text, "甲公司" in due.text) == (True, False)
    pending = await manager.get("/vendors?standing=pending&text=乙")
    assert (f"/vendors/{lapsing}" in pending.text, f'href="/vendors/{whole}"' in pending.text) == (True, False)
    assert "没有符合条件的机构" in (await manager.get("/vendors?kind=B")).text


async def test_fifty_vendors_a_page_and_the_next_page_begins_after_the_last(visit: Visit) -> None:
    for number in range(53):
        await a.applicant(name=f"第{number:02d}号机构")
    manager = visit(a.MANAGER)
    first = await manager.get("/vendors?sort=name")
    assert "共 53 条" in first.text
    assert ("第49号机构" in first.text, "第50号机构" in first.text) == (True, False)
    link = first.text.split('href="/vendors?sort=name&amp;after=')[1].split('"')[0]
    second = await manager.get(f"/vendors?sort=name&after={link}")
    assert ("第49号机构" in second.text, "第52号机构" in second.text) == (False, True)
    assert (await manager.get("/vendors?after=nonsense")).status_code == 200


async def test_the_register_is_taken_away_with_the_same_filter_and_a_vendor_takes_its_own(visit: Visit) -> None:
    await a.vendor(name="甲公司")
    other = await a.applicant(name="乙公司", kind=Kind.D)
    every = rows((await visit(READER).get("/vendors/export")).content)
    assert [row[0] for row in every] == ["甲公司", "乙公司"]
    assert "缺少必备资质" in str(every[1][12])
    assert [row[0] for row in rows((await visit(a.MANAGER).get("/vendors/export?kind=D")).content)] == ["乙公司"]
    assert [row[0] for row in rows((await visit(a.clerk_of(other)).get("/vendors/export")).content)] == ["乙公司"]


async def test_somebody_is_blacklisted_the_vendors_concerned_are_told_and_the_entry_is_ended(visit: Visit) -> None:
    manager = visit(a.MANAGER)
    await a.vendor()
    answer = await send(
        manager, "/vendors/blacklist/new", **{**ENTRY, "name": "马知远", "certificate": "", "number": ""}
    )
    assert answer.status_code == 303
    assert "涉及 1 家第三方机构" in (await manager.get(answer.headers["location"])).text
    (one,) = await entries(EntryFilter(), for_=a.MANAGER, on=a.MONDAY)
    drawer = f"/vendors/blacklist/{one.id}"
    assert (await send(manager, f"{drawer}/end", on=drawer, reason="")).status_code == 422
    assert (await send(manager, f"{drawer}/end", on=drawer, reason="复议撤销")).status_code == 303
    assert "黑名单中没有符合条件的条目" in (await manager.get("/vendors/blacklist")).text
    assert "复议撤销" in (await manager.get(drawer)).text
    assert "马知远" in (await manager.get("/vendors/blacklist?status=")).text


async def test_a_wrong_entry_is_told_at_its_fields_and_its_number_is_not_sent_back(visit: Visit) -> None:
    wrong = {**ENTRY, "number": "620702190001010014", "reason": "", "subject": "ghost"}
    page = await send(visit(a.MANAGER), "/vendors/blacklist/new", **wrong)
    assert page.status_code == 422
    for name in ("reason", "subject"):
        assert f'id="e-{name}"' in page.text, name
    assert "620702190001010014" not in page.text


async def test_the_blacklist_pages_and_is_taken_away(visit: Visit) -> None:
    manager = visit(a.MANAGER)
    grounds = Grounds(reason="串通投标", basis="某财罚〔2026〕2号", source="某市财政局", since=date(2026, 1, 1))
    for number in range(52):
        named = Named(name=f"某人{number:02d}")
        await blacklist(named=named, is_company=False, grounds=grounds, key=b"k", by=a.MANAGER, at=a.AT)
    first = await manager.get("/vendors/blacklist?subject=person")
    assert "共 52 条" in first.text
    assert ("某人51" in first.text, "某人01" in first.text) == (True, False)
    link = first.text.split("subject=person&amp;after=")[1].split('"')[0]
    second = await manager.get(f"/vendors/blacklist?subject=person&after={link}")
    assert ("某人51" in second.text, "某人01" in second.text) == (False, True)
    told = rows((await visit(READER).get("/vendors/blacklist/export?text=某人0")).content)
    assert len(told) == 10


async def test_the_risk_register_pages_gravest_first_and_takes_no_cursor_it_did_not_write(visit: Visit) -> None:
    vendor = await a.vendor()
    for number in range(52):
        rating = Rating(
            likelihood=1 + number // 26, impact=2, measure="抽查", owner="周启明", review_on=date(2026, 12, 31)
        )
        await add_risk(
            vendor=vendor, category=RiskCategory.DATA, description=f"风险{number:02d}", rating=rating, by=a.MANAGER,
            at=a.AT,
        )  # fmt: skip
    reader = visit(READER)
    first = await reader.get("/vendors/risks?category=data")
    assert "共 52 条" in first.text
    assert ("风险26" in first.text, "风险24" in first.text) == (True, False)
    link = first.text.split("category=data&amp;after=")[1].split('"')[0]
    rest = await reader.get(f"/vendors/risks?category=data&after={link}")
    assert ("风险24" in rest.text, "风险25" in rest.text, "风险26" in rest.text) == (True, True, False)
    for forged in ("x", seal(0, -5, "someday", 1), seal(1)):
        assert "风险26" in (await reader.get(f"/vendors/risks?after={forged}")).text


async def test_the_risk_register_counts_in_its_matrix_and_is_taken_away(visit: Visit) -> None:
    vendor = await a.vendor()
    for likelihood, impact in ((3, 5), (3, 5), (1, 1)):
        rating = Rating(
            likelihood=likelihood, impact=impact, measure="抽查", owner="周启明", review_on=date(2026, 7, 6)
        )
        await add_risk(
            vendor=vendor, category=RiskCategory.DATA, description="外泄", rating=rating, by=a.MANAGER, at=a.AT
        )
    page = await visit(READER).get("/vendors/risks")
    assert '<span class="grade bad">2</span>' in page.text
    assert '<span class="grade good">1</span>' in page.text
    assert "没有符合条件的风险" in (await visit(READER).get("/vendors/risks?category=staff")).text
    told = rows((await visit(READER).get("/vendors/risks/export")).content)
    assert [row[5] for row in told] == [15, 15, 1]


@pytest.mark.parametrize("path", [*BUREAUS, "/vendors/blacklist/1", "/vendors/blacklist/new", "/vendors/new"])
async def test_a_vendors_people_have_no_blacklist_no_risks_and_register_nobody(visit: Visit, path: str) -> None:
    vendor = await a.vendor()
    assert (await visit(a.clerk_of(vendor)).get(path)).status_code == 403


async def test_every_page_reads_in_english_too(visit: Visit) -> None:
    reader, vendor = visit(READER), await a.vendor()
    sections = ("", "/qualifications", "/holders", "/checks", "/inspections", "/risks")
    for path in ("/vendors", "/vendors/blacklist", "/vendors/risks", *(f"/vendors/{vendor}{one}" for one in sections)):
        page = await reader.get(path, params={"lang": "en"})
        assert (page.status_code, 'lang="en"' in page.text) == (200, True), path
    manager = visit(a.MANAGER)
    for path in ("/vendors/new", "/vendors/blacklist/new", f"/vendors/{vendor}/edit"):
        assert (await manager.get(path, params={"lang": "en"})).status_code == 200, path


async def test_the_auditor_reads_everything_and_changes_nothing(visit: Visit) -> None:
    reader, vendor = visit(READER), await a.vendor()
    for path in (*BUREAUS, "/vendors", f"/vendors/{vendor}", f"/vendors/{vendor}/risks"):
        assert (await reader.get(path)).status_code == 200, path
    assert (await reader.get(f"/vendors/{vendor}/edit")).status_code == 403
    assert (await send(reader, f"/vendors/{vendor}/risks", on="/vendors", category="data")).status_code == 403
