from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.findings.actions.store import NewEvidence, add_evidence
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import Act, Certainty, FindingState
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json


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
    await add_evidence(
        deed.connection, vendor=held.vendor, evidence=[(held.id, entry) for entry in supplement.evidence]
    )
    return state
