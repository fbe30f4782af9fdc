"""告知书 over findings of one institution: drafted, rewritten, printed, served once, or dropped before that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.findings.moving import Held, hold, move
from vendors.findings.queries import finding
from vendors.findings.rules import Act, must_be_allowed, next_state
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import NOTICES, allot
from vendors.periods import local_date
from vendors.policy.calendar import Deadline, deadline
from vendors.policy.parameters import parameter
from vendors.rulings.printing import Printed, kept, printed, read
from vendors.rulings.rules import check_clue
from vendors.rulings.service_rules import (
    UNSERVED,
    LetterState,
    Service,
    counts_as_served,
    refuse_bad_service,
    refuse_untold,
)

if TYPE_CHECKING:
    from asyncpg import Record

_LETTER = """
INSERT INTO vendors_notice_letter (number, institution, state, drafted_by, drafted_by_name, at)
VALUES ($1, $2, 'draft', $3, $4, $5) RETURNING id
"""
_PART = "INSERT INTO vendors_notice_part (letter, finding, facts, reasons, basis) VALUES ($1, $2, $3, $4, $5)"
_TAKEN = """
SELECT f.number, l.number AS letter FROM vendors_notice_part p JOIN vendors_notice_letter l ON l.id = p.letter
JOIN vendors_finding f ON f.id = p.finding
WHERE p.finding = ANY($1) AND l.state = ANY($2) AND l.id <> $3 LIMIT 1
"""
_HOLD = "SELECT id, number, institution, state FROM vendors_notice_letter WHERE id = $1 FOR UPDATE"
_PARTS = """
SELECT p.id, p.finding, f.version, p.facts, p.reasons, p.basis, p.printed
FROM vendors_notice_part p JOIN vendors_finding f ON f.id = p.finding WHERE p.letter = $1 ORDER BY p.finding
FOR UPDATE OF f
"""
_KEEP = "UPDATE vendors_notice_part SET printed = $2::jsonb WHERE id = $1"
_SERVED = """
UPDATE vendors_notice_letter SET state = 'served', method = $2, told_on = $3, served_on = $4, receiver = $5,
  witness = $6, refusal = $7, served_by = $8, served_at = $9, printed_at = coalesce(printed_at, $9) WHERE id = $1
"""
_NOTICE = """
INSERT INTO vendors_notice
  (finding, vendor, number, facts, reasons, basis, method, served_on, defence_until, deadline_provisional, served_by,
   at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_PASSED = """
SELECT max(r.at) FROM vendors_review r JOIN vendors_notice_part p ON p.finding = r.finding
WHERE p.letter = $1 AND r.stage <> 'first'
"""
_OPEN: Final = sorted(state.value for state in UNSERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a notice tells of one finding, as its writer last saw it."""

    finding: int
    version: int
    facts: str
    reasons: str
    basis: str


def defence_term(served_on: date) -> Deadline:
    """The last day to be heard: `defence_days` working days, the day of service not counted."""
    return deadline(served_on, parameter("defence_days", served_on).whole)


async def draft_notice(*, parts: Sequence[Part], by: Actor, at: datetime) -> int:
    """Begin a notice of findings of one institution; it has its number from now on. Returns its id.

    Raises NotFound, Forbidden, Conflict (state, stale version, in another notice), Gate (a clue), Invalid.
    """
    async with act(by=by, at=at) as deed:
        return (await begin(deed, parts))[0]


async def begin(deed: Deed, parts: Sequence[Part]) -> tuple[int, str]:
    """The same within an act: the letter's id and number."""
    _refuse_empty(parts)
    held = [await hold(deed, finding=one.finding, version=one.version) for one in parts]
    await _check(deed, held, letter=0)
    (number,) = await allot(deed.connection, NOTICES, year=local_date(deed.at).year)
    row = (number, held[0].institution, deed.by.id, deed.by.name, deed.at)
    made: int = await deed.connection.fetchval(_LETTER, *row)
    await _write(deed, made, parts)
    deed.note("notice.drafted", "notice", made, after={"number": number, "findings": [one.number for one in held]})
    return made, number


async def rewrite_notice(*, letter: int, parts: Sequence[Part], by: Actor, at: datetime) -> None:
    """Put other words, or other findings, into an unserved notice; a printed one has to be printed anew.

    Raises as draft_notice does.
    """
    _refuse_empty(parts)
    async with act(by=by, at=at) as deed:
        row = await _hold(deed, letter)
        held = [await hold(deed, finding=one.finding, version=one.version) for one in parts]
        await _check(deed, held, letter=letter)
        if {one.institution for one in held} != {row["institution"]}:
            raise Invalid({"parts": Words("告知书只能针对一家机构。", "A notice is to one institution.")})
        await deed.connection.execute("DELETE FROM vendors_notice_part WHERE letter = $1", letter)
        await _write(deed, letter, parts)
        await _set(deed, row, LetterState.DRAFT, kind="notice.rewritten")


async def print_notice(*, letter: int, by: Actor, at: datetime) -> None:
    """制作: the text is settled, goes to print and is kept as printed. Raises NotFound, Forbidden, Conflict."""
    async with act(by=by, at=at) as deed:
        row = await _hold(deed, letter)
        for part in await deed.connection.fetch(_PARTS, letter):
            await deed.connection.execute(_KEEP, part["id"], kept(await _as_it_is(deed, part)))
        await deed.connection.execute("UPDATE vendors_notice_letter SET printed_at = $2 WHERE id = $1", letter, at)
        await _set(deed, row, LetterState.PRINTED, kind="notice.printed")


async def drop_notice(*, letter: int, reason: str, by: Actor, at: datetime) -> None:
    """作废 before service; its findings may be told of in another. Raises NotFound, Forbidden, Conflict, Invalid."""
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give the reason in words.")})
    async with act(by=by, at=at) as deed:
        row = await _hold(deed, letter)
        await _set(deed, row, LetterState.VOID, kind="notice.dropped", note=reason)


async def serve_letter(
    *, letter: int, service: Service, by: Actor, at: datetime, proof: tuple[File, str] | None = None
) -> Deadline:
    """送达 of a printed notice, with its 送达回证: the clock starts for all its findings. Returns the last day.

    Raises NotFound, Forbidden, Conflict (state; not printed yet; a finding changed since), Gate (a clue), Invalid.
    """
    async with act(by=by, at=at) as deed:
        row = await _hold(deed, letter)
        if row["state"] != LetterState.PRINTED.value:
            raise Conflict("告知书尚未制作，不能送达。", "The notice has not been printed yet.")
        until = await served(deed, row["id"], row["number"], service)
        if proof:
            file, sha256 = proof
            await attach(
                deed, object_type="notice", object_id=letter, vendor=None, title="送达回证", file=file, sha256=sha256
            )
        return until


async def served(deed: Deed, letter: int, number: str, service: Service, *, day: str = "told_on") -> Deadline:
    """Within an act: the letter reached the party. Every finding of it is notified.

    `day` is the form's field to blame for a day that cannot be.
    """
    refuse_bad_service(service, today=local_date(deed.at))
    await _refuse_too_early(deed, letter, service.told_on, day=day)
    public = parameter("public_notice_days", service.told_on).whole
    served_on = counts_as_served(service, public_days=public)
    until = defence_term(served_on)
    for part in await deed.connection.fetch(_PARTS, letter):
        await _as_printed(deed, part)
        await _notify(deed, part, number=number, service=service, served_on=served_on, until=until)
    told = (service.method.value, service.told_on, served_on, service.receiver, service.witness, service.refusal)
    await deed.connection.execute(_SERVED, letter, *told, deed.by.name, deed.at)
    deed.note(
        "notice.served",
        "notice",
        letter,
        after={"number": number, "method": service.method.value, "served_on": str(served_on)},
    )
    return until


async def _refuse_too_early(deed: Deed, letter: int, told_on: date, *, day: str) -> None:
    passed = await deed.connection.fetchval(_PASSED, letter)
    if passed and told_on < local_date(passed):
        fault = Words("送达日期不能早于复审通过之日。", "It cannot have been served before the review passed.")
        raise Invalid({day: fault})


async def _as_it_is(deed: Deed, part: "Record") -> Printed:
    return printed(await finding(id_=part["finding"], for_=deed.by, at=deed.at))


async def _as_printed(deed: Deed, part: "Record") -> None:
    """What is served is what was printed; without a print of its own it is kept as served. Raises Conflict."""
    told, now = read(part["printed"]), await _as_it_is(deed, part)
    if told is None:
        await deed.connection.execute(_KEEP, part["id"], kept(now))
    elif (told.version, told.evidence) != (now.version, now.evidence):
        raise Conflict(
            f"{now.number} 在制作后已变更，告知书须重新制作后再送达。",
            f"{now.number} has changed since the notice was printed; print it anew before it is served.",
        )


async def _notify(
    deed: Deed, part: "Record", *, number: str, service: Service, served_on: date, until: Deadline
) -> None:
    held = await hold(deed, finding=part["finding"], version=part["version"])
    next_state(state=held.state, act=Act.NOTIFY, by=deed.by, vendor=held.vendor)
    check_clue(held.certainty, number=held.number)
    told = (part["facts"], part["reasons"], part["basis"], service.method.value, served_on)
    clock = (until.on, until.provisional, deed.by.name, deed.at)
    await deed.connection.execute(_NOTICE, held.id, held.vendor, number, *told, *clock)
    day = None if until.provisional else until.on
    await deed.connection.execute("UPDATE vendors_finding SET heard_until = $2 WHERE id = $1", held.id, day)
    after: dict[str, Json] = {"notice": number, "served_on": str(served_on), "method": service.method.value}
    after |= {"defence_until": str(until.on), "provisional": until.provisional}
    await move(deed, held, Act.NOTIFY, after=after)


def _refuse_empty(parts: Sequence[Part]) -> None:
    if not parts or len({one.finding for one in parts}) != len(parts):
        raise Invalid({"parts": Words("请选择要告知的问题。", "Choose the findings to tell of.")})
    for one in parts:
        texts = {"facts": one.facts, "reasons": one.reasons, "basis": one.basis}
        alone = len(parts) == 1
        refuse_untold({name if alone else f"{name}_{one.finding}": text for name, text in texts.items()})


async def _check(deed: Deed, held: Sequence[Held], *, letter: int) -> None:
    for one in held:
        next_state(state=one.state, act=Act.NOTIFY, by=deed.by, vendor=one.vendor)
        check_clue(one.certainty, number=one.number)
    if len({one.institution for one in held}) != 1:
        raise Invalid({"parts": Words("告知书只能针对一家机构。", "A notice is to one institution.")})
    taken = await deed.connection.fetchrow(_TAKEN, [one.id for one in held], _OPEN, letter)
    if taken:
        raise Conflict(
            f"{taken['number']} 已在告知书 {taken['letter']} 中。",
            f"{taken['number']} is already in notice {taken['letter']}.",
        )


async def _write(deed: Deed, letter: int, parts: Sequence[Part]) -> None:
    rows = [(letter, one.finding, one.facts, one.reasons, one.basis) for one in parts]
    await deed.connection.executemany(_PART, rows)


async def _hold(deed: Deed, letter: int) -> "Record":
    """The unserved letter, locked, for somebody who may serve notices."""
    if not deed.by.at_bureau:
        raise NotFound
    must_be_allowed(act=Act.NOTIFY, by=deed.by, vendor=0)
    row = await deed.connection.fetchrow(_HOLD, letter)
    if row is None:
        raise NotFound
    if LetterState(row["state"]) not in UNSERVED:
        state = LetterState(row["state"])
        raise Conflict(f"{row['number']} {state.zh}，不能再改。", f"{row['number']} is {state.en.lower()} and final.")
    return row


async def _set(deed: Deed, row: "Record", state: LetterState, *, kind: str, note: str = "") -> None:
    await deed.connection.execute("UPDATE vendors_notice_letter SET state = $2 WHERE id = $1", row["id"], state.value)
    deed.note(kind, "notice", row["id"], before={"state": row["state"]}, after={"state": state.value}, note=note)
