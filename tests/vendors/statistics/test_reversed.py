"""Money received and determinations reversed, as the tables tell them."""

from datetime import date

import pytest

from tests.support import baotou, filed, ledger
from vendors.actors import Actor, Role
from vendors.handling.rules import MeasureKind
from vendors.periods import Period, at_local
from vendors.rulings.decision_rules import ReversalResult
from vendors.statistics.campaign.actions import open_report, restate_report
from vendors.statistics.campaign.approving_actions import approve_report, submit_report
from vendors.statistics.campaign.filling_actions import submit_row
from vendors.statistics.campaign.queries import changed_since, report
from vendors.statistics.campaign.rules import Scope
from vendors.statistics.inspected import inspected
from vendors.statistics.institution_years import YearFilters, institution_years
from vendors.statistics.machine_queries import Asked, machine_table

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
CITY = Actor(id=21, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
LEADER = Actor(id=23, name="方毅", roles=frozenset({Role.LEADER}))
TOTAL = "620700"
SENT = at_local(date(2026, 10, 15))
AFTER = at_local(date(2026, 10, 25))
SEPTEMBER, OCTOBER = Period.parse("2026M09"), Period.parse("2026M10")


async def _table(task: int, period: Period = SEPTEMBER) -> int:
    campaign = await baotou.campaign(task=task, regions=("620702", "620722"), begins=date(2026, 7, 1))
    return await open_report(campaign_id=campaign, period=period, by=CITY, at=SENT)


async def _locked(task: int) -> int:
    made = await _table(task)
    for row in (await report(made, for_=CITY, at=SENT)).rows:
        if row.region != TOTAL:
            await submit_row(report=made, region=row.region, by=CITY, at=SENT)
    await submit_report(report=made, by=CITY, at=SENT)
    await approve_report(report=made, by=LEADER, at=SENT)
    return made


async def test_receipts_count_in_their_month_and_what_is_taken_back_counts_against_it() -> None:
    booked = await ledger.booked(1_000_00)
    entry = await ledger.received(booked.recovery, 600_00)
    await ledger.received(booked.recovery, 300_00, voucher="银凭-002")
    await ledger.taken_back(booked.recovery, entry)
    table = await machine_table(Asked(first=SEPTEMBER, last=OCTOBER, as_of=AFTER, source=""), for_=CITY)
    assert [row.recovered_fen for row in table.table.rows] == [0, 300_00]
    assert table.table.total.recovered_fen == (await ledger.account(booked.recovery, at=AFTER)).row.sums.recovered_fen


async def test_the_campaign_table_tells_measures_due_and_received_apart() -> None:
    booked = await ledger.booked(1_000_00)
    await ledger.received(booked.recovery, 400_00)
    made = await _table(booked.world.task, Period.parse("2026H2"))
    cells = (await report(made, for_=CITY, at=SENT)).cells[Scope.CURRENT][TOTAL]
    shown = [cells[key].value for key in ("recover_fen", "recovered_fen", "returned_fen", "violating", "by_other")]
    assert shown == [1_000_00, 400_00, 0, 1, 1]


async def test_a_reversal_after_the_lock_asks_for_restatement_and_changes_nothing_by_itself() -> None:
    booked = await ledger.booked(1_000_00)
    made = await _locked(booked.world.task)
    before = await report(made, for_=CITY, at=SENT)
    await ledger.reversed_(booked.findings[0])
    after = await report(made, for_=CITY, at=AFTER)
    assert (before.head.to_restate, after.head.to_restate) == (False, True)
    assert after.cells[Scope.CURRENT][TOTAL]["violating"].value == 1
    moved = (await changed_since(after.head, for_=CITY, at=AFTER))[TOTAL]
    assert {key: moved[key] for key in ("violating", "leads_upheld", "by_other", "persons")} == {
        "violating": -1, "leads_upheld": -1, "by_other": -1, "persons": -1,
    }  # fmt: skip


async def test_a_restated_table_has_the_money_that_stands_and_the_old_one_stays() -> None:
    booked = await ledger.booked(1_000_00, 300_00)
    made = await _locked(booked.world.task)
    await ledger.reversed_(booked.findings[0])
    old = await report(made, for_=CITY, at=AFTER)
    moved = (await changed_since(old.head, for_=CITY, at=AFTER))[TOTAL]
    new = await report(await restate_report(report=made, reason="认定被撤销", by=CITY, at=AFTER), for_=CITY, at=AFTER)
    assert (moved["recover_fen"], moved["leads_upheld"]) == (-1_000_00, -1)
    shown = [one.cells[Scope.CUMULATIVE][TOTAL]["recover_fen"].value for one in (old, new)]
    assert shown == [1_300_00, 300_00]


async def test_a_wholly_annulled_decision_takes_its_interview_and_refusal_with_it() -> None:
    decided = await ledger.decided(1_000_00)
    await ledger.measured(decided, MeasureKind.INTERVIEW, parts={})
    await ledger.measured(decided, MeasureKind.REFUSE, parts={decided.findings[0]: 600_00})
    await ledger.measured(decided, MeasureKind.RECOVER, parts={decided.findings[0]: 400_00})
    made = await _locked(decided.world.task)
    await ledger.reversed_(decided.findings[0])
    moved = (await changed_since((await report(made, for_=CITY, at=AFTER)).head, for_=CITY, at=AFTER))[TOTAL]
    keys = ("interviewed", "refused", "refused_fen", "recover_fen", "by_interview")
    assert {key: moved[key] for key in keys} == dict(zip(keys, (-1, -1, -600_00, -400_00, -1), strict=True))


async def test_what_a_variation_leaves_goes_to_the_earlier_measure_first() -> None:
    decided = await ledger.decided(1_000_00)
    (finding,) = decided.findings
    await ledger.measured(decided, MeasureKind.REFUSE, parts={finding: 600_00})
    await ledger.measured(decided, MeasureKind.RECOVER, parts={finding: 400_00})
    made = await _locked(decided.world.task)
    left = await ledger.lines(finding, 700_00)
    await ledger.reversed_(finding, ReversalResult.VARY, amounts=left)
    moved = (await changed_since((await report(made, for_=CITY, at=AFTER)).head, for_=CITY, at=AFTER))[TOTAL]
    assert moved == {"recover_fen": -300_00}


async def test_a_record_that_only_came_later_asks_for_nothing() -> None:
    booked = await ledger.booked(1_000_00)
    made = await _locked(booked.world.task)
    await filed.stored(booked.world, filed.case(booked.world.visits[1]), at=AFTER)
    after = await report(made, for_=CITY, at=AFTER)
    assert after.head.to_restate is False
    assert await changed_since(after.head, for_=CITY, at=AFTER) == {}


async def test_a_reversed_determination_leaves_the_year_and_the_summary_as_of_then_keeps_it() -> None:
    booked = await ledger.booked(1_000_00)
    await ledger.reversed_(booked.findings[0])
    window = (date(2026, 1, 1), date(2026, 12, 31))
    years = [await institution_years(YearFilters(year=2026), for_=CITY, as_of=at) for at in (SENT, AFTER)]
    sums = [(await inspected(window=window, as_of=at, for_=CITY)).total for at in (SENT, AFTER)]
    assert [len(found) for found in years] == [1, 0]
    assert [one.violating for one in sums if one] == [1, 0]
