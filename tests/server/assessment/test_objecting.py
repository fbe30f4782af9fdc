"""A vendor objects over the pages, another person accepts, the new version goes on and the differences are shown."""

import re

import pytest

from kpi.assessment.actions.feedback import feed_back
from tests.server.scorecards.conftest import Office
from tests.support import a, cards
from tests.support.accounts import send, token_on

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.4 invented"


async def fed_back(office: Office) -> str:
    card = await cards.issued(office.contract)
    await feed_back(card=card, by=a.MANAGER, at=cards.ISSUED)
    return f"/scorecards/{card}"


async def objected(office: Office, card: str, code: str = "B05") -> str:
    """Over the form, with a file; the objection's address."""
    clerk = office.visit(a.clerk_of(office.vendor))
    path = f"{card}/objections/{code}"
    assert path in (await clerk.get(card)).text
    form = {"_csrf": await token_on(clerk, path), "statement": "另有两家已比对，见附件"}
    answer = await clerk.post(path, data=form, files={"files": ("比对记录.pdf", PDF, "application/pdf")})
    assert answer.headers["location"] == card
    found = re.search(r'href="(/objections/\d+)"', (await clerk.get(card)).text)
    assert found
    return found[1]


async def test_an_accepted_objection_makes_a_version_whose_differences_are_shown(office: Office) -> None:
    card = await fed_back(office)
    objection = await objected(office, card)
    reviewer, clerk = office.visit(cards.REVIEWER), office.visit(a.clerk_of(office.vendor))
    page = await reviewer.get(objection)
    assert "比对记录.pdf" in page.text
    ruling = {"accepted": "yes", "remedy": "correct", "reasons": "已核实", "value-stock_institutions_compared": "30"}
    assert (await send(reviewer, f"{objection}/decided", on=objection, **ruling)).headers["location"] == card
    await send(clerk, f"{card}/heard", on=card)
    answer = await send(reviewer, f"{card}/review", on=card)
    newer = answer.headers["location"]
    assert newer != card
    shown = (await clerk.get(f"{newer}/differences")).text
    assert "B05" in shown
    assert "28 → <b>30</b>" in shown
    assert "已核实" in (await clerk.get(objection)).text
    assert "异议成立后更正" in (await clerk.get(newer)).text


async def test_the_issuer_is_told_that_somebody_else_reviews(office: Office) -> None:
    objection = await objected(office, await fed_back(office))
    page = await office.visit(a.MANAGER).get(objection)
    assert "异议须由其他人员复核" in page.text
    assert "/decided" not in page.text
    manager = office.visit(a.MANAGER)
    refused = await send(manager, f"{objection}/decided", on=objection, accepted="no", reasons="不成立")
    assert refused.status_code == 403


async def test_what_is_missing_in_a_ruling_is_named_beside_its_field(office: Office) -> None:
    objection = await objected(office, await fed_back(office))
    reviewer = office.visit(cards.REVIEWER)
    answer = await send(reviewer, f"{objection}/decided", on=objection, accepted="yes", reasons="")
    assert answer.status_code == 422
    answer = await send(
        reviewer, f"{objection}/decided", on=objection, accepted="yes", remedy="adjust", points="99", reasons="核实"
    )
    assert (answer.status_code, "f-points" in answer.text) == (422, True)


async def test_a_ruling_that_neither_accepts_nor_declines_decides_nothing(office: Office) -> None:
    objection = await objected(office, await fed_back(office))
    reviewer = office.visit(cards.REVIEWER)
    answer = await send(reviewer, f"{objection}/decided", on=objection, reasons="已核实")
    assert (answer.status_code, "请选择成立或不成立" in answer.text) == (422, True)
    assert "/decided" in (await reviewer.get(objection)).text


async def test_an_objection_says_what_it_is_about_and_its_files_are_files(office: Office) -> None:
    card = await fed_back(office)
    clerk = office.visit(a.clerk_of(office.vendor))
    path = f"{card}/objections/B05"
    assert (await send(clerk, path, on=path, statement="")).status_code == 422
    form = {"_csrf": await token_on(clerk, path), "statement": "见附件"}
    answer = await clerk.post(path, data=form, files={"files": ("a.exe", b"MZ", "application/pdf")})
    assert answer.status_code == 422
    assert (await clerk.get(f"{card}/objections/Z9")).status_code == 404


async def test_a_vendor_takes_back_its_objection_and_sees_no_others(office: Office) -> None:
    objection = await objected(office, await fed_back(office))
    stranger = office.visit(a.clerk_of(await a.vendor(name="旁观软件有限公司")))
    assert (await stranger.get(objection)).status_code == 404
    assert "还没有考核异议" in (await stranger.get("/objections")).text
    clerk = office.visit(a.clerk_of(office.vendor))
    await send(clerk, f"{objection}/withdrawn", on=objection)
    assert "已撤回" in (await clerk.get("/objections")).text


async def test_the_list_is_narrowed_and_exported(office: Office) -> None:
    await objected(office, await fed_back(office))
    reviewer = office.visit(cards.REVIEWER)
    assert "另有两家" in (await reviewer.get("/objections?state=open&period=2026Q3&text=B05")).text
    assert "没有符合条件的异议" in (await reviewer.get("/objections?state=accepted")).text
    book = await reviewer.get("/objections/export?state=open")
    assert book.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert "1 项异议" in (await reviewer.get("/assessments?period=2026Q3")).text
