from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import Act, next_state
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.calendar import Deadline, deadline
from vendors.policy.parameters import parameter
from vendors.rulings.rules import NoticeMethod, check_clue

_INSERT = """
INSERT INTO vendors_notice
  (finding, vendor, facts, reasons, basis, method, served_on, defence_until, deadline_provisional, served_by, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_PASSED = "SELECT max(at) FROM vendors_review WHERE finding = $1 AND stage <> 'first'"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """告知书: what LZ Art.22 has the party told, how and on which day it was served."""

    facts: str
    reasons: str
    basis: str
    method: NoticeMethod
    served_on: date


def defence_term(served_on: date) -> Deadline:
    """The last day to be heard: `defence_days` working days, the day of service not counted."""
    return deadline(served_on, parameter("defence_days", served_on).whole)


async def serve_notice(*, finding: int, version: int, notice: NewNotice, by: Actor, at: datetime) -> Deadline:
    """Record that the party was told, and start the clock. Returns the last day to be heard.

    Raises NotFound, Forbidden, Conflict, Gate (the finding is still a clue), Invalid (something not told,
    served in the future or before the second review passed the finding: the term would have run unheard).
    """
    _refuse_incomplete(notice, local_date(at))
    async with act(by=by, at=at) as deed:
        held = await hold(deed, finding=finding, version=version)
        next_state(state=held.state, act=Act.NOTIFY, by=by, vendor=held.vendor)
        check_clue(held.certainty, number=held.number)
        await _refuse_too_early(deed, held, notice.served_on)
        until = defence_term(notice.served_on)
        told = (notice.facts, notice.reasons, notice.basis, notice.method.value, notice.served_on)
        await deed.connection.execute(_INSERT, held.id, held.vendor, *told, until.on, until.provisional, by.name, at)
        await deed.connection.execute(
            "UPDATE vendors_finding SET heard_until = $2 WHERE id = $1",
            held.id,
            None if until.provisional else until.on,
        )
        after: dict[str, Json] = {"served_on": str(notice.served_on), "method": notice.method.value}
        after |= {"defence_until": str(until.on), "provisional": until.provisional}
        await move(deed, held, Act.NOTIFY, after=after)
    return until


async def _refuse_too_early(deed: Deed, held: Held, served_on: date) -> None:
    passed = await deed.connection.fetchval(_PASSED, held.id)
    if served_on < local_date(passed):
        raise Invalid(
            {
                "served_on": Words(
                    "送达日期不能早于复审通过之日。", "It cannot have been served before the review passed."
                )
            }
        )


def _refuse_incomplete(notice: NewNotice, today: date) -> None:
    missing = {
        name: Words("告知须写明事实、理由和依据。", "A notice tells the facts, the reasons and the basis.")
        for name, text in (("facts", notice.facts), ("reasons", notice.reasons), ("basis", notice.basis))
        if not text.strip()
    }
    if notice.served_on > today:
        missing["served_on"] = Words("送达日期不能晚于今天。", "It cannot have been served in the future.")
    if missing:
        raise Invalid(missing)
