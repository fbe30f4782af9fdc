from dataclasses import replace
from datetime import date

import pytest

from tests.support import a
from vendors.errors import Forbidden, Invalid
from vendors.institutions.actions import store_cases, store_institutions
from vendors.institutions.queries import (
    CaseFilter,
    cases_by_visit,
    frame,
    frame_size,
    institutions,
    institutions_by_code,
)
from vendors.institutions.records import Stored
from vendors.journal.queries import page
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
QUARTER = CaseFilter(settled_from=a.WINDOW[0], settled_to=a.WINDOW[1])


async def test_importing_a_register_twice_changes_nothing() -> None:
    first = await store_institutions(rows=a.HOSPITALS, by=a.MANAGER, at=a.AT)
    again = await store_institutions(rows=a.HOSPITALS, by=a.MANAGER, at=a.AT)
    assert first == Stored(added=2, changed=0, unchanged=0)
    assert again == Stored(added=0, changed=0, unchanged=2)
    assert [link.entry.kind for link in await page()] == ["institutions.imported"] * 2


async def test_a_new_name_counts_as_changed() -> None:
    await a.hospitals()
    renamed = replace(a.HOSPITALS[0], name="金河县人民医院")
    assert await store_institutions(rows=[renamed], by=a.MANAGER, at=a.AT) == Stored(added=0, changed=1, unchanged=0)
    (found,) = await institutions(text="金河")
    assert found.name == "金河县人民医院"


async def test_institutions_are_found_by_region_and_code() -> None:
    await a.hospitals()
    assert [one.code for one in await institutions(region="620702")] == ["H62070200001"]
    assert len(await institutions(region="6207")) == 2
    assert set(await institutions_by_code(["H62072200002", "H99999999999"])) == {"H62072200002"}


async def test_one_wrong_code_keeps_the_whole_register_out() -> None:
    bad = replace(a.HOSPITALS[0], code="X1", region="6207")
    with pytest.raises(Invalid) as caught:
        await store_institutions(rows=[*a.HOSPITALS, a.HOSPITALS[1], bad], by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {"code", "region", "twice"}
    assert await institutions() == ()


async def test_cases_come_in_and_are_counted_new_changed_and_same() -> None:
    await a.cases(10)
    rows = [a.case(1), a.case(2, fund_fen=1), a.case(11)]
    assert await store_cases(rows=rows, by=a.MANAGER, at=a.AT) == Stored(added=1, changed=1, unchanged=1)
    assert await frame_size(QUARTER) == 11


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("institution_code", {"institution_code": "H62079900009"}),
        ("patient_masked", {"patient_masked": "张三明"}),
        ("discharged_on", {"discharged_on": date(2026, 5, 2)}),
        ("fund_fen", {"fund_fen": 863_251}),
        ("twice", {"visit_id": a.case(1).visit_id}),
    ],
)
async def test_one_impossible_case_keeps_the_whole_file_out(field: str, changes: dict[str, object]) -> None:
    await a.hospitals()
    with pytest.raises(Invalid) as caught:
        await store_cases(rows=[a.case(1), a.case(2, **changes)], by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {field}
    assert await frame_size(QUARTER) == 0


async def test_the_frame_follows_days_regions_institutions_and_types() -> None:
    await a.hospitals()
    rows = [a.case(1), a.case(2), a.case(3, med_type="11"), a.case(4, settled_on=date(2026, 7, 1))]
    await store_cases(rows=rows, by=a.MANAGER, at=a.AT)

    async def visits(**changes: tuple[str, ...]) -> list[str]:
        return [visit for _, visit in await frame(replace(QUARTER, **changes))]  # type: ignore[arg-type]

    one, two, three = (row.visit_id for row in rows[:3])
    assert await visits() == [one, two, three]
    assert await visits(med_types=("2",)) == [one, two]
    assert await visits(regions=("620702",)) == [two]
    assert await visits(institutions=("H62072200002",)) == [one, three]


async def test_known_visits_answer_with_their_ids() -> None:
    (visit,) = await a.cases(1)
    assert set(await cases_by_visit([visit, "nobody"])) == {visit}


async def test_two_registers_fit_into_one_transaction() -> None:
    async with transaction():
        await a.cases(3)
        await a.cases(4)
    assert await frame_size(QUARTER) == 4


async def test_vendor_people_import_no_registers() -> None:
    with pytest.raises(Forbidden):
        await store_institutions(rows=a.HOSPITALS, by=a.clerk_of(1), at=a.AT)
    with pytest.raises(Forbidden):
        await store_cases(rows=[], by=a.clerk_of(1), at=a.AT)
