from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.rules import must_be_bureau
from vendors.review_rules.rules import (
    RENEWABLE,
    Delivery,
    Opinion,
    RuleState,
    check_transition,
    may_adopt,
    must_not_be_later,
    problems,
)

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT = """
INSERT INTO vendors_review_rule
  (vendor, contract, task, code, version, name, kind, description, basis, state, delivered_on, delivered_by, decided_by,
   reason, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'delivered', $10, $11, '', '', $12)
ON CONFLICT (vendor, code, version) DO NOTHING RETURNING id
"""
_OPINION = """
INSERT INTO vendors_review_rule_opinion
  (vendor, rule, expert, expert_name, specialty, opinion, reason, given_on, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (rule, expert_name) DO NOTHING RETURNING id
"""
_DECIDE = """
UPDATE vendors_review_rule SET state = $2, outcome = $2, decided_on = $3, decided_by = $4, reason = $5 WHERE id = $1
"""
_STOP = "UPDATE vendors_review_rule SET state = 'stopped', reason = $2 WHERE id = $1"
_OLDER = """
UPDATE vendors_review_rule SET state = 'superseded' WHERE vendor = $1 AND code = $2 AND id < $3 AND state = ANY($4)
RETURNING id, version
"""
_WITH_REASON: Final = frozenset({RuleState.RETURNED, RuleState.STOPPED})


async def deliver_rule(
    *, delivery: Delivery, by: Actor, at: datetime, file: File | None = None, sha256: str = ""
) -> int:
    """A vendor delivers a version of a rule; returns its id.

    Raises Invalid (a version delivered before too), Conflict while an earlier version is still being judged,
    NotFound for another vendor's contract.
    """
    if by.vendor is None:
        raise Forbidden("审核规则由第三方机构交付。", "Review rules are delivered by vendors.")
    wrong = problems(delivery)
    if wrong:
        raise Invalid(wrong)
    if delivery.contract is not None:
        await contract_view(delivery.contract, for_=by)
    async with act(by=by, at=at) as deed:
        await _must_be_judged(deed, by.vendor, delivery.code.strip())
        made = await _store(deed, by.vendor, delivery)
        if file is not None:
            await attach(
                deed, object_type="review_rule", object_id=made, vendor=by.vendor,
                title=f"{delivery.code} {delivery.version} {delivery.name}", file=file, sha256=sha256,
            )  # fmt: skip
    return made


async def _must_be_judged(deed: Deed, vendor: int, code: str) -> None:
    sql = "SELECT state FROM vendors_review_rule WHERE vendor = $1 AND code = $2 ORDER BY id DESC LIMIT 1 FOR UPDATE"
    state = await deed.connection.fetchval(sql, vendor, code)
    if state is not None and RuleState(state) not in RENEWABLE | {RuleState.SUPERSEDED}:
        raise Conflict("该规则的上一版本尚未评审完毕。", "The rule's last version is still being judged.")


async def _store(deed: Deed, vendor: int, delivery: Delivery) -> int:
    today = local_date(deed.at)
    made = await deed.connection.fetchval(
        _INSERT, vendor, delivery.contract, delivery.task, delivery.code.strip()[:40], delivery.version.strip()[:20],
        delivery.name.strip()[:120], delivery.kind.value, delivery.description.strip(), delivery.basis.strip()[:300],
        today, deed.by.name, deed.at,
    )  # fmt: skip
    if made is None:
        words = Words(f"{delivery.code} {delivery.version} 已交付过。", f"{delivery.code} {delivery.version} is here.")
        raise Invalid({"version": words})
    after: dict[str, Json] = {"code": delivery.code, "version": delivery.version, "kind": delivery.kind.value}
    deed.note("rule.delivered", "review_rule", made, vendor=vendor, after=after | {"name": delivery.name.strip()})
    return int(made)


async def begin_review(*, rule: int, by: Actor, at: datetime) -> None:
    """The bureau puts a delivered version before the experts."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        row = await _moved(deed, rule, RuleState.IN_REVIEW)
        await deed.connection.execute("UPDATE vendors_review_rule SET state = 'in_review' WHERE id = $1", rule)
        deed.note("rule.in_review", "review_rule", rule, vendor=row["vendor"])


async def record_opinion(
    *,
    rule: int,
    expert_name: str,
    opinion: Opinion,
    reason: str,
    on: date,
    by: Actor,
    at: datetime,
    expert: int | None = None,
    specialty: str = "",
) -> None:
    """An expert's opinion on a version in review; each expert once. `expert` is a member of the pool, if one."""
    must_be_bureau(by)
    wrong: dict[str, Words] = {}
    if not expert_name.strip():
        wrong["expert_name"] = Words("请填写专家姓名。", "Name the expert.")
    if opinion is not Opinion.ADOPT and not reason.strip():
        wrong["reason"] = Words("请写明理由。", "Give a reason.")
    late = must_not_be_later(on, local_date(at))
    if late:
        wrong["given_on"] = late
    if wrong:
        raise Invalid(wrong)
    async with act(by=by, at=at) as deed:
        row = await _held(deed, rule)
        if RuleState(row["state"]) is not RuleState.IN_REVIEW:
            raise Conflict("该版本不在评审中。", "This version is not in review.")
        stored = await deed.connection.fetchval(
            _OPINION, row["vendor"], rule, expert, expert_name.strip()[:80], specialty.strip()[:40], opinion.value,
            reason.strip(), on, by.name,
        )  # fmt: skip
        if stored is None:
            words = Words("该专家已有意见。", "This expert has given an opinion.")
            raise Invalid({"expert_name": words})
        after: dict[str, Json] = {"expert": expert_name.strip(), "opinion": opinion.value}
        deed.note("rule.opinion", "review_rule", rule, vendor=row["vendor"], after=after, note=reason.strip())


async def decide_rule(*, rule: int, to: RuleState, reason: str, by: Actor, at: datetime) -> None:
    """Adopt a version, return it for changes, or stop one in use; an adopted one takes the place of older ones.

    Raises Conflict (no way from here, or the experts' opinions do not carry it), Invalid without a due reason.
    """
    must_be_bureau(by)
    if to in _WITH_REASON and not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    async with act(by=by, at=at) as deed:
        row = await _moved(deed, rule, to)
        if to is RuleState.ADOPTED:
            await _must_carry(deed, rule)
        if to is RuleState.STOPPED:
            await deed.connection.execute(_STOP, rule, reason.strip())
        else:
            await deed.connection.execute(_DECIDE, rule, to.value, local_date(at), by.name, reason.strip())
        deed.note(f"rule.{to.value}", "review_rule", rule, vendor=row["vendor"], note=reason.strip())
        if to is RuleState.ADOPTED:
            states = sorted(RENEWABLE)
            for older in await deed.connection.fetch(_OLDER, row["vendor"], row["code"], rule, states):
                deed.note("rule.superseded", "review_rule", older["id"], vendor=row["vendor"])


async def _must_carry(deed: Deed, rule: int) -> None:
    rows = await deed.connection.fetch("SELECT opinion FROM vendors_review_rule_opinion WHERE rule = $1", rule)
    least = parameter("rule_opinions_min", local_date(deed.at)).whole
    refusal = may_adopt([Opinion(row["opinion"]) for row in rows], least=least)
    if refusal:
        raise Conflict(refusal.zh, refusal.en)


async def _held(deed: Deed, rule: int) -> "Record":
    sql = "SELECT id, vendor, code, version, state FROM vendors_review_rule WHERE id = $1 FOR UPDATE"
    row = await deed.connection.fetchrow(sql, rule)
    if row is None:
        raise NotFound
    return row


async def _moved(deed: Deed, rule: int, to: RuleState) -> "Record":
    row = await _held(deed, rule)
    check_transition(RuleState(row["state"]), to)
    return row
