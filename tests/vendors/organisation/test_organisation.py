from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid
from vendors.organisation.actions import add_unit, close_unit, packaged_units, rename_unit, seed_units
from vendors.organisation.queries import Branch, UnitView, county_of_unit, tree, unit_by_code, units
from vendors.organisation.rules import GROUPS, NewUnit, UnitKind, county_of

pytestmark = pytest.mark.anyio
SINCE = date(2026, 1, 1)
COUNTY = Actor(id=8, name="乔安", roles=frozenset({Role.TASK_MANAGER}), region="620722")
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def a_unit(id_: int, parent: int | None, begins: date, ends: date | None) -> UnitView:
    return UnitView(
        id=id_, code=f"U{id_}", name=f"单位{id_}", kind=UnitKind.OTHER, region="620700", parent=parent, begins=begins,
        ends=ends,
    )  # fmt: skip


@st.composite
def forests(draw: st.DrawFn) -> tuple[UnitView, ...]:
    """Units under earlier ones, each with its own time."""
    made: list[UnitView] = []
    for id_ in range(1, draw(st.integers(1, 12)) + 1):
        parent = draw(st.none() | st.integers(1, id_ - 1)) if id_ > 1 else None
        begins = draw(DAYS)
        made.append(a_unit(id_, parent, begins, draw(st.none() | st.dates(begins, date(2030, 1, 1)))))
    return tuple(made)


@given(forests(), DAYS)
def test_every_standing_unit_hangs_in_the_tree_once(found: tuple[UnitView, ...], on: date) -> None:
    drawn = [branch.unit.id for root in tree(found, on=on) for branch in _all(root)]
    assert sorted(drawn) == [one.id for one in found if one.begins <= on and (one.ends is None or on <= one.ends)]
    assert sum(root.size for root in tree(found, on=on)) == len(drawn)


def _all(branch: Branch) -> Iterator[Branch]:
    yield branch
    for one in branch.below:
        yield from _all(one)


@pytest.mark.parametrize(
    ("region", "county"), [("620722", "620722"), ("620700", ""), ("620799", ""), ("150200", ""), ("620102", "620102")]
)
def test_a_county_is_a_region_that_is_no_city_and_no_pool_of_its_own(region: str, county: str) -> None:
    assert county_of(region) == county


async def test_the_packaged_tree_has_the_office_and_its_four_groups(database: object) -> None:
    assert await seed_units(begins=SINCE, by=a.MANAGER, at=a.AT) == len(packaged_units())
    found = {one.code: one for one in await units(for_=a.MANAGER)}
    assert {one.kind for one in found.values() if one.parent == found["OFFICE"].id} == GROUPS
    assert await county_of_unit(found["C620722-AGENCY"].id) == "620722"
    assert await county_of_unit(found["OFFICE"].id) == await county_of_unit(None) == ""
    with pytest.raises(Conflict):
        await seed_units(begins=SINCE, by=a.MANAGER, at=a.AT)


async def test_units_are_closed_from_below_and_never_in_the_past(database: object) -> None:
    await seed_units(begins=SINCE, by=a.MANAGER, at=a.AT)
    upper, lower = await unit_by_code("C620722"), await unit_by_code("C620722-AGENCY")
    with pytest.raises(Conflict):
        await close_unit(unit=upper.id, on=a.MONDAY, reason="撤并", by=a.MANAGER, at=a.AT)
    with pytest.raises(Invalid):
        await close_unit(unit=lower.id, on=a.MONDAY - timedelta(days=1), reason="撤并", by=a.MANAGER, at=a.AT)
    for one in (lower, upper):
        await close_unit(unit=one.id, on=a.MONDAY, reason="撤并", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await close_unit(unit=lower.id, on=a.MONDAY, reason="再撤", by=a.MANAGER, at=a.AT)


async def test_nothing_is_founded_under_a_unit_that_is_gone(database: object) -> None:
    await seed_units(begins=SINCE, by=a.MANAGER, at=a.AT)
    office = await unit_by_code("CITY-AGENCY")
    await close_unit(unit=office.id, on=a.MONDAY, reason="撤并", by=a.MANAGER, at=a.AT)
    new = NewUnit(code="NEW", name="新科", kind=UnitKind.OTHER, region="620700", parent="CITY-AGENCY", begins=a.MONDAY)
    assert await add_unit(new=new, by=a.MANAGER, at=a.AT)
    late = replace(new, code="LATE", begins=a.MONDAY + timedelta(days=1))
    with pytest.raises(Invalid, match="撤销"):
        await add_unit(new=late, by=a.MANAGER, at=a.AT)


async def test_a_name_changes_with_a_reason_only(database: object) -> None:
    await seed_units(begins=SINCE, by=a.MANAGER, at=a.AT)
    one = await unit_by_code("OFFICE")
    for name, reason in (("", "改名"), ("新名", " "), (one.name, "改名")):
        with pytest.raises(Invalid):
            await rename_unit(unit=one.id, name=name, reason=reason, by=a.MANAGER, at=a.AT)
    await rename_unit(unit=one.id, name="第三方监管办", reason="机构改革", by=a.MANAGER, at=a.AT)
    assert (await unit_by_code("OFFICE")).name == "第三方监管办"


async def test_only_the_citys_managers_keep_the_organisation(database: object) -> None:
    for who in (COUNTY, a.clerk_of(1), replace(a.MANAGER, roles=frozenset({Role.LEADER}))):
        with pytest.raises(Forbidden):
            await seed_units(begins=SINCE, by=who, at=a.AT)
    with pytest.raises(Forbidden):
        await units(for_=a.clerk_of(1))
