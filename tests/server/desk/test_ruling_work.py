"""Notices to be served, panels to be held, campaign tables to go up: at the desks of those concerned."""

from datetime import date, timedelta

import pytest

from server.desk.dues import tables
from server.desk.queues import queued
from server.desk.reminders import remind
from tests.support import a, baotou, filed
from vendors.actors import Actor, Role
from vendors.periods import Period, at_local, local_date
from vendors.rulings.actions import NewPanel, Part, call_panel, draft_notice, print_notice, record_panel
from vendors.rulings.panel_rules import Member
from vendors.rulings.queries import ruling
from vendors.rulings.rules import Outcome, Verdict
from vendors.statistics.campaign.actions import open_report
from vendors.statistics.campaign.filling_actions import submit_row
from vendors.statistics.campaign.queries import reports

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
ON = local_date(filed.AFTER)
CITY = Actor(id=21, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))


async def lines(who: Actor, on: date = ON) -> dict[str, tuple[str, int]]:
    return {todo.tag: (todo.href, todo.count) for todo in await queued(who, on)}


async def case(fen: int = 10_800) -> int:
    world = await filed.world()
    (found,) = await filed.stored(world, filed.case(world.visits[0], fen))
    return found


async def test_a_printed_notice_waits_to_be_served() -> None:
    id_ = await filed.lead(await case())
    part = Part(finding=id_, version=3, facts="多收", reasons="不符", basis="条例")
    letter = await draft_notice(parts=[part], by=filed.SECOND, at=filed.AFTER)
    assert "告知书送达" not in await lines(filed.SECOND)
    await print_notice(letter=letter, by=filed.SECOND, at=filed.AFTER)
    for who in (filed.SECOND, filed.LEGAL):
        assert (await lines(who))["告知书送达"] == ("/notices?stage=printed", 1)
    assert "告知书送达" not in await lines(filed.FIRST)


@pytest.mark.parametrize(
    ("fen", "verdict", "due"),
    [(10_800, Verdict.PARTLY, 0), (10_800, Verdict.ACCEPTED, 1), (900_000_000, Verdict.REJECTED, 1)],
    ids=["neither rule asks for one", "the recheck goes against both reviews", "much money"],
)
async def test_a_panel_due_by_rule_waits_until_it_is_held(fen: int, verdict: Verdict, due: int) -> None:
    id_ = await filed.rechecked(await case(fen), verdict=verdict)
    assert ((await ruling(finding=id_, for_=filed.LEGAL, at=filed.AFTER)).panel_due is not None) is bool(due)
    assert (await lines(filed.LEADER)).get("合议", ("", 0))[1] == due
    votes = tuple(Member(name=name, outcome=Outcome.UPHELD) for name in ("方毅", "邓岚", "苗青"))
    panel = NewPanel(held_on=ON, members=votes, conclusion=Outcome.UPHELD)
    version = await filed.version(id_)
    await record_panel(finding=id_, version=version, panel=panel, by=filed.LEADER, at=filed.AFTER)
    assert "合议" not in await lines(filed.LEADER)


async def test_a_panel_called_for_waits_too() -> None:
    id_ = await filed.rechecked(await case())
    version = await filed.version(id_)
    await call_panel(finding=id_, version=version, cause="专业争议", by=filed.LEADER, at=filed.AFTER)
    assert (await lines(filed.LEADER))["合议"] == ("/rulings?stage=decide", 1)


async def test_a_campaign_table_is_reminded_of_once_before_and_once_after_its_day() -> None:
    campaign = await baotou.campaign(regions=("620722", "620723"))
    table = await open_report(campaign_id=campaign, period=Period.parse("2021-05"), by=CITY, at=a.AT)
    (known,) = await reports(for_=CITY)
    await submit_row(report=table, region="620723", by=CITY, at=a.AT)
    assert await tables(known.due_on - timedelta(days=4)) == []
    (soon,) = await tables(known.due_on - timedelta(days=3))
    assert (soon.link, f"应于 {known.due_on} 完成" in soon.words.zh) == (f"/statistics/campaign/{table}", True)
    assert {(one.region, one.roles) for one in soon.to} == {
        (at, frozenset({Role.TASK_MANAGER})) for at in ("", "620722")
    }
    (late,) = await tables(known.due_on + timedelta(days=1))
    assert (late.once != soon.once, "已逾期 1 天" in late.words.zh) == (True, True)
    day = at_local(known.due_on + timedelta(days=1))
    assert [await remind(at=day, sources=(tables,)) for _time in range(2)] == [2, 0]
