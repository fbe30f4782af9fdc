"""Facts counted from slips, rules and the sheets vendors upload: what counts, what is left out and why."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.engine.facts import FactValue
from kpi.facts.actions import enter_fact
from tests.support import a
from tests.support.record_rows import CUTOFF, Q3, facts_of, row, stored
from vendors.findings.actions import NewFinding, NewLine, store_findings
from vendors.findings.rules import Certainty
from vendors.handoffs.actions import send_handoff, withdraw_handoff
from vendors.handoffs.answer_actions import answer_handoff
from vendors.handoffs.rules import Answer, Slip
from vendors.periods import at_local
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.registry.rules import Group, Kind
from vendors.review_rules.actions import begin_review, decide_rule, deliver_rule, record_opinion
from vendors.review_rules.rules import Delivery, Opinion, RuleKind, RuleState
from vendors.tasks.rules import TaskKind

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def working(kind: Kind, task: TaskKind) -> tuple[int, int, int]:
    """A vendor of a kind with a contract and a task in progress that is due in the third quarter."""
    await a.hospitals()
    vendor = await a.vendor(kind=kind)
    contract = await a.contract(vendor=vendor)
    return vendor, contract, await a.task_in_progress(vendor=vendor, contract=contract, kind=task)


def told(fact: FactValue) -> tuple[int | None, int, tuple[str, ...]]:
    """The value, how many records, the reasons of what was left out."""
    value = None if fact.value is None else int(fact.value)
    return value, len(fact.records), tuple(why for _record, why in fact.excluded)


async def slip(vendor: int, subject: str) -> int:
    sent = Slip(from_group=Group.RECORD_REVIEW, to_group=Group.AUDIT, subject=subject, facts="耗材数量与手术不符")
    return await send_handoff(slip=sent, by=a.MANAGER, at=a.AT)


async def test_slips_count_by_the_day_their_answer_is_due_and_late_answers_do_not() -> None:
    vendor, contract, _task = await working(Kind.C, TaskKind.AUDIT)
    due = deadline(a.MONDAY, parameter("handoff_answer_days", a.MONDAY).whole).on
    in_time, late, _silent, gone = [await slip(vendor, f"线索{place}") for place in range(4)]
    for each, day in ((in_time, due), (late, date(2026, 8, 30))):
        await answer_handoff(handoff=each, answer=Answer.ADOPTED, text="已核", by=a.clerk_of(vendor), at=at_local(day))
    await withdraw_handoff(handoff=gone, reason="重复", by=a.MANAGER, at=a.AT)
    facts = await facts_of(contract)
    assert told(facts["handoffs"]) == (3, 3, ("发出方已撤回",))
    assert facts["handoffs_on_time"].records == (f"handoff:{in_time}",)


async def test_an_unanswered_slip_is_left_out_until_its_last_day_is_over() -> None:
    vendor, contract, _task = await working(Kind.C, TaskKind.AUDIT)
    await slip(vendor, "线索")
    assert told((await facts_of(contract, cutoff=a.AT))["handoffs"]) == (0, 0, ("未到答复期限",))
    assert told((await facts_of(contract))["handoffs"]) == (1, 1, ())


async def rule(vendor: int, contract: int, code: str, version: str = "1.0") -> int:
    delivery = Delivery(
        code=code, version=version, name="同日重复收取床位费", kind=RuleKind.MANAGEMENT, description="重复",
        basis="规范", contract=contract,
    )  # fmt: skip
    return await deliver_rule(delivery=delivery, by=a.clerk_of(vendor), at=a.AT)


async def judged(made: int, to: RuleState) -> None:
    await begin_review(rule=made, by=a.MANAGER, at=a.AT)
    for name in ("孟春和", "祁连山", "贺兰"):
        await record_opinion(
            rule=made, expert_name=name, opinion=Opinion.ADOPT, reason="可行", on=a.MONDAY, by=a.MANAGER, at=a.AT
        )
    await decide_rule(rule=made, to=to, reason="退回修改", by=a.MANAGER, at=a.AT)


async def test_a_rule_is_online_once_the_experts_adopt_it_and_counts_once() -> None:
    vendor, contract, _task = await working(Kind.B, TaskKind.INVENTORY_COMPARISON)
    adopted, returned = await rule(vendor, contract, "GZ-1"), await rule(vendor, contract, "GZ-2")
    await rule(vendor, contract, "GZ-3")
    await judged(adopted, RuleState.ADOPTED)
    await judged(returned, RuleState.RETURNED)
    facts = await facts_of(contract)
    assert facts["rules_online"].records == (f"rule:{adopted}",)
    assert [why for _id, why in facts["rules_online"].excluded] == ["未采纳（退回修改）", "未采纳（已交付）"]
    assert facts["rules_planned"].value is None  # only people know the plan


async def test_stock_is_compared_where_a_row_says_so_and_only_where_it_was_planned() -> None:
    vendor, contract, task = await working(Kind.B, TaskKind.INVENTORY_COMPARISON)
    one, two = (place.code for place in a.HOSPITALS)
    rows = [row("stock-comparison", f"XL0{n} 示例片", institution=code) for n, code in enumerate((one, one, two, "H9"))]
    await stored(vendor, task, rows)
    assert told((await facts_of(contract))["stock_institutions_compared"]) == (2, 2, ("机构不在登记表，不计家数",))


async def test_a_warning_is_in_time_on_the_next_working_day_and_leads_to_its_line() -> None:
    _vendor, contract, task = await working(Kind.B, TaskKind.INVENTORY_COMPARISON)
    friday = date(2026, 8, 7)
    days = ((friday, date(2026, 8, 10)), (friday, date(2026, 8, 11)), (None, friday), (friday, None))
    lines = [
        NewLine(amount_fen=100, fee_on=charged, warned_on=warned, sheet="智能监控疑点明细", row=place)
        for place, (charged, warned) in enumerate(days, 4)
    ]
    case = NewFinding(
        institution=a.HOSPITALS[0].code, visit_id="V1", violation="0101", certainty=Certainty.DEFINITE, basis="办法",
        description="超限定频次", auditor="甲", checker="乙", audited_on=friday, evidence=(), lines=lines,
    )  # fmt: skip
    await store_findings(task=task, batch=77, cases=[case], by=a.MANAGER, at=at_local(friday))
    facts = await facts_of(contract)
    assert told(facts["warnings"]) == (2, 2, ("缺少费用发生时间，无法判断是否及时",))
    (record,) = facts["warnings_on_time"].records
    assert record.startswith("warning:1-")


async def test_items_count_once_an_institution_whatever_the_lot() -> None:
    vendor, contract, task = await working(Kind.C, TaskKind.AUDIT)
    one, two = (place.code for place in a.HOSPITALS)
    rows = [
        row("stocktake", "示例片 40mg×28片 20260401", institution=one, outcome="相符"),
        row("stocktake", "示例片 40mg×28片 20260402", institution=one, outcome="盘亏"),
        row("stocktake", "示例片 40mg×28片 20260401", institution=two, outcome="相符"),
    ]
    await stored(vendor, task, rows)
    assert told((await facts_of(contract))["items_counted"])[:2] == (2, 2)


async def test_a_letter_without_a_reply_is_under_control_by_its_alternative_procedure() -> None:
    vendor, contract, task = await working(Kind.C, TaskKind.AUDIT)
    outcomes = ("已回函相符", "已回函不符", "替代程序", "未回函")
    await stored(vendor, task, [row("confirmations", f"HZ-{o} 供应商", outcome=o) for o in outcomes])
    facts = await facts_of(contract)
    counts = [told(facts[f"confirmations_{name}"])[0] for name in ("sent", "returned", "alternative")]
    assert counts == [4, 2, 1]


def assessed(number: int, kind: str = "初评", delivered: date | None = date(2026, 7, 20), **figures: object) -> object:
    said: dict[str, object] = {"assess_type": kind, "applied_on": "2026-07-06", "level": "3", "consistent": "一致"}
    return row("disability-assessment", f"SQ-{number} {kind}", on=delivered, **(said | figures))  # type: ignore[arg-type]


async def test_an_assessment_is_on_time_when_delivered_within_the_term_after_its_application() -> None:
    vendor, contract, task = await working(Kind.D, TaskKind.DISABILITY_ASSESSMENT)
    last = deadline(date(2026, 7, 6), parameter("disability_assessment_days", date(2026, 9, 30)).whole).on
    rows = [
        assessed(1), assessed(2, delivered=last), assessed(3, delivered=date(2026, 9, 10)), assessed(4, delivered=None),
        assessed(5, delivered=None, applied_on="2026-09-25"), assessed(6, "抽查"),
        assessed(7, "抽查", consistent="不一致"),
    ]  # fmt: skip
    await stored(vendor, task, rows)  # type: ignore[arg-type]
    facts = await facts_of(contract)
    assert told(facts["disability_assessments_due"])[0] == 4
    assert sorted(told(facts["disability_assessments_due"])[2]) == ["抽查件，计入评定结论一致率"] * 2 + ["期限未到"]
    assert told(facts["disability_assessments_on_time"])[0] == 2
    assert [told(facts[name])[0] for name in ("assessments_reassessed", "assessment_levels_agreed")] == [2, 1]


async def test_an_institution_is_evaluated_once_and_people_at_home_each() -> None:
    vendor, contract, task = await working(Kind.D, TaskKind.CARE_QUALITY)
    ways = (("H1 刘*", "机构"), ("H1 张*", "机构"), ("H2 王*", "居家"), ("H2 赵*", "居家"))
    await stored(vendor, task, [row("care-quality", subject, care_way=way) for subject, way in ways])
    assert told((await facts_of(contract))["care_evaluations_done"])[0] == 3


async def test_complaints_closed_late_are_taken_off_the_enquiries_in_time() -> None:
    vendor, contract, task = await working(Kind.D, TaskKind.PUBLICITY)
    day = date(2026, 8, 3)
    rows = [
        row("outreach", "窗口咨询 申请条件", on=day, people=12, outcome="窗口咨询"),
        row("outreach", "电话咨询 进度", on=day, people=8, complaints=2, closed_on="2026-08-05", outcome="电话咨询"),
        row("outreach", "窗口咨询 投诉", on=day, people=5, complaints=3, closed_on="2026-09-20", outcome="窗口咨询"),
        row("outreach", "现场宣传 政策", on=day, people=200, outcome="现场宣传"),
    ]
    await stored(vendor, task, rows)
    facts = await facts_of(contract)
    assert told(facts["enquiries_received"]) == (25, 3, ("宣传活动，没有咨询投诉",))
    assert told(facts["enquiries_on_time"])[0] == 22


async def test_payments_run_from_the_day_of_the_review_and_what_is_held_back_is_not_owed() -> None:
    vendor, contract, task = await working(Kind.D, TaskKind.FEE_REVIEW)

    def fee(number: int, paid: date | None, state: str = "已支付", reviewed: str = "2026-07-01") -> object:
        return row("fee-review", f"SH-1 V{number}", on=paid, pay_state=state, audited_on=reviewed, outcome=state)

    rows = [
        fee(1, date(2026, 7, 20)), fee(2, date(2026, 9, 28)), fee(3, None, "未支付"), fee(4, None, "暂缓"),
        fee(5, None, "退回"), fee(6, None, "未支付", "2026-09-25"),
    ]  # fmt: skip
    await stored(vendor, task, rows)  # type: ignore[arg-type]
    facts = await facts_of(contract)
    assert told(facts["payments_due"]) == (3, 3, ("暂缓支付", "已退回，不应支付", "期限未到"))
    assert told(facts["payments_on_time"])[0] == 1


async def test_what_people_entered_stands_where_the_record_has_nothing_and_gives_way_where_it_has() -> None:
    vendor, contract, task = await working(Kind.C, TaskKind.AUDIT)
    for name, value in (("confirmations_sent", "40"), ("confirmations_returned", "38"), ("items_counted", "7")):
        await enter_fact(
            contract=contract, period=Q3, name=name, value=Decimal(value), evidence="函证台账", by=a.MANAGER, at=CUTOFF
        )
    assert told((await facts_of(contract))["confirmations_sent"])[0] == 40
    await stored(vendor, task, [row("confirmations", "HZ-1 供应商", outcome="未回函")])
    facts = await facts_of(contract)
    assert told(facts["confirmations_sent"]) == (1, 1, ())
    assert told(facts["confirmations_returned"])[0] == 0
    assert told(facts["items_counted"])[0] == 7
