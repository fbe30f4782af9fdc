"""备案, flags with their reports up, and circumstances of a decision."""

from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.handling.actions.held import hold_decision
from vendors.handling.case_rules import LIST_OF, Direction, FlagKind, missing
from vendors.handling.rights import PROPOSE, must_hold
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.policy.codes import code_list

_FILE: Final = """
INSERT INTO vendors_filing (decision, filed_on, document, recorded_by_name, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (decision) DO NOTHING RETURNING id
"""
_FLAG: Final = """
INSERT INTO vendors_decision_flag (decision, kind, note, set_by_name, set_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (decision, kind) DO NOTHING RETURNING id
"""
_REPORT: Final = """
UPDATE vendors_decision_flag SET reported_on = $2, reported_to = $3, document = $4
WHERE id = $1 AND reported_on IS NULL RETURNING decision, kind
"""
_FACTOR: Final = """
INSERT INTO vendors_decision_factor (decision, direction, code, note, set_by_name, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (decision, direction, code) DO UPDATE SET note = $4, set_by_name = $5, at = $6
"""
_DROP: Final = "DELETE FROM vendors_decision_factor WHERE id = $1 RETURNING decision, direction, code, note"


async def file_decision(*, decision: int, on: date, document: str, by: Actor, at: datetime) -> None:
    """Record that the decision was filed with the city bureau (LZ Art.24).

    Raises NotFound, Forbidden, Conflict (closed, filed already), Invalid.
    """
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        held = await hold_decision(deed, decision)
        wrong = missing(document=document)
        if not held.decided_on <= on <= local_date(at):
            wrong["filed_on"] = Words(
                "备案日期须在决定之后、不晚于今天。", "A day since the decision, not in the future."
            )
        if wrong:
            raise Invalid(wrong)
        made = await deed.connection.fetchval(_FILE, held.id, on, document.strip(), by.name, at)
        if made is None:
            raise Conflict(f"{held.number} 已备案。", f"{held.number} has been filed.")
        deed.note("decision.filed", "decision", held.id, after={"on": on.isoformat(), "document": document.strip()})


async def flag_decision(*, decision: int, kind: FlagKind, note: str, by: Actor, at: datetime) -> None:
    """重大、舆情、要情. Raises NotFound, Forbidden, Conflict (flagged already), Invalid."""
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        held = await hold_decision(deed, decision)
        if wrong := missing(note=note):
            raise Invalid(wrong)
        if await deed.connection.fetchval(_FLAG, held.id, kind.value, note.strip(), by.name, at) is None:
            raise Conflict(f"已标记“{kind.zh}”。", f"It is flagged “{kind.en}” already.")
        deed.note("decision.flagged", "decision", held.id, after={"flag": kind.value}, note=note.strip())


async def report_up(*, flag: int, on: date, to: str, document: str, by: Actor, at: datetime) -> None:
    """When and to whom a flagged case was reported (LZ Art.24). Raises NotFound, Forbidden, Conflict, Invalid."""
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        wrong = missing(reported_to=to)
        if on > local_date(at):
            wrong["reported_on"] = Words("日期不能晚于今天。", "It cannot be in the future.")
        if wrong:
            raise Invalid(wrong)
        if await deed.connection.fetchval("SELECT id FROM vendors_decision_flag WHERE id = $1", flag) is None:
            raise NotFound
        row = await deed.connection.fetchrow(_REPORT, flag, on, to.strip(), document.strip())
        if row is None:
            raise Conflict("已登记上报。", "The report up is on record.")
        after = {"flag": row["kind"], "on": on.isoformat(), "to": to.strip()}
        deed.note("decision.reported_up", "decision", row["decision"], after=after)


async def note_factor(*, decision: int, direction: Direction, code: str, note: str, by: Actor, at: datetime) -> None:
    """从重、从轻情节 with the reason it applies. Raises NotFound, Forbidden, Conflict (closed), Invalid."""
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        held = await hold_decision(deed, decision)
        wrong = missing(note=note)
        if code not in code_list(LIST_OF[direction], local_date(at)):
            wrong["factor"] = Words("请从列表中选择。", "Choose from the list.")
        if wrong:
            raise Invalid(wrong)
        await deed.connection.execute(_FACTOR, held.id, direction.value, code, note.strip(), by.name, at)
        deed.note("decision.factor_noted", "decision", held.id, after={direction.value: code}, note=note.strip())


async def drop_factor(*, factor: int, by: Actor, at: datetime) -> None:
    """A circumstance noted by mistake. Raises NotFound, Forbidden, Conflict (closed)."""
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        decision = await deed.connection.fetchval("SELECT decision FROM vendors_decision_factor WHERE id = $1", factor)
        if decision is None:
            raise NotFound
        held = await hold_decision(deed, decision)
        row = await deed.connection.fetchrow(_DROP, factor)
        deed.note(
            "decision.factor_dropped", "decision", held.id, before={row["direction"]: row["code"]}, note=row["note"]
        )
