import io
import json
from dataclasses import replace
from datetime import date

import httpx
import pytest
from openpyxl import load_workbook

from server.draws.pages import HANDLERS
from tests.support import a
from tests.support.rooms import fill, sent_in
from vendors.actors import Actor, Role
from vendors.campaigns.actions import plan_campaign
from vendors.campaigns.plan_actions import put_institutions
from vendors.campaigns.rules import CampaignKind
from vendors.campaigns.rules import Plan as Planned
from vendors.campaigns.rules import Scope as Covered
from vendors.draws.algorithm import first_algorithm
from vendors.draws.algorithm.frames import parsed
from vendors.draws.algorithm.generator import commitment
from vendors.draws.algorithm.records import from_json
from vendors.draws.algorithm.replaying import replay
from vendors.journal.queries import history
from vendors.people.pool.actions import keep_expert, keep_inspector
from vendors.people.pool.cards import ExpertCard, InspectorCard, Speciality
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
REREVIEW = {
    "purpose": "rereview", "title": "二季度住院抽查复审", "method": "stratified", "percent": "5",
    "settled_from": "2026-04-01", "settled_to": "2026-06-30", "trait_region": "1", "trait_level": "1", "least": "1",
}  # fmt: skip
AUDITOR = Actor(id=9, name="裴自清", roles=frozenset({Role.AUDITOR}))


def office(who: Actor = a.MANAGER) -> httpx.AsyncClient:
    return sent_in(who, *HANDLERS)


def sheet(answer: httpx.Response) -> list[tuple[object, ...]]:
    """The rows under the header."""
    book = load_workbook(io.BytesIO(answer.content), read_only=True)
    return list(book.worksheets[0].iter_rows(min_row=4, values_only=True))


async def test_a_draw_is_planned_sealed_opened_and_downloaded() -> None:
    await a.cases(40)
    async with office() as client:
        sealed = await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **REREVIEW)
        assert sealed.headers["location"] == "/draws/1"
        page = (await client.get("/draws/1")).text
        assert "打开总体并抽取" in page
        assert (await client.get("/draws/1/record")).status_code == 404
        await fill(client, "/draws/1/open", on="/draws/1", witnesses="钱有度、孙见证")
        page = (await client.get("/draws/1")).text
        assert "钱有度、孙见证" in page
        record = from_json((await client.get("/draws/1/record")).content)
        frame = parsed((await client.get("/draws/1/frame")).text)
        assert replay(record, frame) == ()
        assert (len(frame), record.size) == (40, 2)
        assert "结果一致" in (await client.get("/draws/1/replay", headers={"HX-Request": "true"})).text


async def test_the_scope_of_a_draw_is_on_its_page_in_its_print_and_in_its_record() -> None:
    await a.cases(40)
    async with office() as client:
        asked = REREVIEW | {"region": "620702"}
        await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **asked)
        await fill(client, "/draws/1/open", on="/draws/1")
        for path in ("/draws/1", "/draws/1/print"):
            page = (await client.get(path)).text
            for word in ("甘州区", "全部住院", "县区、机构等级", "2026-04-01 – 2026-06-30"):
                assert word in page, (path, word)
        told = json.loads((await client.get("/draws/1/record")).content)
    assert told["scope"]["settled_from"] == "2026-04-01"
    assert (told["scope"]["regions"], told["scope"]["med_types"]) == (["620702"], ["2"])
    without = json.dumps({key: value for key, value in told.items() if key != "scope"})
    assert replay(from_json(without.encode())) == ()


async def test_the_seed_is_shown_to_nobody_before_the_draw() -> None:
    await a.cases(21)
    async with office() as client:
        await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **REREVIEW)
        promised = (await history(object_type="draw", object_id=1))[0].entry.after
        assert promised is not None
        pages = [(await client.get(path)).text for path in ("/draws", "/draws/1", "/draws/1/print")]
        assert str(promised["seed_commitment"]) in pages[1]
        await fill(client, "/draws/1/open", on="/draws/1")
        made = (await history(object_type="draw", object_id=1))[-1].entry.after
        assert made is not None
        assert not any(str(made["seed"]) in page for page in pages)
        assert str(made["seed"]) in (await client.get("/draws/1")).text


async def test_a_share_below_the_least_of_the_day_is_refused_with_its_clause() -> None:
    await a.cases(21)
    async with office() as client:
        refused = await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **(REREVIEW | {"percent": "4.99"}))
        assert refused.status_code == 422
        assert "不低于 5%" in refused.text


async def test_the_preview_counts_without_opening_and_says_what_is_missing() -> None:
    await a.cases(40)
    asked = "&".join(f"{name}={value}" for name, value in REREVIEW.items())
    async with office() as client:
        told = (await client.get(f"/draws/new?{asked}", headers={"HX-Request": "true"})).text
        assert "<html" not in told
        assert ">40<" in told
        assert "620700G" not in told
        posted = await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **REREVIEW, act="preview")
        assert (posted.status_code, ">40<" in posted.text) == (200, True)
        assert "没有符合条件" in (await client.get("/draws")).text
        missing = (await client.get("/draws/new?purpose=cases&title=x", headers={"HX-Request": "true"})).text
        assert "此项必填" in missing


async def test_double_random_sends_two_inspectors_and_lists_who_was_left_out() -> None:
    await a.hospitals()
    for serial in range(1, 5):
        card = InspectorCard(name=f"检查员{serial}", unit="基金监管科", certificate=f"甘E-{serial:04d}")
        await keep_inspector(card=card, by=a.MANAGER, at=a.AT)
    asked = {
        "purpose": "double", "title": "双随机检查", "method": "double_random", "size": "1", "each": "2",
        "left_out": f"{a.HOSPITALS[1].code} 正在停业整顿",
    }  # fmt: skip
    async with office() as client:
        assert (await fill(client, "/draws/new", on="/draws/new?purpose=double", **asked)).status_code == 303
        await fill(client, "/draws/1/open", on="/draws/1")
        page = (await client.get("/draws/1")).text
        assert page.count("检查员") >= 2
        assert "正在停业整顿" in page
        record = json.loads((await client.get("/draws/1/record")).content)
        assert [len(line["partners"]) for line in record["result"]] == [2]
        assert record["exclusions"][0]["id"] == a.HOSPITALS[1].code


async def test_experts_are_drawn_by_speciality() -> None:
    for serial, speciality in enumerate((Speciality.MEDICAL, Speciality.MEDICAL, Speciality.AUDIT), start=1):
        card = ExpertCard(name=f"专家{serial}", employer="示例医学院", specialities=(speciality,))
        await keep_expert(card=card, by=a.MANAGER, at=a.AT)
    asked = {"purpose": "experts", "title": "合议专家", "count_medical": "1", "count_audit": "1"}
    async with office() as client:
        await fill(client, "/draws/new", on="/draws/new?purpose=experts", **asked)
        await fill(client, "/draws/1/open", on="/draws/1")
        record = json.loads((await client.get("/draws/1/record")).content)
        assert sorted(line["stratum"] for line in record["result"]) == sorted(["医学", "审计"])
        greedy = asked | {"count_audit": "2"}
        await fill(client, "/draws/new", on="/draws/new?purpose=experts", **greedy)
        assert (await fill(client, "/draws/2/open", on="/draws/2")).status_code == 409


async def test_the_result_and_the_list_come_as_workbooks_with_the_same_filters() -> None:
    await a.cases(40)
    async with office() as client:
        await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **REREVIEW)
        await fill(client, "/draws/1/open", on="/draws/1")
        result = sheet(await client.get("/draws/1/result"))
        assert result[0][0] == 1
        assert str(result[0][1]).startswith("620700G")
        assert [row[0] for row in sheet(await client.get("/draws/export?purpose=rereview"))] == ["CY-2026-0001"]
        assert sheet(await client.get("/draws/export?purpose=double")) == []
        assert "没有符合条件" in (await client.get("/draws?status=cancelled")).text


async def test_a_sealed_draw_can_be_given_up_with_a_reason_only() -> None:
    await a.cases(5)
    async with office() as client:
        await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **REREVIEW)
        assert (await fill(client, "/draws/1/cancel", on="/draws/1")).status_code == 422
        await fill(client, "/draws/1/cancel", on="/draws/1", reason="范围填错")
        assert "范围填错" in (await client.get("/draws/1")).text
        assert (await fill(client, "/draws/1/open", on="/draws")).status_code == 409


async def test_the_auditor_reads_and_replays_but_draws_nothing() -> None:
    await a.cases(21)
    async with office() as client:
        await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **REREVIEW)
        await fill(client, "/draws/1/open", on="/draws/1")
    async with office(AUDITOR) as client:
        assert (await client.get("/draws/1/print")).status_code == 200
        assert (await client.get("/draws/1/replay")).status_code == 200
        assert (await client.get("/draws/new")).status_code == 403


async def test_another_county_does_not_see_it() -> None:
    await a.cases(21)
    async with office() as client:
        await fill(client, "/draws/new", on="/draws/new?purpose=rereview", **REREVIEW)
    async with office(replace(AUDITOR, region="620702")) as client:
        assert (await client.get("/draws/1")).status_code == 404
        assert "CY-2026-0001" not in (await client.get("/draws")).text


async def test_a_draw_of_the_first_algorithm_is_shown_and_replayed() -> None:
    await a.cases(20)
    vendor = await a.vendor()
    drafted = await a.draft(contract=await a.contract(vendor=vendor))
    frame = sorted(a.case(serial).visit_id for serial in range(1, 21))
    sample = first_algorithm.draw(frame, seed="旧种子", size=1)
    async with transaction() as connection:
        await connection.execute(
            FIRST, vendor, drafted, commitment("旧种子"), first_algorithm.frame_hash(frame), json.dumps(frame), a.AT
        )
        await connection.execute(MARKED, vendor, drafted, sample[0])
    async with office() as client:
        page = (await client.get("/draws/1")).text
        assert sample[0] in page
        assert "sha256-order-1" in page
        assert "结果一致" in (await client.get("/draws/1/replay", headers={"HX-Request": "true"})).text
        assert replay(from_json((await client.get("/draws/1/record")).content)) == ()


FIRST = """
INSERT INTO vendors_draw (vendor, task, number, method, algorithm, seed, seed_commitment, frame_hash, frame_size, ratio,
  size, frame, committed_at, drawn_at, drawn_by)
VALUES ($1, $2, 'CY-2026-0001', 'simple_random', 'sha256-order-1', '旧种子', $3, $4, 20, 0.05, 1, $5, $6, $6, '周启明')
"""
MARKED = """
INSERT INTO vendors_task_case (vendor, task, "case", draw) SELECT $1, $2, id, 1 FROM vendors_settled_case
WHERE visit_id = $3
"""


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=attribute&precision=5&rate=50&universe=10000", ">370<"),
        ("kind=variable&deviation=100&amount=10", ">385<"),
        ("kind=discovery&universe=200000&occurrences=2000", ">298<"),
        ("kind=acceptance&universe=200000&occurrences=10000&allowed=2", ">124<"),
    ],
)
async def test_the_calculator_answers_without_javascript(asked: str, found: str) -> None:
    async with office() as client:
        assert found in (await client.get(f"/tools/sampling?confidence=95&{asked}")).text


@pytest.mark.parametrize(
    "asked",
    ["confidence=100", "confidence=95&precision=0", "kind=discovery&confidence=95&universe=5&occurrences=6",
     "kind=variable&confidence=95&deviation=-1&amount=1", "kind=acceptance&confidence=95&occurrences=1"],
)  # fmt: skip
async def test_the_calculator_names_what_cannot_be(asked: str) -> None:
    async with office() as client:
        assert (await client.get(f"/tools/sampling?{asked}")).status_code == 422
        assert (await client.get("/tools/sampling")).status_code == 200


async def test_a_draw_under_a_campaign_is_prefilled_kept_to_its_list_and_leads_to_tasks() -> None:
    await a.hospitals()
    first, second = a.HOSPITALS
    covered = Covered(covers_from=date(2026, 4, 1), covers_to=date(2026, 6, 30))
    plan = Planned(
        name="专项整治", kind=CampaignKind.SPECIAL, starts_on=date(2026, 7, 1), ends_on=date(2036, 12, 31),
        scope=covered, lead_name="周启明",
    )  # fmt: skip
    under = await plan_campaign(plan=plan, by=a.MANAGER, at=a.AT)
    await put_institutions(campaign=under, which=[second.code], by=a.MANAGER, at=a.AT)
    address = f"/draws/new?campaign={under}&purpose=institutions"
    asked = {
        "purpose": "institutions",
        "title": "抽取检查对象",
        "size": "2",
        "campaign": str(under),
        "method": "simple_random",
    }
    async with office() as client:
        opened = (await client.get(address)).text
        assert 'value="2026-04-01"' in opened
        assert f'<option value="{under}" selected' in opened
        nothing = await client.get(
            "/draws/new", params=asked | {"region": first.region}, headers={"HX-Request": "true"}
        )
        assert "机构名单中没有该范围的机构" in nothing.text
        await fill(client, "/draws/new", on=address, **asked)
        await fill(client, "/draws/1/open", on="/draws/1")
        page = (await client.get("/draws/1")).text
    assert "1 家机构" in page
    assert f"/tasks/new?institutions={second.code}&amp;campaign={under}" in page
    assert first.name not in page
