import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from server.contracts.package import Held, package, zipped
from server.storage.local import LocalBlobs
from tests.server.contracts.conftest import Visit
from tests.support import a, rooms
from tests.support.accounts import send
from vendors.actors import Actor, Role
from vendors.contracts.actions import rescind_contract
from vendors.contracts.rules import BidderTerms
from vendors.errors import Words

pytestmark = pytest.mark.anyio


def checked_by_others(folder: Path) -> bool:
    """As docs/howto/archive-a-contract.md tells."""
    return subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=False).returncode == 0


async def ended(visit: Visit) -> tuple[int, int]:
    """A contract with a file and a report, rescinded, its data destroyed; vendor and contract."""
    vendor = await a.vendor()
    made = await a.contract(vendor=vendor)
    client, path = visit(a.MANAGER), f"/contracts/{made}"
    await rooms.attach(
        client, f"{path}/files", b"%PDF-1.7 scan", name="合同.pdf", on=f"{path}?tab=files", file_title="合同扫描件"
    )
    await rooms.attach(
        client, f"{path}/reports", b"%PDF-1.7 r", name="季报.pdf", on=f"{path}?tab=reports", period="2026Q2"
    )
    await rescind_contract(contract=made, code="agreed", why="协商", expel=False, by=a.MANAGER, at=a.AT)
    told = {
        "method": "returned",
        "returned_on": "2026-07-06",
        "done_by": "马知远",
        "witness": "周启明",
        "scope": "全部",
    }
    await rooms.attach(client, f"{path}/data-return", b"%PDF-1.7 ok", name="确认书.pdf", on=path, **told)
    return vendor, made


async def test_every_file_of_the_package_has_the_hash_its_index_says(visit: Visit, tmp_path: Path) -> None:
    _, made = await ended(visit)
    client, path = visit(a.MANAGER), f"/contracts/{made}"
    await send(client, f"{path}/archive", on=path, write_off="未报送的不再报送")
    answer = await client.get(f"{path}/archive")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        rows = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))[1:]
        held = {row[3]: (int(row[4]), row[5]) for row in rows}
        for name in set(archive.namelist()) - {"index.csv", "index.html", "SHA256SUMS"}:
            content = archive.read(name)
            assert held.pop(name) == (len(content), hashlib.sha256(content).hexdigest())
        assert held == {}
        archive.extractall(tmp_path)
        journal = json.loads(archive.read("journal.json"))
        names = archive.namelist()
        assert "核销：未报送的不再报送" in archive.read("contract.html").decode()
    assert [entry["kind"] for entry in journal][-3:] == [
        "contract.rescinded",
        "contract.data_returned",
        "attachment.added",
    ]
    assert {"files/01_合同.pdf", "files/02_确认书.pdf", "reports/01_季报.pdf", "payments.json"} <= set(names)
    assert checked_by_others(tmp_path)
    page = await client.get(path)
    assert hashlib.sha256(answer.content).hexdigest() in page.text


async def test_the_same_content_gives_the_same_bytes_and_one_changed_byte_others(visit: Visit, data: Path) -> None:
    _, made = await ended(visit)
    blobs = LocalBlobs(data / "blobs")
    first = await package(made, blobs=blobs, for_=a.MANAGER)
    assert await package(made, blobs=blobs, for_=a.MANAGER) == first
    one = Held(path="a.txt", title=Words("甲", "A"), content=b"1")
    assert zipped("HT", [one]) != zipped("HT", [Held(path="a.txt", title=Words("甲", "A"), content=b"2")])


async def test_text_in_the_pages_of_the_package_is_text(visit: Visit, data: Path) -> None:
    made = await a.contract(vendor=await a.vendor(), title="<script>alert(1)</script>")
    content = await package(made, blobs=LocalBlobs(data / "blobs"), for_=a.MANAGER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("contract.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_a_person_reads_the_contract_without_knowing_our_fields(visit: Visit, data: Path) -> None:
    bids = (BidderTerms(name="甲公司", score=Decimal("91.5"), awarded=True), BidderTerms(name="乙公司"))
    made = await a.contract(vendor=await a.vendor(), bidders=bids)
    content = await package(made, blobs=LocalBlobs(data / "blobs"), for_=a.MANAGER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("contract.html").decode()
    for told in (
        "乙公司", "<td>20%</td>", "<td>5%</td>", "480,000.00", "12,000 份", "40.00", "服务内容和范围", "待申请 Planned",
        "2026年第四季度", "单价（元） Price", "<h2>补充协议 Supplements</h2><p>无 None</p>",
    ):  # fmt: skip
        assert told in page, told
    assert re.findall(r"\w+_(?:fen|on|price|days|standard)\b", page) == []


async def test_who_may_see_contracts_at_the_citys_bureau_takes_the_package(visit: Visit) -> None:
    _, made = await ended(visit)
    path = f"/contracts/{made}"
    await send(visit(a.MANAGER), f"{path}/archive", on=path, write_off="未报送的不再报送")
    for role in (Role.LEADER, Role.AUDITOR, Role.ACCOUNTANT):
        client = visit(Actor(id=30, name="郑重", roles=frozenset({role})))
        assert "下载档案包" in (await client.get(path)).text
        assert (await client.get(f"{path}/archive")).status_code == 200, role
    county = visit(Actor(id=31, name="甘州", roles=frozenset({Role.AUDITOR}), region="620702"))
    assert "下载档案包" not in (await county.get(path)).text
    assert (await county.get(f"{path}/archive")).status_code == 404


async def test_a_vendor_does_not_take_the_package(visit: Visit) -> None:
    vendor, made = await ended(visit)
    assert (await visit(a.clerk_of(vendor)).get(f"/contracts/{made}/archive")).status_code == 404
    assert (await visit(a.MANAGER).get(f"/contracts/{made}/archive")).status_code == 404
