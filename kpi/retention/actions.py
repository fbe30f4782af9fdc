import json
from datetime import datetime
from typing import Final

from kpi.retention.decision_actions import Discussed, decide
from kpi.retention.payments import linked_in
from kpi.retention.rules import linked_fee, propose
from kpi.rulebooks.queries import by_id
from kpi.scorecards import actions as scorecards
from vendors.actors import SYSTEM, Actor
from vendors.contracts.queries import contract as contract_view
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period

_CARD = "SELECT id, vendor, contract, number, period, rulebook, grade, vetoed FROM kpi_scorecard WHERE id = $1"
_EARLIER = """
WITH RECURSIVE chain AS (
  SELECT id, renews FROM vendors_contract WHERE id = $1
  UNION SELECT c.id, c.renews FROM vendors_contract c JOIN chain ON c.id = chain.renews
)
SELECT period, grade FROM kpi_scorecard
WHERE contract IN (SELECT id FROM chain) AND state = 'published' AND id <> $2 ORDER BY contract
"""
_INSERT = """
INSERT INTO kpi_proposal
  (vendor, scorecard, grade, measures, fee_ratio, fee_due_fen, fee_deducted_fen, reason, state, decided_by, decision,
   proposed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', '', '', $9) RETURNING id
"""
__all__ = ["Discussed", "decide", "publish"]
LOOK_BACK: Final = 4  # quarters of grades a consequence may look at


async def publish(*, card: int, by: Actor, at: datetime) -> int:
    """Publish an approved card, and propose what its grade leads to; returns the proposal's id.

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
            annual=period.kind == "Y",
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
    """Grades of the quarters before, newest first; None where there was no published card.

    Quarters of the contracts this one renews count: a renewal goes on where they ended.
    """
    known = {row["period"]: row["grade"] for row in await deed.connection.fetch(_EARLIER, contract, card)}
    grades, before = [], period
    for _ in range(LOOK_BACK):
        before = before.previous
        grades.append(known.get(str(before)))
    return grades
