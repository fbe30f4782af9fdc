"""Rules in words beside their numbers, faults that can be found, refusals answered on the form."""

from datetime import date

import pytest

from kpi.rulebooks.actions import copy_version, submit_version
from kpi.rulebooks.version_queries import version
from server.rulebooks.excerpts import excerpt
from tests.server.rulebooks.conftest import Visit
from tests.support import a, cards, rooms, rulebooks

pytestmark = pytest.mark.anyio
FLOOR = "indicator.0.parameters.floor.value"


async def test_the_check_names_each_indicator_whose_rule_in_words_lags_behind(visit: Visit, draft: str) -> None:
    path = f"/rulebooks/{draft}/numbers"
    async with visit(a.MANAGER) as client:
        behind = {"indicator.0.points": "7", "indicator.1.points": "7", FLOOR: "85%"}
        seen = (await rooms.fill(client, f"{path}/check", on=path, **behind)).text
        assert "2 项指标的数值已改而计分规则文字未改" in seen
        assert "没有问题" not in seen
        assert "低于 80% 得 0 分" in seen
        told = {**behind, "indicator.0.points": "8", "indicator.1.points": "6"}
        told |= {"indicator.0.rule_zh": "低于 85% 得 0 分", "indicator.0.rule_en": "under 85%: 0"}
        assert "没有问题" in (await rooms.fill(client, f"{path}/check", on=path, **told)).text
        assert (await rooms.fill(client, path, **told)).status_code == 303
    found = await version(draft, for_=a.MANAGER, on=a.MONDAY)
    assert 'rule_zh = "低于 85% 得 0 分"' in found.source


async def test_the_leader_is_shown_what_lags_behind_and_ticks_that_it_was_compared(visit: Visit) -> None:
    made = await rulebooks.drafted("B-2026", date(2026, 10, 1), ('floor = { value = "80%"', 'floor = { value = "85%"'))
    await submit_version(name=made, by=a.MANAGER, at=a.AT)
    page = f"/rulebooks/{made}"
    async with visit(cards.LEADER) as client:
        assert "零分线 80% → <b>85%</b>" in (await client.get(page)).text
        refused = await rooms.fill(client, f"{page}/decision", on=page, to="approve", opinion="同意")
        assert refused.status_code == 422
        assert "请逐项比对后勾选" in refused.text
        ticked = await rooms.fill(client, f"{page}/decision", on=page, to="approve", opinion="同意", compared="1")
        assert ticked.status_code == 303


async def test_a_copy_for_a_quarter_that_is_over_is_answered_on_its_form(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        sent = await rooms.fill(
            client, "/rulebooks/A-2026/copy", on="/rulebooks", starts_on="2026-04-01", reason="调整权重"
        )
        assert sent.status_code == 422
        assert "生效日期不得早于本季度第一天" in sent.text


async def test_the_check_tells_of_a_day_that_is_taken_before_anybody_submits(visit: Visit, draft: str) -> None:
    await rulebooks.approved("B-2026", date(2026, 10, 1))
    async with visit(a.MANAGER) as client:
        for page in (f"/rulebooks/{draft}", f"/rulebooks/{draft}/text", f"/rulebooks/{draft}/numbers"):
            assert "同类另有版本同日生效" in (await client.get(page)).text
        sent = await rooms.fill(client, f"/rulebooks/{draft}/submit", on=f"/rulebooks/{draft}")
        assert sent.status_code == 409
        assert "同类另有版本同日生效" in sent.text
        assert "请刷新" not in sent.text


async def test_a_second_version_for_the_same_day_is_refused_on_the_page_it_was_approved_from(visit: Visit) -> None:
    made = [
        await copy_version(name="B-2026", starts_on=date(2026, 10, 1), reason="调整", by=a.MANAGER, at=a.AT)
        for _ in range(2)
    ]
    for name in made:
        await submit_version(name=name, by=a.MANAGER, at=a.AT)
    async with visit(cards.LEADER) as client:
        for name, status in zip(made, (303, 409), strict=True):
            page = f"/rulebooks/{name}"
            sent = await rooms.fill(client, f"{page}/decision", on=page, to="approve", opinion="同意")
            assert sent.status_code == status
        assert "同类另有版本同日生效" in sent.text
        assert "请刷新" not in sent.text


async def test_an_uploaded_file_with_a_packaged_id_is_answered_on_the_form(visit: Visit) -> None:
    async with visit(a.MANAGER) as client:
        content = (await client.get("/rulebooks/B-2026/file")).content
        sent = await rooms.attach(client, "/rulebooks/upload", content, name="B.toml", on="/rulebooks")
        assert sent.status_code == 422
        assert "随产品提供的规则不能修改" in sent.text


async def test_a_fault_in_the_text_is_shown_with_its_lines_and_a_caret(visit: Visit, draft: str) -> None:
    text = (await version(draft, for_=a.MANAGER, on=a.MONDAY)).source.replace("full - value", "full - valeu", 1)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "valeu" in one)
    async with visit(a.MANAGER) as client:
        page = await rooms.fill(client, f"/rulebooks/{draft}/check", on=f"/rulebooks/{draft}/text", text=text)
    assert f"\n{line} | formula" in page.text
    assert page.text.count("valeu") > 1


def test_the_caret_stands_under_the_column_whatever_the_width_of_the_characters() -> None:
    assert excerpt('a = 1\nzh = "考核x"\nb = 2', line=2, column=9) == (
        '1 | a = 1\n2 | zh = "考核x"\n  |       \u3000\u3000^\n3 | b = 2'
    )
    assert excerpt("x" * 200, line=1, column=150).endswith("^")
    assert excerpt("a", line=9, column=1) == ""


async def test_a_fault_in_the_numbers_names_the_field_and_marks_it(visit: Visit, draft: str) -> None:
    path = f"/rulebooks/{draft}/numbers"
    async with visit(a.MANAGER) as client:
        sent = await rooms.fill(client, path, **{"grade.0.from": "91"})
        assert sent.status_code == 422
        assert '<a class="tag bad" href="#n.grade.0.from">等级 优秀</a>' in sent.text
        assert 'id="n.grade.0.from" name="grade.0.from" aria-invalid="true"' in sent.text
        assert "行第" not in sent.text


async def test_a_version_leads_to_what_it_would_change(visit: Visit, draft: str) -> None:
    async with visit(a.MANAGER) as client:
        assert f'href="/what-if?kind=B&amp;version={draft}"' in (await client.get(f"/rulebooks/{draft}")).text
