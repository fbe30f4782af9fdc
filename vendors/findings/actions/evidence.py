from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.findings.actions.store import NewEvidence
from vendors.findings.casework import take_up
from vendors.findings.evidence_queries import EVIDENCE
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import Act, Certainty, FindingState
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json

_INSERT = """
INSERT INTO vendors_evidence (finding, vendor, kind, name, page, source, added_by, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""
_ONE = "SELECT finding, kind, name, voided_at FROM vendors_evidence WHERE id = $1"
_VOID = "UPDATE vendors_evidence SET voided_by = $2, voided_at = $3, void_reason = $4 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What is added to a finding; `certainty` only when the 定性 changes."""

    note: str
    evidence: Sequence[NewEvidence] = ()
    certainty: Certainty | None = None


async def answer_return(*, finding: int, version: int, supplement: Supplement, by: Actor, at: datetime) -> FindingState:
    """补证 by the vendor; the finding is reviewed afresh from 初审. Raises NotFound, Forbidden, Conflict, Invalid."""
    async with act(by=by, at=at) as deed:
        return await _supply(deed, Act.ANSWER, await hold(deed, finding=finding, version=version), supplement)


async def verify(*, finding: int, version: int, supplement: Supplement, by: Actor, at: datetime) -> FindingState:
    """核查 of a lead by the bureau: add what was found, settle the 定性.

    Raises NotFound, Forbidden, Conflict, Invalid.
    """
    async with act(by=by, at=at) as deed:
        return await _supply(deed, Act.VERIFY, await hold(deed, finding=finding, version=version), supplement)


async def add_evidence(*, finding: int, evidence: NewEvidence, by: Actor, at: datetime) -> int:
    """补充证据 by the bureau, at any time before the determination; its id. No vendor is shown what the bureau adds.

    Raises NotFound, Forbidden, Conflict (determined or closed), Invalid (no name).
    """
    async with act(by=by, at=at) as deed:
        held = await take_up(deed, finding=finding)
        added = await _add(deed, held, evidence)
        deed.note("finding.evidence_added", "finding", held.id, vendor=held.vendor, after=_told(added, evidence))
    return added


async def void_evidence(*, evidence: int, reason: str, by: Actor, at: datetime) -> None:
    """作废: it stays on the record with the reason and bears nothing out any more.

    Raises NotFound, Forbidden, Conflict (voided already, determined or closed), Invalid (no reason).
    """
    if not reason.strip():
        raise Invalid({"reason": Words("请说明作废的理由。", "Say why it is voided.")})
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_ONE, evidence)
        if row is None:
            raise NotFound
        held = await take_up(deed, finding=row["finding"])
        row = await deed.connection.fetchrow(_ONE, evidence)
        if row["voided_at"] is not None:
            raise Conflict("该证据已经作废。", "This evidence is voided already.")
        await deed.connection.execute(_VOID, evidence, by.name, at, reason)
        before: Mapping[str, Json] = {"evidence": evidence, "kind": row["kind"], "name": row["name"]}
        deed.note("finding.evidence_voided", "finding", held.id, vendor=held.vendor, before=before, note=reason)


async def _supply(deed: Deed, what: Act, held: Held, supplement: Supplement) -> FindingState:
    if not supplement.note.strip():
        raise Invalid({"note": Words("请说明补充了什么。", "Say what was added.")})
    certainty = (supplement.certainty or held.certainty).value
    after: Mapping[str, Json] = {
        "certainty": certainty,
        "evidence": [f"{entry.kind.value}:{entry.name}:{entry.page}" for entry in supplement.evidence],
    }
    state = await move(deed, held, what, note=supplement.note, after=after)
    await deed.connection.execute("UPDATE vendors_finding SET certainty = $2 WHERE id = $1", held.id, certainty)
    for entry in supplement.evidence:
        await _add(deed, held, entry)
    return state


async def _add(deed: Deed, held: Held, entry: NewEvidence) -> int:
    """The vendor's own is the vendor's to see; what the bureau adds is the bureau's alone."""
    if not entry.name.strip():
        raise Invalid({"name": Words("请写明证据名称。", "Name the evidence.")})
    owner = None if deed.by.at_bureau else held.vendor
    row = (held.id, owner, entry.kind.value, entry.name, entry.page, entry.source, deed.by.name, deed.at)
    made = int(await deed.connection.fetchval(_INSERT, *row))
    if entry.file:
        await attach(
            deed,
            object_type=EVIDENCE,
            object_id=made,
            vendor=owner,
            title=entry.name,
            file=entry.file,
            sha256=entry.sha256,
        )
    return made


def _told(evidence: int, entry: NewEvidence) -> Mapping[str, Json]:
    told: dict[str, Json] = {"evidence": evidence, "kind": entry.kind.value, "name": entry.name, "page": entry.page}
    return told | ({"sha256": entry.sha256} if entry.file else {})
