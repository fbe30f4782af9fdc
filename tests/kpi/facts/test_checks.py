"""Checks, questionnaires and outage logs: rows with evidence, the facts they come to, what is refused."""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.facts.actions import record_conduct
from kpi.facts.availability.actions import record_log
from kpi.facts.availability.queries import logs
from kpi.facts.availability.rules import OutageKind, OutageRow, down, minutes_of
from kpi.facts.checks.actions import record_check, withdraw_check
from kpi.facts.checks.queries import check, check_items, checks
from kpi.facts.checks.rules import CheckKind, Item
from kpi.facts.lead_queries import Lead, leads
from kpi.facts.questionnaires.actions import Sheet, record_questionnaire, withdraw_questionnaire
from kpi.facts.questionnaires.queries import questionnaires
from kpi.facts.questionnaires.rules import Side, questions, score
from tests.support import a
from tests.support.record_rows import CUTOFF, Q3, facts_of, row, stored
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.institutions.queries import institutions
from vendors.journal.actions import act
from vendors.periods import Period, at_local
from vendors.registry.credit.actions import record_credit_check
from vendors.registry.credit.rules import CreditSource
from vendors.registry.oversight.actions import record_inspection
from vendors.registry.oversight.rules import InspectionKind
from vendors.registry.rules import Kind
from vendors.scope import seeing
from vendors.tasks.particulars import Particulars
from vendors.tasks.rules import TaskKind

database = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
DAY = date(2026, 10, 9)
SCAN = File(filename="抽查记录.pdf", content=b"%PDF-1.7")
PAPERS = (Item(subject="D-01", passed=True), Item(subject="D-02", passed=False, note="缺复核签字"))
SEPTEMBER = Period.parse("2026-09")


async def hired(kind: Kind) -> tuple[int, int]:
    vendor = await a.vendor(kind=kind)
    return vendor, await a.contract(vendor=vendor)


async def checked(
    contract: int, kind: CheckKind = CheckKind.PAPERS, items: Sequence[Item] = PAPERS, **told: object
) -> int:
    said: dict[str, object] = {"checked_on": DAY, "checkers": "周启明、邓岚", "basis": "底稿抽查记录第3号"}
    given = {"contract": contract, "period": Q3, "kind": kind, "items": items, "by": a.MANAGER, "at": CUTOFF}
    return await record_check(**(given | said | told))  # type: ignore[arg-type]


class TestChecks:
    pytestmark = database

    async def test_a_check_counts_its_items_and_keeps_its_paper(self) -> None:
        vendor, contract = await hired(Kind.C)
        made = await checked(contract, file=SCAN, sha256="ab" * 32)
        facts = await facts_of(contract)
        assert [int(facts[name].value or 0) for name in ("papers_checked", "papers_passed")] == [2, 1]
        with seeing(vendor):
            assert len(await attachments(object_type="kpi_check", object_ids=[made], for_=a.clerk_of(vendor))) == 1

    async def test_a_withdrawn_check_counts_no_longer_and_is_told(self) -> None:
        _vendor, contract = await hired(Kind.C)
        wrong, _right = await checked(contract), await checked(contract, items=(Item(subject="D-09", passed=True),))
        await withdraw_check(check=wrong, reason="编号录错", by=a.MANAGER, at=CUTOFF)
        fact = (await facts_of(contract))["papers_checked"]
        assert fact.value == 1
        assert [why for _id, why in fact.excluded] == ["已作废：编号录错"] * 2
        with pytest.raises(Conflict):
            await withdraw_check(check=wrong, reason="再次", by=a.MANAGER, at=CUTOFF)

    async def test_the_same_check_is_recorded_once_while_it_stands(self) -> None:
        _vendor, contract = await hired(Kind.C)
        done = await gather(checked(contract), checked(contract), return_exceptions=True)
        assert {type(one) for one in done} == {int, Conflict}
        assert (await facts_of(contract))["papers_checked"].value == 2
        (made,) = [one for one in done if isinstance(one, int)]
        await withdraw_check(check=made, reason="编号录错", by=a.MANAGER, at=CUTOFF)
        assert await checked(contract) != made

    async def test_an_error_found_in_a_fee_review_counts_as_the_fault_it_is(self) -> None:
        vendor, contract = await hired(Kind.D)
        task = await a.task_in_progress(vendor=vendor, contract=contract, kind=TaskKind.FEE_REVIEW)
        await stored(vendor, task, [row("fee-review", f"SH-1 V{n}", pay_state="未支付") for n in (1, 2)])
        items = (Item(subject="V1", passed=True), Item(subject="V2", passed=False), Item(subject="V9", passed=True))
        made = await checked(contract, CheckKind.FEES, items)
        facts = await facts_of(contract)
        assert [facts[name].value for name in ("fee_reviews_rechecked", "fee_reviews_wrong")] == [3, 1]
        assert [item.source.partition(":")[0] for item in await check_items(made)] == ["result", "result", ""]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"kind": CheckKind.DOCTORS}, "kind"),
            ({"items": ()}, "items"),
            ({"items": (PAPERS[0], PAPERS[0])}, "items"),
            ({"checked_on": date(2026, 12, 1)}, "checked_on"),
            ({"checkers": " "}, "checkers"),
            ({"basis": ""}, "basis"),
        ],
    )
    async def test_a_check_that_cannot_be_is_refused_at_its_field(self, changed: dict[str, object], field: str) -> None:
        _vendor, contract = await hired(Kind.C)
        with pytest.raises(Invalid) as refused:
            await checked(contract, **changed)  # type: ignore[arg-type]
        assert set(refused.value.fields) == {field}

    async def test_a_vendor_reads_its_own_checks_and_records_none(self) -> None:
        vendor, contract = await hired(Kind.C)
        made = await checked(contract)
        stranger = await a.vendor(name="旁观会计师事务所", kind=Kind.C)
        with seeing(vendor):
            assert len(await checks(contract=contract, period=Q3, for_=a.clerk_of(vendor))) == 1
            with pytest.raises(Forbidden):
                await record_check(
                    contract=contract, period=Q3, kind=CheckKind.PAPERS, items=PAPERS, checked_on=DAY,
                    checkers="何小满", basis="自查", by=a.clerk_of(vendor), at=CUTOFF,
                )  # fmt: skip
        with seeing(stranger), pytest.raises(NotFound):
            await check(made, for_=a.clerk_of(stranger))


def sheet(side: Side, mark: int = 5, **changes: object) -> Sheet:
    answers = {one.code: mark for one in questions(side)}
    told: dict[str, object] = {"side": side, "answers": answers, "answered_on": DAY}
    if side is Side.BUREAU:
        told["respondent"] = "基金监管科"
    else:
        told["institution"] = a.HOSPITALS[0].code
    return Sheet(**(told | changes))  # type: ignore[arg-type]


async def answered(contract: int, said: Sheet) -> int:
    return await record_questionnaire(contract=contract, period=Q3, sheet=said, by=a.MANAGER, at=CUTOFF)


class TestQuestionnaires:
    pytestmark = database

    async def inspected(self) -> int:
        """A contract whose task names both hospitals."""
        await a.hospitals()
        _vendor, contract = await hired(Kind.C)
        named = tuple(one.id for one in await institutions())
        await a.task(contract=contract, kind=TaskKind.AUDIT, particulars=Particulars(institutions=named))
        return contract

    async def test_each_side_is_the_mean_of_its_sheets(self) -> None:
        contract = await self.inspected()
        await answered(contract, sheet(Side.BUREAU, 5))
        await answered(contract, sheet(Side.BUREAU, 4, respondent="待遇保障科"))
        await answered(contract, sheet(Side.INSTITUTION, 3))
        facts = await facts_of(contract)
        assert facts["satisfaction_bureau"].value == Decimal("92.5")
        assert facts["satisfaction_institutions"].value == 70
        assert len(facts["satisfaction_bureau"].records) == 2

    async def test_a_respondent_answers_once_until_its_sheet_is_withdrawn(self) -> None:
        contract = await self.inspected()
        made = await answered(contract, sheet(Side.INSTITUTION))
        with pytest.raises(Conflict):
            await answered(contract, sheet(Side.INSTITUTION, 1))
        await withdraw_questionnaire(questionnaire=made, reason="填错机构", by=a.MANAGER, at=CUTOFF)
        await answered(contract, sheet(Side.INSTITUTION, 2))
        assert (await facts_of(contract))["satisfaction_institutions"].value == 50

    async def test_only_inspected_institutions_answer_and_every_question_is(self) -> None:
        _vendor, other = await hired(Kind.C)
        await a.hospitals()
        with pytest.raises(Invalid) as refused:
            await answered(other, sheet(Side.INSTITUTION, answers={"conduct": 9}))
        assert set(refused.value.fields) == {"institution", "q-conduct", "q-procedure", "q-skill", "q-hearing"}

    async def test_no_vendor_reads_who_rated_it(self) -> None:
        contract = await self.inspected()
        await answered(contract, sheet(Side.INSTITUTION, 1))
        with seeing(1), pytest.raises(Forbidden):
            await questionnaires(contract=contract, period=Q3, for_=a.clerk_of(1))


def outage(began: tuple[int, int], ended: tuple[int, int], kind: OutageKind = OutageKind.MINOR) -> OutageRow:
    first, last = (at_local(date(2026, 9, day), hour) for day, hour in (began, ended))
    return OutageRow(began_at=first, ended_at=last, kind=kind, system="智能监控平台", cause="链路中断")


async def logged(contract: int, *rows: OutageRow, **told: object) -> int:
    said: dict[str, object] = {"month": SEPTEMBER, "service_minutes": minutes_of(SEPTEMBER), "basis": "监控平台导出"}
    return await record_log(contract=contract, rows=rows, by=a.MANAGER, at=CUTOFF, **(said | told))  # type: ignore[arg-type]


class TestAvailability:
    pytestmark = database

    async def test_overlapping_outages_count_once_planned_ones_not_and_months_without_a_log_are_told(self) -> None:
        _vendor, contract = await hired(Kind.B)
        planned = outage((20, 0), (20, 6), OutageKind.PLANNED)
        await logged(contract, outage((2, 9), (2, 10)), outage((2, 9), (2, 11)), planned)
        facts = await facts_of(contract)
        assert facts["outage_minutes"].value == 120
        assert [why for _id, why in facts["outage_minutes"].excluded] == ["计划停机，不计故障"]
        assert facts["service_minutes"].value == 30 * 24 * 60
        assert [month for month, _why in facts["service_minutes"].excluded] == ["month:2026M07", "month:2026M08"]

    async def test_a_major_outage_beyond_the_hours_is_a_deduction_of_its_own(self) -> None:
        _vendor, contract = await hired(Kind.B)
        await logged(contract, outage((2, 9), (2, 13), OutageKind.MAJOR), outage((3, 9), (3, 14), OutageKind.MAJOR))
        fact = (await facts_of(contract))["major_outages_over_four_hours"]
        assert fact.value == len(fact.records) == 1

    async def test_a_log_loaded_again_takes_the_place_of_the_earlier(self) -> None:
        vendor, contract = await hired(Kind.B)
        await logged(contract, outage((2, 9), (2, 10)))
        await logged(contract)
        assert (await facts_of(contract))["outage_minutes"].value == 0
        with seeing(vendor):
            found = await logs(contract=contract, period=Q3, for_=a.clerk_of(vendor))
        assert [(one.down, one.replaced_at is None) for one in found] == [(0, True), (60, False)]

    async def test_what_is_not_of_the_month_or_runs_backwards_is_refused(self) -> None:
        _vendor, contract = await hired(Kind.B)
        good = outage((2, 9), (2, 10))
        late = replace(good, began_at=good.began_at + timedelta(days=60), ended_at=good.ended_at + timedelta(days=60))
        for wrong in (late, replace(good, ended_at=good.began_at)):
            with pytest.raises(Invalid) as refused:
                await logged(contract, good, wrong)
            assert "第 2 条" in refused.value.fields["rows"].zh


_HOUR = st.integers(min_value=0, max_value=100)


@given(st.lists(st.tuples(_HOUR, _HOUR), max_size=12))
def test_the_minutes_down_are_those_of_any_outage_counted_once(hours: list[tuple[int, int]]) -> None:
    start = datetime(2026, 9, 1, tzinfo=UTC)
    spans = [(start + timedelta(hours=a_), start + timedelta(hours=b)) for a_, b in hours if b > a_]
    hit = {hour for a_, b in hours if b > a_ for hour in range(a_, b) if 10 <= hour < 90}
    within = start + timedelta(hours=10), start + timedelta(hours=90)
    assert down(spans, within) == 60 * len(hit)


@given(st.lists(st.integers(min_value=1, max_value=5), min_size=1, max_size=8))
def test_a_score_lies_between_its_worst_and_its_best_mark(marks: list[int]) -> None:
    answers = {str(place): mark for place, mark in enumerate(marks)}
    assert score({"x": min(marks)}) <= score(answers) <= score({"x": max(marks)})


class TestLeads:
    pytestmark = database

    async def test_what_other_registers_hold_waits_for_a_person_and_is_made_an_event_once(self) -> None:
        vendor, contract = await hired(Kind.C)
        await record_inspection(
            vendor=vendor, kind=InspectionKind.DATA_SECURITY, on=date(2026, 8, 6), inspectors="安宁、白露",
            findings="共用账号", rectify_by=date(2026, 9, 6), by=a.MANAGER, at=CUTOFF,
        )  # fmt: skip
        await record_credit_check(
            vendor=vendor,
            source=CreditSource.CREDIT_CHINA,
            on=date(2026, 9, 1),
            on_record=True,
            note="列入失信名单",
            by=a.MANAGER,
            at=CUTOFF,
        )
        found = await waiting(contract)
        assert [(lead.record.partition(":")[0], lead.kind) for lead in found] == [
            ("inspection", ""),
            ("credit_check", "licence_lost_or_blacklisted"),
        ]
        event = {"contract": contract, "kind": "accounts_shared", "happened_on": date(2026, 8, 6), "count": 1}
        said = {"basis": found[0].basis, "source": found[0].record, "by": a.MANAGER, "at": CUTOFF}
        await record_conduct(**(event | said))  # type: ignore[arg-type]
        assert [lead.record for lead in await waiting(contract)] == [found[1].record]
        assert (await facts_of(contract))["accounts_shared"].value == 1
        with pytest.raises(Conflict):
            await record_conduct(**(event | said))  # type: ignore[arg-type]

    async def test_an_account_used_from_many_places_in_a_day_is_looked_into(self) -> None:
        vendor, contract = await hired(Kind.C)
        for day, addresses in ((3, ("10.0.0.1", "10.0.0.2", "10.0.0.3")), (4, ("10.0.0.1", "10.0.0.1", "10.0.0.2"))):
            for address in addresses:
                async with act(by=a.clerk_of(vendor), at=at_local(date(2026, 8, day))) as deed:
                    deed.note("session.opened", "person", 101, vendor=vendor, after={"address": address})
        (lead,) = await waiting(contract)
        assert (lead.kind, lead.happened_on) == ("accounts_shared", date(2026, 8, 3))
        assert "3 个地址" in lead.basis


async def waiting(contract: int) -> Sequence[Lead]:
    view = await contract_view(contract, for_=a.MANAGER)
    return await leads(contract=view, period=Q3, for_=a.MANAGER, as_of=CUTOFF)
