from collections.abc import Sequence
from datetime import date

import pytest
from piccolo.columns import Varchar

from importers.registers import queries
from importers.registers.cases import cells_of
from importers.registers.catalogue import REGISTERS
from importers.workbook.columns import Type
from tests.support import a
from tests.support.registers import Desk, Told
from vendors.incoming.rules import SEPARATOR
from vendors.institutions.queries import CaseFilter, frame_size
from vendors.institutions.records import CaseRecord
from vendors.journal.queries import page
from vendors.people.queries import staff_of
from vendors.piccolo_app import APP_CONFIG

pytestmark = pytest.mark.anyio
TABLES = {table._meta.tablename: table for table in APP_CONFIG.table_classes}  # noqa: SLF001 Piccolo's own way


def told(cases: Sequence[CaseRecord]) -> list[Told]:
    return [dict(cells_of(one, institution_name="某院")) for one in cases]


async def test_settled_cases_come_in_change_and_stay(desk: Desk) -> None:
    await a.hospitals()
    await desk.load("cases", told([a.case(1), a.case(2, age=71), a.case(3)]))
    assert await frame_size(CaseFilter(settled_from=a.WINDOW[0], settled_to=a.WINDOW[1])) == 3
    shown = await desk.show("cases", told([a.case(1), a.case(2, age=71, fund_fen=1), a.case(4)]))
    assert (shown.added, shown.changed, shown.same, shown.missing) == (1, 1, 1, 1)
    (changed,) = (await queries.preview(shown.id, for_=desk.by)).changed
    assert {name: (changed.before[name], changed.after[name]) for name in changed.changed} == {
        "fund_fen": ("612030", "1")
    }


async def test_what_the_actions_stored_and_what_a_file_says_are_the_same(desk: Desk) -> None:
    await a.cases(3)
    shown = await desk.show("cases", told([a.case(serial) for serial in (1, 2, 3)]))
    assert (shown.added, shown.changed, shown.same) == (0, 0, 3)


async def test_an_unmasked_patient_keeps_the_file_out_and_is_repeated_nowhere(desk: Desk) -> None:
    await a.hospitals()
    shown = await desk.show("cases", told([a.case(1, patient_masked="张小明")]))
    assert shown.rule_counts == {"name-unmasked": 1}
    (problem,) = await queries.issues(shown.id, for_=desk.by)
    assert "张小明" not in problem.value + problem.message.zh + problem.fix.zh


async def test_a_case_that_comes_twice_is_named_with_its_first_row(desk: Desk) -> None:
    await a.hospitals()
    shown = await desk.show("cases", told([a.case(1), a.case(2), a.case(1)]))
    (problem,) = await queries.issues(shown.id, for_=desk.by)
    assert (problem.cell, problem.code) == ("A6", "register-repeated")
    assert "第 4 行" in problem.message.zh


async def test_a_case_of_an_unregistered_institution_keeps_the_file_out(desk: Desk) -> None:
    assert (await desk.show("cases", told([a.case(1), a.case(2)]))).rule_counts == {"case-institution-unknown": 2}


async def test_the_bureau_loads_the_staff_of_all_vendors_at_once(desk: Desk) -> None:
    codes = [a.code(), a.code()]
    ours, theirs = [await a.vendor(code_=code, name=f"第{code[-2:]}公司") for code in codes]
    await a.staff(vendor=ours, name="何小满")
    row: Told = {
        "uscc": codes[0], "name": "何小满", "post": "质控员", "on_post_from": date(2026, 1, 1),
        "undertaking": date(2026, 1, 1), "is_lead": "1",
    }  # fmt: skip
    other: Told = {**row, "uscc": codes[1], "name": "骆遥", "is_lead": "0", "undertaking": None}
    done = await desk.load("staff", [row, other])
    assert (done.added, done.changed) == (1, 1)
    (lead,) = await staff_of(ours, for_=desk.by)
    (new,) = await staff_of(theirs, for_=desk.by)
    assert (lead.is_lead, lead.post, new.name, new.standing.undertaking_signed_on) == (True, "质控员", "骆遥", None)
    assert new.standing.approved(a.MONDAY)
    assert "register.row" in {link.entry.kind for link in await page()}


async def test_staff_of_nobody_registered_and_backward_days_are_told(desk: Desk) -> None:
    row: Told = {
        "uscc": a.code(), "name": "何小满", "post": "审核员", "on_post_from": date(2026, 3, 1), "is_lead": "0",
        "on_post_to": date(2026, 2, 1), "undertaking": date(2027, 1, 1),
    }  # fmt: skip
    shown = await desk.show("staff", [row])
    assert set(shown.rule_counts) == {"staff-vendor-unknown", "register-dates-backwards", "case-in-future"}


async def test_a_vendor_has_one_lead_in_the_file_unless_the_other_has_left(desk: Desk) -> None:
    code = a.code()
    await a.vendor(code_=code)
    row: Told = {"uscc": code, "name": "何小满", "post": "审核员", "on_post_from": date(2026, 3, 1), "is_lead": "1"}
    second: Told = {**row, "name": "石磊"}
    assert (await desk.show("staff", [row, second])).rule_counts == {"staff-two-leads": 1}
    gone: Told = {**row, "on_post_to": date(2026, 4, 30)}
    assert (await desk.load("staff", [gone, second])).added == 2


async def test_a_file_brings_no_second_lead_beside_one_on_record_whom_it_does_not_name(desk: Desk) -> None:
    code = a.code()
    vendor = await a.vendor(code_=code)
    await a.staff(vendor=vendor, name="何小满", since=date(2026, 1, 1))
    row: Told = {"uscc": code, "name": "石磊", "post": "审核员", "on_post_from": date(2026, 3, 1), "is_lead": "1"}
    shown = await desk.show("staff", [row])
    assert shown.rule_counts == {"staff-lead-on-record": 1}
    (problem,) = await queries.issues(shown.id, for_=desk.by)
    assert ("石磊" in problem.message.zh, "何小满" in problem.message.zh) == (True, True)
    before: Told = {**row, "name": "何小满", "on_post_from": date(2026, 1, 1), "is_lead": "0"}
    assert (await desk.load("staff", [row, before])).changed == 1


async def test_a_file_brings_no_undertaking_from_long_before_the_first_day(desk: Desk) -> None:
    code = a.code()
    await a.vendor(code_=code)
    row: Told = {
        "uscc": code, "name": "石磊", "post": "审核员", "on_post_from": date(2026, 3, 1), "is_lead": "0",
        "undertaking": date(2020, 1, 1),
    }  # fmt: skip
    assert (await desk.show("staff", [row])).rule_counts == {"staff-bound-early": 1}


async def test_staff_can_have_no_identity_number_anywhere(desk: Desk) -> None:
    row: Told = {
        "uscc": a.code(), "name": "何小满", "post": "审核员", "on_post_from": date(2026, 3, 1), "is_lead": "0",
        "certificate": "110101199003070011",
    }  # fmt: skip
    assert "id-exposed" in (await desk.show("staff", [row])).rule_counts


@pytest.mark.parametrize("key", list(REGISTERS))
def test_no_cell_is_longer_than_its_place_in_the_table(key: str) -> None:
    register = REGISTERS[key]
    table = TABLES[register.target.table]
    lengths = {c._meta.name: c.length for c in table._meta.columns if isinstance(c, Varchar) and c.length}  # noqa: SLF001 likewise
    for field, cell in zip(register.target.fields, register.cells, strict=True):
        if isinstance(cell, str) and field.name in lengths and field.type == "text":
            column = register.layout.column(cell)
            most = column.longest or max(map(len, column.options(a.MONDAY)), default=1_000)
            exact = column.pattern_is_error and column.type is Type.CODE
            assert most <= lengths[field.name] or exact, (key, field.name)


@pytest.mark.parametrize("key", list(REGISTERS))
def test_every_register_says_all_its_fields_in_both_languages(key: str) -> None:
    register = REGISTERS[key]
    assert len(register.cells) == len(register.target.fields)
    assert all(field.zh and field.en for field in register.target.fields)
    assert set(register.unique) <= {column.key for column in register.layout.columns}
    assert register.target.key_of([field.name for field in register.target.fields]) == SEPARATOR.join(
        register.target.key
    )
