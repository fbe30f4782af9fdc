"""Several vendors in one finding: the first valid report owns it, later ones bear it out; none learns of the others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support import filed
from tests.support.filed import FILED, FIRST, LEADER, SECOND
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.findings.actions import add_contributor, remove_contributor, review_first, review_second
from vendors.findings.contributor_queries import contributors, same_elsewhere
from vendors.findings.rules import Opinion, Part
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LATER = FILED + timedelta(days=3)


async def told_twice() -> tuple[filed.World, filed.World, int, int]:
    """Two vendors report the same line, the first some days before the second."""
    world = await filed.world()
    other = await filed.rival(world)
    said = filed.case(world.visits[0])
    coded = replace(said, lines=[replace(line, item_code="A1") for line in said.lines])
    (first,) = await filed.stored(world, coded)
    (second,) = await filed.stored(other, coded, at=LATER)
    return world, other, first, second


async def test_who_reports_first_owns_it_and_who_reports_later_bears_it_out() -> None:
    world, other, first, second = await told_twice()
    (later,) = await contributors(finding=first, for_=LEADER)
    assert (later.vendor, later.kind, later.finding) == (other.vendor, Part.CORROBORATED, second)
    (earlier,) = await contributors(finding=second, for_=LEADER)
    assert (earlier.vendor, earlier.kind, earlier.finding) == (world.vendor, Part.REPORTED, first)


async def test_when_the_first_report_is_rejected_the_second_owns_it() -> None:
    _world, _other, first, second = await told_twice()
    await review_first(finding=first, version=1, opinion=Opinion.PASS, by=FIRST, at=FILED)
    await review_second(finding=first, version=2, opinion=Opinion.REJECT, reason="不实", by=SECOND, at=FILED)
    (of_second,) = await contributors(finding=second, for_=LEADER)
    (of_first,) = await contributors(finding=first, for_=LEADER)
    assert (of_second.kind, of_first.kind) == (Part.CORROBORATED, Part.REPORTED)


async def test_the_same_report_is_shown_from_both_sides() -> None:
    _world, _other, first, second = await told_twice()
    (elsewhere,) = await same_elsewhere(finding=first, for_=LEADER)
    assert (elsewhere.id, elsewhere.earlier, elsewhere.lines, elsewhere.amount_fen) == (second, False, 1, 10_800)
    (back,) = await same_elsewhere(finding=second, for_=LEADER)
    assert (back.id, back.earlier) == (first, True)


async def test_a_vendor_learns_neither_of_others_nor_that_there_are_any() -> None:
    world, other, first, second = await told_twice()
    await add_contributor(finding=first, vendor=other.vendor, kind=Part.ASSISTED, by=FIRST, at=LATER)
    for mine, id_ in ((world, first), (other, second)):
        with seeing(mine.vendor):
            assert await contributors(finding=id_, for_=mine.clerk) == ()
            assert await same_elsewhere(finding=id_, for_=mine.clerk) == ()
            async with transaction() as connection:
                assert await connection.fetchval("SELECT count(*) FROM vendors_finding_contributor") == 0


async def test_a_vendor_is_shown_its_own_earlier_report_of_the_same() -> None:
    world, _other, first, _second = await told_twice()
    said = filed.case(world.visits[0])
    coded = replace(said, lines=[replace(line, item_code="A1") for line in said.lines])
    (again,) = await filed.stored(world, coded, at=LATER)
    with seeing(world.vendor):
        (own,) = await same_elsewhere(finding=again, for_=world.clerk)
    assert own.id == first
    assert Part.REPORTED not in [one.kind for one in await contributors(finding=first, for_=LEADER)]


async def test_the_bureau_notes_a_part_once_and_takes_it_back_with_a_reason() -> None:
    world = await filed.world()
    other = await filed.rival(world)
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    noted = await add_contributor(
        finding=id_, vendor=other.vendor, kind=Part.HANDOFF, note="移交线索", by=FIRST, at=LATER
    )
    (part,) = await contributors(finding=id_, for_=LEADER)
    assert (part.vendor, part.kind, part.note, part.noted) == (other.vendor, Part.HANDOFF, "移交线索", noted)
    with pytest.raises(Conflict):
        await add_contributor(finding=id_, vendor=other.vendor, kind=Part.HANDOFF, by=FIRST, at=LATER)
    with pytest.raises(Invalid):
        await remove_contributor(finding=id_, entry=noted, reason=" ", by=FIRST, at=LATER)
    await remove_contributor(finding=id_, entry=noted, reason="登记有误", by=FIRST, at=LATER)
    assert await contributors(finding=id_, for_=LEADER) == ()


async def test_nobody_but_those_who_keep_the_file_notes_a_part_and_never_the_reporters_own() -> None:
    world = await filed.world()
    other = await filed.rival(world)
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    for by, refused in ((world.clerk, Forbidden), (other.clerk, NotFound), (LEADER, Forbidden)):
        with pytest.raises(refused):
            await add_contributor(finding=id_, vendor=other.vendor, kind=Part.ASSISTED, by=by, at=LATER)
    with pytest.raises(Invalid):
        await add_contributor(finding=id_, vendor=world.vendor, kind=Part.ASSISTED, by=FIRST, at=LATER)
    with pytest.raises(NotFound):
        await add_contributor(finding=id_, vendor=999_999, kind=Part.ASSISTED, by=FIRST, at=LATER)
