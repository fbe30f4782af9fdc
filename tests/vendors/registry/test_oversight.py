from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.journal.queries import history
from vendors.registry.oversight.actions import (
    ATTACHED,
    Rating,
    add_risk,
    close_inspection,
    close_risk,
    reassess_risk,
    record_inspection,
)
from vendors.registry.oversight.queries import inspection, inspections, risk, risk_tally, risks
from vendors.registry.oversight.rules import SCALE, InspectionKind, RiskCategory, RiskLevel, level, matrix, names
from vendors.registry.qualifications.actions import Scan

pytestmark = pytest.mark.anyio
SCAN = Scan(file=File(filename="整改报告.pdf", content=b"%PDF-1.7"), sha256="0" * 64)


def rating(likelihood: int = 3, impact: int = 5) -> Rating:
    return Rating(likelihood=likelihood, impact=impact, measure="每月抽查", owner="周启明", review_on=date(2026, 9, 30))


async def entered(vendor: int, likelihood: int = 3, impact: int = 5) -> int:
    return await add_risk(
        vendor=vendor, category=RiskCategory.DATA, description="患者信息外泄", rating=rating(likelihood, impact),
        by=a.MANAGER, at=a.AT,
    )  # fmt: skip


async def inspected(vendor: int, *, people: str = "周启明、李青禾", rectify_by: date | None = date(2026, 7, 20)) -> int:
    return await record_inspection(
        vendor=vendor, kind=InspectionKind.DATA_SECURITY, on=a.MONDAY, inspectors=people, findings="两台工作站未加密",
        rectify_by=rectify_by, by=a.MANAGER, at=a.AT,
    )  # fmt: skip


@pytest.mark.usefixtures("database")
async def test_a_risk_is_rated_rated_anew_and_closed_and_every_step_is_kept() -> None:
    vendor = await a.vendor()
    made = await entered(vendor)
    assert (await risk(made, for_=a.MANAGER, on=a.MONDAY)).level is RiskLevel.HIGH
    await reassess_risk(risk=made, rating=rating(2, 2), by=a.MANAGER, at=a.AT)
    found = await risk(made, for_=a.MANAGER, on=a.MONDAY)
    assert (found.score, found.level) == (4, RiskLevel.LOW)
    await close_risk(risk=made, outcome="终端全部加密", by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await reassess_risk(risk=made, rating=rating(), by=a.MANAGER, at=a.AT)
    kinds = [link.entry.kind for link in await history(object_type="vendor_risk", object_id=made)]
    assert kinds == ["vendor.risk_added", "vendor.risk_reassessed", "vendor.risk_closed"]


@pytest.mark.usefixtures("database")
async def test_the_gravest_open_risks_come_first_and_the_closed_ones_last() -> None:
    vendor = await a.vendor()
    low, high, over = await entered(vendor, 1, 2), await entered(vendor, 5, 5), await entered(vendor, 5, 4)
    await close_risk(risk=over, outcome="已消除", by=a.MANAGER, at=a.AT)

    async def ids(state: str = "") -> list[int]:
        return [one.id for one in await risks(for_=a.MANAGER, on=a.MONDAY, vendor=vendor, state=state)]

    assert (await ids(), await ids("open"), await ids("closed")) == ([high, low, over], [high, low], [over])


@pytest.mark.usefixtures("database")
async def test_the_register_goes_on_after_any_of_its_rows_and_counts_them_all() -> None:
    vendor = await a.vendor()
    made = [await entered(vendor, *points) for points in ((1, 2), (5, 5), (5, 5), (2, 1), (5, 4))]
    await close_risk(risk=made[4], outcome="已消除", by=a.MANAGER, at=a.AT)
    whole = await risks(for_=a.MANAGER, on=a.MONDAY)
    for at, row in enumerate(whole):
        assert await risks(for_=a.MANAGER, on=a.MONDAY, after=row.place, limit=2) == whole[at + 1 : at + 3]
    tally = await risk_tally(for_=a.MANAGER)
    assert (tally.total, sorted(tally.open)) == (5, [(1, 2), (2, 1), (5, 5), (5, 5)])
    assert (await risk_tally(for_=a.MANAGER, state="closed")).open == ()


@pytest.mark.usefixtures("database")
async def test_a_vendors_people_see_no_risk_not_even_their_own() -> None:
    vendor = await a.vendor()
    made = await entered(vendor)
    clerk = a.clerk_of(vendor)
    with pytest.raises(Forbidden):
        await risks(for_=clerk, on=a.MONDAY)
    with pytest.raises(Forbidden):
        await risk(made, for_=clerk, on=a.MONDAY)
    with pytest.raises(Forbidden):
        await close_risk(risk=made, outcome="没有风险", by=clerk, at=a.AT)
    assert "risk" not in str([link.entry.kind for link in await history(object_type="vendor", object_id=vendor)])


@pytest.mark.usefixtures("database")
async def test_every_wrong_field_of_a_risk_is_named() -> None:
    vendor = await a.vendor()
    bad = Rating(likelihood=0, impact=6, measure="", owner=" ", review_on=date(2026, 7, 5))
    with pytest.raises(Invalid) as caught:
        await add_risk(vendor=vendor, category=RiskCategory.DATA, description="", rating=bad, by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {"description", "measure", "owner", "likelihood", "impact", "review_on"}
    with pytest.raises(NotFound):
        await entered(404)


@pytest.mark.usefixtures("database")
async def test_an_inspection_has_two_inspectors_and_is_closed_when_things_are_right() -> None:
    vendor = await a.vendor()
    for people in ("周启明", "周启明、周启明"):
        with pytest.raises(Invalid, match="不少于 2 人"):
            await inspected(vendor, people=people)
    made = await inspected(vendor, people="周启明, 李青禾")
    found = await inspection(made, for_=a.clerk_of(vendor))
    assert (found.inspectors, found.overdue(date(2026, 7, 20)), found.overdue(date(2026, 7, 21))) == (
        "周启明、李青禾", False, True,
    )  # fmt: skip
    await close_inspection(inspection=made, outcome="已全部加密，复查通过", scan=SCAN, by=a.MANAGER, at=a.AT)
    assert (await inspection(made, for_=a.MANAGER)).closed_on == a.MONDAY
    assert len(await attachments(object_type=ATTACHED, object_ids=[made], for_=a.MANAGER)) == 1
    with pytest.raises(Conflict):
        await close_inspection(inspection=made, outcome="再次", by=a.MANAGER, at=a.AT)


@pytest.mark.usefixtures("database")
async def test_an_inspection_that_found_nothing_is_closed_at_once() -> None:
    vendor = await a.vendor()
    found = await inspection(await inspected(vendor, rectify_by=None), for_=a.MANAGER)
    assert found.closed_on == a.MONDAY


@pytest.mark.usefixtures("database")
async def test_an_inspection_of_another_vendor_is_not_there() -> None:
    ours, theirs = await a.vendor(), await a.vendor()
    made = await inspected(ours)
    assert await inspections(for_=a.clerk_of(theirs), vendor=ours) == ()
    with pytest.raises(NotFound):
        await inspection(made, for_=a.clerk_of(theirs))
    with pytest.raises(Forbidden):
        await close_inspection(inspection=made, outcome="好了", by=a.clerk_of(ours), at=a.AT)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("周启明、李青禾", ("周启明", "李青禾")),
        (" 周启明 ，李青禾;祁远山\n何小满", ("周启明", "李青禾", "祁远山", "何小满")),
        ("周启明　周启明", ("周启明",)),
        ("、、", ()),
    ],
)
def test_names_are_read_however_they_are_parted(typed: str, read: tuple[str, ...]) -> None:
    assert names(typed) == read


@given(st.lists(st.tuples(st.sampled_from(SCALE), st.sampled_from(SCALE))))
def test_the_matrix_counts_every_open_risk_once(pairs: list[tuple[int, int]]) -> None:
    counts = matrix(pairs)
    assert len(counts) == 25
    assert sum(counts.values()) == len(pairs)


@given(st.integers(1, 24))
def test_a_graver_score_is_never_a_lower_level(score: int) -> None:
    order = [RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH]
    assert order.index(level(score, high=15, medium=8)) <= order.index(level(score + 1, high=15, medium=8))
