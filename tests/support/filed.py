"""Findings and the people who act on them: `await filed.world()`, then `await filed.notified(world, …)`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count

from tests.support import a
from vendors.actors import Actor, Role
from vendors.findings.actions import (
    NewEvidence,
    NewFinding,
    NewLine,
    review_first,
    review_second,
    store_findings,
)
from vendors.findings.queries import Filters, FindingRow, finding, queue
from vendors.findings.rules import Certainty, EvidenceKind, Opinion
from vendors.periods import at_local
from vendors.rulings.actions import NewDefence, NewNotice, recheck, record_defence, serve_notice
from vendors.rulings.rules import DefenceForm, NoticeMethod, Verdict
from vendors.rulings.service_rules import Speaker

FIRST = Actor(id=11, name="安宁", roles=frozenset({Role.FIRST_REVIEWER}))
SECOND = Actor(id=12, name="白露", roles=frozenset({Role.SECOND_REVIEWER}))
BOTH = Actor(id=13, name="程远", roles=frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER}))
LEGAL = Actor(id=14, name="邓岚", roles=frozenset({Role.LEGAL}))
LEADER = Actor(id=15, name="方毅", roles=frozenset({Role.LEADER}))
DOCUMENT = NewEvidence(kind=EvidenceKind.DOCUMENT, name="长期医嘱单", page="3")
EXPERT = NewEvidence(kind=EvidenceKind.EXPERT, name="医学评审结论", page="1")
FILED = at_local(date(2026, 9, 1))
SERVED = date(2026, 9, 18)
LAST_DAY = date(2026, 9, 24)
AFTERNOON = at_local(LAST_DAY, 15)
AFTER = at_local(date(2026, 9, 25), 0)
_batch = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A vendor with a task over a few settled cases."""

    vendor: int
    contract: int
    task: int
    visits: tuple[str, ...]

    @property
    def clerk(self) -> Actor:
        return a.clerk_of(self.vendor)


async def world(*, visits: int = 4) -> World:
    vendor = await a.vendor()
    contract = await a.contract(vendor=vendor)
    seen = await a.cases(visits)
    task = await a.task_in_progress(vendor=vendor, contract=contract, ratio=None)
    return World(vendor=vendor, contract=contract, task=task, visits=seen)


async def rival(of: World) -> World:
    """A second vendor with a task over the same cases."""
    vendor = await a.vendor(name="河西数据技术有限公司")
    contract = await a.contract(vendor=vendor)
    task = await a.task_in_progress(vendor=vendor, contract=contract, ratio=None)
    return replace(of, vendor=vendor, contract=contract, task=task)


def line(fen: int, *, row: int = 4) -> NewLine:
    return NewLine(amount_fen=fen, item_name="一级护理", sheet="病历审核疑点明细", row=row)


def case(
    visit: str,
    *fens: int,
    evidence: Sequence[NewEvidence] = (DOCUMENT,),
    certainty: Certainty = Certainty.DEFINITE,
    violation: str = "0202",
    institution: str = "",
) -> NewFinding:
    return NewFinding(
        institution=institution or a.HOSPITALS[int(visit[-1]) % 2].code,
        visit_id=visit,
        violation=violation,
        certainty=certainty,
        basis="条例第三十八条(三)",
        description="医嘱二级护理，按一级护理计费6日",
        auditor="王某",
        checker="李某",
        audited_on=date(2026, 8, 20),
        evidence=evidence,
        lines=[line(fen, row=4 + n) for n, fen in enumerate(fens or (10_800,))],
    )


async def stored(world: World, *cases: NewFinding, at: datetime = FILED) -> tuple[int, ...]:
    """File a batch; returns the findings' ids in its order."""
    batch = next(_batch)
    await store_findings(task=world.task, batch=batch, cases=cases, by=world.clerk, at=at)
    page = await queue(for_=LEADER, at=at, filters=Filters(batch=batch), size=10_000)
    return tuple(row.id for row in page.rows)


async def head(id_: int, *, at: datetime = AFTER) -> FindingRow:
    return (await finding(id_=id_, for_=LEADER, at=at)).head


async def version(id_: int) -> int:
    return (await head(id_)).version


async def lead(id_: int, *, at: datetime = FILED) -> int:
    """Through both reviews."""
    await review_first(finding=id_, version=await version(id_), opinion=Opinion.PASS, by=FIRST, at=at)
    await review_second(finding=id_, version=await version(id_), opinion=Opinion.PASS, by=SECOND, at=at)
    return id_


async def notified(id_: int, *, served_on: date = SERVED) -> int:
    """Through both reviews and told."""
    await lead(id_)
    told = NewNotice(
        facts="按一级护理多收6日", reasons="与医嘱不符", basis="条例第三十八条", method=NoticeMethod.DIRECT,
        served_on=served_on,
    )  # fmt: skip
    await serve_notice(finding=id_, version=await version(id_), notice=told, by=SECOND, at=at_local(served_on, 10))
    return id_


async def defended(id_: int, *, made_at: datetime = AFTERNOON, at: datetime = AFTER) -> int:
    """Told, and defended in time."""
    await notified(id_)
    said = NewDefence(
        form=DefenceForm.ORAL, content="笔录：护理级别已于当日变更。", made_at=made_at,
        speaker=Speaker(name="贺敏", capacity="委托代理人", asked_by="安宁", taken_down_by="程远"),
    )  # fmt: skip
    await record_defence(finding=id_, version=await version(id_), defence=said, by=FIRST, at=at)
    return id_


async def rechecked(id_: int, *, verdict: Verdict = Verdict.PARTLY) -> int:
    """Told, defended and rechecked by the legal reviewer."""
    await defended(id_)
    await recheck(
        finding=id_, version=await version(id_), verdict=verdict, opinion="申辩理由有医嘱印证", by=LEGAL, at=AFTER
    )
    return id_
