"""Parameters, code lists and holidays as registers, and who goes by them from when on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.registers import queries
from importers.registers.parameters import past_stands
from tests.support import a
from tests.support.registers import Desk, Told
from vendors.contracts.queries import reports_due
from vendors.incoming.rules import Difference
from vendors.journal.queries import page
from vendors.periods import at_local
from vendors.policy.bureau import SHELF, adopt, bureau, packed
from vendors.policy.calendar import bureau_calendar, deadline, is_working_day
from vendors.policy.codes import code_list
from vendors.policy.parameters import parameter
from vendors.policy.queries import held, newest
from vendors.policy.rows import NOTHING
from vendors.policy.targets import PARAMETERS
from vendors.tasks.queries import task

pytestmark = pytest.mark.anyio
TODAY = a.MONDAY
RATIO: Told = {
    "code": "sampling_ratio_min", "zh": "最低抽查比例", "en": "Least share", "value": Decimal("0.08"), "unit": "ratio",
    "source": "本局通知", "begins": date(2026, 9, 1),
}  # fmt: skip
OFF = {
    date(2027, 1, 1): "元旦", date(2027, 2, 5): "春节", date(2027, 5, 1): "劳动节", date(2027, 5, 2): "劳动节",
    date(2027, 10, 1): "国庆节", date(2027, 10, 2): "国庆节", date(2027, 10, 3): "国庆节",
}  # fmt: skip


def day(on: date, note: str, *, works: str = "0", kind: str = "notice") -> Told:
    return {"day": on, "works": works, "kind": kind, "note": note, "source": "国务院办公厅通知"}


NOTICE = [*(day(on, note) for on, note in OFF.items()), day(date(2027, 1, 9), "调休", works="1")]


async def test_a_loaded_parameter_holds_from_its_day_and_not_before(desk: Desk) -> None:
    await desk.load("parameters", [RATIO])
    async with held():
        assert parameter("sampling_ratio_min", date(2026, 8, 31)).value == Decimal("0.05")
        assert parameter("sampling_ratio_min", date(2026, 9, 1)).value == Decimal("0.08")
    row = next(link.entry for link in await page() if link.entry.kind == "register.row")
    assert (row.object_type, row.object_id) == ("parameters", "sampling_ratio_min 2026-09-01")
    assert row.after
    assert row.after["value"] == "0.08"


async def test_two_processes_agree_with_the_next_request(desk: Desk) -> None:
    elsewhere = await newest()
    async with held():
        await desk.load("parameters", [RATIO])
        assert bureau() is elsewhere  # a request under way keeps its version
    SHELF.newest = elsewhere  # the other process, as it was
    async with held() as rules:
        assert rules.version == 1
        assert [one.code for one in rules.parameters] == ["sampling_ratio_min"]


async def test_what_is_in_force_keeps_its_value_but_may_be_ended(desk: Desk) -> None:
    await desk.load("parameters", [RATIO | {"begins": TODAY}])
    changed = await desk.show("parameters", [RATIO | {"begins": TODAY, "value": Decimal("0.1")}])
    assert changed.state == "refused"
    (problem,) = await queries.issues(changed.id, for_=desk.by)
    assert (problem.cell, problem.code, problem.value) == ("D4", "parameter-in-force", "0.1")
    ended: list[Told] = [RATIO | {"begins": TODAY, "ends": date(2026, 12, 31)}, RATIO | {"begins": date(2027, 1, 1)}]
    assert (await desk.load("parameters", ended)).changed == 1


@given(
    value=st.sampled_from(["1", "2"]), ends=st.sampled_from(["", "2026-07-05", "2026-07-06", "2027-01-01"]),
    begins=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)  # fmt: skip
def test_nothing_of_the_past_can_be_rewritten(value: str, ends: str, begins: date) -> None:
    cells = {one.name: "x" for one in PARAMETERS.fields} | {"begins": begins.isoformat(), "value": "1", "ends": ""}
    change = Difference(row=4, key="x", before=cells, after=cells | {"value": value, "ends": ends})
    codes = {one.message.code for one in past_stands(change, TODAY)}
    assert ("parameter-in-force" in codes) == (begins <= TODAY and value != "1")
    assert ("parameter-end-past" in codes) == (begins <= TODAY and ends == "2026-07-05")


async def test_a_parameter_nobody_reads_and_a_fraction_of_a_day_are_told(desk: Desk) -> None:
    odd: Told = RATIO | {"code": "sampling_ratio", "value": Decimal("5.5"), "unit": "working_days"}
    shown = await desk.show("parameters", [odd])
    assert shown.rule_counts == {"parameter-unknown": 1, "parameter-not-whole": 1}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"code": "defence_days", "value": Decimal(0), "unit": "working_days"}, "parameter-out-of-bounds"),
        ({"code": "defence_days", "value": Decimal(10) ** 12, "unit": "working_days"}, "parameter-out-of-bounds"),
        ({"code": "sampling_ratio_min", "value": Decimal("1.5")}, "parameter-out-of-bounds"),
        ({"code": "defence_days", "value": Decimal("0.5")}, "parameter-unit"),
    ],
)
async def test_a_file_is_held_to_the_same_bounds_as_the_page(desk: Desk, told: Told, code: str) -> None:
    shown = await desk.show("parameters", [RATIO | told])
    assert shown.rule_counts == {code: 1}


async def test_a_code_is_offered_while_it_holds_and_named_for_ever(desk: Desk) -> None:
    new: Told = {"list_name": "region", "code": "620731", "zh": "新设区", "begins": date(2026, 8, 1)}
    ended: Told = {"list_name": "region", "code": "620702", "zh": "甘州区", "begins": TODAY, "ends": date(2026, 12, 31)}
    await desk.load("codes", [new, ended])
    async with held():
        assert "620731" not in code_list("region", date(2026, 7, 31))
        assert code_list("region", date(2026, 8, 1))["620731"] == "新设区"
        assert "620702" not in code_list("region", date(2027, 1, 1))
        assert code_list("region")["620702"] == "甘州区"


async def test_a_register_reads_by_the_code_lists_of_its_day(desk: Desk) -> None:
    row: Told = {
        "fixmedins_code": "H62073100001", "fixmedins_name": "新区医院", "kind": "二级医院", "ownership": "公立",
        "region": "620731",
    }  # fmt: skip
    assert (await desk.show("institutions", [row])).rule_counts == {"not-in-list": 1}
    await desk.load("codes", [{"list_name": "region", "code": "620731", "zh": "新设区", "begins": TODAY}])
    async with held():
        assert (await desk.load("institutions", [row])).added == 1


async def test_a_years_notice_makes_its_deadlines_firm(desk: Desk) -> None:
    assert deadline(date(2026, 12, 28), 5).provisional
    await desk.load("holidays", NOTICE)
    async with held():
        found = deadline(date(2026, 12, 28), 5)
        assert (found.on, found.provisional) == (date(2027, 1, 5), False)
        assert is_working_day(date(2027, 1, 9))
        assert is_working_day(date(2028, 1, 3)) is None


async def test_a_single_exception_does_not_make_a_year_known(desk: Desk) -> None:
    await desk.load("holidays", [NOTICE[0] | {"kind": "override"}])
    async with held():
        assert is_working_day(date(2027, 1, 1)) is False
        assert is_working_day(date(2027, 1, 4)) is None


async def test_a_notice_that_lacks_the_national_day_is_not_a_notice(desk: Desk) -> None:
    shown = await desk.show("holidays", [row for row in NOTICE if row["day"] != date(2027, 10, 2)])
    (problem,) = await queries.issues(shown.id, for_=desk.by)
    assert problem.code == "holidays-incomplete"
    assert "2027-10-02" in problem.message.zh


async def test_a_task_due_in_a_year_not_yet_known_gets_its_day_when_the_year_is(desk: Desk) -> None:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor, ends_on=date(2027, 6, 30))
    issued = at_local(date(2026, 12, 28))
    await a.cases(4)
    made = await a.task(contract=contract, at=issued, deadline_days=5)
    waiting = await task(made, for_=a.MANAGER)
    assert (waiting.due_on, waiting.due_is_provisional) == (date(2027, 1, 4), True)
    await desk.load("holidays", NOTICE)
    firm = await task(made, for_=a.MANAGER)
    assert (firm.due_on, firm.due_is_provisional) == (date(2027, 1, 5), False)
    assert [link.entry.kind for link in await page()][:2] == ["register.committed", "task.deadline_moved"]


async def test_a_report_due_in_a_year_not_yet_known_gets_its_day_when_the_year_is(desk: Desk) -> None:
    contract = await a.contract(vendor=await a.vendor())
    waiting = (await reports_due(for_=a.MANAGER, contract=contract))[-1]
    assert (waiting.due_on, waiting.due_is_provisional) == (date(2027, 1, 14), True)
    await desk.load("holidays", NOTICE)
    firm = (await reports_due(for_=a.MANAGER, contract=contract))[-1]
    assert (firm.due_on, firm.due_is_provisional) == (date(2027, 1, 14), False)  # Saturday 9 January works


async def test_a_child_goes_by_the_rules_of_the_request_that_started_it(desk: Desk) -> None:
    await desk.load("holidays", NOTICE)
    async with held():
        sent = packed()
    SHELF.newest = NOTHING
    adopt(sent)
    assert bureau_calendar().years == {2027}


async def test_days_that_have_passed_are_told(desk: Desk) -> None:
    yesterday = NOTICE[0] | {"day": TODAY - timedelta(days=1), "kind": "override"}
    assert (await desk.show("holidays", [yesterday])).rule_counts == {"holiday-past": 1}
