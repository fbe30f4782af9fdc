"""The campaign table from its opening to 已上报 (CP-08): filled in, checked, locked, restated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.support import a, baotou
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid
from vendors.periods import Period, at_local
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.statistics.campaign.actions import open_report, restate_report
from vendors.statistics.campaign.approving_actions import (
    approve_report,
    record_reported,
    return_report,
    submit_report,
)
from vendors.statistics.campaign.columns import coverage
from vendors.statistics.campaign.filling_actions import NewCell, enter_cells, return_row, submit_row
from vendors.statistics.campaign.queries import ReportView, report
from vendors.statistics.campaign.rules import ReportState, Scope
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
CITY = Actor(id=21, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
COUNTY = Actor(id=22, name="民乐县干部", roles=frozenset({Role.TASK_MANAGER}), region="620722")
LEADER = Actor(id=23, name="方毅", roles=frozenset({Role.LEADER}))
MAY = Period.parse("2021-05")
AT = at_local(date(2026, 7, 7))
OWN, TOTAL = "620799", "620700"
BAOTOU = {
    "medical_total": 900, "pharmacy_total": 573, "medical_inspected": 64, "pharmacy_inspected": 117, "inspected": 181,
    "medical_violating": 20, "pharmacy_violating": 15, "violating": 35, "by_interview": 22, "by_penalty": 13,
    "recovered_fen": 311_827_0000,
}  # fmt: skip


@dataclass(frozen=True)
class Opened:
    id: int

    async def seen(self, who: Actor = CITY) -> ReportView:
        return await report(self.id, for_=who, at=AT)

    async def fill(
        self, cells: Mapping[str, int], *, region: str = OWN, scope: Scope = Scope.CURRENT, who: Actor = CITY
    ) -> None:
        new = tuple(NewCell(field=field, value=value, reason="按台账") for field, value in cells.items())
        await enter_cells(report=self.id, region=region, scope=scope, cells=new, by=who, at=AT)

    async def hand_in(self) -> None:
        for row in (await self.seen()).rows:
            if row.region != TOTAL:
                await submit_row(report=self.id, region=row.region, by=CITY, at=AT)
        await submit_report(report=self.id, by=CITY, at=AT)


async def opened(*, regions: tuple[str, ...] = ("620722",), period: Period = MAY) -> Opened:
    campaign = await baotou.campaign(regions=regions)
    return Opened(await open_report(campaign_id=campaign, period=period, by=CITY, at=a.AT))


async def test_the_baotou_identities_hold_as_entered() -> None:
    table = await opened()
    await table.fill(BAOTOU)
    seen = await table.seen()
    assert seen.problems == ()
    total = seen.cells[Scope.CURRENT][TOTAL]
    assert [total[key].value for key in ("inspected", "violating", "by_interview", "by_penalty")] == [181, 35, 22, 13]
    assert seen.cells[Scope.CUMULATIVE][OWN]["inspected"].value == 181


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        ({"inspected": 182}, "inspected_parts", "检查机构合计为 182，但 64+117=181。"),
        ({"by_penalty": 12}, "violating_outcomes", "违法违规机构·合计为 35，但 22+12+0=34。"),
        ({"violating": 34}, "violating_parts", "违法违规机构·合计为 34，但 20+15=35。"),
        ({"medical_total": 63}, "inspected_above_total", "定点医疗机构·检查数 64 多于 定点医疗机构·总数 63。"),
    ],
)
async def test_a_broken_identity_is_named(wrong: dict[str, int], code: str, said: str) -> None:
    table = await opened()
    await table.fill(BAOTOU | wrong)
    told = {(one.code, one.words.zh) for one in (await table.seen()).problems if one.region == OWN}
    assert (code, said) in told


async def test_overriding_the_records_needs_a_reason() -> None:
    table = await opened()
    with pytest.raises(Invalid, match="理由"):
        await enter_cells(
            report=table.id,
            region=OWN,
            scope=Scope.CURRENT,
            cells=(NewCell(field="inspected", value=3),),
            by=CITY,
            at=AT,
        )
    await enter_cells(
        report=table.id, region=OWN, scope=Scope.CURRENT, cells=(NewCell(field="arrested", value=3),), by=CITY, at=AT
    )
    cell = (await table.seen()).cells[Scope.CURRENT][OWN]["arrested"]
    assert (cell.value, cell.computed, cell.written and cell.written.by) == (3, None, "苏禾")


async def test_distinct_totals_are_asked_for_and_never_added_up() -> None:
    table = await opened()
    await table.fill({"persons": 40})
    await table.fill({"persons": 30}, region="620722")
    seen = await table.seen()
    assert seen.cells[Scope.CURRENT][TOTAL]["persons"].value is None
    assert "total_not_distinct" in {one.code for one in seen.problems}
    await table.fill({"persons": 71}, region=TOTAL)
    assert [one.words.zh for one in (await table.seen()).problems if one.scope is Scope.CURRENT] == [
        "涉及参保人数去重合计 71 应在 40 与 70 之间。"
    ]
    await table.fill({"persons": 65}, region=TOTAL)
    assert (await table.seen()).cells[Scope.CURRENT][TOTAL]["persons"].value == 65


async def test_a_summed_total_is_nobodys_to_write() -> None:
    table = await opened()
    await table.fill({"tips": 4})
    await table.fill({"tips": 3}, region="620722")
    assert (await table.seen()).cells[Scope.CURRENT][TOTAL]["tips"].value == 7
    with pytest.raises(Invalid, match="各行相加"):
        await table.fill({"tips": 8}, region=TOTAL)


async def test_a_county_fills_and_sees_its_own_row_only() -> None:
    table = await opened()
    await table.fill({"publicity": 2}, region="620722", who=COUNTY)
    seen = await table.seen(COUNTY)
    assert [row.region for row in seen.rows] == ["620722"]
    assert list(seen.cells[Scope.CURRENT]) == ["620722"]
    for region in (OWN, TOTAL):
        with pytest.raises(Forbidden):
            await table.fill({"publicity": 2}, region=region, who=COUNTY)


async def test_cumulative_is_never_less_than_current() -> None:
    table = await opened()
    await table.fill({"tips": 4})
    await table.fill({"tips": 3}, scope=Scope.CUMULATIVE)
    assert [one.code for one in (await table.seen()).problems] == ["cumulative_below_current"]


async def test_what_people_enter_adds_up_from_period_to_period() -> None:
    table = await opened()
    await table.fill({"tips": 4, "recovered_fen": 100})
    await table.hand_in()
    await approve_report(report=table.id, by=LEADER, at=AT)
    head = (await table.seen()).head
    june = Opened(await open_report(campaign_id=head.campaign, period=Period.parse("2021-06"), by=CITY, at=AT))
    await june.fill({"tips": 5})
    cells = (await june.seen()).cells[Scope.CUMULATIVE]
    assert (cells[OWN]["tips"].value, cells[OWN]["recovered_fen"].value, cells[TOTAL]["tips"].value) == (9, 100, 9)


async def test_nobody_approves_what_they_filled_in_and_a_row_comes_back_only_from_the_city() -> None:
    table = await opened()
    both = Actor(id=21, name="苏禾", roles=frozenset({Role.TASK_MANAGER, Role.LEADER}))
    await submit_row(report=table.id, region="620722", by=COUNTY, at=AT)
    with pytest.raises(Conflict, match="已提交"):
        await table.fill({"tips": 1}, region="620722", who=COUNTY)
    with pytest.raises(Forbidden):
        await return_row(report=table.id, region="620722", reason="数字有误", by=COUNTY, at=AT)
    await return_row(report=table.id, region="620722", reason="数字有误", by=CITY, at=AT)
    await table.hand_in()
    with pytest.raises(Forbidden, match="填报人"):
        await approve_report(report=table.id, by=both, at=AT)


async def test_a_table_is_not_handed_in_before_its_units_and_not_with_a_broken_identity() -> None:
    table = await opened()
    with pytest.raises(Conflict, match="2 个单位未提交"):
        await submit_report(report=table.id, by=CITY, at=AT)
    await table.fill(BAOTOU | {"inspected": 180})
    with pytest.raises(Conflict, match=r"64\+117=181"):
        await submit_row(report=table.id, region=OWN, by=CITY, at=AT)


async def test_submitted_figures_stay_whatever_comes_later() -> None:
    task = await baotou.findings()
    campaign = await baotou.campaign(task=task)
    table = Opened(await open_report(campaign_id=campaign, period=Period.parse("2021"), by=CITY, at=a.AT))
    before = (await table.seen()).cells[Scope.CURRENT][TOTAL]["leads"].value
    await table.hand_in()
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_finding_line SET told_at = told_at - interval '1 year'")
    seen = await table.seen()
    assert (before, seen.cells[Scope.CURRENT][TOTAL]["leads"].value) == (1993, 1993)
    with pytest.raises(Conflict, match="锁定"):
        await table.fill({"tips": 1})


async def test_the_way_up_and_back() -> None:
    table = await opened()
    await table.hand_in()
    await return_report(report=table.id, reason="抓获人数待公安确认", by=LEADER, at=AT)
    assert (await table.seen()).head.returned == "抓获人数待公安确认"
    await submit_report(report=table.id, by=CITY, at=AT)
    await approve_report(report=table.id, by=LEADER, at=AT)
    with pytest.raises(Invalid):
        await record_reported(report=table.id, on=date(2026, 7, 8), document="", by=CITY, at=AT)
    await record_reported(report=table.id, on=date(2026, 7, 7), document="张医保发〔2026〕31号", by=CITY, at=AT)
    head = (await table.seen()).head
    assert (head.state, head.document) == (ReportState.REPORTED, "张医保发〔2026〕31号")
    with pytest.raises(Conflict):
        await return_report(report=table.id, reason="再改", by=LEADER, at=AT)


async def test_a_restated_version_takes_the_place_of_the_one_before_once_approved() -> None:
    table = await opened()
    await table.fill({"tips": 4})
    await table.hand_in()
    await approve_report(report=table.id, by=LEADER, at=AT)
    second = Opened(await restate_report(report=table.id, reason="认定被复议撤销", by=CITY, at=AT + timedelta(days=1)))
    assert (await second.seen()).cells[Scope.CURRENT][OWN]["tips"].value == 4
    assert (await table.seen()).head.superseded_at is None
    await second.hand_in()
    await approve_report(report=second.id, by=LEADER, at=AT + timedelta(days=2))
    assert (await table.seen()).head.superseded_at is not None
    assert (await table.seen()).cells[Scope.CURRENT][OWN]["tips"].value == 4
    with pytest.raises(Conflict):
        await restate_report(report=table.id, reason="再次", by=CITY, at=AT)


async def test_a_restated_version_is_due_so_many_working_days_from_its_opening() -> None:
    table = await opened()
    await table.hand_in()
    await approve_report(report=table.id, by=LEADER, at=AT)
    second = Opened(await restate_report(report=table.id, reason="认定被撤销", by=CITY, at=AT))
    due = deadline(AT.date(), parameter("campaign_report_days", AT.date()).whole).on
    assert ((await second.seen()).head.due_on, (await second.seen()).head.overdue(AT.date())) == (due, False)


async def test_the_share_inspected_is_known_only_with_all_it_is_worked_out_from() -> None:
    whole: dict[str, int | None] = {"inspected": 181, "medical_total": 900, "pharmacy_total": 573}
    assert coverage(whole) == Decimal(181) / 1473
    assert [coverage(whole | {key: None}) for key in whole] == [None] * 3
    assert coverage({"inspected": 0, "medical_total": 0, "pharmacy_total": 0}) is None


async def test_returning_an_approved_restatement_lets_the_one_before_stand_again() -> None:
    table = await opened()
    await table.hand_in()
    await approve_report(report=table.id, by=LEADER, at=AT)
    second = Opened(await restate_report(report=table.id, reason="认定被撤销", by=CITY, at=AT))
    await second.hand_in()
    await approve_report(report=second.id, by=LEADER, at=AT)
    for act in (record_reported(report=table.id, on=AT.date(), document="张医保发〔2026〕31号", by=CITY, at=AT),
                return_report(report=table.id, reason="再改", by=LEADER, at=AT)):  # fmt: skip
        with pytest.raises(Conflict, match="已被替代"):
            await act
    await return_report(report=second.id, reason="数字有误", by=LEADER, at=AT)
    heads = [(await one.seen()).head for one in (table, second)]
    assert [(one.superseded_at, one.state) for one in heads] == [
        (None, ReportState.APPROVED), (None, ReportState.FILLING),
    ]  # fmt: skip


async def test_a_period_has_one_table_and_lies_within_its_campaign() -> None:
    table = await opened()
    campaign = (await table.seen()).head.campaign
    with pytest.raises(Conflict):
        await open_report(campaign_id=campaign, period=MAY, by=CITY, at=AT)
    with pytest.raises(Invalid):
        await open_report(campaign_id=campaign, period=Period.parse("2019"), by=CITY, at=AT)
    with pytest.raises(Forbidden):
        await open_report(campaign_id=campaign, period=Period.parse("2021-07"), by=COUNTY, at=AT)
