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

BEFORE = """
LEFT JOIN LATERAL (
  SELECT q.id, q.state, q.adopted, t.number, (q.grade, q.fee_ratio, q.measures) = (p.grade, p.fee_ratio, p.measures)
    AS same
  FROM kpi_proposal q JOIN kpi_scorecard t ON t.id = q.scorecard
  WHERE t.contract = s.contract AND t.period = s.period AND t.version < s.version
    AND q.state IN ('accepted', 'declined')
  ORDER BY t.version DESC LIMIT 1
) b ON TRUE
"""
"""What was decided last on an earlier version of the card (`p`, `s`), and whether the same is proposed again."""
_LOCK = f"""
SELECT p.*, s.state = 'superseded' AS superseded, s.rulebook, s.contract, s.number AS card_number, s.vetoed, s.card,
  s.period, s.version, b.state AS before_state, b.adopted AS before_adopted, coalesce(b.same, FALSE) AS same
FROM kpi_proposal p JOIN kpi_scorecard s ON s.id = p.scorecard {BEFORE} WHERE p.id = $1 FOR UPDATE OF p
"""  # noqa: S608 constant
_IN_EFFECT = """
SELECT q.measures, q.adopted, t.rulebook FROM kpi_proposal q JOIN kpi_scorecard t ON t.id = q.scorecard
WHERE t.contract = $1 AND t.period = $2 AND t.version < $3 AND q.state = 'accepted'
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


async def in_effect(deed: Deed, held: Locked) -> frozenset[str]:
    """The effects that decisions on earlier versions of the card have had."""
    row = held.row
    found = set()
    for one in await deed.connection.fetch(_IN_EFFECT, row["contract"], row["period"], row["version"]):
        known = measures_of(one["measures"], rulebook=one["rulebook"])
        found |= {known[code].effect for code in adopted_of(one["adopted"], known)}
    return frozenset(found)


def adopted_of(kept: str, proposed: Collection[str]) -> list[str]:
    """The codes an accepted decision took; decisions of before one could choose took all of them."""
    return list(json.loads(kept)) if kept else list(proposed)


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
