import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import httpx
import openpyxl
import pytest

from server.web import clock
from tests.server.tasks.conftest import Visit
from tests.support import a, assignments
from tests.support.accounts import token_on
from vendors.actors import Actor, Role
from vendors.journal.actions import act
from vendors.people.recusal.actions import Person
from vendors.people.recusal.ties import PersonType
from vendors.periods import at_local
from vendors.policy.actions import store_basis
from vendors.policy.basis import basis_document
from vendors.policy.bureau import keeping
from vendors.policy.parameters import parameter
from vendors.policy.rows import Bureau
from vendors.tasks.assignment.queries import assignments as given_out
from vendors.tasks.deliverables.queries import deliverables
from vendors.tasks.particulars import Particulars, usual_deliverables
from vendors.tasks.queries import task
from vendors.tasks.rules import TaskKind, TaskState
from vendors.tasks.scope_queries import scope

pytestmark = pytest.mark.anyio
AUDITOR = Actor(id=9, name="审计员", roles=frozenset({Role.AUDITOR}))
GOOD = {
    "kind": "special_inspection", "title": "金河县门诊专项检查", "covers_from": "2026-04-01", "covers_to": "2026-06-30",
    "region": "620702", "method": "flying", "focus_patients": "1", "institutions": "H62070200001\nH62072200002",
    "basis": "年度计划",
}  # fmt: skip


async def post(client: httpx.AsyncClient, path: str, *, on: str, **fields: str | int | Sequence[str]) -> httpx.Response:
    data = {name: value if isinstance(value, str) else _listed(value) for name, value in fields.items()}
    return await client.post(path, data={"_csrf": await token_on(client, on), **data})


def _listed(value: int | Sequence[str]) -> str | list[str]:
    return str(value) if isinstance(value, int) else list(value)


async def test_a_task_is_drafted_from_the_form_with_all_that_was_said(visit: Visit) -> None:
    pair = await assignments.pair()
    async with visit(a.MANAGER) as client:
        answer = await post(
            client, "/tasks/new", on="/tasks/new", contract=pair.rival_contract, choice_reason="就近", **GOOD
        )
        page = (await client.get(answer.headers["location"])).text
    found = await task(1, for_=a.MANAGER)
    assert (found.deadline_days, found.on_site, found.region, found.basis) == (15, True, "620702", "年度计划")
    assert "假病人" in page
    assert "检查人员" in page
    assert len((await scope(1, on=a.MONDAY, for_=a.MANAGER)).places) == 2
    assert len(await given_out(1, for_=a.MANAGER)) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("institutions", "H99999999999", "没有这些定点机构"), ("title", "", "此项必填"),
        ("region", "999999", "请从列表中选择"), ("covers_to", "2026-01-01", "止期早于起期"),
        ("deadline_days", "999", "个工作日"), ("campaign", "77", "不在进行中"), ("kind", "nonsense", "请从列表中选择"),
    ],
)  # fmt: skip
async def test_a_wrong_field_is_named_and_nothing_is_lost(visit: Visit, field: str, value: str, said: str) -> None:
    pair = await assignments.pair()
    fields = {**GOOD, "contract": str(pair.contract), "choice_reason": "就近", field: value}
    async with visit(a.MANAGER) as client:
        answer = await post(client, "/tasks/new", on="/tasks/new", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert "年度计划" in answer.text


async def test_the_proposal_is_a_fragment_and_names_who_is_barred(visit: Visit) -> None:
    pair = await assignments.pair()
    await assignments.tie(assignments.company(pair.own), pair.places[0])
    async with visit(a.MANAGER) as client:
        url = "/tasks/new?kind=full_review&institutions=H62070200001"
        fragment = (await client.get(url, headers={"HX-Request": "true"})).text
    assert "<html" not in fragment
    assert "不得派单" in fragment
    assert "持股" in fragment


async def issued(pair: assignments.Pair) -> int:
    said = Particulars(deliverables=usual_deliverables(TaskKind.FULL_REVIEW), institutions=pair.places)
    return await a.task(contract=pair.contract, particulars=said)


async def test_a_bar_that_may_be_set_aside_asks_for_its_reason_on_the_page(visit: Visit) -> None:
    pair = await assignments.pair()
    made = await a.draft(contract=pair.contract)
    await a.task_listed(made)
    with keeping(Bureau(version=1, parameters=(replace(parameter("task_open_max", a.MONDAY), value=Decimal(0)),))):
        async with visit(a.MANAGER) as client:
            page = f"/tasks/{made}"
            assert 'name="waive.capacity.open_tasks"' in (await client.get(page)).text
            refused = await post(client, f"{page}/steps/issue", on=page)
            waived = await post(client, f"{page}/steps/issue", on=page, **{"waive.capacity.open_tasks": "季末集中"})
    assert (refused.status_code, waived.status_code) == (409, 303)
    assert (await task(made, for_=a.MANAGER)).state is TaskState.ISSUED


async def test_the_vendor_accepts_with_its_team_and_begins_once_everybody_has_declared(visit: Visit) -> None:
    pair = await assignments.pair()
    second = await a.staff(vendor=pair.own)
    made = await issued(pair)
    page, clerk = f"/tasks/{made}", a.clerk_of(pair.own)
    async with visit(clerk) as client:
        team = [str(pair.lead), str(second)]
        answer = await post(client, f"{page}/answers/accept", on=page, team=team, no_tie=[str(second)])
        assert answer.status_code == 303
        waiting = (await client.get(page)).text
        assert "未申报回避" in waiting
        assert (await post(client, f"{page}/answers/start", on=page)).status_code == 409
    assert (await task(made, for_=clerk)).state is TaskState.ACCEPTED


async def test_a_newcomer_joins_a_team_at_work_once_declared_and_nobody_joins_twice_or_from_outside(
    visit: Visit,
) -> None:
    pair = await assignments.pair()
    second, made = await a.staff(vendor=pair.own, name="石磊"), await issued(pair)
    page, lead, told = f"/tasks/{made}", [str(pair.lead)], {"team": str(second), "no_tie": "1"}
    async with visit(a.clerk_of(pair.own)) as client:
        assert (await post(client, f"{page}/answers/join", on=page, **told)).status_code == 409
        await post(client, f"{page}/answers/accept", on=page, team=lead, no_tie=lead)
        assert f'<option value="{second}">石磊' in (await client.get(page)).text
        assert (await post(client, f"{page}/answers/join", on=page, team=str(second))).status_code == 409
        assert (await post(client, f"{page}/answers/join", on=page)).status_code == 422
        assert (await post(client, f"{page}/answers/join", on=page, team="999", no_tie="1")).status_code in {404, 422}
        assert (await post(client, f"{page}/answers/join", on=page, **told)).status_code == 303
        assert (await post(client, f"{page}/answers/join", on=page, team=str(second))).status_code == 409
    reach = await scope(made, on=a.MONDAY, for_=a.MANAGER)
    assert [one.name for one in reach.team] == ["常守义", "石磊"]


async def test_all_declared_at_once_begins_at_once(visit: Visit) -> None:
    pair = await assignments.pair()
    made = await issued(pair)
    async with visit(a.clerk_of(pair.own)) as client:
        page, lead = f"/tasks/{made}", [str(pair.lead)]
        await post(client, f"{page}/answers/accept", on=page, team=lead, no_tie=lead)
        assert (await client.post(f"{page}/answers/accept", data={"x": "1"})).status_code in {403, 422}
    assert (await task(made, for_=a.MANAGER)).state is TaskState.IN_PROGRESS


async def under_way() -> tuple[assignments.Pair, int]:
    pair = await assignments.pair()
    said = Particulars(deliverables=usual_deliverables(TaskKind.FULL_REVIEW))
    return pair, await a.task_in_progress(vendor=pair.own, contract=pair.contract, particulars=said)


async def test_a_stop_is_asked_for_agreed_and_ended_on_the_pages(visit: Visit) -> None:
    pair, made = await under_way()
    page = f"/tasks/{made}"
    async with visit(a.clerk_of(pair.own)) as own, visit(a.MANAGER) as bureau:
        assert (await post(own, f"{page}/pauses", on=page, material=" ")).status_code == 422
        assert (await post(own, f"{page}/pauses", on=page, material="费用清单")).status_code == 303
        with clock.everywhere_at(at_local(date(2026, 7, 8))):
            confirmed = await post(bureau, f"{page}/pauses/1/confirm", on=page, expected_on="2026-07-10", answer="")
            assert confirmed.status_code == 303
            assert "暂停计时" in (await own.get(page)).text
        with clock.everywhere_at(at_local(date(2026, 7, 13))):
            delivered = await post(bureau, f"{page}/pauses/1/deliver", on=page, delivered="清单已给")
            extended = await post(bureau, f"{page}/extensions", on=page, days=2, reason="量大")
    assert (delivered.status_code, extended.status_code) == (303, 303)
    assert (await task(made, for_=a.MANAGER)).due_on == date(2026, 8, 12)


async def test_a_material_left_empty_is_told_on_its_own_field_and_no_day_expected_lies_behind(visit: Visit) -> None:
    pair, made = await under_way()
    page = f"/tasks/{made}"
    async with visit(a.clerk_of(pair.own)) as own, visit(a.MANAGER) as bureau:
        asked = await post(own, f"{page}/pauses", on=page, material=" ")
        early = await post(bureau, f"{page}/pause", on=page, material="数据导出", expected_on="2026-07-05")
        await post(bureau, f"{page}/pause", on=page, material="数据导出", expected_on="2026-07-06")
        given = await post(bureau, f"{page}/pauses/1/deliver", on=page, delivered="")
    for answer, field, said in ((asked, "material", "此项必填"), (given, "delivered", "此项必填"),
                                (early, "expected_on", "预计交付日期不能早于今天")):  # fmt: skip
        assert answer.status_code == 422
        assert said in answer.text.split(f'id="e-{field}"')[1].split("</p>")[0]


async def test_a_terminated_task_stands_where_it_ended_and_its_clock_too(visit: Visit) -> None:
    _, made = await under_way()
    async with visit(a.MANAGER) as bureau:
        with clock.everywhere_at(at_local(date(2026, 7, 8))):
            await post(bureau, f"/tasks/{made}/steps/terminate", on=f"/tasks/{made}", reason="专项取消")
        with clock.everywhere_at(at_local(date(2026, 7, 20))):
            page = (await bureau.get(f"/tasks/{made}")).text
    assert "已终止<small>2026-07-08</small>" in page
    assert "计时至 2026-07-08 止。" in page
    assert "至今" not in page


async def test_a_request_refused_or_of_another_task_is_told(visit: Visit) -> None:
    pair, made = await under_way()
    page = f"/tasks/{made}"
    async with visit(a.clerk_of(pair.own)) as own, visit(a.MANAGER) as bureau:
        await post(own, f"{page}/pauses", on=page, material="费用清单")
        assert (await post(bureau, f"{page}/pauses/1/refuse", on=page, reason="")).status_code == 422
        assert (await post(bureau, f"{page}/pauses/2/refuse", on=page, reason="不需要")).status_code == 404
        assert (await post(bureau, f"{page}/pauses/1/refuse", on=page, reason="不需要")).status_code == 303
        assert "未同意" in (await own.get(page)).text
        paused = await post(bureau, f"{page}/pause", on=page, material="数据导出", expected_on="")
    assert paused.status_code == 303


async def test_a_deliverable_comes_in_as_a_file_and_is_returned_and_accepted(visit: Visit) -> None:
    pair, made = await under_way()
    page = f"/tasks/{made}"
    item = next(one for one in await deliverables(made, for_=a.MANAGER) if one.kind.value == "report").id
    path = f"{page}/deliverables/{item}"
    pdf = {"file": ("报告.pdf", b"%PDF-1.7 invented")}
    async with visit(a.clerk_of(pair.own)) as own, visit(a.MANAGER) as bureau:
        token = await token_on(own, page)
        assert (await own.post(f"{path}/deliver", data={"_csrf": token, "note": ""})).status_code == 422
        sent = await own.post(f"{path}/deliver", data={"_csrf": token, "note": "初稿"}, files=pdf)
        assert sent.status_code == 303, sent.text
        assert "报告.pdf" in (await bureau.get(page)).text
        assert (await post(bureau, f"{path}/return", on=page, reason="缺附表")).status_code == 303
        assert (await post(bureau, f"{path}/accept", on=page)).status_code == 409
        asked = await post(
            bureau, f"{page}/deliverables", on=page, title="检查记录", kind="minutes", due_on="2026-07-31"
        )
    assert asked.status_code == 303
    assert [one.title for one in await deliverables(made, for_=a.MANAGER)][-1] == "检查记录"


async def test_the_calendar_shows_reports_and_deliverables_and_is_exported(visit: Visit) -> None:
    pair, _ = await under_way()
    with clock.everywhere_at(at_local(date(2026, 8, 10))):
        async with visit(a.MANAGER) as client, visit(a.clerk_of(pair.rival)) as rival:
            page = (await client.get("/tasks/calendar?period=2026Q3")).text
            late = (await client.get("/tasks/calendar?period=2026Q3&late=1")).text
            exported = await client.get("/tasks/calendar/export?period=2026Q3")
            others = (await rival.get("/tasks/calendar?period=nonsense")).text
    assert "审核报告" in page
    assert "逾期" in late
    sheet = openpyxl.load_workbook(io.BytesIO(exported.content)).active
    assert sheet is not None
    assert any("审核报告" in str(row[2]) for row in sheet.iter_rows(min_row=4, values_only=True))
    assert "陇上病历质控有限公司" not in others


async def test_the_letter_names_the_legal_basis_and_there_is_none_for_a_draft(visit: Visit) -> None:
    pair = await assignments.pair()
    made = await issued(pair)
    draft = await a.draft(contract=pair.contract)
    async with visit(a.clerk_of(pair.own)) as own, visit(a.MANAGER) as bureau:
        letter = (await own.get(f"/tasks/{made}/letter")).text
        none = await bureau.get(f"/tasks/{draft}/letter")
    assert "第三十五条第（七）项" in letter
    assert "金河县第一人民医院" in letter
    assert none.status_code == 409


async def test_the_letter_keeps_the_day_it_was_issued_with_and_tells_the_present_one(visit: Visit) -> None:
    _, made = await under_way()
    async with visit(a.MANAGER) as bureau:
        before = (await bureau.get(f"/tasks/{made}/letter")).text
        await post(bureau, f"/tasks/{made}/extensions", on=f"/tasks/{made}", days=5, reason="量大")
        after = (await bureau.get(f"/tasks/{made}/letter")).text
    assert "现截止日期" not in before
    assert "2026-08-03" in before
    assert "2026-08-03" in after.split("现截止日期")[0]
    assert "2026-08-10" in after.split("现截止日期")[1]


async def test_the_letter_cites_the_national_regulation_once_the_local_rule_has_lapsed(visit: Visit) -> None:
    pair = await assignments.pair()
    made = await issued(pair)
    lapsed = replace(await basis_document("LZ", for_=a.MANAGER), ends=a.MONDAY - timedelta(days=1))
    async with act(by=a.MANAGER, at=a.AT) as deed:
        await store_basis(deed, basis=lapsed)
    async with visit(a.clerk_of(pair.own)) as own:
        letter = (await own.get(f"/tasks/{made}/letter")).text
    assert "兰州" not in letter
    assert "《医疗保障基金使用监督管理条例》（国务院令第735号）" in letter


async def test_a_task_is_not_accepted_without_anybody_who_works_on_it(visit: Visit) -> None:
    pair = await assignments.pair()
    made = await issued(pair)
    async with visit(a.clerk_of(pair.own)) as client:
        answer = await post(client, f"/tasks/{made}/answers/accept", on=f"/tasks/{made}")
    assert answer.status_code == 422
    assert "请至少勾选一名参加人员" in answer.text
    assert (await task(made, for_=a.MANAGER)).state is TaskState.ISSUED


async def test_inspectors_are_named_declared_and_replaced_on_the_page_and_a_tied_one_is_shown(visit: Visit) -> None:
    pair = await assignments.pair()
    one, two, three, tied = [
        await assignments.inspector(name=n, certificate=n) for n in ("甲某", "乙某", "丙某", "丁某")
    ]
    await assignments.tie(Person(type=PersonType.INSPECTOR, id=tied), pair.places[0])
    said = Particulars(institutions=pair.places)
    made = await a.draft(contract=pair.contract, kind=TaskKind.SPECIAL_INSPECTION, particulars=said)
    page, at = f"/tasks/{made}", f"/tasks/{made}/inspectors"
    async with visit(a.MANAGER) as bureau:
        assert "丁某" in (shown := (await bureau.get(page)).text)
        assert f'value="{tied}" disabled' in shown
        await post(bureau, at, on=page, inspector=[str(one), str(two)], no_tie=[str(one)])
        assert "检查人员尚未就本任务申报回避：乙某" in (await bureau.get(page)).text
        assert (await post(bureau, f"{page}/steps/issue", on=page)).status_code == 409
        await post(bureau, at, on=page, inspector=[str(one), str(two)], no_tie=[str(two)])
        assert (await post(bureau, f"{page}/steps/issue", on=page)).status_code == 303
        new = {"inspector": [str(one), str(three)], "no_tie": [str(three)]}
        assert (await post(bureau, at, on=page, replace_reason="", **new)).status_code == 422
        assert (await post(bureau, at, on=page, replace_reason="乙某病假", **new)).status_code == 303
    assert [x.name for x in (await scope(made, on=a.MONDAY, for_=a.MANAGER)).inspectors] == ["甲某", "丙某"]


async def test_a_task_is_returned_with_days_and_reassigned_from_the_page(visit: Visit) -> None:
    pair = await assignments.pair()
    made = await issued(pair)
    page = f"/tasks/{made}"
    async with visit(a.clerk_of(pair.own)) as own, visit(a.MANAGER) as bureau:
        await post(own, f"{page}/answers/refuse", on=page, reason="人手不足")
        assert "改派" in (await bureau.get(page)).text
        empty = await post(bureau, f"{page}/steps/reassign", on=page, contract=pair.rival_contract, reason="")
        moved = await post(bureau, f"{page}/steps/reassign", on=page, contract=pair.rival_contract, reason="拒收")
        early = await post(bureau, f"{page}/steps/return", on=page, reason="早", days=5)
    assert (empty.status_code, moved.status_code, early.status_code) == (422, 303, 409)
    assert (await task(made, for_=a.MANAGER)).vendor == pair.rival


async def test_what_one_vendor_said_is_not_told_to_the_next(visit: Visit) -> None:
    pair = await assignments.pair()
    made = await issued(pair)
    page = f"/tasks/{made}"
    async with visit(a.clerk_of(pair.own)) as own, visit(a.MANAGER) as bureau, visit(a.clerk_of(pair.rival)) as rival:
        await post(own, f"{page}/answers/refuse", on=page, reason="与县医院有过节")
        await post(bureau, f"{page}/steps/reassign", on=page, contract=pair.rival_contract, reason="原机构拒收")
        seen = (await rival.get(page)).text
        assert "与县医院有过节" in (await bureau.get(page)).text
        assert (await own.get(page)).status_code == 404
    assert "与县医院有过节" not in seen
    assert "原机构拒收" not in seen


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("steps/issue", {}), ("steps/check", {}), ("steps/done", {"reason": "好"}), ("steps/return", {"reason": "改"}),
        ("steps/terminate", {"reason": "停"}), ("steps/reassign", {"contract": "1", "reason": "换"}),
        ("extensions", {"days": "5", "reason": "忙"}), ("pause", {"material": "等"}), ("inspectors", {}),
        ("pauses/1/confirm", {}), ("pauses/1/deliver", {"delivered": "有"}), ("deliverables/1/accept", {}),
        ("deliverables", {"title": "x", "kind": "report"}),
    ],
)  # fmt: skip
async def test_neither_a_vendor_nor_an_auditor_takes_the_bureaus_steps(
    visit: Visit, path: str, fields: dict[str, str]
) -> None:
    pair, made = await under_way()
    for who in (a.clerk_of(pair.own), AUDITOR):
        async with visit(who) as client:
            answer = await post(client, f"/tasks/{made}/{path}", on=f"/tasks/{made}", **fields)
        assert answer.status_code == 403
    assert (await task(made, for_=a.MANAGER)).state is TaskState.IN_PROGRESS


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("answers/accept", {}), ("answers/refuse", {"reason": "不"}), ("answers/start", {}), ("answers/submit", {}),
        ("pauses", {"material": "清单"}), ("deliverables/2/deliver", {}),
    ],
)  # fmt: skip
async def test_charlie_answers_nothing_for_another_vendor(visit: Visit, path: str, fields: dict[str, str]) -> None:
    pair, made = await under_way()
    async with visit(a.clerk_of(pair.rival)) as charlie:
        answer = await post(charlie, f"/tasks/{made}/{path}", on="/tasks", **fields)
    assert answer.status_code == 404
    assert (await task(made, for_=a.MANAGER)).state is TaskState.IN_PROGRESS
