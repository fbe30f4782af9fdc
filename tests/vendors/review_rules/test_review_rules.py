from datetime import date, timedelta

import pytest

from tests.support import a
from vendors.actors import SYSTEM, Actor
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.policy.parameters import parameter
from vendors.review_rules.actions import begin_review, decide_rule, deliver_rule, record_opinion
from vendors.review_rules.queries import (
    RuleCounts,
    RuleFilters,
    opinions,
    review_rule,
    review_rules,
    rule_counts,
    rule_states,
    versions,
)
from vendors.review_rules.rules import Delivery, Opinion, RuleKind, RuleState
from vendors.scope import seeing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LEAST = parameter("rule_opinions_min", a.MONDAY).whole
NAMES = ("孟春和", "祁连山", "贺兰", "敦煌")


def delivery(**changes: object) -> Delivery:
    told: dict[str, object] = {
        "code": "GZ-017", "version": "1.0", "name": "同日重复收取床位费", "kind": RuleKind.MANAGEMENT,
        "description": "同一住院日出现两条及以上床位费", "basis": "医疗服务价格项目规范",
    }  # fmt: skip
    return Delivery(**(told | changes))  # type: ignore[arg-type]


async def delivered(vendor: int, **changes: object) -> int:
    return await deliver_rule(delivery=delivery(**changes), by=a.clerk_of(vendor), at=a.AT)


async def in_review(vendor: int, *said: Opinion, **changes: object) -> int:
    """A version before the experts with what they say."""
    made = await delivered(vendor, **changes)
    await begin_review(rule=made, by=a.MANAGER, at=a.AT)
    for name, opinion in zip(NAMES, said, strict=False):
        await record_opinion(
            rule=made, expert_name=name, opinion=opinion, reason="阈值应按病区区分", on=a.MONDAY, by=a.MANAGER, at=a.AT
        )
    return made


async def decided(rule: int, to: RuleState, reason: str = "") -> None:
    await decide_rule(rule=rule, to=to, reason=reason, by=a.MANAGER, at=a.AT)


async def test_a_rule_is_delivered_with_its_file_and_adopted_on_the_experts_word() -> None:
    vendor, paper = await a.vendor(), File(filename="规则.pdf", content=b"%PDF-1.7")
    made = await deliver_rule(delivery=delivery(), by=a.clerk_of(vendor), at=a.AT, file=paper, sha256="ab" * 32)
    assert len(await attachments(object_type="review_rule", object_ids=[made], for_=a.clerk_of(vendor))) == 1
    await begin_review(rule=made, by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict, match="专家意见"):
        await decided(made, RuleState.ADOPTED)
    for name in NAMES[:LEAST]:
        await record_opinion(
            rule=made, expert_name=name, opinion=Opinion.ADOPT, reason="", on=a.MONDAY, by=a.MANAGER, at=a.AT
        )
    await decided(made, RuleState.ADOPTED)
    assert (await review_rule(made, for_=SYSTEM)).state is RuleState.ADOPTED


async def test_experts_who_are_mostly_against_a_rule_keep_it_out() -> None:
    vendor = await a.vendor()
    made = await in_review(vendor, Opinion.REJECT, Opinion.REJECT, Opinion.ADOPT)
    with pytest.raises(Conflict, match="不采纳"):
        await decided(made, RuleState.ADOPTED)
    await decided(made, RuleState.RETURNED, "专家多数不采纳")


async def test_a_version_is_delivered_once_and_the_next_waits_for_the_verdict() -> None:
    vendor = await a.vendor()
    first = await in_review(vendor, Opinion.ADOPT_CHANGED)
    with pytest.raises(Conflict):
        await delivered(vendor, version="1.1")
    await decided(first, RuleState.RETURNED, "请按专家意见修改")
    with pytest.raises(Invalid) as wrong:
        await delivered(vendor)
    assert "version" in wrong.value.fields
    await delivered(vendor, version="1.1")
    await delivered(await a.vendor(name="河西审计服务有限公司"))


async def test_an_adopted_version_stays_until_the_next_one_is_adopted() -> None:
    vendor = await a.vendor()
    first = await in_review(vendor, Opinion.ADOPT)
    await decided(first, RuleState.ADOPTED)
    second = await in_review(vendor, Opinion.ADOPT, version="2.0")
    assert (await review_rule(first, for_=SYSTEM)).state is RuleState.ADOPTED
    await decided(second, RuleState.ADOPTED)
    newest, oldest = await versions(await review_rule(first, for_=SYSTEM), for_=SYSTEM)
    assert (newest.id, oldest.state) == (second, RuleState.SUPERSEDED)
    await decided(second, RuleState.STOPPED, "政策调整")
    with pytest.raises(Conflict):
        await decided(second, RuleState.ADOPTED)


async def test_an_opinion_has_a_name_a_reason_and_a_day_and_comes_once() -> None:
    vendor = await a.vendor()
    made = await in_review(vendor, Opinion.ADOPT)
    ahead = a.MONDAY + timedelta(days=1)
    with pytest.raises(Invalid) as wrong:
        await record_opinion(
            rule=made, expert_name="", opinion=Opinion.REJECT, reason="", on=ahead, by=a.MANAGER, at=a.AT
        )
    assert set(wrong.value.fields) == {"expert_name", "reason", "given_on"}
    with pytest.raises(Invalid, match="已有意见"):
        await record_opinion(
            rule=made, expert_name=NAMES[0], opinion=Opinion.ADOPT, reason="", on=a.MONDAY, by=a.MANAGER, at=a.AT
        )
    assert [one.expert_name for one in await opinions(made, for_=a.clerk_of(vendor))] == [NAMES[0]]


async def test_the_vendor_delivers_and_the_bureau_judges() -> None:
    vendor = await a.vendor()
    with pytest.raises(Forbidden):
        await deliver_rule(delivery=delivery(), by=a.MANAGER, at=a.AT)
    made = await delivered(vendor)
    with pytest.raises(Forbidden):
        await begin_review(rule=made, by=a.clerk_of(vendor), at=a.AT)
    with pytest.raises(Invalid):
        await decided(made, RuleState.RETURNED)


async def test_a_delivery_says_what_it_is() -> None:
    vendor, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    with pytest.raises(Invalid) as wrong:
        await delivered(vendor, code=" ", version="", name="", description="", basis="")
    assert set(wrong.value.fields) == {"code", "version", "name", "description", "basis"}
    with pytest.raises(NotFound):
        await delivered(vendor, contract=await a.contract(vendor=other))


async def test_another_vendor_sees_no_rule_of_this_one() -> None:
    vendor, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    made = await delivered(vendor)
    outsider: Actor = a.clerk_of(other)
    with seeing(other):
        assert await review_rules(for_=outsider) == ()
        assert await opinions(made, for_=outsider) == ()
        with pytest.raises(NotFound):
            await review_rule(made, for_=outsider)


async def test_what_a_vendor_delivered_in_a_quarter_is_counted() -> None:
    vendor = await a.vendor()
    first = await in_review(vendor, Opinion.ADOPT)
    await decided(first, RuleState.ADOPTED)
    second = await in_review(vendor, Opinion.ADOPT, version="2.0")
    await decided(second, RuleState.ADOPTED)
    third = await in_review(vendor, code="GZ-018")
    await decided(third, RuleState.RETURNED, "依据不足")
    window = (date(2026, 7, 1), date(2026, 9, 30))
    counts = await rule_counts(vendor=vendor, window=window)
    assert counts == RuleCounts(delivered=3, rules=2, decided=3, adopted=2, returned=1)
    assert (await rule_counts(vendor=vendor, window=(date(2026, 10, 1), window[1]))).delivered == 0
    adopted = RuleFilters(state=RuleState.ADOPTED)
    assert [one.id for one in await review_rules(for_=SYSTEM, which=adopted)] == [second]
    assert (await rule_states(for_=SYSTEM))[RuleState.SUPERSEDED] == 1
