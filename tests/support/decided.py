"""Decisions to be handled: `await decided.decision(…)`, then the acts of handling by the people below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tests.support import filed
from vendors.actors import Actor, Role
from vendors.handling.actions import NewMeasure, approve_measure, propose_measure
from vendors.handling.rules import MeasureKind
from vendors.periods import at_local, local_date
from vendors.rulings.actions import NewRuling, determine_many
from vendors.rulings.actions.discussing import NewDiscussion, record_discussion
from vendors.rulings.decision_rules import Attendee, DiscussionKind
from vendors.rulings.rules import Discussion, DiscussionVerdict, Outcome, ReasonCode

AT = filed.AFTER
DAY = local_date(AT)
MINUTES = Discussion(held_on=DAY, attendees=("方毅", "邓岚", "程远"), conclusion="同意认定")
HANDLER = filed.SECOND
LEGAL = Actor(id=21, name="伍思", roles=frozenset({Role.LEGAL}))
LEADER = filed.LEADER


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision and its findings; `world` is whose they were."""

    id: int
    number: str
    findings: tuple[int, ...]
    institution: int
    world: filed.World


async def decision(
    *fens: int, world: filed.World | None = None, violations: Sequence[str] = (), minutes: Discussion | None = None
) -> Decided:
    """Findings against one institution, each of so many fen, waived and upheld together on Friday 25 September."""
    amounts = fens or (10_800,)
    world = world or await filed.world(visits=2 * len(amounts))
    kinds = violations or ["0202"] * len(amounts)
    visits = [visit for visit in world.visits if int(visit[-1]) % 2 == 1][: len(amounts)]
    cases = [filed.case(visit, fen, violation=kind) for visit, fen, kind in zip(visits, amounts, kinds, strict=True)]
    ids = [await filed.notified(id_) for id_ in await filed.stored(world, *cases)]
    rulings = [
        NewRuling(
            finding=id_, version=await filed.version(id_), outcome=Outcome.UPHELD,
            reason_code=ReasonCode.FACTS_PROVEN,
        )
        for id_ in ids
    ]  # fmt: skip
    made = await determine_many(rulings=rulings, discussion=minutes, by=filed.LEADER, at=AT)
    return Decided(
        id=made.id, number=made.number, findings=tuple(sorted(ids)), institution=made.institution, world=world
    )


async def discussed(
    case: Decided,
    kind: DiscussionKind = DiscussionKind.LEADERS,
    *,
    on: date = DAY,
    hour: int = 9,
    verdict: DiscussionVerdict = DiscussionVerdict.AGREED,
    findings: Sequence[int] | None = None,
) -> int:
    """A collective discussion of the decision's findings (or some), written down at that hour."""
    record = NewDiscussion(
        kind=kind,
        institution=case.institution,
        held_on=on,
        attendees=[Attendee(name=name) for name in ("方毅", "邓岚", "程远")],
        verdict=verdict,
        conclusion=verdict.zh,
        findings=case.findings if findings is None else findings,
    )
    return await record_discussion(discussion=record, by=filed.LEGAL, at=at_local(on, hour))


async def proposed(case: Decided, kind: MeasureKind, **changes: object) -> int:
    """A measure proposed by the second reviewer; what its kind must say is filled in."""
    fields: dict[str, object] = {"basis": "服务协议第二十一条", "reference": "甘医保罚〔2026〕1 号"}
    fields |= {"months": 2} if kind in {MeasureKind.SUSPEND, MeasureKind.SUSPEND_PART} else {}
    fields |= {"target": "骨科"} if kind is MeasureKind.SUSPEND_PART else {}
    fields |= {"grounds": "3"} if kind is MeasureKind.RESCIND else {}
    new = NewMeasure(kind=kind, **(fields | changes))  # type: ignore[arg-type]
    return await propose_measure(decision=case.id, measure=new, by=HANDLER, at=AT)


async def approved(case: Decided, kind: MeasureKind, **changes: object) -> int:
    """The same, approved by the leader."""
    made = await proposed(case, kind, **changes)
    await approve_measure(measure=made, by=LEADER, at=AT)
    return made
