"""What followed from each decision, on the days it took: measures, filing, the ledger, and for some a reversal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from server.demo.calendar import later
from server.demo.cast import Stage
from server.demo.decisions import spoken
from server.demo.decisions.payback import Payback
from server.demo.plans import Job
from vendors.handling.actions import (
    NewMeasure,
    NewTransfer,
    approve_measure,
    carry_out,
    file_decision,
    flag_decision,
    note_factor,
    propose_measure,
    record_receipt,
    record_result,
    report_up,
    transfer_case,
)
from vendors.handling.case_rules import Direction, FlagKind, TransferResult
from vendors.handling.queries import handling
from vendors.handling.rules import MeasureKind
from vendors.periods import local_date
from vendors.recoveries.actions import close_decision
from vendors.rulings.actions import Decision
from vendors.rulings.queries import decision as decision_of
from vendors.transaction import transaction

_LATEST: Final = 2
"""The window whose decisions are partly still to be handled."""
_DAMAGES_PERCENT: Final = 20


@dataclass(slots=True, kw_only=True)
class Aftermath:
    """One decision being handled; `discussion` is the leaders' record it rests on."""

    stage: Stage
    job: Job
    decision: Decision
    discussion: int | None
    measures: list[int] = field(default_factory=list)

    @property
    def great(self) -> bool:
        """The case that went to the police as well."""
        return self.job.great and self.discussion is not None

    @property
    def _serial(self) -> int:
        return self.decision.id

    @property
    def _filed(self) -> bool:
        """Of the latest decisions a few are overdue to be filed."""
        return self.job.window != _LATEST or self._serial % 13 != 6

    def plan(self, decided: datetime) -> None:
        """Proposed the next day, approved the day after, filed within three, booked, paid in parts."""
        agenda, day, minute = self.stage.agenda, local_date(decided), self._serial % 50
        if not self.decision.amount_fen:
            return  # nothing upheld: closed as it was made
        if self.job.window == _LATEST and self._serial % 5 == 1:
            return
        agenda.on(later(day, 1), 9, minute, self.propose)
        if self._filed:
            agenda.on(later(day, 2), 16, minute, self.file)
        if self.job.window == _LATEST and self._serial % 5 == 0:
            return
        agenda.on(later(day, 2), 10, minute, self.approve)
        agenda.on(later(day, 2), 14, minute, self.carry_out)
        payback = Payback(stage=self.stage, decision=self.decision, job=self.job, great=self.great)
        payback.plan(later(day, 3))
        if self.great:
            agenda.on(later(day, 1), 17, minute, self.report)
            agenda.on(later(day, 4), 10, minute, self.transfer)
        if self._filed:
            agenda.on(payback.closes, 17, minute, self.close)

    async def _parts(self, at: datetime) -> Mapping[int, int]:
        view = await decision_of(id_=self.decision.id, for_=self.stage.second, at=at)
        return {one.finding: one.amount_fen for one in view.standing if one.amount_fen}

    async def propose(self, at: datetime) -> None:
        async with transaction():
            for measure in self._measures(await self._parts(at)):
                made = await propose_measure(decision=self.decision.id, measure=measure, by=self.stage.second, at=at)
                self.measures.append(made)

    def _measures(self, parts: Mapping[int, int]) -> Sequence[NewMeasure]:
        unpaid = self.job.vendor[0] == "B" and self._serial % 2 == 1
        kind = MeasureKind.REFUSE if unpaid else MeasureKind.RECOVER
        found = [
            NewMeasure(
                kind=kind, parts=parts, voluntary=not unpaid and self._serial % 7 == 0, discussion=self.discussion
            )
        ]
        if self.great or self._serial % 9 == 0:
            amount = sum(parts.values()) * _DAMAGES_PERCENT // 100
            found.append(NewMeasure(kind=MeasureKind.DAMAGES, amount_fen=amount, basis=spoken.CLAUSE))
        if self._serial % 4 == 0:
            found.append(NewMeasure(kind=MeasureKind.INTERVIEW))
        if self.great:
            found.append(NewMeasure(kind=MeasureKind.SUSPEND, months=2, discussion=self.discussion))
        return found

    async def approve(self, at: datetime) -> None:
        """批准 by the leader."""
        async with transaction():
            for measure in self.measures:
                await approve_measure(measure=measure, by=self.stage.leader, at=at)

    async def carry_out(self, at: datetime) -> None:
        """执行 the same afternoon."""
        async with transaction():
            for measure in self.measures:
                await carry_out(measure=measure, on=local_date(at), note="已送达执行", by=self.stage.second, at=at)

    async def file(self, at: datetime) -> None:
        """备案 with the city bureau (LZ Art.24)."""
        paper = spoken.document("备", at.year, self._serial)
        await file_decision(decision=self.decision.id, on=local_date(at), document=paper, by=self.stage.second, at=at)

    async def report(self, at: datetime) -> None:
        """重大违约: flagged, reported up, with the circumstance that makes it worse."""
        async with transaction():
            await flag_decision(
                decision=self.decision.id, kind=FlagKind.MAJOR, note="单次追回金额大，涉嫌骗保",
                by=self.stage.second, at=at,
            )  # fmt: skip
            case = await handling(self.decision.id, for_=self.stage.second, at=at)
            await report_up(
                flag=case.flags[0].id, on=local_date(at), to="省医疗保障局", document=spoken.document("报", at.year, 7),
                by=self.stage.second, at=at,
            )  # fmt: skip
            await note_factor(
                decision=self.decision.id, direction=Direction.AGGRAVATING, code="1", note="去年同类问题已处理一次",
                by=self.stage.second, at=at,
            )  # fmt: skip

    async def transfer(self, at: datetime) -> None:
        """移送公安; the receipt comes within a week, the result a month later."""
        new = NewTransfer(
            target="1", agency="张掖市公安局（示例）", transferred_on=local_date(at), findings=self.decision.findings,
            reason="涉嫌以虚构诊疗服务的方式骗取医疗保障基金，数额较大。",
            basis="《兰州市医疗保障基金使用监督管理办法》（兰医保〔2021〕102号）第三十九条",
            document=spoken.document("移", at.year, 2),
        )  # fmt: skip
        made = await transfer_case(decision=self.decision.id, transfer=new, by=self.stage.legal, at=at)
        answer = _Answer(stage=self.stage, transfer=made)
        self.stage.agenda.on(later(local_date(at), 4), 11, 0, answer.receipt)
        self.stage.agenda.on(later(local_date(at), 24), 11, 0, answer.result)

    async def close(self, at: datetime) -> None:
        """结案, unless something is still open."""
        if await Payback.all_paid(self.decision.id, self.stage, at):
            await close_decision(decision=self.decision.id, note="", by=self.stage.second, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What comes back from the agency."""

    stage: Stage
    transfer: int

    async def receipt(self, at: datetime) -> None:
        await record_receipt(
            transfer=self.transfer, on=local_date(at), receiver="赵警官（示例）", by=self.stage.legal, at=at
        )

    async def result(self, at: datetime) -> None:
        await record_result(
            transfer=self.transfer, result=TransferResult.OPENED, on=local_date(at), text="已立案侦查（示例）",
            by=self.stage.legal, at=at,
        )  # fmt: skip
