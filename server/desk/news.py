"""办理动态: what one side did, told to the other from the journal, where it is already written down.

A kind of journal entry becomes news by a line in NEWS; objects of a new type by a line in PLACES.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from kpi.assessment import queries as cycle
from kpi.retention.misconduct_queries import misconduct_record
from kpi.retention.probation_queries import probation
from kpi.retention.queries import proposal
from kpi.retention.rectification_queries import rectification
from kpi.scorecards import queries as scorecards
from server.desk.actions import tell
from server.desk.queries import told
from server.desk.rules import Audience, Letter, MessageKind, at_bureau, at_vendor
from server.web.kinds import term
from vendors.actors import SYSTEM, VENDOR_ROLES, Role
from vendors.contracts import queries as contracts
from vendors.errors import NotFound, Words
from vendors.handling.queries import decision_row, transfer
from vendors.handoffs.queries import handoff, sides
from vendors.handoffs.rules import Side
from vendors.journal import queries as journal
from vendors.journal.rules import Entry, Link
from vendors.people.person_queries import person
from vendors.people.recusal.queries import tie
from vendors.provision.queries import provision
from vendors.registry.queries import vendor
from vendors.review_rules.queries import review_rule
from vendors.tasks import queries as tasks

BACK: Final = timedelta(days=14)
"""How far back the journal is read, for a service that slept over the holidays; what was told is not told again."""
_VENDOR: Final = frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD})
_TASKS: Final = frozenset({Role.TASK_MANAGER})
_CONTRACTS: Final = frozenset({Role.CONTRACT_MANAGER})

_HANDLERS: Final = frozenset({Role.SECOND_REVIEWER, Role.LEGAL})
_BOTH: Final = _VENDOR | _TASKS
_CLERKS: Final = _VENDOR | {Role.VENDOR_CLERK}

NEWS: Final[Mapping[str, frozenset[Role]]] = {
    "vendor.qualification_verified": _VENDOR,
    "vendor.qualification_refused": _VENDOR,
    "vendor.qualification_revoked": _VENDOR,
    "vendor.standing_changed": _VENDOR,
    "staff.approved": _VENDOR,
    "staff.refused": _VENDOR,
    "staff.suspended": _VENDOR,
    "staff.resumed": _VENDOR,
    "staff.lead_began": _VENDOR,
    "staff.lead_refused": _VENDOR,
    "staff.certificate_checked": _VENDOR,
    "recusal.decided": _BOTH,
    "contract.review_passed": _CONTRACTS,
    "contract.review_refused": _CONTRACTS,
    "contract.signed": _VENDOR,
    "contract.changed": _VENDOR,
    "contract.supplemented": _VENDOR,
    "contract.rescinded": _VENDOR,
    "payment.approved": frozenset({Role.ACCOUNTANT}),
    "payment.refused": _CONTRACTS,
    "payment.paid": _CONTRACTS,
    "task.issued": _CLERKS,
    "task.accepted": _TASKS,
    "task.refused": _TASKS,
    "task.submitted": _TASKS,
    "task.returned": _CLERKS,
    "task.done": _VENDOR,
    "task.terminated": _CLERKS,
    "task.pause_asked": _TASKS,
    "task.pause_refused": _CLERKS,
    "task.paused": _CLERKS,
    "task.clock_resumed": _CLERKS,
    "task.extended": _CLERKS,
    "task.deadline_moved": _CLERKS,
    "task.deliverable_delivered": _TASKS,
    "task.deliverable_returned": _CLERKS,
    "handoff.sent": _TASKS,
    "handoff.dispatched": _VENDOR,
    "handoff.answered": _BOTH,
    "handoff.forwarded": _BOTH,
    "handoff.closed": _VENDOR,
    "provision.approved": _TASKS,
    "provision.refused": _TASKS,
    "provision.disposed": _TASKS,
    "provision.confirmed": _VENDOR,
    "provision.sent_back": _VENDOR,
    "rule.delivered": _TASKS,
    "rule.adopted": _VENDOR,
    "rule.returned": _VENDOR,
    "assessment.frozen": _VENDOR,
    "assessment.self_evaluated": _CONTRACTS,
    "scorecard.fed_back": _VENDOR,
    "scorecard.unopposed": _CONTRACTS | {Role.SECOND_REVIEWER},
    "scorecard.reviewed": _VENDOR | {Role.LEADER},
    "scorecard.approved": _CONTRACTS,
    "scorecard.published": _VENDOR,
    "retention.notified": _VENDOR,
    "retention.answered": _CONTRACTS,
    "retention.hearing_called": _VENDOR,
    "retention.heard": _VENDOR | {Role.LEADER},
    "retention.decided": _VENDOR | _CONTRACTS,
    "rectification.opened": _VENDOR,
    "rectification.planned": _CONTRACTS,
    "rectification.reported": _CONTRACTS,
    "rectification.examined": _VENDOR | {Role.LEADER},
    "probation.entered": _VENDOR | _TASKS,
    "probation.ended": _VENDOR | _TASKS,
    "misconduct.listed": _VENDOR | _CONTRACTS,
    "misconduct.ended": _VENDOR,
    "objection.raised": _CONTRACTS | {Role.SECOND_REVIEWER},
    "objection.decided": _VENDOR | _CONTRACTS,
    "measure.review_passed": _HANDLERS,
    "measure.review_refused": _HANDLERS,
    "measure.approved": _HANDLERS | {Role.ACCOUNTANT},
    "decision.flagged": frozenset({Role.LEADER}),
    "transfer.result": _HANDLERS,
}
"""Kind → who learns of it. Roles of a vendor are those of the entry's vendor, of a slip those of its other sides."""
_SIDES: Final[Mapping[str, frozenset[Side]]] = {
    "handoff.dispatched": frozenset({Side.RECEIVER}),
    "handoff.answered": frozenset({Side.SENDER, Side.CONTRIBUTOR}),
    "handoff.forwarded": frozenset({Side.SENDER}),
    "handoff.closed": frozenset({Side.RECEIVER, Side.SENDER}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where objects of a type are seen, and what they are called."""

    link: str
    name: Callable[[int], Awaitable[str]]


async def _task(id_: int) -> str:
    found = await tasks.task(id_, for_=SYSTEM)
    return f"{found.number} {found.title}"


async def _contract(id_: int) -> str:
    found = await contracts.contract(id_, for_=SYSTEM)
    return f"{found.number} {found.title}"


async def _card(id_: int) -> str:
    found = await scorecards.card(id_, for_=SYSTEM)
    return f"{found.row.number} {found.row.short_name}"


async def _assessment(id_: int) -> str:
    found, _said = await cycle.assessment(id_, for_=SYSTEM)
    return f"{found.contract_number} {found.period.zh}"


async def _objection(id_: int) -> str:
    found, _made = await cycle.objection(id_, for_=SYSTEM)
    return f"{found.card_number} {found.indicator}"


async def _proposal(id_: int) -> str:
    found = await proposal(id_, for_=SYSTEM)
    return f"{found.card_number} {found.vendor_name}"


async def _rectification(id_: int) -> str:
    found = await rectification(id_, for_=SYSTEM)
    return f"{found.number} {found.short_name}"


async def _probation(id_: int) -> str:
    found = await probation(id_, for_=SYSTEM)
    return f"{found.number} {found.short_name}"


async def _misconduct(id_: int) -> str:
    found = await misconduct_record(id_, for_=SYSTEM)
    return f"{found.number} {found.name}"


async def _vendor(id_: int) -> str:
    return (await vendor(id_, for_=SYSTEM)).short_name


async def _staff(id_: int) -> str:
    found = await person(id_, for_=SYSTEM, on=date.max)  # the day only matters for work elsewhere
    return f"{found.vendor_name} {found.name}"


async def _tie(id_: int) -> str:
    found = await tie(id_, for_=SYSTEM)
    return f"{found.who} · {found.institution_name}"


async def _slip(id_: int) -> str:
    found = await handoff(id_, for_=SYSTEM)
    return f"{found.number} {found.subject}"


async def _release(id_: int) -> str:
    found = await provision(id_, for_=SYSTEM)
    return f"{found.number} {found.description or found.purpose}"


async def _rule(id_: int) -> str:
    found = await review_rule(id_, for_=SYSTEM)
    return f"{found.code} {found.name}"


async def _decision(id_: int) -> str:
    found = await decision_row(id_, for_=SYSTEM)
    return f"{found.number} {found.institution_name}"


async def _transfer(id_: int) -> str:
    found = await transfer(id_, for_=SYSTEM)
    return f"{found.number} {found.institution_name}"


PLACES: Final[Mapping[str, Place]] = {
    "assessment": Place(link="/self-evaluations/{}", name=_assessment),
    "objection": Place(link="/objections/{}", name=_objection),
    "contract": Place(link="/contracts/{}", name=_contract),
    "decision": Place(link="/decisions/{}", name=_decision),
    "handoff": Place(link="/handoffs/{}", name=_slip),
    "provision": Place(link="/provision/{}", name=_release),
    "review_rule": Place(link="/review-rules/{}", name=_rule),
    "scorecard": Place(link="/scorecards/{}", name=_card),
    "proposal": Place(link="/retention/{}", name=_proposal),
    "rectification": Place(link="/rectifications/{}", name=_rectification),
    "probation": Place(link="/probations/{}", name=_probation),
    "misconduct": Place(link="/misconduct/{}", name=_misconduct),
    "staff": Place(link="/people/{}", name=_staff),
    "task": Place(link="/tasks/{}", name=_task),
    "tie": Place(link="/recusals/{}", name=_tie),
    "transfer": Place(link="/transfers/{}", name=_transfer),
    "vendor": Place(link="/vendors/{}", name=_vendor),
}


async def spread(*, at: datetime) -> int:
    """Tell the latest news of the journal; how many messages were new."""
    since, new = at - BACK, 0
    known = await told(kind=MessageKind.NEWS, since=since)
    for link in await journal.latest(kinds=NEWS, since=since):
        if _matter(link) not in known:
            new += await tell([await _letter(link)], at=link.entry.at)
    return new


def _matter(link: Link) -> str:
    return f"journal {link.seq}"


async def _letter(link: Link) -> Letter:
    entry = link.entry
    place = PLACES[entry.object_type]
    try:
        name = await place.name(int(entry.object_id))
    except NotFound:
        name = entry.object_id
    said = term(entry.kind)
    note = f"（{entry.note}）" if entry.note else ""
    return Letter(
        once=_matter(link),
        kind=MessageKind.NEWS,
        words=Words(f"{said.zh}：{name}{note}", f"{said.en}: {name}{note}"),
        link=place.link.format(entry.object_id),
        to=await _audience(entry),
    )


async def _audience(entry: Entry) -> tuple[Audience, ...]:
    roles = NEWS[entry.kind]
    theirs = roles & VENDOR_ROLES
    found = [at_bureau(*(roles - theirs))] if roles - theirs else []
    concerned = [entry.vendor] if entry.vendor is not None else []
    if entry.object_type == "handoff":
        meant = _SIDES.get(entry.kind, frozenset())
        concerned = [one.vendor for one in await sides(int(entry.object_id), for_=SYSTEM) if one.side in meant]
    return (*found, *(at_vendor(vendor, theirs) for vendor in concerned if theirs))
