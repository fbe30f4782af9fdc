"""考核异议: raised line by line with evidence, taken back, decided by another person than the one who issued."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi.assessment.actions.feedback import locked
from kpi.assessment.rules import ObjectionState, Remedy, must_be_open, must_review, must_speak
from kpi.engine.canonical import card_from_json
from kpi.engine.card import Card
from kpi.engine.facts import Facts
from kpi.engine.limits import beyond
from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.facts_file import facts_from_json
from kpi.rulebooks.queries import by_id
from kpi.scorecards.rules import CardState
from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date

if TYPE_CHECKING:
    from asyncpg import Record

MOST = Decimal(10) ** 12  # N(18,6)
_RAISE = """
INSERT INTO kpi_objection
  (vendor, scorecard, indicator, statement, raised_by, raised_by_id, raised_at, state, remedy, reasons, decided_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', '', '', '')
ON CONFLICT (scorecard, indicator) DO UPDATE
  SET statement = $4, raised_by = $5, raised_by_id = $6, raised_at = $7, state = 'open'
  WHERE kpi_objection.state = 'withdrawn'
RETURNING id
"""
_CARD = "SELECT card FROM kpi_scorecard WHERE id = $1"
_LOCKED = """
SELECT o.*, s.contract, s.period, s.number, s.state AS card_state, s.issued_by_id, s.card,
  s.facts, s.rulebook
FROM kpi_objection o JOIN kpi_scorecard s ON s.id = o.scorecard WHERE o.id = $1 FOR UPDATE OF o
"""
_DECIDE = """
UPDATE kpi_objection SET state = $2, remedy = $3, reasons = $4, decided_by = $5, decided_by_id = $6, decided_at = $7
WHERE id = $1
"""
_CORRECT = """
INSERT INTO kpi_correction (vendor, contract, period, objection, indicator, name, value, basis, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """How an objection is decided. `facts` by name for CORRECT, `points` more or less for ADJUST."""

    accepted: bool
    reasons: str
    remedy: Remedy | None = None
    facts: Mapping[str, Decimal] = field(default_factory=dict)
    points: Decimal | None = None


async def object_to(
    *,
    card: int,
    indicator: str,
    statement: str,
    files: tuple[tuple[File, str], ...] = (),
    by: Actor,
    at: datetime,
) -> int:
    """A vendor's objection to one line, while the term runs; returns its id. Evidence files with their SHA-256.

    Raises NotFound, Forbidden, Conflict (not fed back, the term is over, said it had nothing to object, one is open
    on the line already), Invalid.
    """
    must_speak(by)
    async with act(by=by, at=at) as deed:
        row = await locked(deed, card)
        must_be_open(
            state=CardState(row["state"]),
            heard=row["heard_at"] is not None,
            due_on=row["objections_due_on"],
            today=local_date(at),
        )
        _check(card_from_json(await deed.connection.fetchval(_CARD, card)), indicator, statement)
        said = (row["vendor"], card, indicator, statement.strip(), by.name, by.id, at)
        made = await deed.connection.fetchval(_RAISE, *said)
        if made is None:
            raise Conflict("该指标已提出异议。", "There is an objection to this line already.")
        after: dict[str, Json] = {"number": row["number"], "indicator": indicator, "files": len(files)}
        deed.note("objection.raised", "objection", made, vendor=row["vendor"], after=after)
        for file, sha256 in files:
            await attach(
                deed, object_type="objection", object_id=made, vendor=row["vendor"], title=f"{indicator} 异议材料",
                file=file, sha256=sha256,
            )  # fmt: skip
    return int(made)


async def withdraw(*, objection: int, by: Actor, at: datetime) -> None:
    """Taken back by the vendor before it is decided. Raises NotFound, Forbidden, Conflict."""
    must_speak(by)
    async with act(by=by, at=at) as deed:
        row = await _open(deed, objection)
        await deed.connection.execute(
            "UPDATE kpi_objection SET state = $2 WHERE id = $1", objection, ObjectionState.WITHDRAWN.value
        )
        after: dict[str, Json] = {"number": row["number"], "indicator": row["indicator"]}
        deed.note("objection.withdrawn", "objection", objection, vendor=row["vendor"], after=after)


async def decide(*, objection: int, ruling: Ruling, by: Actor, at: datetime) -> None:
    """复核 of one objection: accepted with what puts it right, or rejected; in both cases with reasons in writing.

    Raises NotFound, Forbidden (who issued the card), Conflict (decided already), Invalid.
    """
    async with act(by=by, at=at) as deed:
        row = await _open(deed, objection)
        must_review(by, issued_by=row["issued_by_id"])
        _check_ruling(ruling, card_from_json(row["card"]), row["indicator"])
        _check_limits(ruling, by_id(row["rulebook"]), facts_from_json(row["facts"]))
        state = ObjectionState.ACCEPTED if ruling.accepted else ObjectionState.REJECTED
        remedy = ruling.remedy.value if ruling.accepted and ruling.remedy else ""
        reasons = ruling.reasons.strip()
        await deed.connection.execute(_DECIDE, objection, state.value, remedy, reasons, by.name, by.id, at)
        if ruling.accepted:
            await _correct(deed, row, ruling)
        after: dict[str, Json] = {"indicator": row["indicator"], "state": state.value, "remedy": remedy}
        deed.note("objection.decided", "objection", objection, vendor=row["vendor"], after=after, note=reasons)


async def _open(deed: Deed, objection: int) -> "Record":
    row = await deed.connection.fetchrow(_LOCKED, objection)
    if row is None or (deed.by.vendor is not None and row["vendor"] != deed.by.vendor):
        raise NotFound
    if row["state"] != ObjectionState.OPEN.value:
        raise Conflict("该异议已经处理。", "This objection has been dealt with.")
    return row


async def _correct(deed: Deed, row: "Record", ruling: Ruling) -> None:
    changes = dict(ruling.facts) if ruling.remedy is Remedy.CORRECT else {}
    if ruling.remedy is Remedy.ADJUST and ruling.points is not None:
        changes = {"": ruling.points}
    for name, value in changes.items():
        about = (row["vendor"], row["contract"], row["period"], row["id"], row["indicator"])
        await deed.connection.execute(_CORRECT, *about, name, value, ruling.reasons.strip(), deed.by.name, deed.at)


def _check(card: Card, indicator: str, statement: str) -> None:
    fields = {}
    if indicator not in {line.code for line in card.lines}:
        fields["indicator"] = Words("记分卡没有该指标。", "The card has no such line.")
    if not statement.strip():
        fields["statement"] = Words("请写明异议和理由。", "Say what is objected to, and why.")
    if fields:
        raise Invalid(fields)


def _check_ruling(ruling: Ruling, card: Card, indicator: str) -> None:
    """Raises Invalid naming `reasons`, `remedy`, `points` or `value-NAME`."""
    fields = {}
    line = card.line(indicator)
    if not ruling.reasons.strip():
        fields["reasons"] = Words("请写明理由。", "Give the reasons.")
    if ruling.accepted and ruling.remedy is None:
        fields["remedy"] = Words("请选择如何更正。", "Choose how it is put right.")
    if ruling.accepted and ruling.remedy is Remedy.CORRECT:
        fields |= _wrong_facts(ruling.facts, line.facts)
    if ruling.accepted and ruling.remedy is Remedy.ADJUST:
        most = line.effective_points
        points = ruling.points
        if points is None or not points or abs(points) > most:
            fields["points"] = Words(f"应为不超过 {most:f} 分的加减分。", f"At most {most:f} points more or less.")
    if fields:
        raise Invalid(fields)


def _check_limits(ruling: Ruling, rulebook: Rulebook, frozen: Facts) -> None:
    """Raises Invalid naming `value-NAME` where a number put right is above the most it can be on this card."""
    if not ruling.accepted or ruling.remedy is not Remedy.CORRECT:
        return
    values = {name: fact.value for name, fact in frozen.values.items()} | dict(ruling.facts)
    found = beyond(rulebook, values, touched=tuple(ruling.facts))
    if found:
        raise Invalid({f"value-{name}": Words(fault.zh, fault.en) for name, fault in found.items()})


def _wrong_facts(facts: Mapping[str, Decimal], known: tuple[str, ...]) -> dict[str, Words]:
    if not facts:
        return {"remedy": Words("请填写更正后的数据。", "Enter the right numbers.")}
    wrong = {}
    for name, value in facts.items():
        if name not in known:
            wrong[f"value-{name}"] = Words("该指标不用这项数据。", "The line does not use this fact.")
        elif not value.is_finite() or not 0 <= value < MOST:
            wrong[f"value-{name}"] = Words("应为不小于 0 的数。", "A number of 0 or more.")
    return wrong
