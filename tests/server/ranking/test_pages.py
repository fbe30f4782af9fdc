"""The ranking page: one kind, shared ranks, and the two orders where a small sample turns them around."""

import io
import re

import pytest
from openpyxl import load_workbook

from server.ranking import pages
from tests.support import a, ranked, rooms
from vendors.periods import Period

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def shown(path: str) -> str:
    async with rooms.sent_in(ranked.LEADER, *pages.HANDLERS) as visitor:
        answer = await visitor.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return re.sub(r"\s+", " ", answer.text)


async def test_five_of_five_and_sixteen_of_nineteen_stand_in_both_orders() -> None:
    await ranked.accuracy("甲质评中心", 5, 0)
    await ranked.accuracy("乙质评中心", 16, 3)
    page = await shown("/ranking")
    assert "按指标比较" in page
    assert "A04" in page
    assert "甲质评中心 100.0%（5 / 5）排在乙质评中心 84.2%（16 / 19）前面" in page
    assert "乙质评中心至少 62.4%，排在至少 56.6% 的甲质评中心前面" in page
    assert "两者区间重叠，名次并列第 1" in page


async def test_a_sample_the_alert_calls_too_few_is_not_called_enough_in_its_row() -> None:
    await ranked.accuracy("甲质评中心", 5, 0)
    await ranked.accuracy("乙质评中心", 16, 3)
    page = await shown("/ranking")
    assert "样本只有 5 例" in page
    assert 'class="tag warn">样本 5 例<' in page
    assert 'class="tag ">样本 19 例<' in page
    assert "足够" not in page


async def test_nothing_published_says_so() -> None:
    assert "还没有公布的记分卡" in await shown("/ranking")


async def test_scores_with_overlapping_intervals_share_a_rank_and_a_clear_one_does_not() -> None:
    await ranked.accuracy("甲质评中心", 5, 0)
    await ranked.accuracy("乙质评中心", 16, 3)
    await ranked.accuracy("丙质评中心", 990, 10, tasks_on_time="2", reports_on_time="0", handoffs_on_time="1")
    page = await shown("/ranking")
    table = page[page.index("按得分") : page.index("综合得分与区间")]
    assert re.findall(r'class="rank r(\d)"', table) == ["1", "1", "3"]
    assert table.count("并列") >= 2


async def test_a_period_and_an_indicator_are_chosen_and_nonsense_chooses_nothing() -> None:
    contract = await ranked.company("甲质评中心")
    await ranked.card(contract, period=Period.parse("2026Q2"), reports_on_time="4")
    await ranked.card(contract)
    page = await shown("/ranking?period=2026Q2&kind=A&indicator=K02&card=1")
    assert '<option value="2026Q2" selected>' in page
    assert "报告报送及时率" in page
    assert '<option value="2026Q3" selected>' in await shown("/ranking?period=x&kind=Z&indicator=%27&card=99")


async def test_the_list_and_a_comparison_are_taken_away() -> None:
    await ranked.accuracy("甲质评中心", 5, 0)
    await ranked.accuracy("乙质评中心", 16, 3)
    async with rooms.sent_in(ranked.LEADER, *pages.HANDLERS) as visitor:
        whole = await visitor.get("/ranking/export?period=2026Q3&kind=A")
        one = await visitor.get("/ranking/export?period=2026Q3&kind=A&indicator=A04")
    sheet = load_workbook(io.BytesIO(whole.content)).active
    assert [row[2].value for row in sheet.iter_rows(min_row=4)] == ["甲质评中心", "乙质评中心"]
    lower = load_workbook(io.BytesIO(one.content)).active.cell(4, 8).value
    assert lower == pytest.approx(0.565518)


async def test_a_vendors_people_see_no_ranking() -> None:
    contract = await ranked.company("甲质评中心")
    await ranked.card(contract)
    async with rooms.sent_in(a.clerk_of(1), *pages.HANDLERS) as visitor:
        assert (await visitor.get("/ranking")).status_code == 403
