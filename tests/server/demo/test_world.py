"""The demo world made from nothing, once, and looked at from every side."""

import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from importers.batches.queries import batches
from importers.batches.rules import BatchState
from kpi.assessment.queries import assessments, objections
from kpi.assessment.rules import ObjectionState
from kpi.ranking.comparing import comparison
from kpi.ranking.queries import confidence_of, entries
from kpi.retention.notice_rules import Stage
from kpi.retention.probation_queries import probations
from kpi.retention.queries import proposals
from kpi.retention.rectification_queries import rectifications
from kpi.retention.rectification_rules import RectificationState
from kpi.rulebooks.rules import VersionState
from kpi.rulebooks.version_queries import versions
from kpi.scorecards.queries import card, cards
from kpi.scorecards.rules import CardState
from server import settings
from server.accounts.demo import FILE, demo_people
from server.accounts.passwords import Passwords
from server.accounts.queries import credentials
from server.database.addresses import Addresses
from server.demo.calendar import END
from server.demo.world import Seeded, ensure, seed
from server.desk.queries import counts as messages
from server.desk.todos import todos
from server.jobs.queue import DatabaseQueue
from server.reports.queries import reports
from server.storage.local import LocalBlobs
from server.web.house import House
from tests.conftest import _empty
from vendors.actors import SYSTEM, Role
from vendors.campaigns.queries import open_campaigns
from vendors.contracts.payment_queries import PaymentFilter, payment_counts
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import contracts
from vendors.draws.algorithm.replaying import replay
from vendors.draws.queries import DrawFilter, draws, record, result
from vendors.draws.rules import Purpose
from vendors.errors import Conflict
from vendors.findings.queries import counts
from vendors.findings.rules import FindingState
from vendors.handling.case_rules import TransferResult
from vendors.handling.queries import TransferFilters, transfers
from vendors.handling.rules import Stream
from vendors.handoffs.queries import handoff_counts
from vendors.institutions.queries import institutions
from vendors.journal.queries import page, verify
from vendors.organisation.queries import county_of_unit
from vendors.periods import Period
from vendors.provision.queries import provision_totals
from vendors.provision.rules import ProvisionState
from vendors.recoveries.queries import accounts_of, stream_sums
from vendors.registry.bars import bars_of
from vendors.registry.qualifications.expiring import expiring_qualifications
from vendors.registry.queries import vendors
from vendors.registry.rules import Kind, Standing
from vendors.review_rules.queries import rule_states
from vendors.review_rules.rules import RuleState
from vendors.reviewing.queries.pairs import blind_pairs
from vendors.rulings.decision_rules import ReversalResult
from vendors.rulings.queries import reversals
from vendors.scope import seeing
from vendors.statistics.campaign.queries import reports as campaign_reports
from vendors.tasks.queries import tasks
from vendors.tasks.rules import TaskState

pytestmark = pytest.mark.anyio
S = FindingState
SECOND_QUARTER = {
    "青禾质评": "95.04", "云岭病案": "73.10", "朔风数据": "95.84", "星槎信息": "54.38",
    "衡准会计": "99.36", "砺石会计": "75.84", "安澜健康": "89.75", "驼铃人寿": "81.29",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class World:
    house: House
    seeded: Seeded


@pytest.fixture(scope="module")
async def world(migrated: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    await _empty(migrated)
    data = tmp_path_factory.mktemp("demo")
    read = settings.read({"HENGJIAN_DATA": str(data)})
    house = House(settings=read, blobs=LocalBlobs(data / "blobs"), queue=DatabaseQueue())
    seeded = await seed(house, tell=lambda _: None)
    sys.stdout.write(f"\ndemo world made in {seeded.seconds:.1f} s\n")
    yield World(house=house, seeded=seeded)
    await _empty(migrated)


@pytest.fixture(autouse=True)
async def _everyone() -> AsyncIterator[None]:
    with seeing(None):
        yield


async def test_there_are_two_vendors_of_each_kind_and_institutions_in_six_counties(world: World) -> None:
    kinds = Counter(one.kind for one in await vendors(for_=SYSTEM) if one.standing is not Standing.PENDING)
    assert kinds == dict.fromkeys(Kind, 2)
    assert len({one.region for one in await institutions()}) == 6
    assert world.seeded.institutions == 40
    assert 1_500 <= world.seeded.cases <= 2_500


async def test_every_vendor_has_published_cards_that_recompute_and_the_third_quarters_stand_at_every_step(
    world: World,
) -> None:
    rows = await cards(for_=SYSTEM)
    published = Counter(str(row.period) for row in rows if row.state is CardState.PUBLISHED)
    assert published == {"2026Q1": 8, "2026Q2": 8, "2026Q3": 6}
    others = Counter(row.state for row in rows)
    assert {others[state] for state in (CardState.DRAFT, CardState.FED_BACK, CardState.APPROVED)} == {1}
    for row in rows[::5]:
        assert (await card(row.id, for_=SYSTEM)).same


async def test_five_of_five_and_sixteen_of_nineteen_stand_in_contradicting_orders(world: World) -> None:
    quarter = Period.parse("2026Q1")
    found = comparison("C04", (await entries(for_=SYSTEM, period=quarter))[Kind.C], confidence=confidence_of(quarter))
    ((first, surer),) = found.turned
    assert [(one.row.short_name, one.hits, one.trials) for one in (first, surer)] == [
        ("砺石会计", 5, 5), ("衡准会计", 16, 19),
    ]  # fmt: skip
    assert {row.row.short_name: row.row.grade for row in found.rows} == {"衡准会计": "excellent", "砺石会计": "good"}


async def test_grades_spread_from_excellent_to_fail(world: World) -> None:
    grades = Counter(row.grade for row in await cards(for_=SYSTEM) if row.period.kind == "Q")
    assert set(grades) == {"excellent", "good", "pass", "fail"}
    assert max(grades.values()) <= 14


async def test_the_scores_are_the_same_every_time(world: World) -> None:
    totals = {row.short_name: str(row.total) for row in await cards(for_=SYSTEM) if str(row.period) == "2026Q2"}
    assert totals == SECOND_QUARTER


async def test_the_first_two_quarters_are_decided_and_the_third_waits_for_the_leader(world: World) -> None:
    states = Counter((str(one.period) == "2026Q3", one.state.value) for one in await proposals(for_=SYSTEM))
    assert states[True, "proposed"] == 6
    assert states[False, "accepted"] + states[False, "declined"] == 16


async def test_a_card_was_counted_again_after_the_reversal_and_the_old_one_still_recomputes(world: World) -> None:
    both = await cards(for_=SYSTEM, period=Period.parse("2026Q2"), states=frozenset(CardState))
    again = [row for row in both if row.short_name == "云岭病案"]
    assert {(row.version, row.state, str(row.total)) for row in again} == {
        (1, CardState.SUPERSEDED, "74.12"),
        (2, CardState.PUBLISHED, "73.10"),
    }
    assert all([(await card(row.id, for_=SYSTEM)).same for row in again])


async def test_objections_were_accepted_and_rejected_and_one_waits(world: World) -> None:
    assert {one.state: one.indicator for one in await objections(for_=SYSTEM)} == {
        ObjectionState.REJECTED: "D08",
        ObjectionState.ACCEPTED: "C04",
        ObjectionState.OPEN: "K06",
    }


async def test_a_failing_vendor_was_heard_put_things_right_and_is_on_probation_with_a_hearing_ahead(
    world: World,
) -> None:
    (probation,) = await probations(for_=SYSTEM)
    assert (probation.short_name, probation.due(END.date())) == ("星槎信息", True)
    assert {one.state for one in await rectifications(for_=SYSTEM)} == {RectificationState.PASSED}
    stages = Counter(one.stage(END.date()) for one in await proposals(for_=SYSTEM, period=Period.parse("2026Q3")))
    assert stages == {Stage.TO_HEAR: 1, Stage.READY: 5}


async def test_next_years_rules_are_on_their_way_and_a_months_facts_are_frozen(world: World) -> None:
    states = {one.name: one.state for one in await versions(for_=SYSTEM, on=END.date())}
    assert (states["A-2027"], states["B-2027"]) == (VersionState.SUBMITTED, VersionState.DRAFT)
    begun = await assessments(for_=SYSTEM, period=Period.parse("2026M10"))
    assert Counter(one.evaluated_at is None for one in begun) == {True: 2, False: 1}


async def test_files_were_refused_stored_and_left_waiting(world: World) -> None:
    states = Counter(one.state for one in await batches(for_=SYSTEM, size=500))
    assert states[BatchState.REFUSED] >= 5
    assert states[BatchState.STORED] >= 30
    assert states[BatchState.READY] == 1


async def test_findings_stand_at_every_step_of_their_way(world: World) -> None:
    found = await counts(for_=SYSTEM, at=END)
    alive = {S.AWAITING_FIRST, S.AWAITING_SECOND, S.LEAD, S.NOTIFIED, S.DEFENDED}
    done = {S.DISMISSED, S.UPHELD, S.PARTLY_UPHELD, S.NOT_UPHELD}
    assert {state for state in alive | done if not found[state]} == set()


async def test_a_clerk_has_a_task_under_way_and_another_is_overdue(world: World) -> None:
    found = await tasks(for_=SYSTEM)
    under_way = [one for one in found if one.state is TaskState.IN_PROGRESS and one.vendor_name == "青禾质评"]
    assert [one.kind.vendor_kind for one in under_way] == [Kind.A]
    assert any(one.overdue(END.date()) for one in found)


async def test_the_journal_holds_and_reads_in_order_of_time(world: World) -> None:
    assert (await verify()).broken_at is None
    newest = await page(size=400)
    days = [link.entry.at.date() for link in reversed(newest)]
    assert days == sorted(days)
    assert newest[0].entry.at <= END


async def test_every_vendor_at_work_has_shown_its_papers_and_one_without_waits(world: World) -> None:
    found = await vendors(for_=SYSTEM)
    bars = await bars_of([one.id for one in found], on=END.date())
    assert {one.short_name for one in found if bars[one.id]} == {"泉水病案"}
    due = {one.vendor_name: one.step for one in await expiring_qualifications(on=END.date())}
    assert {"云岭病案质控（示例）有限公司": 30, "泉水病案服务（示例）有限公司": 0}.items() <= due.items()


async def test_contracts_were_reviewed_and_instalments_paid_approved_and_asked_for(world: World) -> None:
    signed = await contracts(for_=SYSTEM)
    assert {(one.review_passed, one.reviewed_by) for one in signed} == {(True, "邓岚")}
    states = await payment_counts(PaymentFilter(), for_=SYSTEM)
    assert (states[PaymentState.PAID], states[PaymentState.APPROVED], states[PaymentState.PROPOSED]) == (16, 1, 1)


async def test_the_campaigns_draw_replays_and_kept_the_barred_apart(world: World) -> None:
    (drawn,) = [one for one in await draws(DrawFilter(), for_=SYSTEM) if one.purpose is Purpose.DOUBLE]
    assert replay(await record(drawn, inline=True)) == ()
    barred = {(one.unit, one.person) for one in drawn.outcome.barred}
    assert len(barred) == 2
    paired = {(line.id, person) for _, line in await result(drawn.id) for person in line.partners}
    assert len(paired) == 12
    assert not barred & paired
    (campaign,) = await open_campaigns(for_=SYSTEM, on=END.date())
    assert campaign.milestones - campaign.done == 2


async def test_slips_releases_and_rules_stand_at_every_step(world: World) -> None:
    slips = await handoff_counts(for_=SYSTEM)
    assert {state.value: n for state, n in slips.items() if n} == {"pending": 1, "received": 1, "closed": 2}
    totals = await provision_totals(for_=SYSTEM, on=END.date())
    assert totals.states[ProvisionState.REQUESTED] == totals.states[ProvisionState.CLOSED] == 1
    assert totals.states[ProvisionState.PROVIDED] > 20
    rules = await rule_states(for_=SYSTEM)
    assert (rules[RuleState.ADOPTED], rules[RuleState.RETURNED], rules[RuleState.DELIVERED]) == (10, 1, 1)


async def test_a_countys_person_sees_their_county_alone(world: World) -> None:
    known = await credentials("ganzhou")
    assert known
    with seeing(None, await county_of_unit(known.person.unit)):
        assert {one.region for one in await institutions()} == {"620702"}


async def test_both_sides_have_messages_unread_and_things_to_do(world: World) -> None:
    for name in ("hetong", "renwu", "qinghe.lead", "yunling.clerk"):
        known = await credentials(name)
        assert known
        who = known.person.acting()
        with seeing(who.vendor):
            assert (await messages(for_=who)).unread, name
            assert await todos(who, END), name


async def test_second_looks_were_blind_differed_and_one_tie_waits_for_a_third_person(world: World) -> None:
    pairs = await blind_pairs(window=(END.date().replace(month=1, day=1), END.date()), for_=SYSTEM)
    assert len(pairs) > 30
    assert len([one for one in pairs if one.first_said != one.second_said]) == 5
    assert (await counts(for_=SYSTEM, at=END))[S.AWAITING_TIE] == 1


async def test_a_case_went_to_the_police_with_receipt_and_result_and_its_money_came_in_two_instalments(
    world: World,
) -> None:
    (sent,) = await transfers(for_=SYSTEM, which=TransferFilters())
    assert (sent.target, sent.receipt_by, sent.result) == ("1", "赵警官（示例）", TransferResult.OPENED)
    recovered = next(
        one for one in await accounts_of(sent.decision, for_=SYSTEM, at=END) if one.row.stream is Stream.RECOVER
    )
    assert [one.kind.value for one in recovered.entries].count("receipt_reversed") == 1
    assert len(recovered.plan) == 2
    assert recovered.row.sums.outstanding_fen == 0


async def test_a_determination_was_reversed_and_what_was_paid_too_much_given_back(world: World) -> None:
    (turned,) = await reversals()
    assert turned.result is ReversalResult.VARY
    sums = {one.stream: one.sums for one in await stream_sums(for_=SYSTEM, at=END)}
    assert sum(one.refunded_fen for one in sums.values()) == sum(one.refundable_fen for one in sums.values()) > 0


async def test_no_stream_of_the_ledger_has_more_recovered_than_due_and_some_is_left(world: World) -> None:
    sums = {one.stream: one for one in await stream_sums(for_=SYSTEM, at=END)}
    assert {Stream.RECOVER, Stream.RETURN, Stream.REFUSE, Stream.DAMAGES} <= set(sums)
    assert all(one.sums.recovered_fen <= one.sums.due_fen for one in sums.values())
    assert sums[Stream.RECOVER].overdue_fen > 0


async def test_the_campaigns_table_of_october_went_up_and_novembers_is_being_filled_in(world: World) -> None:
    found = await campaign_reports(for_=SYSTEM)
    assert [(str(one.period), one.state.value) for one in found] == [("2026M11", "filling"), ("2026M10", "reported")]


async def test_three_quarterly_reports_lie_in_the_archive(world: World) -> None:
    assert sorted(str(row.period) for row in await reports()) == ["2026Q1", "2026Q2", "2026Q3"]


async def test_everybody_listed_signs_in_with_the_password_shown(world: World) -> None:
    listed = demo_people(world.house.settings.data)
    assert listed == world.seeded.people
    assert {role.zh for role in Role if role not in {Role.EXPERT, Role.SYSTEM}} <= {
        role for one in listed for role in one.role_zh.split("、")
    }
    known = await credentials(listed[0].username)
    assert known
    assert await Passwords().matches(known.password, listed[0].password)


async def test_a_finished_world_is_left_alone_and_an_unfinished_one_is_refused_in_words(world: World) -> None:
    assert await ensure(world.house) is None
    file = Path(world.house.settings.data / FILE)
    kept = file.read_bytes()
    file.unlink()
    with pytest.raises(Conflict, match="HENGJIAN_DATA"):
        await ensure(world.house)
    file.write_bytes(kept)
