from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.findings.moving import hold
from vendors.findings.rules import Act, next_state
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.policy.calendar import Deadline
from vendors.rulings.actions.letters import Part, begin, served
from vendors.rulings.rules import NoticeMethod
from vendors.rulings.service_rules import Service, refuse_untold


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """告知书 of one finding: what LZ Art.22 has the party told, how and on which day it was served."""

    facts: str
    reasons: str
    basis: str
    method: NoticeMethod
    served_on: date
    witness: str = ""
    refusal: str = ""


async def serve_notice(*, finding: int, version: int, notice: NewNotice, by: Actor, at: datetime) -> Deadline:
    """Record that the party was told of one finding, and start the clock. Returns the last day to be heard.

    Raises NotFound, Forbidden, Conflict, Gate (the finding is still a clue), Invalid (something not told,
    served in the future or before the second review passed the finding: the term would have run unheard).
    """
    refuse_untold({"facts": notice.facts, "reasons": notice.reasons, "basis": notice.basis})
    if notice.served_on > local_date(at):
        raise Invalid({"served_on": Words("送达日期不能晚于今天。", "It cannot have been served in the future.")})
    async with act(by=by, at=at) as deed:
        held = await hold(deed, finding=finding, version=version)
        next_state(state=held.state, act=Act.NOTIFY, by=by, vendor=held.vendor)
        part = Part(finding=finding, version=version, facts=notice.facts, reasons=notice.reasons, basis=notice.basis)
        letter, number = await begin(deed, [part])
        service = Service(
            method=notice.method, told_on=notice.served_on, witness=notice.witness, refusal=notice.refusal
        )
        return await served(deed, letter, number, service, day="served_on")
