"""The pages of the rulebooks: list, one version, a draft edited and checked, the way to approval."""

import re
from datetime import date

import httpx
import pytest

from kpi.facts.rules import enterable
from kpi.rulebooks.checking import check_text
from kpi.rulebooks.target_rules import agreeable
from kpi.rulebooks.version_queries import Version, version
from tests.server.rulebooks.conftest import Visit
from tests.support import a, cards, rooms
from vendors.actors import Actor, Role

pytestmark = pytest.mark.anyio


async def stored(name: str) -> Version:
    return await version(name, for_=a.MANAGER, on=a.MONDAY)


def value(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]


async def test_every_packaged_version_is_listed_and_read(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        page = await client.get("/rulebooks")
        assert page.status_code == 200
        assert all(f"/rulebooks/{kind}-2026" in page.text for kind in "ABCD")
        assert "D-2026" not in (await client.get("/rulebooks", params={"kind": "A"})).text
        for kind in "ABCD":
            shown = await client.get(f"/rulebooks/{kind}-2026")
            assert shown.status_code == 200
            assert "人员配备到位率" in shown.text
            assert "本局设定" in shown.text


async def test_a_copy_leads_to_the_form_of_its_numbers(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        sent = await rooms.fill(
            client, "/rulebooks/A-2026/copy", on="/rulebooks", starts_on="2026-10-01", reason="提高认定准确率权重"
        )
        assert (sent.status_code, sent.headers["location"]) == (303, "/rulebooks/A-2026-2/numbers")
        refused = await rooms.fill(client, "/rulebooks/A-2026/copy", on="/rulebooks", starts_on="2026-10-02", reason="")
        assert refused.status_code == 422
        assert "季度的第一天" in refused.text


async def test_numbers_are_edited_without_the_text(visit: Visit, draft: str) -> None:
    path = f"/rulebooks/{draft}/numbers"
    async with visit(a.MANAGER) as client:
        page = await client.get(path)
        assert value(page, "indicator.0.points") == "8"
        assert value(page, "indicator.0.parameters.floor.value") == "80%"
        sent = await rooms.fill(
            client,
            path,
            **{"indicator.0.points": "7", "indicator.1.points": "7", "indicator.0.parameters.floor.value": "85％"},
        )
        assert sent.status_code == 303
    text = (await stored(draft)).source
    assert 'floor = { value = "85%"' in text
    assert re.findall(r"points = (\d+)", text)[2:4] == ["7", "7"]


async def test_a_tick_leaves_a_threshold_to_contracts_and_takes_it_back(visit: Visit, draft: str) -> None:
    path, key = f"/rulebooks/{draft}/numbers", "indicator.5.parameters.full_at.value"
    async with visit(a.MANAGER) as client:
        ticks = {"ticks": "1", f"agreed.{key}": "1", "agreed.indicator.8.parameters.target.value": "1"}
        assert (await rooms.fill(client, path, **ticks)).status_code == 303
        book = check_text((await stored(draft)).source, name=draft, kind="B").rulebook
        assert book
        assert [one.fact for one in agreeable(book)] == ["k06_full_at_agreed", "clue_target"]
        assert "k06_full_at_agreed" not in enterable(book)
        assert (await rooms.fill(client, path, ticks="1")).status_code == 303
        back = check_text((await stored(draft)).source, name=draft, kind="B").rulebook
        assert back
        assert agreeable(back) == ()


async def test_numbers_that_do_not_add_up_are_shown_again_and_not_kept(visit: Visit, draft: str) -> None:
    before = (await stored(draft)).source
    async with visit(a.MANAGER) as client:
        sent = await rooms.fill(client, f"/rulebooks/{draft}/numbers", **{"indicator.0.points": "9.5"})
        assert sent.status_code == 422
        assert "合计 41.5，应为 40" in sent.text
        assert value(sent, "indicator.0.points") == "9.5"
    assert (await stored(draft)).source == before


async def test_the_text_is_checked_while_it_is_typed(visit: Visit, draft: str) -> None:
    text = (await stored(draft)).source.replace("max(0, full - value)", "max(0, full - valeu)", 1)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "valeu" in one)
    async with visit(a.MANAGER) as client:
        page = await rooms.fill(client, f"/rulebooks/{draft}/check", on=f"/rulebooks/{draft}/text", text=text)
        assert page.status_code == 200
        assert f"第 {line} 行第 26 列" in page.text
        assert "未知的名称 valeu" in page.text
        assert "<html" not in page.text


async def test_a_text_with_faults_is_kept_and_says_so(visit: Visit, draft: str) -> None:
    async with visit(a.MANAGER) as client:
        text = (await stored(draft)).source.replace("[[grade]]", "[[grade]", 1)
        sent = await rooms.fill(client, f"/rulebooks/{draft}/text", text=text.replace("\n", "\r\n"))
        assert sent.headers["location"].endswith("/text")
        assert (await stored(draft)).source == text
        assert "TOML" in (await client.get(f"/rulebooks/{draft}")).text
        assert (await client.get(f"/rulebooks/{draft}/numbers")).status_code == 303


async def test_a_stale_text_stays_on_the_page(visit: Visit, draft: str) -> None:
    text = (await stored(draft)).source
    async with visit(a.MANAGER) as client:
        sent = await rooms.fill(client, f"/rulebooks/{draft}/text", text=f"{text}# 我的", version="0" * 64)
        assert sent.status_code == 409
        assert "# 我的" in sent.text
        numbers = {"version": "0" * 64, "indicator.0.parameters.floor.value": "85%"}
        late = await rooms.fill(client, f"/rulebooks/{draft}/numbers", **numbers)
        assert late.status_code == 409
        assert value(late, "indicator.0.parameters.floor.value") == "85%"


async def test_a_leader_approves_what_a_manager_submitted(visit: Visit, draft: str) -> None:
    async with visit(a.MANAGER) as client:
        assert (await rooms.fill(client, f"/rulebooks/{draft}/submit", on=f"/rulebooks/{draft}")).status_code == 303
        assert (await client.get(f"/rulebooks/{draft}/numbers")).status_code == 409
    async with visit(cards.LEADER) as client:
        page = f"/rulebooks/{draft}"
        assert (await rooms.fill(client, f"{page}/decision", on=page, to="return", opinion="")).status_code == 422
        assert (await rooms.fill(client, f"{page}/decision", on=page, to="approve", opinion="同意")).status_code == 303
        assert "已审批" in (await client.get(page)).text
    assert (await stored("B-2026")).until == date(2026, 9, 30)


async def test_a_draft_is_withdrawn_with_a_reason(visit: Visit, draft: str) -> None:
    page = f"/rulebooks/{draft}"
    async with visit(a.MANAGER) as client:
        assert (await rooms.fill(client, f"{page}/withdraw", on=page, opinion="")).status_code == 422
        assert (await rooms.fill(client, f"{page}/withdraw", on=page, opinion="重做")).status_code == 303
        assert "作废理由：重做" in (await client.get(page)).text


async def test_what_differs_stands_beside_each_other(visit: Visit, draft: str) -> None:
    async with visit(a.MANAGER) as client:
        assert "内容相同" in (await client.get(f"/rulebooks/{draft}/difference")).text
        await rooms.fill(
            client,
            f"/rulebooks/{draft}/numbers",
            **{"indicator.0.parameters.floor.value": "85%", "consequence.4.linked_fee": "75%"},
        )
        page = await client.get(f"/rulebooks/{draft}/difference")
        assert "零分线" in page.text
        assert re.search(r'80%</td><td class="fold"><b>85%', page.text)
        assert "其余 14 项指标相同" in page.text


async def test_a_trial_stores_nothing_and_names_what_moves(visit: Visit, draft: str) -> None:
    _vendor, contract = await cards.contracted()
    await cards.facts(contract)
    await cards.issued(contract)
    async with visit(a.MANAGER) as client:
        await rooms.fill(client, f"/rulebooks/{draft}/numbers", **{"indicator.5.parameters.full_at.value": "99%"})
        page = await client.get(f"/rulebooks/{draft}/trial", params={"period": "2026Q3"})
        assert "K06 协同衔接" in page.text
        assert "没有这类机构的记分卡" in (await client.get(f"/rulebooks/{draft}/trial")).text
        assert (await client.get(f"/rulebooks/{draft}/trial", params={"period": "x"})).status_code == 404


async def test_the_file_goes_out_and_comes_back(visit: Visit, draft: str) -> None:
    async with visit(a.MANAGER) as client:
        sent = await client.get(f"/rulebooks/{draft}/file")
        assert sent.text == (await stored(draft)).source
        changed = sent.content.replace(b"small_sample = 5", b"small_sample = 8")
        back = await rooms.attach(client, "/rulebooks/upload", changed, name="B.toml", on="/rulebooks")
        assert back.status_code == 303
        assert "small_sample = 8" in (await stored(draft)).source
        wrong = await rooms.attach(client, "/rulebooks/upload", b"\xff\xfe", name="B.toml", on="/rulebooks")
        assert wrong.status_code == 422


async def test_a_vendor_reads_its_kind_and_changes_nothing(visit: Visit, draft: str) -> None:
    vendor, _contract = await cards.contracted()
    who = Actor(id=60, name="机构负责人", vendor=vendor, roles=frozenset({Role.VENDOR_ADMIN}))
    async with visit(who) as client:
        page = await client.get("/rulebooks")
        assert "B-2026" in page.text
        assert "A-2026" not in page.text
        assert "B-2026-2" not in page.text
        assert (await client.get("/rulebooks/B-2026")).status_code == 200
        assert [(await client.get(f"/rulebooks/{name}")).status_code for name in ("A-2026", draft)] == [404, 404]
        assert (await client.get(f"/rulebooks/{draft}/text")).status_code == 403


async def test_the_list_is_taken_away(visit: Visit, draft: str) -> None:
    async with visit(a.MANAGER) as client:
        assert (await client.get("/rulebooks/export")).headers["content-type"].endswith("sheet")


async def test_a_contract_agrees_a_number_of_its_own(visit: Visit) -> None:
    vendor, contract = await cards.contracted()
    path = f"/contracts/{contract}/targets"
    async with visit(a.MANAGER) as client:
        assert "60%" in (await client.get(path)).text
        sent = await rooms.fill(client, path, fact="clue_target", value="65%", basis="合同第七条", begins="2026-07-01")
        assert sent.status_code == 303
        assert "65%" in (await client.get(path)).text
        wrong = await rooms.fill(client, path, fact="clue_target", value="65", basis="", begins="2020-01-01")
        assert wrong.status_code == 422
    who = Actor(id=60, name="机构负责人", vendor=vendor, roles=frozenset({Role.VENDOR_ADMIN}))
    async with visit(who) as client:
        assert "65%" in (await client.get(path)).text
        assert "登记约定目标" not in (await client.get(path)).text
