"""The leader's decision on a proposal, after what must go before it, and what the measures taken do by themselves."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kpi.assessment.actions.approval import apply
from kpi.engine.canonical import card_from_json
from kpi.engine.rulebook import Measure
from kpi.retention.effects import way
from kpi.retention.misconduct_actions import list_misconduct
from kpi.retention.notice_rules import Need, Stage, need, stage
from kpi.retention.probation_actions import end_with_service, enter_probation
from kpi.retention.rectification_actions import open_rectification
from kpi.retention.rows import Locked, adopted_of, in_effect, locked, must_be_open, must_lead
from vendors.actors import SYSTEM, Actor
from vendors.contracts.actions import bar_renewal, rescind_contract
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import TRANSITIONS, ContractState
from vendors.errors import Conflict, Forbidden, Gate, Invalid, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.actions import change_standing
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import ASSIGNABLE

_EMPTY: Final = Words("不能为空。", "Must not be empty.")
_REASONS: Final = Words("请写明决定和理由。", "Give the decision and its reasons.")
_DECIDE: Final = """
UPDATE kpi_proposal SET state = $2, decided_by = $3, decision = $4, decided_at = $5, adopted = $6, discussed_on = $7,
  discussed_by = $8, discussion = $9 WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussed:
    """集体研究: the day, who took part, what was concluded (the number of the minutes among it)."""

    on: date
    people: Sequence[str]
    record: str


async def decide(
    *,
    proposal: int,
    accepted: bool,
    decision: str,
    by: Actor,
    at: datetime,
    measures: Collection[str] | None = None,
    discussed: Discussed | None = None,
) -> None:
    """The leader's decision with reasons. Accepted measures (all of them unless `measures` names some) take effect.

    Raises NotFound, Forbidden (no leader, or whoever served the notice), Conflict (decided already, card superseded),
    Gate `retention_notice`, `retention_answer`, `retention_hearing` while the vendor is not told or not heard yet,
    Invalid (no reasons, other measures than proposed, no collective discussion where one is asked for).
    """
    must_lead(by)
    if not decision.strip():
        raise Invalid({"decision": _REASONS})
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        held = await locked(deed, proposal)
        must_be_open(held.row)
        codes = _adopted(held, accepted=accepted, measures=measures)
        taken = held.taken(codes)
        needed = need(taken, cut=accepted and held.row["fee_ratio"] < 1)
        _must_be_heard(held, needed, by=by, on=today)
        _check_discussion(needed, discussed, since=local_date(held.row["proposed_at"]), on=today)
        values = _kept(discussed) if discussed else (None, "", "")
        await deed.connection.execute(
            _DECIDE, proposal, "accepted" if accepted else "declined", by.name, decision.strip(), at,
            json.dumps(codes), *values,
        )  # fmt: skip
        after: dict[str, Json] = {"state": "accepted" if accepted else "declined", "measures": list(codes)}
        deed.note("retention.decided", "proposal", proposal, vendor=held.vendor, after=after, note=decision.strip())
        await _take_effect(held, taken, await in_effect(deed, held), decision=decision.strip(), by=by, at=at)
        await apply(card=held.row["scorecard"], by=by, at=at)


async def keep_decision(*, proposal: int, decision: str, by: Actor, at: datetime) -> None:
    """维持原决定: what was decided on the version before stands, its fee too; nothing is imposed a second time.

    Raises NotFound, Forbidden, Conflict (decided, card superseded, another consequence), Invalid without reasons.
    """
    must_lead(by)
    if not decision.strip():
        raise Invalid({"decision": _REASONS})
    async with act(by=by, at=at) as deed:
        held = await locked(deed, proposal)
        must_be_open(held.row)
        if not held.row["same"]:
            raise Conflict("没有后果相同的原决定，请重新作出决定。", "No earlier decision has the same consequence.")
        accepted = held.row["before_state"] == "accepted"
        codes = adopted_of(held.row["before_adopted"], held.measures) if accepted else []
        await deed.connection.execute(
            _DECIDE, proposal, "kept", by.name, decision.strip(), at, json.dumps(codes), None, "", ""
        )
        after: dict[str, Json] = {"state": "kept", "measures": list(codes)}
        deed.note("retention.decided", "proposal", proposal, vendor=held.vendor, after=after, note=decision.strip())
        await apply(card=held.row["scorecard"], by=by, at=at)


def _adopted(held: Locked, *, accepted: bool, measures: Collection[str] | None) -> list[str]:
    if not accepted:
        return []
    wanted = held.measures.keys() if measures is None else set(measures)
    if not wanted <= held.measures.keys():
        raise Invalid({"measures": Words("只能采纳所建议的措施。", "Only what is proposed can be adopted.")})
    return [code for code in held.measures if code in wanted]


def _must_be_heard(held: Locked, needed: Need, *, by: Actor, on: date) -> None:
    if held.served_by_id == by.id:
        raise Forbidden("告知人不能作出决定。", "Whoever served the notice does not decide.")
    stands = stage(decided=False, superseded=False, needed=needed, told=held.told, on=on)
    if not needed.notice and stands in {Stage.TO_NOTIFY, Stage.NOTIFIED}:
        return
    if stands is Stage.TO_NOTIFY:
        zh = "所采纳的措施须先告知机构，听取陈述申辩。"
        raise Gate("retention_notice", zh, "The vendor must be told of these measures first.")
    if stands is Stage.NOTIFIED:
        zh = f"机构答复期限至 {held.told.answer_by if held.told else ''}，尚未届满。"
        raise Gate("retention_answer", zh, "The vendor still has time to answer the notice.")
    if stands in {Stage.TO_REVIEW, Stage.TO_HEAR}:
        zh = "机构的陈述申辩尚未复核或听证尚未举行。"
        raise Gate("retention_hearing", zh, "The vendor's case is not reviewed or heard yet.")


def _check_discussion(needed: Need, discussed: Discussed | None, *, since: date, on: date) -> None:
    """Raise Invalid for a record that is missing where one is asked for, or not sound."""
    if discussed is None:
        if needed.collective:
            words = Words("所采纳的措施须经集体研究，请登记研究记录。", "These measures need a collective discussion.")
            raise Invalid({"discussed_on": words})
        return
    wrong = {} if discussed.record.strip() else {"discussion": _EMPTY}
    least = parameter("discussion_people_min", on).whole
    if len(set(discussed.people)) < least:
        wrong["discussed_by"] = Words(f"不少于 {least} 人。", f"At least {least} people.")
    if not since <= discussed.on <= on:
        wrong["discussed_on"] = Words(
            f"日期应在提出建议之日 {since} 至今天之间。", f"The day lies between the proposal's, {since}, and today."
        )
    if wrong:
        raise Invalid(wrong)


def _kept(discussed: Discussed) -> tuple[date, str, str]:
    return discussed.on, "、".join(discussed.people), discussed.record.strip()


async def _take_effect(
    held: Locked, taken: Sequence[Measure], had: Collection[str], *, decision: str, by: Actor, at: datetime
) -> None:
    """Contract first, then what is opened for the vendor, its standing last. `had` took effect before."""
    effects = {one.effect for one in taken if one.effect} - set(had)
    row, vendor, contract = held.row, held.vendor, held.row["contract"]
    if "no_renewal" in effects:
        await bar_renewal(contract=contract, reason=f"{row['card_number']} 留用决定：{decision}", by=by, at=at)
    if "terminate" in effects:
        await _rescind(contract, breach=row["vetoed"], why=decision, by=by, at=at)
    if "ban" in effects:
        basis, grounds = json.loads(row["reason"])[2], _grounds(row["card"], decision)
        await list_misconduct(vendor=vendor, proposal=row["id"], grounds=grounds, basis=basis, by=by, at=at)
    if "rectify" in effects:
        await open_rectification(vendor=vendor, contract=contract, proposal=row["id"], grounds=decision, by=by, at=at)
    standing = (await vendor_view(vendor, for_=by)).standing
    for step in way(standing, effects):
        standing = step
        await change_standing(vendor=vendor, to=step, reason=decision, by=by, at=at)
    if "probation" in effects and standing in ASSIGNABLE:
        await enter_probation(vendor=vendor, grounds=decision, by=by, at=at, proposal=row["id"])
    await end_with_service(vendor=vendor, by=by, at=at)


def _grounds(card: str, decision: str) -> str:
    """What the vendor did, as the card has it, and the decision."""
    vetoes = "；".join(veto.zh for veto in card_from_json(card).vetoes)
    return f"{vetoes}。决定：{decision}" if vetoes else decision


async def _rescind(contract: int, *, breach: bool, why: str, by: Actor, at: datetime) -> None:
    """A contract that has run out or ended already is left as it is."""
    seen = (await contract_view(contract, for_=SYSTEM)).state_on(local_date(at))
    if ContractState.TERMINATED in TRANSITIONS[seen]:
        code = "breach" if breach else "assessment_failed"
        await rescind_contract(contract=contract, code=code, why=why, expel=False, by=by, at=at)
