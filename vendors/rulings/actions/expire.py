from datetime import datetime

from vendors.actors import SYSTEM, Actor
from vendors.findings.moving import note_expiry
from vendors.findings.rules import FindingState
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.rulings.actions.letters import defence_term
from vendors.transaction import transaction

_RUNNING = """
SELECT f.id, f.vendor, f.heard_until, n.served_on FROM vendors_finding f JOIN vendors_notice n ON n.finding = f.id
WHERE f.state = 'notified' AND (f.heard_until IS NULL OR f.heard_until >= $1) ORDER BY f.id FOR UPDATE OF f
"""
_DUE = """
SELECT id, vendor, heard_until FROM vendors_finding WHERE state = 'notified' AND heard_until < $1 ORDER BY id FOR UPDATE
"""


async def expire_defences(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Write down the waivers that have come due by the end of yesterday in Shanghai; returns how many.

    Terms still running are first reckoned anew, so a changed calendar moves them; one that ran out stays run out.
    The version is left alone: what people saw was already the effective state.
    """
    await _reckon_anew(at=at, by=by)
    async with transaction() as connection:
        due = await connection.fetch(_DUE, local_date(at))
        if not due:
            return 0
        async with act(by=by, at=at) as deed:
            await connection.execute(
                "UPDATE vendors_finding SET state = $2 WHERE id = ANY($1)",
                [row["id"] for row in due],
                FindingState.WAIVED.value,
            )
            for row in due:
                note_expiry(deed, finding=row["id"], vendor=row["vendor"], heard_until=row["heard_until"])
    return len(due)


async def _reckon_anew(*, at: datetime, by: Actor) -> None:
    async with transaction() as connection:
        running = await connection.fetch(_RUNNING, local_date(at))
        terms = [(row, defence_term(row["served_on"])) for row in running]
        moved = [(row, term) for row, term in terms if (None if term.provisional else term.on) != row["heard_until"]]
        if not moved:
            return
        async with act(by=by, at=at) as deed:
            for row, term in moved:
                until = None if term.provisional else term.on
                await connection.execute("UPDATE vendors_finding SET heard_until = $2 WHERE id = $1", row["id"], until)
                await connection.execute(
                    "UPDATE vendors_notice SET defence_until = $2, deadline_provisional = $3 WHERE finding = $1",
                    row["id"],
                    term.on,
                    term.provisional,
                )
                deed.note(
                    "finding.term_moved",
                    "finding",
                    row["id"],
                    vendor=row["vendor"],
                    before={"heard_until": str(row["heard_until"] or "")},
                    after={"heard_until": str(until or "")},
                )
