"""结案: a decision ends when everything on it is settled."""

from datetime import datetime
from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Gate, NotFound, Words
from vendors.handling.queries import dues
from vendors.journal.actions import Deed, act
from vendors.money import yuan
from vendors.recoveries.actions.posting import must_be
from vendors.recoveries.rules import Destination
from vendors.rulings.actions.deciding import set_state
from vendors.rulings.decision_rules import DecisionState

_DECISION: Final = "SELECT id, number, state FROM vendors_decision WHERE id = $1 FOR UPDATE"
_ACCOUNTS: Final = """
SELECT r.id, r.number, r.destination, r.due_fen - r.recovered_fen - r.written_off_fen AS outstanding,
  r.recovered_fen - r.remitted_fen AS held, r.refundable_fen - r.refunded_fen AS owed_back,
  EXISTS (SELECT FROM vendors_recovery_item i WHERE i.recovery = r.id AND i.suspended) AS suspended
FROM vendors_recovery r WHERE r.decision = $1 ORDER BY r.id
"""
_BOOKED: Final = """
SELECT i.measure, i.finding FROM vendors_recovery_item i JOIN vendors_recovery r ON r.id = i.recovery
WHERE r.decision = $1
"""
_MEASURES: Final = """
SELECT count(*) FROM vendors_measure WHERE decision = $1 AND state IN ('proposed', 'returned', 'approved')
  AND NOT (state = 'approved' AND stream <> '')
"""
_FILED: Final = "SELECT EXISTS (SELECT FROM vendors_filing WHERE decision = $1)"
_ANEW: Final = """
SELECT f.number FROM vendors_determination t JOIN vendors_decision d ON d.number = t.decision
JOIN vendors_finding f ON f.id = t.finding
WHERE d.id = $1 AND f.state IN ('waived', 'rechecked') ORDER BY f.number
"""


async def unsettled(deed: Deed, *, decision: int) -> tuple[Words, ...]:
    """What still stands in the way of closing."""
    found: list[Words] = []
    booked = {(row["measure"], row["finding"]) for row in await deed.connection.fetch(_BOOKED, decision)}
    if any(one.fen and (one.measure, one.finding) not in booked for one in await dues(decision)):
        found.append(Words("有已批准的措施尚未立账", "approved measures are not booked yet"))
    if await deed.connection.fetchval(_MEASURES, decision):
        found.append(Words("有处理措施尚未执行", "measures are not carried out yet"))
    if not await deed.connection.fetchval(_FILED, decision):
        found.append(Words("处理决定尚未备案", "the decision is not filed"))
    anew = [row["number"] for row in await deed.connection.fetch(_ANEW, decision)]
    found += [Words(f"{number} 待重新认定", f"{number} is to be determined anew") for number in anew]
    for row in await deed.connection.fetch(_ACCOUNTS, decision):
        number = row["number"]
        if row["outstanding"]:
            amount = yuan(row["outstanding"])
            found.append(Words(f"{number} 未追回 {amount} 元", f"{number}: {amount} yuan outstanding"))
        if row["held"] and row["destination"] != Destination.NONE:
            amount = yuan(row["held"])
            found.append(Words(f"{number} 待上缴 {amount} 元", f"{number}: {amount} yuan to be paid in"))
        if row["owed_back"]:
            amount = yuan(row["owed_back"])
            found.append(Words(f"{number} 应退未退 {amount} 元", f"{number}: {amount} yuan to be refunded"))
    return tuple(found)


async def close_decision(*, decision: int, note: str = "", by: Actor, at: datetime) -> None:
    """结案. Raises NotFound, Forbidden, Conflict when it is closed, Gate naming what is missing."""
    must_be(by, Role.SECOND_REVIEWER, Role.LEGAL)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_DECISION, decision)
        if row is None:
            raise NotFound
        missing = await unsettled(deed, decision=decision)
        if row["state"] == DecisionState.CLOSED:
            missing = (Words("该决定已经结案", "the decision is closed already"),)
        if missing:
            raise Gate(
                "decision_unsettled",
                f"不能结案：{'；'.join(one.zh for one in missing)}。",
                f"It cannot be closed: {'; '.join(one.en for one in missing)}.",
            )
        await set_state(deed, decision=decision, state=DecisionState.CLOSED)
        deed.note("decision.closed", "decision", decision, after={"number": row["number"]}, note=note.strip())
