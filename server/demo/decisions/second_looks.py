"""A second look that does not see the first: which tasks are drawn from, who differs, who is asked as expert."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from server.demo.plans import FULL, SAMPLED, SCREEN, Job
from vendors.actors import SYSTEM
from vendors.errors import Conflict
from vendors.findings.actions import break_tie, review_second
from vendors.findings.queries import Filters, FindingRow, queue
from vendors.findings.rules import FindingState, Opinion
from vendors.people.pool.queries import experts
from vendors.periods import local_date
from vendors.reviewing.actions import NewSample, Request, Statement, ask_experts, commit_sample, give_opinion
from vendors.reviewing.actions import open_sample as open_drawn
from vendors.reviewing.frames import Narrowing
from vendors.reviewing.queries.opinions import asked_of
from vendors.reviewing.rules import Conclusion, OpinionState, SampleKind
from vendors.tasks.rules import TaskKind

_BRIEF: Final = timedelta(seconds=30)
NO_FAULT: Final = "同意初审意见：计费与医嘱、执行记录一致"
EXPERT: Final = "苏问津"
_DOUBT: Final = "计费次数与护理记录单签名数一致，未见多计"
_SETTLED: Final = "护理记录单缺两日签名，多计两日属实，裁定通过"
_ANSWER: Final = "病历未见检查指征，重复检查两次无必要。"
_QUESTION: Final = "该病例的检查、用药是否符合诊疗规范？请就必要性出具意见。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`differ` second opinions contradict the first; the last of them waits for its tie-break with `waiting`."""

    ratio: Decimal
    differ: int = 0
    waiting: bool = False
    expert: bool = False


_HALF: Final = Decimal("0.5")
LOOKS: Final[Mapping[tuple[str, TaskKind, int], Look]] = {
    ("A1", FULL, 1): Look(ratio=_HALF),
    ("B1", SCREEN, 1): Look(ratio=_HALF, differ=1),
    ("A2", FULL, 2): Look(ratio=_HALF, differ=1, expert=True),
    ("B1", SCREEN, 2): Look(ratio=_HALF, differ=1),
    ("B2", SCREEN, 2): Look(ratio=_HALF, differ=1),
    ("A1", SAMPLED, 3): Look(ratio=_HALF, differ=1, waiting=True, expert=True),
    ("B1", SCREEN, 3): Look(ratio=_HALF),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLooks:
    """What is looked at again of one task."""

    stage: Stage
    job: Job
    task: int

    @property
    def look(self) -> Look | None:
        return LOOKS.get((self.job.vendor, self.job.kind, self.job.window))

    async def draw(self, at: datetime) -> None:
        """盲审: a share of what passed the first review, drawn by a sealed seed."""
        if self.look is None:
            return
        by, title = self.stage.tasks, f"{at:%Y年%m月}盲审抽查（任务{self.task}）"
        sample = NewSample(
            kind=SampleKind.FINDINGS, title=title, which=Narrowing(task=self.task), ratio=self.look.ratio
        )
        seed = f"blind-{self.job.vendor}-{self.task}-{at:%Y%m%d}"
        made = await commit_sample(sample=sample, by=by, at=at, seed=seed)
        await open_drawn(sample=made, by=by, at=at, witnesses=("温如言",))

    async def review(self, rows: Sequence[FindingRow], fates: Mapping[int, str], at: datetime) -> datetime:
        """The drawn ones, one by one: mostly as the first reviewer thought, though nobody told. When it is done."""
        drawn = [row for row in rows if row.blind]
        doubted = [row.id for row in drawn if not fates.get(row.id)][: self.look.differ if self.look else 0]
        for place, row in enumerate(drawn):
            dismissed = fates.get(row.id) == "dismissed"
            opinion = Opinion.REJECT if dismissed or row.id in doubted else Opinion.PASS
            reason = NO_FAULT if dismissed else _DOUBT if row.id in doubted else ""
            await review_second(
                finding=row.id, version=row.version, opinion=opinion, reason=reason,
                by=self.stage.second, at=at + place * _BRIEF,
            )  # fmt: skip
        return at + len(drawn) * _BRIEF

    async def settle(self, at: datetime) -> None:
        """裁定 by the leader, who sees both opinions."""
        if self.look is None or self.look.waiting:
            return
        for place, row in enumerate(await self._rows(at, FindingState.AWAITING_TIE)):
            await break_tie(
                finding=row.id, version=row.version, opinion=Opinion.PASS, reason=_SETTLED,
                by=self.stage.leader, at=at + place * _BRIEF,
            )  # fmt: skip

    async def ask(self, at: datetime) -> None:
        """专家评审 of one finding that is a lead by now; of this quarter's the answer is still to come."""
        if self.look is None or not self.look.expert:
            return
        (asked,) = [one.id for one in await experts(for_=SYSTEM) if one.card.name == EXPERT]
        for row in await self._rows(at, FindingState.LEAD):
            request = Request(question=_QUESTION, drawn={}, named=(asked,), named_why="中医专业对口")
            try:
                await ask_experts(finding=row.id, request=request, by=self.stage.second, at=at)
            except Conflict:  # the expert works there
                continue
            if not self.look.waiting:
                self.stage.agenda.at(at + 90 * MINUTE, self._answer)
            return

    async def _answer(self, at: datetime) -> None:
        expert = self.stage.bureau["zhuanjia"]
        said = Statement(conclusion=Conclusion.VIOLATION, reason=_ANSWER, signed_on=local_date(at))
        for one in await asked_of(for_=expert):
            if one.state is OpinionState.ASKED:
                await give_opinion(opinion=one.id, statement=said, by=expert, at=at)

    async def _rows(self, at: datetime, state: FindingState) -> Sequence[FindingRow]:
        return (await queue(for_=SYSTEM, at=at, states=(state,), filters=Filters(task=self.task), size=100)).rows
