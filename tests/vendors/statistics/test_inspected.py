"""Inspected and violating institutions, and what an institution comes to in a year."""

from datetime import date, timedelta

import pytest

from tests.support import a, filed
from vendors.actors import Actor, Role
from vendors.errors import Invalid
from vendors.rulings.actions import NewRuling, determine
from vendors.rulings.rules import Outcome, ReasonCode
from vendors.statistics.entered_actions import enter_figures
from vendors.statistics.entered_rules import Kind, NewFigures
from vendors.statistics.inspected import InspectedTable, inspected
from vendors.statistics.institution_years import YearFilters, institution_years

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
LATER = filed.AFTER + timedelta(days=5)
COUNTY = Actor(id=9, name="民乐县干部", roles=frozenset({Role.TASK_MANAGER}), region="620722")
BAOTOU = {
    "inspected": 181, "medical": 64, "pharmacies": 117, "violating": 35, "talked": 22, "penalised": 13, "other": 0,
    "amount_fen": 10_050_0000,
}  # fmt: skip


async def _seen(who: Actor = a.MANAGER) -> InspectedTable:
    return await inspected(window=YEAR, as_of=LATER, for_=who)


async def _upheld(id_: int) -> None:
    await filed.notified(id_)
    ruling = NewRuling(
        finding=id_, version=await filed.version(id_), outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN
    )
    await determine(ruling=ruling, by=filed.LEADER, at=filed.AFTER)


async def test_two_visits_to_one_institution_are_one_inspected() -> None:
    world = await filed.world()
    await filed.stored(world, *(filed.case(visit) for visit in world.visits))
    seen = await _seen()
    assert seen.total is not None
    assert (seen.total.inspected, seen.total.medical, seen.total.pharmacies) == (2, 2, 0)
    assert [seen.rows[code].inspected for code in ("620702", "620722")] == [1, 1]


async def test_a_violating_institution_without_a_measure_is_pending() -> None:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(visit) for visit in (world.visits[0], world.visits[2])))
    for one in ids:
        await _upheld(one)
    seen = await _seen()
    assert seen.total is not None
    assert (seen.total.violating, seen.total.interviewed, seen.total.penalised, seen.total.other) == (1, 0, 0, 1)


async def test_a_county_gets_its_own_row_and_no_total() -> None:
    seen = await _seen(COUNTY)
    assert (list(seen.rows), seen.total) == (["620722"], None)


async def _enter(**wrong: int) -> int:
    new = NewFigures(kind=Kind.INSPECTED, period="2021M05", figures=BAOTOU | wrong, basis="包头市医保局2021年5月通报")
    return await enter_figures(new=new, by=a.MANAGER, at=a.AT)


async def test_the_published_figures_are_taken_because_they_agree() -> None:
    assert await _enter() > 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"inspected": 180}, "检查机构 180 家，分项 64\\+117=181 家，不一致"),
        ({"talked": 21}, "违规机构 35 家，分项 21\\+13\\+0=34 家，不一致"),
    ],
)
async def test_published_figures_that_disagree_are_refused(wrong: dict[str, int], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        await _enter(**wrong)


async def test_a_year_of_an_institution_is_its_decisions_findings_and_money() -> None:
    world = await filed.world()
    ids = await filed.stored(
        world, filed.case(world.visits[0], 100), filed.case(world.visits[2], 250), filed.case(world.visits[1], 70)
    )
    for one in ids:
        await _upheld(one)
    rows = await institution_years(YearFilters(year=2026), for_=a.MANAGER, as_of=LATER)
    assert [(row.times, row.findings, row.fen, row.unsaid) for row in rows] == [(2, 2, 350, 2), (1, 1, 70, 1)]
    county = await institution_years(YearFilters(year=2026), for_=COUNTY, as_of=LATER)
    assert {row.region for row in county} == {"620722"}
    assert await institution_years(YearFilters(year=2025), for_=a.MANAGER, as_of=LATER) == ()
