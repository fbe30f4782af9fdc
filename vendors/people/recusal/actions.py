"""Declaring ties before work starts, noting those found, and deciding them (回避, LZ Art.34)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.people.recusal.ties import PersonType, Source, TieKind, TieState, check_transition
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau, must_reach

_DECLARE: Final = """
INSERT INTO vendors_declaration
  (vendor, object_type, object_id, person_type, person, "none", declared_by, declared_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""
_TIE: Final = """
INSERT INTO vendors_tie (vendor, person_type, person, institution, kind, ended_on, detail, source, state, declaration,
  noted_by, noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
"""
_DECIDE: Final = """
UPDATE vendors_tie SET state = $2, decided_by = $3, decided_at = $4, reason = $5, basis = $6 WHERE id = $1
"""
_SAME: Final = """
SELECT id FROM vendors_tie WHERE person_type = $1 AND person = $2 AND institution = $3 AND kind = $4
AND ended_on IS NOT DISTINCT FROM $5 LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom a declaration or a tie is about; a vendor company counts as one."""

    type: PersonType
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A tie as told: with which institution, of which kind; a former employment with its last day."""

    institution: int
    kind: TieKind
    detail: str = ""
    ended_on: date | None = None


async def declare(
    *,
    object_type: str,
    object_id: int,
    person: Person,
    ties: Sequence[Given] = (),
    none: bool = False,
    by: Actor,
    at: datetime,
) -> int:
    """回避申报 of one person for one piece of work: either no tie at all, or these. Returns the declaration's id.

    Raises NotFound for another vendor's person, Forbidden for a vendor declaring for the bureau's people, Invalid when
    it says both or neither, or a former employment has no last day.
    """
    if none is bool(ties):
        words = Words("请声明无利害关系，或列明利害关系。", "Say that there is no tie, or name the ties.")
        raise Invalid({"kind": words})
    for tie in ties:
        check_given(tie, local_date(at))
    async with act(by=by, at=at) as deed:
        vendor = await _vendor_of(deed, person)
        made = await deed.connection.fetchval(
            _DECLARE, vendor, object_type, object_id, person.type.value, person.id, none, by.name, at
        )
        for tie in ties:
            await _note(deed, person, vendor, tie, source=Source.DECLARED, declaration=int(made))
        after: dict[str, Json] = {
            "object_type": object_type, "object_id": object_id, "none": none, "ties": len(ties)
        }  # fmt: skip
        deed.note("recusal.stated", person.type.value, person.id, vendor=vendor, after=after)
    return int(made)


async def note_tie(*, person: Person, tie: Given, by: Actor, at: datetime, source: Source | None = None) -> int:
    """A tie outside any one piece of work: told by the vendor, or found by the bureau. Returns its id; a tie that is
    on record already keeps it, whatever was decided.

    Raises NotFound, Forbidden and Invalid as for `declare`.
    """
    check_given(tie, local_date(at))
    told = source or (Source.FOUND if by.at_bureau else Source.DECLARED)
    async with act(by=by, at=at) as deed:
        vendor = await _vendor_of(deed, person)
        return await _note(deed, person, vendor, tie, source=told, declaration=None)


async def decide_tie(*, tie: int, to: TieState, reason: str, basis: str, by: Actor, at: datetime) -> None:
    """认定回避 or 不构成回避, by a person of the bureau with reason and basis.

    Raises Forbidden for vendor people, NotFound, Conflict for the state, Invalid without a reason.
    """
    must_be_bureau(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow("SELECT vendor, state FROM vendors_tie WHERE id = $1 FOR UPDATE", tie)
        if row is None:
            raise NotFound
        check_transition(TieState(row["state"]), to)
        await deed.connection.execute(_DECIDE, tie, to.value, by.name, at, reason.strip(), basis.strip())
        before: dict[str, Json] = {"state": row["state"]}
        after: dict[str, Json] = {"state": to.value, "basis": basis.strip()}
        deed.note("recusal.decided", "tie", tie, vendor=row["vendor"], before=before, after=after, note=reason.strip())


async def _note(
    deed: Deed, person: Person, vendor: int | None, tie: Given, *, source: Source, declaration: int | None
) -> int:
    if not await deed.connection.fetchval("SELECT 1 FROM vendors_institution WHERE id = $1", tie.institution):
        raise Invalid({"institution": Words("没有该定点机构。", "No such institution.")})
    key = (person.type.value, person.id, tie.institution, tie.kind.value, tie.ended_on)
    known = await deed.connection.fetchval(_SAME, *key)
    after: dict[str, Json] = {"institution": tie.institution, "kind": tie.kind.value, "source": source.value}
    if known is not None:
        deed.note("recusal.repeated", "tie", known, vendor=vendor, after=after, note=tie.detail.strip())
        return int(known)
    made = await deed.connection.fetchval(
        _TIE, vendor, *key, tie.detail.strip(), source.value, TieState.DECLARED.value, declaration, deed.by.name,
        deed.at,
    )  # fmt: skip
    deed.note("recusal.noted", "tie", made, vendor=vendor, after=after, note=tie.detail.strip())
    return int(made)


async def _vendor_of(deed: Deed, person: Person) -> int | None:
    """Whose record it becomes: the vendor's for its company and people, the bureau's alone for its own."""
    if person.type in {PersonType.INSPECTOR, PersonType.EXPERT} and not deed.by.at_bureau:
        raise Forbidden("该申报由医保部门登记。", "The bureau records this declaration.")
    found = await deed.connection.fetchrow(_WHO[person.type], person.id)
    if found is None:
        raise NotFound
    if found["vendor"] is not None:
        must_reach(deed.by, found["vendor"])
    return None if found["vendor"] is None else int(found["vendor"])


_WHO: Final = {
    PersonType.STAFF: "SELECT vendor FROM vendors_staff WHERE id = $1",
    PersonType.VENDOR: "SELECT id AS vendor FROM vendors_vendor WHERE id = $1",
    PersonType.INSPECTOR: "SELECT NULL::int AS vendor FROM vendors_inspector WHERE id = $1",
    PersonType.EXPERT: "SELECT NULL::int AS vendor FROM vendors_expert WHERE id = $1",
}


def check_given(tie: Given, today: date) -> None:
    """Raise Invalid for a former employment without a last day, or one that lies ahead."""
    if tie.kind is TieKind.FORMER and tie.ended_on is None:
        raise Invalid({"ended_on": Words("曾任职须填写离职日期。", "A former employment has a last day.")})
    if tie.ended_on is not None and tie.ended_on > today:
        raise Invalid({"ended_on": Words("离职日期不能晚于今天。", "The last day lies after today.")})
