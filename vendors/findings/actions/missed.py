from collections.abc import Mapping
from datetime import datetime

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json

_ON_LIST = 'SELECT vendor FROM vendors_task_case WHERE task = $1 AND "case" = $2'
_KNOWN = """
SELECT EXISTS (SELECT 1 FROM vendors_finding WHERE task = $1 AND "case" = $2 AND violation = $3
               AND state <> 'superseded')
    OR EXISTS (SELECT 1 FROM vendors_missed_finding WHERE task = $1 AND "case" = $2 AND violation = $3)
"""
_INSERT = """
INSERT INTO vendors_missed_finding (vendor, task, "case", violation, note, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""


async def record_missed(*, task: int, case: int, violation: str, note: str, by: Actor, at: datetime) -> int:
    """漏检: a re-review found what the vendor had passed over on a case of its list; returns the record's id.

    `case` is a settled case's id. Raises Forbidden (only second reviewers), Invalid (no note),
    NotFound (the case is not on the task's list), Conflict (the vendor reported it, or it is recorded).
    """
    if not by.at_bureau or not by.has(Role.SECOND_REVIEWER):
        raise Forbidden("只有复审员可以登记漏检。", "Only a second reviewer records a missed finding.")
    if not note.strip():
        raise Invalid({"note": Words("请写明漏检的问题。", "Say what was missed.")})
    async with act(by=by, at=at) as deed:
        vendor = await deed.connection.fetchval(_ON_LIST, task, case)
        if vendor is None:
            raise NotFound
        if await deed.connection.fetchval(_KNOWN, task, case, violation):
            raise Conflict("该问题已经上报或已登记漏检。", "This was reported, or is recorded as missed, already.")
        id_: int = await deed.connection.fetchval(_INSERT, vendor, task, case, violation, note, by.name, at)
        after: Mapping[str, Json] = {"task": task, "case": case, "violation": violation}
        deed.note("finding.missed", "missed_finding", id_, vendor=vendor, after=after, note=note)
    return id_
