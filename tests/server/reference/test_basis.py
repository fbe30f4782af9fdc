from datetime import date

import pytest

from server.web import clock
from tests.server.reference.conftest import KEEPER, MINLE, READER, Visit
from tests.support import a, rooms
from vendors.actors import SYSTEM
from vendors.periods import at_local
from vendors.policy.basis import Validity, basis_by_number, packaged_basis

pytestmark = pytest.mark.anyio
NEW = {
    "code": "ZY-2026", "title": "张掖市第三方服务考核办法", "number": "张医保〔2026〕8号", "kind": "rule",
    "issuer": "张掖市医疗保障局", "issued_on": "2026-06-30", "begins": "2026-08-01", "ends": "", "note": "",
}  # fmt: skip


async def test_the_founding_documents_and_laws_are_there_and_cited_by_number(database: object) -> None:
    found = await basis_by_number("兰医保〔2021〕102号", for_=SYSTEM)
    assert found is not None
    assert found.cited == "《兰州市医疗保障基金使用监督管理办法》（兰医保〔2021〕102号）"
    assert {"ZY", "LZ", "BT", "LT", "CP"} <= {one.code for one in packaged_basis()}
    assert await basis_by_number("没有〔1999〕1号", for_=SYSTEM) is None


@pytest.mark.parametrize(
    ("on", "validity"),
    [
        (date(2021, 12, 31), Validity.COMING),
        (date(2026, 10, 1), Validity.IN_FORCE),
        (date(2026, 10, 2), Validity.LAPSING),
        (date(2026, 12, 31), Validity.LAPSING),
        (date(2027, 1, 1), Validity.LAPSED),
    ],
)
def test_a_document_about_to_lapse_says_so_in_time(on: date, validity: Validity) -> None:
    (one,) = (one for one in packaged_basis() if one.code == "LZ")
    assert one.validity(on) is validity


async def test_the_list_warns_of_the_one_that_lapses(visit: Visit) -> None:
    assert "将于 2026-12-31 失效" not in (await visit(READER).get("/basis")).text
    with clock.everywhere_at(at_local(date(2026, 11, 22))):
        assert "将于 2026-12-31 失效" in (await visit(READER).get("/basis")).text
        assert "将失效" in (await visit(READER).get("/basis/LZ")).text


async def test_a_document_is_added_with_its_file_and_revised(visit: Visit) -> None:
    client = visit(KEEPER)
    sent = await rooms.attach(client, "/basis/new", b"%PDF-1.7 invented", name="办法.pdf", **NEW)
    assert sent.headers["location"] == "/basis/ZY-2026"
    page = (await client.get("/basis?text=张医保")).text
    assert ("张掖市第三方服务考核办法" in page, "/attachments/1" in page, "未生效" in page) == (True, True, True)
    form = {key: value for key, value in NEW.items() if key != "code"} | {"title": "考核办法（试行）"}
    changed = await rooms.fill(client, "/basis/new", on="/basis/ZY-2026", **form, revises="ZY-2026")
    assert changed.status_code == 303
    assert "考核办法（试行）" in (await client.get("/basis/ZY-2026")).text


async def test_a_packaged_document_is_corrected_by_the_bureaus_own(visit: Visit) -> None:
    client = visit(KEEPER)
    told = {"title": "医疗保障基金飞行检查管理暂行办法", "number": "国家医疗保障局令第6号", "kind": "rule"}
    await rooms.fill(client, "/basis/new", on="/basis/ORDER-6", **told, begins="2023-05-01", revises="ORDER-6")
    page = (await client.get("/basis/ORDER-6")).text
    assert ("2023-05-01" in page, "本局" in page) == (True, True)
    assert (await client.get("/basis")).text.count("飞行检查管理暂行办法") == 1


async def test_a_taken_code_a_wrong_file_and_dates_backwards_are_refused(visit: Visit) -> None:
    client = visit(KEEPER)
    for content, changes, said in ((b"%PDF-1", {"code": "LZ"}, "已被使用"), (b"MZ", {}, "不是 pdf 文件"),
                                   (b"%PDF-1", {"ends": "2026-01-01"}, "截止日期早于生效日期")):  # fmt: skip
        got = await rooms.attach(client, "/basis/new", content, name="办法.pdf", **NEW | changes)
        assert (got.status_code, said in got.text) == (422, True), said


async def test_readers_counties_and_vendors_add_nothing(visit: Visit) -> None:
    for who in (READER, MINLE):
        assert "/basis/new" not in (await visit(who).get("/basis")).text
        assert (await visit(who).get("/basis/new")).status_code == 403
    for path in ("/basis", "/basis/LZ", "/basis/export", "/basis/new"):
        assert (await visit(a.clerk_of(1)).get(path)).status_code == 403
    assert (await visit(READER).get("/basis/NONE")).status_code == 404
    assert (await visit(READER).get("/basis/export?kind=law")).status_code == 200


async def test_a_document_lists_the_values_that_cite_it_and_no_others(visit: Visit) -> None:
    cited = (await visit(READER).get("/basis/LZ")).text.partition("以此为依据的政策参数")[2]
    for said in ("/parameters/sampling_ratio_min", "2026-12-31", "5%", "第十七条"):
        assert said in cited
    assert "2027-01-01" not in cited  # what the bureau carries on rests on another source
