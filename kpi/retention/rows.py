"""A proposal's row within an act: locked, with the rulebook its measures are written in."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.engine.rulebook import Measure
from kpi.retention.notice_rules import Answer, Told
from kpi.rulebooks.queries import by_id
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, NotFound
from vendors.journal.actions import Deed

if TYPE_CHECKING:
    from asyncpg import Record

_LOCK = """
SELECT p.*, s.state = 'superseded' AS superseded, s.rulebook, s.contract, s.number AS card_number, s.vetoed, s.card
FROM kpi_proposal p JOIN kpi_scorecard s ON s.id = p.scorecard WHERE p.id = $1 FOR UPDATE OF p
"""
_NOTICE = """
SELECT n.id, n.answer, n.answer_by, n.served_by_id, h.recorded_at IS NOT NULL AS heard
FROM kpi_retention_notice n LEFT JOIN kpi_retention_hearing h ON h.notice = n.id WHERE n.proposal = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A proposal held until the act ends; `measures` by code, in the order proposed. `told` None before the notice."""

    row: "Record"
    measures: Mapping[str, Measure]
    told: Told | None
    served_by_id: int | None

    @property
    def vendor(self) -> int:
        return int(self.row["vendor"])

    def taken(self, codes: Collection[str]) -> tuple[Measure, ...]:
        return tuple(one for code, one in self.measures.items() if code in codes)


async def locked(deed: Deed, proposal: int) -> Locked:
    """Raises NotFound."""
    row = await deed.connection.fetchrow(_LOCK, proposal)
    if row is None:
        raise NotFound
    notice = await deed.connection.fetchrow(_NOTICE, proposal)
    return Locked(
        row=row,
        measures=measures_of(row["measures"], rulebook=row["rulebook"]),
        told=told_of(notice),
        served_by_id=notice["served_by_id"] if notice else None,
    )


def measures_of(kept: str, *, rulebook: str) -> Mapping[str, Measure]:
    """The measures as proposed: their words as kept, what they do as the card's rulebook has it."""
    known = by_id(rulebook).measures
    return {code: known[code] for code, *_ in json.loads(kept)}


def told_of(notice: "Record | None") -> Told | None:
    """What the way to a decision needs to know of a notice."""
    if notice is None:
        return None
    answer = Answer(notice["answer"]) if notice["answer"] else None
    return Told(answer_by=notice["answer_by"], answer=answer, heard=bool(notice["heard"]))


def must_be_open(row: "Record") -> None:
    """Raise Conflict for a proposal decided already or lapsed with its card."""
    if row["state"] != "proposed":
        raise Conflict("该建议已经决定。", "This proposal has been decided.")
    if row["superseded"]:
        raise Conflict("记分卡已被取代，请对新版本作决定。", "The card is superseded; decide on its new version.")


def must_prepare(by: Actor) -> None:
    """Raise Forbidden unless a contract manager of the bureau acts."""
    if not by.at_bureau or not by.has(Role.CONTRACT_MANAGER):
        raise Forbidden("由合同管理员办理。", "A contract manager does this.")


def must_hear(by: Actor) -> None:
    """Raise Forbidden unless a manager or a legal reviewer of the bureau acts."""
    if not by.at_bureau or not by.has(Role.CONTRACT_MANAGER, Role.TASK_MANAGER, Role.LEGAL):
        raise Forbidden("由合同、任务管理员或法制审核员办理。", "A manager or a legal reviewer does this.")


def must_lead(by: Actor) -> None:
    """Raise Forbidden unless a leader of the bureau acts."""
    if not by.at_bureau or not by.has(Role.LEADER):
        raise Forbidden("由分管领导决定。", "A leader decides.")


def must_speak(by: Actor, vendor: int) -> None:
    """Raise NotFound for another vendor's, Forbidden unless the vendor's administrator or project lead acts."""
    if by.vendor not in (None, vendor):
        raise NotFound
    if by.vendor is None or not by.has(Role.VENDOR_ADMIN, Role.VENDOR_LEAD):
        raise Forbidden("由承办机构管理员或项目负责人办理。", "The vendor's administrator or project lead does this.")
