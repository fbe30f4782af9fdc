"""Templates of a task: every sheet of its family; a long list's is made in the background and polled for."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from importers.batches import making
from importers.findings.kinds import KINDS
from importers.workbook.writing import apart
from server.uploads import jobs
from tests.server.uploads.conftest import Office
from tests.support import a, uploads
from tests.support.accounts import send

pytestmark = pytest.mark.anyio


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six cases count as many."""
    monkeypatch.setattr(making, "AT_ONCE", 5)


async def test_every_sheet_of_the_family_is_offered_and_explained(office: Office) -> None:
    page = (await office.visit(office.desk.clerk).get(f"/tasks/{office.desk.task}/templates")).text
    for kind in KINDS:
        assert (f'href="/workbooks/{kind.key}"' in page) is (kind.letter == "A")
    assert "6 份病例" in page
    assert f"/tasks/{office.desk.task}/template?kind=record-review" in page
    assert "生成模板" not in page


async def test_a_sheet_of_another_family_is_not_found(office: Office) -> None:
    for kind in ("audit-problems", "none"):
        path = f"/tasks/{office.desk.task}/template?kind={kind}"
        assert (await office.visit(office.desk.clerk).get(path)).status_code == 404


@pytest.mark.usefixtures("long")
async def test_a_long_list_is_made_by_the_worker_and_then_downloaded(office: Office) -> None:
    client, base = office.visit(office.desk.clerk), f"/tasks/{office.desk.task}"
    early = await client.get(f"{base}/template?kind=record-review")
    assert (early.status_code, early.headers["location"]) == (303, f"{base}/templates")
    asked = await send(client, f"{base}/templates", on=f"{base}/templates", kind="record-review")
    waiting = await client.get(asked.headers["location"])
    assert "正在生成" in waiting.text
    assert 'hx-trigger="load delay:2s"' in waiting.text
    assert isinstance(office.house.queue, uploads.Waiting)
    ((job, arguments),) = office.house.queue.jobs
    assert job == "make_template"
    await jobs.make_template(house=office.house, at=uploads.UPLOADED, **arguments)  # type: ignore[arg-type]
    part = await client.get(asked.headers["location"], headers={"HX-Request": "true"})
    assert "正在生成" not in part.text
    assert "生成于" in part.text
    book = load_workbook(BytesIO((await client.get(f"{base}/template?kind=record-review")).content))
    assert "620700G000000000001" in [cell.value for row in book["病历审核疑点明细"].iter_rows() for cell in row]


@pytest.mark.usefixtures("long")
async def test_a_template_made_in_the_background_comes_back_without_a_word(office: Office) -> None:
    await jobs.make_template(house=office.house, at=uploads.UPLOADED, task=office.desk.task, kind="record-review")
    template = await office.visit(office.desk.clerk).get(f"/tasks/{office.desk.task}/template?kind=record-review")
    batch = await office.checked(template.content, name="模板.xlsx")
    page = await office.visit(office.desk.clerk).get(f"/batches/{batch}")
    assert "没有错误" in page.text


@pytest.mark.usefixtures("long")
async def test_a_made_template_is_not_another_vendors(office: Office) -> None:
    await jobs.make_template(house=office.house, at=uploads.UPLOADED, task=office.desk.task, kind="record-review")
    stranger = office.visit(a.clerk_of(await a.vendor(name="河西审计服务有限公司")))
    for path in ("template?kind=record-review", "templates"):
        assert (await stranger.get(f"/tasks/{office.desk.task}/{path}")).status_code == 404


async def test_a_kind_there_is_not_cannot_be_made(office: Office) -> None:
    with pytest.raises(apart.WriterFailedError):
        await jobs.make_template(house=office.house, at=uploads.UPLOADED, task=office.desk.task, kind="audit-problems")
