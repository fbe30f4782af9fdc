import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from kpi.retention.payments import linked_in
from kpi.retention.rules import linked_fee, propose
from kpi.rulebooks.queries import by_id
from kpi.scorecards import actions as scorecards
from vendors.actors import SYSTEM, Actor, Role
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period
from vendors.registry.actions import change_standing
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import TRANSITIONS, Standing

_CARD = "SELECT id, vendor, contract, number, period, rulebook, grade, vetoed FROM kpi_scorecard WHERE id = $1"
_EARLIER = """
SELECT period, grade FROM kpi_scorecard WHERE contract = $1 AND state = 'published' AND id <> $2
"""
_INSERT = """
INSERT INTO kpi_proposal
  (vendor, scorecard, grade, measures, fee_ratio, fee_due_fen, fee_deducted_fen, reason, state, decided_by, decision,
   proposed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', '', '', $9) RETURNING id
"""
_OPEN = """
SELECT p.*, s.state = 'superseded' AS superseded FROM kpi_proposal p JOIN kpi_scorecard s ON s.id = p.scorecard
WHERE p.id = $1 FOR UPDATE OF p
"""
LOOK_BACK: Final = 4  # quarters of grades a consequence may look at
EFFECTS: Final[Mapping[str, Standing]] = {
    "exit": Standing.DROPPED,
    "terminate": Standing.EXPELLED,
    "suspend_assignment": Standing.SUSPENDED,
    "rectify": Standing.RECTIFYING,
}
"""What a decided measure does to the vendor's standing; the gravest one counts."""


async def publish(*, card: int, by: Actor, at: datetime) -> int:
    """Approve and publish a card, and propose what its grade leads to; returns the proposal's id.

    Raises as scorecards.publish does.
    """
    async with act(by=by, at=at) as deed:
        await scorecards.publish(card=card, by=by, at=at)
        row = await deed.connection.fetchrow(_CARD, card)
        under = await contract_view(row["contract"], for_=SYSTEM)
        period = Period.parse(row["period"])
        proposed = propose(
            rulebook=by_id(row["rulebook"]),
            grade=row["grade"],
            vetoed=row["vetoed"],
            earlier=await _earlier(deed, row["contract"], card, period),
        )
        fee = linked_fee(await linked_in(under, period), proposed.linked_fee)
        measures = [[measure.code, measure.words.zh, measure.words.en] for measure in proposed.measures]
        reason = json.dumps([proposed.reason.zh, proposed.reason.en, proposed.clause], ensure_ascii=False)
        written = (row["vendor"], card, row["grade"], json.dumps(measures, ensure_ascii=False))
        money = (proposed.linked_fee, fee.due, fee.deduction)
        id_ = int(await deed.connection.fetchval(_INSERT, *written, *money, reason, at))
        after: dict[str, Json] = {"card": row["number"], "measures": [m[0] for m in measures], "fee_due_fen": fee.due}
        deed.note("retention.proposed", "proposal", id_, vendor=row["vendor"], after=after)
    return id_


async def _earlier(deed: Deed, contract: int, card: int, period: Period) -> list[str | None]:
    """Grades of the quarters before, newest first; None where there was no published card."""
    known = {row["period"]: row["grade"] for row in await deed.connection.fetch(_EARLIER, contract, card)}
    grades, before = [], period
    for _ in range(LOOK_BACK):
        before = before.previous
        grades.append(known.get(str(before)))
    return grades


async def decide(*, proposal: int, accepted: bool, decision: str, by: Actor, at: datetime) -> None:
    """The leader's decision on a proposal, with reasons. Accepted measures take effect on the vendor's standing.

    Raises NotFound, Forbidden (not a leader), Conflict (decided already, card superseded), Invalid (no reasons).
    """
    if not by.at_bureau or not by.has(Role.LEADER):
        raise Forbidden("由分管领导决定。", "A leader decides.")
    if not decision.strip():
        raise Invalid({"decision": Words("请写明决定和理由。", "Give the decision and its reasons.")})
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_OPEN, proposal)
        if row is None:
            raise NotFound
        if row["state"] != "proposed":
            raise Conflict("该建议已经决定。", "This proposal has been decided.")
        if row["superseded"]:
            raise Conflict("记分卡已被取代，请对新版本作决定。", "The card is superseded; decide on its new version.")
        state = "accepted" if accepted else "declined"
        await deed.connection.execute(
            "UPDATE kpi_proposal SET state = $2, decided_by = $3, decision = $4, decided_at = $5 WHERE id = $1",
            proposal,
            state,
            by.name,
            decision.strip(),
            at,
        )
        if accepted:
            await _take_effect(row["vendor"], [measure[0] for measure in json.loads(row["measures"])], decision, by, at)
        deed.note(
            "retention.decided", "proposal", proposal, vendor=row["vendor"], after={"state": state}, note=decision
        )


async def _take_effect(vendor: int, measures: list[str], decision: str, by: Actor, at: datetime) -> None:
    standing = (await vendor_view(vendor, for_=by)).standing
    to = next((effect for code, effect in EFFECTS.items() if code in measures), None)
    if to is not None and to in TRANSITIONS[standing]:
        await change_standing(vendor=vendor, to=to, reason=decision.strip(), by=by, at=at)
