"""Findings under blind review: `await blind.drawn(world, visits…)` files, first-reviews and draws them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from tests.support import filed
from vendors.actors import Actor, Role
from vendors.draws.rules import Method
from vendors.findings.actions import Supplement, answer_return, break_tie, review_first, review_second
from vendors.findings.rules import FindingState, Opinion
from vendors.people.pool.actions import keep_expert, link_account
from vendors.people.pool.cards import ExpertCard, Speciality
from vendors.reviewing.actions import NewSample, commit_sample, open_sample
from vendors.reviewing.frames import Narrowing
from vendors.reviewing.rules import SampleKind

MANAGER = Actor(id=16, name="高岩", roles=frozenset({Role.TASK_MANAGER}))
THIRD = Actor(id=17, name="韩雪", roles=frozenset({Role.SECOND_REVIEWER}))
AUDITOR = Actor(id=18, name="纪平", roles=frozenset({Role.AUDITOR}))
POOL_KEEPER = Actor(id=19, name="孔文", roles=frozenset({Role.CONTRACT_MANAGER}))
ALL_OF_THEM = Decimal(1)
AT = filed.FILED
WORDS = {Opinion.PASS: "符合条例", Opinion.REJECT: "依据不足"}


async def spoken_first(id_: int, opinion: Opinion, *, by: Actor = filed.FIRST, at: datetime = AT) -> int:
    seen = await filed.version(id_)
    await review_first(finding=id_, version=seen, opinion=opinion, reason=WORDS[opinion], by=by, at=at)
    return id_


async def sample(
    kind: SampleKind = SampleKind.FINDINGS, *, at: datetime = AT, seed: str = "lanzhou", which: Narrowing | None = None
) -> int:
    """Seal and open a sample of everything there is; returns its id."""
    new = NewSample(
        kind=kind, title="第三季度盲审", which=which or Narrowing(), method=Method.SIMPLE, ratio=ALL_OF_THEM
    )
    made = await commit_sample(sample=new, by=MANAGER, at=at, seed=seed)
    await open_sample(sample=made, by=MANAGER, at=at)
    return made


async def drawn(world: filed.World, *opinions: Opinion) -> tuple[int, ...]:
    """One finding for each first opinion, all drawn for blind review; their ids in that order."""
    ids = await filed.stored(world, *(filed.case(world.visits[n]) for n in range(len(opinions))))
    for id_, opinion in zip(ids, opinions, strict=True):
        await spoken_first(id_, opinion)
    await sample()
    return ids


async def second(id_: int, opinion: Opinion, *, by: Actor = filed.SECOND, at: datetime = AT) -> FindingState:
    seen = await filed.version(id_)
    return await review_second(finding=id_, version=seen, opinion=opinion, reason="病历与计费相符", by=by, at=at)


async def tie(id_: int, opinion: Opinion, *, by: Actor = THIRD, at: datetime = AT) -> FindingState:
    seen = await filed.version(id_)
    return await break_tie(finding=id_, version=seen, opinion=opinion, reason="以医嘱为准", by=by, at=at)


def an_expert(account: int, *, name: str = "宋知远") -> Actor:
    return Actor(id=account, name=name, roles=frozenset({Role.EXPERT}))


async def expert(
    account: int | None, *, name: str = "宋知远", specialities: Sequence[Speciality] = (Speciality.MEDICAL,)
) -> int:
    """An expert of the pool who signs in with this account."""
    card = ExpertCard(name=name, employer="陇原医科大学", specialities=tuple(specialities))
    made = await keep_expert(card=card, by=POOL_KEEPER, at=AT)
    if account is not None:
        await link_account(expert=made, account=account, by=POOL_KEEPER, at=AT)
    return made


async def answered(world: filed.World, id_: int) -> None:
    """The vendor supplies what it was asked for."""
    more = Supplement(note="已补医嘱")
    await answer_return(finding=id_, version=await filed.version(id_), supplement=more, by=world.clerk, at=AT)
