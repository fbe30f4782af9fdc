"""Dated values set by the bureau: what holds on a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.errors import Forbidden, Invalid, NotFound
from vendors.policy.actions import NewValue, set_day, set_parameter
from vendors.policy.bureau import keeping
from vendors.policy.parameters import histories, parameter, parameters, use_of
from vendors.policy.rows import Bureau, Parameter, Unit
from vendors.policy.rules import value_fault

pytestmark = pytest.mark.anyio
CODE = "task_reminder_days"
FIRST = date(2026, 1, 1)
NEW = NewValue(code=CODE, value=Decimal(4), source="本局通知", article="", begins=date(2026, 8, 1))


def own(begins: date, days: int | None, value: int) -> Parameter:
    ends = None if days is None else begins + timedelta(days=days)
    return replace(parameter(CODE, begins), value=Decimal(value), begins=begins, ends=ends, source="本局")


ROWS = st.lists(
    st.builds(own, st.dates(FIRST, date(2027, 12, 31)), st.none() | st.integers(0, 400), st.integers(1, 50)),
    max_size=6,
    unique_by=lambda row: row.begins,
)


@given(ROWS, st.dates(FIRST, date(2028, 12, 31)))
def test_the_own_value_that_began_last_holds_else_the_packaged_one(rows: Sequence[Parameter], on: date) -> None:
    with keeping(Bureau(version=1, parameters=tuple(rows))):
        found = parameter(CODE, on)
        standing = [row for row in rows if row.begins <= on and (row.ends is None or on <= row.ends)]
        assert found == (max(standing, key=lambda row: row.begins) if standing else parameter_of_the_package(on))
        assert found in histories()[CODE]


def parameter_of_the_package(on: date) -> Parameter:
    return next(row for row in parameters() if row.code == CODE and row.holds_on(on))


@given(ROWS, st.dates(FIRST, date(2027, 6, 30)), st.integers(1, 500))
def test_a_later_value_changes_nothing_before_its_day(rows: Sequence[Parameter], begins: date, back: int) -> None:
    before = begins - timedelta(days=back)
    old = [row for row in rows if row.begins != begins]
    with keeping(Bureau(version=1, parameters=tuple(old))):
        held = parameter(CODE, before)
    with keeping(Bureau(version=2, parameters=(*old, own(begins, None, 99)))):
        assert parameter(CODE, before) == held


def test_every_packaged_value_is_one_of_its_unit_and_says_what_it_decides() -> None:
    for row in parameters():
        assert Unit(row.unit)
        assert value_fault(row.value, row.unit, code=row.code) is None, row.code
        assert use_of(row.code) is not None, f"{row.code}: tell its use in data/parameter_uses.toml"


def test_no_use_is_told_of_a_parameter_there_is_not() -> None:
    assert use_of("nothing_at_all") is None


async def test_a_value_in_force_stands_and_unknown_codes_are_nowhere(database: object) -> None:
    with pytest.raises(Invalid):
        await set_parameter(new=replace(NEW, begins=a.MONDAY), by=a.MANAGER, at=a.AT)
    with pytest.raises(NotFound):
        await set_parameter(new=replace(NEW, code="unheard_of"), by=a.MANAGER, at=a.AT)
    for who in (a.clerk_of(1), replace(a.MANAGER, region="620722")):
        with pytest.raises(Forbidden):
            await set_parameter(new=NEW, by=who, at=a.AT)
        with pytest.raises(Forbidden):
            await set_day(day=date(2026, 8, 3), works=False, note="", source="通知", by=who, at=a.AT)
