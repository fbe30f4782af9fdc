"""漏检复看: what a second look at a case its vendor had passed came to (indicator A06)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, NotFound
from vendors.findings.actions import record_missed
from vendors.journal.actions import act
from vendors.reviewing.rules import CaseOutcome

_LOOKED: Final = """
UPDATE vendors_sampled_case SET outcome = $2, note = $3, missed = $4, looked_by = $5, looked_by_name = $6,
  looked_at = $7 WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What somebody saw. With a `violation` (its code) the vendor has missed a finding, and `note` says which."""

    violation: str = ""
    note: str = ""


async def look_at(*, item: int, look: Look, by: Actor, at: datetime) -> CaseOutcome:
    """Record "no problem", or the missed finding; once.

    Raises Forbidden (second reviewers), NotFound, Conflict (looked at before), and as record_missed does.
    """
    if not by.at_bureau or not by.has(Role.SECOND_REVIEWER):
        raise Forbidden("只有复审员可以复看。", "Only a second reviewer looks again.")
    async with act(by=by, at=at) as deed:
        sql = 'SELECT task, "case", outcome FROM vendors_sampled_case WHERE id = $1 FOR UPDATE'
        row = await deed.connection.fetchrow(sql, item)
        if row is None:
            raise NotFound
        if row["outcome"]:
            raise Conflict("该病例已复看。", "This case has been looked at.")
        missed = None
        if look.violation:
            missed = await record_missed(
                task=row["task"], case=row["case"], violation=look.violation, note=look.note, by=by, at=at
            )
        outcome = CaseOutcome.MISSED if look.violation else CaseOutcome.CLEAN
        note = look.note.strip()
        await deed.connection.execute(_LOOKED, item, outcome.value, note, missed, by.id, by.name, at)
        deed.note("review_sample.looked", "sampled_case", item, after={"outcome": outcome.value}, note=note)
    return outcome
