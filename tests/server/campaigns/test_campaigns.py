import re
from datetime import date
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from tests.server.campaigns.conftest import Visit
from tests.support import a, rooms
from tests.support.accounts import send
from vendors.actors import Actor, Role
from vendors.campaigns.plan_queries import phases
from vendors.campaigns.queries import campaigns
from vendors.campaigns.rules import CampaignState, Focus
from vendors.draws import rules as draw_rules
from vendors.draws.actions import commit_draw

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
READER = Actor(id=5, name="柳青", roles=frozenset({Role.AUDITOR}))
COUNTY = Actor(id=9, name="民乐县干部", roles=frozenset({Role.TASK_MANAGER}), region="620722")
GOOD = {
    "name": "2026年打击欺诈骗保专项整治", "kind": "special", "starts_on": "2026-07-01", "ends_on": "2026-12-31",
    "covers_from": "2024-01-01", "covers_to": "2026-06-30", "lead_name": "苏禾", "basis_number": "张医保发〔2026〕12号",
    "note": "", "focus_patients": "1", "focus_bills": "1", "agency_1": "1", "region_620722": "1",
}  # fmt: skip


async def planned(client: httpx.AsyncClient, **changes: str) -> str:
    """A campaign drawn up on the page; its address."""
    answer = await send(client, "/campaigns/new", **{**GOOD, **changes})
    assert answer.status_code == 303, re.findall(r'class="error".*?</p>', answer.text)
    return str(answer.headers["location"])


async def started(client: httpx.AsyncClient) -> str:
    await a.hospitals()
    path = await planned(client)
    await send(client, f"{path}/institutions", region="", kind="", level="", codes="")
    await send(client, f"{path}/state", on=path, to="running", reason="")
    return path


async def test_a_campaign_is_planned_and_shown_with_what_was_ticked(visit: Visit) -> None:
    client = visit(KEEPER)
    page = await client.get(await planned(client))
    assert "ZX-2026-0001" in page.text
    (found,) = await campaigns(for_=KEEPER)
    assert (found.focus, found.agencies, found.regions) == ((Focus.PATIENTS, Focus.BILLS), ("1",), ("620722",))
    for word in ("假病人、假票据", "公安", "民乐县", "张医保发〔2026〕12号", "还没有排定阶段"):
        assert word in page.text, word


async def test_faults_of_a_plan_stand_beside_their_fields_and_ticks_are_kept(visit: Visit) -> None:
    page = await send(visit(KEEPER), "/campaigns/new", **{**GOOD, "ends_on": "2026-01-01", "name": ""})
    assert page.status_code == 422
    assert 'id="e-name"' in page.text
    page = await send(visit(KEEPER), "/campaigns/new", **{**GOOD, "ends_on": "2026-01-01"})
    assert 'id="e-ends_on"' in page.text
    assert re.search(r'name="focus_patients" value="1" checked', page.text)


async def test_a_plan_is_changed(visit: Visit) -> None:
    client = visit(KEEPER)
    path = await planned(client)
    form = await client.get(f"{path}/plan")
    assert re.search(r'name="region_620722" value="1" checked', form.text)
    typed = {**GOOD, "name": "新名称"}
    del typed["focus_bills"]
    assert (await send(client, f"{path}/plan", **typed)).status_code == 303
    (found,) = await campaigns(for_=KEEPER)
    assert (found.name, found.focus) == ("新名称", (Focus.PATIENTS,))


async def test_the_scope_is_filled_by_condition_or_code_and_taken_out_of_again(visit: Visit) -> None:
    await a.hospitals()
    client = visit(KEEPER)
    path = f"{await planned(client)}/institutions"
    await send(client, path, region="", kind="乡镇卫生院", level="", codes="")
    assert "雪山镇中心卫生院" in (await client.get(path)).text
    await send(client, path, region="", kind="", level="", codes=f"{a.HOSPITALS[0].code.lower()}，")
    assert "金河县第一人民医院" in (await client.get(path)).text
    wrong = await send(client, path, region="", kind="", level="", codes="H00000000000")
    assert (wrong.status_code, "H00000000000" in wrong.text) == (422, True)
    missing = await send(client, f"{path}/removed", on=path, pick=a.HOSPITALS[0].code, reason="")
    assert missing.status_code == 422
    await send(client, f"{path}/removed", on=path, pick=a.HOSPITALS[0].code, reason="已停业")
    assert "金河县第一人民医院" not in (await client.get(path)).text
    book = load_workbook(BytesIO((await client.get(f"{path}/export")).content))
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=4)] == [a.HOSPITALS[1].code]


async def test_phases_are_drawn_and_an_overdue_milestone_is_told(visit: Visit) -> None:
    client = visit(KEEPER)
    path = await started(client)
    await send(client, f"{path}/phases", on=path, name="动员部署", begins="2026-07-01", ends="2026-07-31")
    (phase,) = await phases(int(path.rsplit("/", 1)[1]), for_=KEEPER)
    for name, kind, due in (("印发方案", "work", "2026-07-03"), ("中期自评", "midterm", "2026-07-20")):
        await send(client, f"{path}/milestones", on=path, phase=str(phase.id), kind=kind, milestone=name, due_on=due)
    page = await client.get(path)
    assert page.text.count('class="chart plan"') == 2
    assert "有 1 个节点逾期未完成" in page.text
    assert re.search(r'class="over">0/2', (await client.get("/campaigns")).text)


async def test_an_evaluation_is_done_with_its_file_which_can_be_opened(visit: Visit) -> None:
    client = visit(KEEPER)
    path = await started(client)
    await send(client, f"{path}/phases", on=path, name="自评", begins="2026-07-01", ends="2026-07-31")
    (phase,) = await phases(int(path.rsplit("/", 1)[1]), for_=KEEPER)
    typed = {"phase": str(phase.id), "kind": "midterm", "milestone": "中期自评", "due_on": "2026-07-20"}
    await send(client, f"{path}/milestones", on=path, **typed)
    (phase,) = await phases(int(path.rsplit("/", 1)[1]), for_=KEEPER)
    done = f"{path}/milestones/{phase.milestones[0].id}"
    without = await send(client, done, on=path, done_on="2026-07-06", remark="")
    assert (without.status_code, "请附自评" in without.text) == (422, True)
    answer = await rooms.attach(client, done, b"%PDF-1.7", name="自评.pdf", on=path, done_on="2026-07-06", remark="")
    assert answer.status_code == 303
    link = re.search(r"/attachments/\d+", (await client.get(path)).text)
    assert link
    assert (await visit(READER).get(link[0])).status_code == 200
    assert (await visit(a.clerk_of(await a.vendor())).get(link[0])).status_code == 404


async def test_forms_that_cannot_be_read_come_back_with_their_faults(visit: Visit) -> None:
    client = visit(KEEPER)
    path = await started(client)
    await send(client, f"{path}/phases", on=path, name="动员部署", begins="2026-07-01", ends="2026-07-31")
    for where, typed in (
        ("phases", {"name": "", "begins": "昨天", "ends": ""}),
        ("milestones", {"phase": "", "kind": "x", "milestone": "", "due_on": ""}),
        ("state", {"to": "", "reason": ""}),
        ("state", {"to": "terminated", "reason": ""}),
    ):
        page = await send(client, f"{path}/{where}", on=path, **typed)
        assert (page.status_code, 'class="alert bad"' in page.text) == (422, True), where


async def test_a_campaign_goes_its_way_and_its_end_is_final(visit: Visit) -> None:
    client = visit(KEEPER)
    path = await started(client)
    for state in ("winding_up", "ended"):
        await send(client, f"{path}/state", on=path, to=state, reason="")
    (found,) = await campaigns(for_=KEEPER)
    assert found.state is CampaignState.ENDED
    page = await client.get(path)
    assert f'action="{path}/state"' not in page.text
    assert "修改计划" not in page.text


async def test_the_list_is_narrowed_and_taken_away(visit: Visit) -> None:
    client = visit(KEEPER)
    await planned(client)
    await planned(client, name="民营医院交叉检查", kind="cross", starts_on="2026-05-01")
    some = await client.get("/campaigns", params={"kind": "cross", "text": "民营"})
    assert "民营医院交叉检查" in some.text
    assert "打击欺诈骗保" not in some.text
    assert "没有符合条件的专项行动" in (await client.get("/campaigns", params={"state": "ended"})).text
    book = load_workbook(BytesIO((await client.get("/campaigns/export?kind=cross")).content))
    (row,) = book.worksheets[0].iter_rows(min_row=4, values_only=True)
    assert (row[0], row[1], str(row[4])[:10]) == ("ZX-2026-0002", "民营医院交叉检查", "2026-05-01")
    assert (await client.get("/campaigns", params={"after": "WyJ4IiwxXQ"})).status_code == 200


async def test_fifty_campaigns_fill_a_page_and_the_rest_follow(visit: Visit) -> None:
    client = visit(KEEPER)
    for day in range(1, 29):
        await planned(client, name=f"行动甲{day}", starts_on=date(2026, 6, day).isoformat())
        await planned(client, name=f"行动乙{day}", starts_on=date(2026, 6, day).isoformat())
    first = await client.get("/campaigns")
    assert "共 56 条" in first.text
    more = re.search(r'href="(/campaigns\?after=[^"]+)"', first.text)
    assert more
    rest = await client.get(more[1])
    assert [f"行动乙{day}<" in rest.text for day in (3, 4)] == [True, False]


async def test_an_auditor_reads_a_county_sees_its_own_and_a_vendor_is_shown_out(visit: Visit) -> None:
    client = visit(KEEPER)
    path = await started(client)
    await planned(client, name="甘州区检查", region_620722="", region_620702="1")
    reader = await visit(READER).get(path)
    assert (reader.status_code, '<form method="post" action="/campaigns' in reader.text) == (200, False)
    county = visit(COUNTY)
    assert "甘州区检查" not in (await county.get("/campaigns")).text
    assert (await county.get(path)).status_code == 200
    assert (await county.get("/campaigns/new")).status_code == 403
    outsider = visit(a.clerk_of(await a.vendor()))
    for address in ("/campaigns", path, f"{path}/institutions", "/campaigns/export", "/campaigns/new"):
        assert (await outsider.get(address)).status_code == 403


async def test_the_page_lists_the_campaigns_draws_and_leads_to_a_new_one(visit: Visit) -> None:
    client = visit(KEEPER)
    path = await started(client)
    under = int(path.rpartition("/")[2])
    assert f"/draws/new?campaign={under}" in (await client.get(path)).text
    plan = draw_rules.Plan(size=1)
    of_places = draw_rules.Purpose.INSTITUTIONS
    await commit_draw(purpose=of_places, plan=plan, title="抽取检查对象", campaign=under, by=a.MANAGER, at=a.AT)
    page = (await client.get(path)).text
    assert '<a href="/draws/1">抽取检查对象</a>' in page
    assert "共 1 批" in page
