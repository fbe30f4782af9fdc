import io
import re

import openpyxl
import pytest

from tests.server.reference.conftest import MINLE, READER, Visit
from tests.support import a
from tests.support.accounts import kinds
from vendors.actors import Actor, Role
from vendors.institutions.list_queries import COUNTED
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
ADMIN = Actor(id=9, name="系统员", roles=frozenset({Role.SYSTEM_ADMIN}))


async def fill(number: int) -> None:
    """So many cases of the two hospitals, three hundred a day."""
    await a.hospitals()
    async with transaction() as connection:
        await connection.execute(
            "INSERT INTO vendors_settled_case (visit_id, settlement_id, institution, hospital_no, person_no,"
            " patient_masked, insutype, med_type, admitted_on, discharged_on, department, doctor_code, diagnosis,"
            " total_fen, fund_fen, settled_on) SELECT 'V' || n, 'S' || n, 1 + n % 2, n::text, 'P' || n, '张*明', '310',"
            " '21', date '2026-01-01', date '2026-01-05', '骨科', 'D620702999001', 'M51', 100, 50,"
            " date '2026-01-06' + n / 300 FROM generate_series(1, $1::int) n",
            number,
        )


async def test_the_latest_settled_come_first_page_by_page(visit: Visit) -> None:
    await fill(120)
    client, path, seen = visit(READER), "/cases", list[str]()
    while path:
        page = (await client.get(path)).text
        seen += re.findall(r"<code>V(\d+)</code>", page)
        path = page.partition("下一页")[0].rpartition('href="')[2].split('"')[0] if "下一页" in page else ""
    assert seen == [str(number) for number in range(120, 0, -1)]


async def test_filters_narrow_and_rubbish_is_no_error(visit: Visit) -> None:
    await fill(10)
    client = visit(READER)
    for asked, number in (("text=V3", 1), ("institution=H62072200002", 5), ("med_type=2", 10), ("from=2027-01-01", 0),
                          ("insutype=310&to=2026-02-01", 10), ("from=when&after=rubbish", 10)):  # fmt: skip
        page = (await client.get(f"/cases?{asked}")).text
        assert len(re.findall(r"<code>V\d+</code>", page)) == number, asked


async def test_a_long_list_is_not_counted_to_its_end_and_does_not_leave(visit: Visit) -> None:
    await fill(COUNTED + 5)
    client = visit(READER)
    page = (await client.get("/cases")).text
    assert ("超过 10,000" in page or "约 10," in page, "/cases/export" in page) == (True, False)
    assert (await client.get("/cases/export")).status_code == 409
    sent = await client.get("/cases/export?institution=H62072200002&to=2026-01-08")
    assert openpyxl.load_workbook(io.BytesIO(sent.content)).active is not None
    assert await kinds("cases.exported") == ["cases.exported"]


async def test_a_county_sees_its_own_cases_only(visit: Visit) -> None:
    await fill(10)
    page = (await visit(MINLE).get("/cases")).text
    assert len(re.findall(r"<code>V\d+</code>", page)) == 5
    assert "金河县" not in page
    assert "没有符合条件" in (await visit(MINLE).get("/cases?institution=H62070200001")).text


async def test_administrators_and_vendors_see_no_case(visit: Visit) -> None:
    for who in (ADMIN, a.clerk_of(1)):
        assert (await visit(who).get("/cases")).status_code == 403
        assert (await visit(who).get("/cases/export")).status_code == 403
