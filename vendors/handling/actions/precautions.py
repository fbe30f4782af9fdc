"""暂停结算, 登记保存 and 封存 while an investigation runs (LZ Art.19, 36)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.handling.case_rules import (
    PrecautionKind,
    PrecautionOutcome,
    Term,
    extended,
    missing,
    precaution_due,
)
from vendors.handling.rights import PROPOSE, must_hold
from vendors.journal.actions import act
from vendors.periods import local_date

_INSERT: Final = """
INSERT INTO vendors_precaution
  (institution, kind, matter, place, taken_on, due_on, provisional, recorded_by_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
"""
_HOLD: Final = "SELECT * FROM vendors_precaution WHERE id = $1 FOR UPDATE"
_EXTEND: Final = """
UPDATE vendors_precaution SET due_on = $2, extended_on = $3, extension_reason = $4 WHERE id = $1
"""
_END: Final = "UPDATE vendors_precaution SET outcome = $2, outcome_on = $3, outcome_text = $4 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrecaution:
    """`matter`: what is held, preserved or sealed, and why; `release_on` is a hold's own last day."""

    institution: int
    kind: PrecautionKind
    matter: str
    taken_on: date
    place: str = ""
    release_on: date | None = None


async def take_precaution(*, precaution: NewPrecaution, by: Actor, at: datetime) -> int:
    """Returns its id. Raises NotFound (no such institution, or another county's), Forbidden, Invalid."""
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        known = await deed.connection.fetchval(
            "SELECT id FROM vendors_institution WHERE id = $1", precaution.institution
        )
        if known is None:
            raise NotFound
        term = _term(precaution, local_date(at))
        made: int = await deed.connection.fetchval(
            _INSERT, precaution.institution, precaution.kind.value, precaution.matter.strip(), precaution.place.strip(),
            precaution.taken_on, term.on, term.provisional, by.name, at,
        )  # fmt: skip
        deed.note(
            "precaution.taken", "precaution", made,
            after={"kind": precaution.kind.value, "institution": precaution.institution, "due_on": term.on.isoformat()},
        )  # fmt: skip
    return made


async def extend_precaution(*, precaution: int, reason: str, by: Actor, at: datetime) -> date:
    """A sealing goes on once (LZ Art.36: 可延长); returns the new last day. Raises as the others do."""
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_HOLD, precaution)
        if row is None:
            raise NotFound
        today = local_date(at)
        if row["kind"] != PrecautionKind.SEAL.value or row["outcome"] or row["extended_on"] or today > row["due_on"]:
            raise Conflict(
                "只有未到期、未延长过的封存可以延长。", "Only a sealing still running is extended, and once."
            )
        if wrong := missing(reason=reason):
            raise Invalid(wrong)
        until = extended(row["due_on"], on=today)
        await deed.connection.execute(_EXTEND, precaution, until, today, reason.strip())
        deed.note(
            "precaution.extended", "precaution", precaution, note=reason.strip(),
            before={"due_on": row["due_on"].isoformat()}, after={"due_on": until.isoformat()},
        )  # fmt: skip
    return until


async def end_precaution(
    *, precaution: int, outcome: PrecautionOutcome, on: date, text: str, by: Actor, at: datetime
) -> None:
    """What was decided of it. Raises NotFound, Forbidden, Conflict (ended already), Invalid."""
    must_hold(by, PROPOSE)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_HOLD, precaution)
        if row is None:
            raise NotFound
        if row["outcome"]:
            raise Conflict("已处理完毕。", "It has ended already.")
        wrong = missing(outcome_text=text)
        if not row["taken_on"] <= on <= local_date(at):
            wrong["outcome_on"] = Words("处理日期须在采取之后、不晚于今天。", "A day since it was taken.")
        if wrong:
            raise Invalid(wrong)
        await deed.connection.execute(_END, precaution, outcome.value, on, text.strip())
        after = {"outcome": outcome.value, "on": on.isoformat()}
        deed.note("precaution.ended", "precaution", precaution, after=after, note=text.strip())


def _term(precaution: NewPrecaution, today: date) -> Term:
    """The last day. Raises Invalid for what is incomplete."""
    wrong = missing(matter=precaution.matter)
    if precaution.taken_on > today:
        wrong["taken_on"] = Words("日期不能晚于今天。", "It cannot be in the future.")
    term = precaution_due(precaution.kind, precaution.taken_on)
    if term is None:
        if precaution.release_on is None or precaution.release_on < precaution.taken_on:
            wrong["release_on"] = Words("请填写恢复结算日期。", "Give the day settlement resumes.")
        else:
            term = Term(on=precaution.release_on)
    if wrong or term is None:
        raise Invalid(wrong)
    return term
