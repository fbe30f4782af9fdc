"""BT-07: institutions are distinct at every level, cases and lines add up."""

from dataclasses import replace

import pytest

from tests.support import a, baotou
from vendors.actors import Actor, Role
from vendors.errors import Forbidden, Invalid
from vendors.periods import Period
from vendors.statistics.entered_actions import enter_figures
from vendors.statistics.entered_queries import current
from vendors.statistics.entered_rules import Kind, NewFigures
from vendors.statistics.machine_queries import Asked, machine_table
from vendors.statistics.machine_rules import MachineTable, Origin

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
ASKED = Asked(first=Period.parse("2021M01"), last=Period.parse("2021M04"), as_of=baotou.AFTER)
COUNTY = Actor(id=9, name="民乐县干部", roles=frozenset({Role.TASK_MANAGER}), region="620722")


async def _table(asked: Asked = ASKED, who: Actor = a.MANAGER) -> MachineTable:
    return (await machine_table(asked, for_=who)).table


def _months(table: MachineTable) -> list[tuple[int, int, int]]:
    return [(row.institutions, row.cases, row.lines) for row in table.rows]


async def test_the_baotou_months_come_out_of_real_findings() -> None:
    await baotou.findings()
    table = await _table()
    assert _months(table) == list(baotou.MONTHS.values())
    assert (table.total.cases, table.total.lines) == (1993, 2147)
    assert (table.total.institutions, table.total.summed) == (baotou.DISTINCT, 193)
    assert table.total.amount_fen == 2147 * baotou.FEN
    assert table.problems == ()


async def test_the_baotou_months_come_out_as_entered_and_bare_numbers_are_never_added() -> None:
    await baotou.history()
    table = await _table(replace(ASKED, as_of=a.AT))
    assert _months(table) == list(baotou.MONTHS.values())
    assert (table.total.cases, table.total.lines, table.total.institutions) == (1993, 2147, None)
    assert {row.origin for row in table.rows} == {Origin.ENTERED}


async def test_entered_lists_of_institutions_make_the_total_distinct() -> None:
    await baotou.institutions()
    await baotou.history(listed=True)
    assert (await _table()).total.institutions == baotou.DISTINCT


async def test_the_distinct_number_of_a_range_may_be_entered_and_holds_for_that_range_only() -> None:
    await baotou.history()
    await baotou.span("2021M01/2021M04", 97)
    table = await _table()
    assert (table.total.institutions, table.total.entered) == (97, True)
    assert (await _table(replace(ASKED, last=Period.parse("2021M03")))).total.institutions is None


async def test_a_distinct_number_above_the_sum_is_named() -> None:
    await baotou.span("2021M01/2021M04", 194)  # before its months are known
    await baotou.history()
    assert [said.zh for said in (await _table()).problems] == [
        "去重家数 194 应在 62（最大月份）与 193（各月之和）之间。"
    ]


async def test_a_year_entered_as_one_is_one_line_and_excludes_its_months() -> None:
    await baotou.entered("2020", *baotou.YEAR_2020)
    await baotou.history()
    table = await _table(replace(ASKED, first=Period.parse("2020M01")))
    assert _months(table)[0] == baotou.YEAR_2020
    assert (len(table.rows), table.total.cases) == (5, 4910 + 1993)
    with pytest.raises(Invalid, match="重叠"):
        await baotou.entered("2020M05", 1, 1, 1)


async def test_entered_figures_stand_in_place_of_the_records_and_say_what_is_left_out() -> None:
    await baotou.findings()
    await baotou.entered("2021M02", 42, 340, 366)
    table = await _table()
    assert table.total.cases == 1993
    assert [said.zh for said in table.problems] == ["2021年2月采用历史录入，系统记录中另有 340 例未计入。"]


async def test_a_county_counts_its_own_institutions_only() -> None:
    await baotou.findings()
    whole, county = await _table(), await _table(who=COUNTY)
    other = await _table(replace(ASKED, region="620702"))
    assert county.total.cases + other.total.cases == whole.total.cases
    assert county.total.institutions == sum(1 for one in range(baotou.DISTINCT) if one % 2)


async def test_what_was_not_known_then_is_not_counted() -> None:
    await baotou.findings()
    early = await _table(replace(ASKED, as_of=baotou.AFTER.replace(month=2, day=20)))
    assert _months(early) == [(41, 471, 507), (42, 340, 366), (0, 0, 0), (0, 0, 0)]


async def test_a_list_that_disagrees_with_the_number_is_refused() -> None:
    await baotou.institutions()
    with pytest.raises(Invalid, match="不一致"):
        await baotou.entered("2021M01", 3, 4, 5, codes=(baotou.code(1),))


@pytest.mark.parametrize("places", [1, 10_000])
async def test_a_distinct_number_outside_its_months_is_not_saved(places: int) -> None:
    await baotou.history()
    with pytest.raises(Invalid, match="各月之和"):
        await baotou.span("2021M01/2021M04", places)
    assert await current(Kind.SPAN, region="") == ()


async def test_a_county_cannot_enter_the_citys_figures() -> None:
    new = NewFigures(kind=Kind.SPAN, period="2021M01/2021M02", figures={"institutions": 1}, basis="通报")
    with pytest.raises(Forbidden):
        await enter_figures(new=new, by=COUNTY, at=a.AT)
