"""What follows a published card: notice, statement or hearing, decision, rectification, work again on probation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kpi.retention.actions import decide
from kpi.retention.notice_actions import Heard, answer_notice, call_hearing, record_hearing, serve_notice
from kpi.retention.notice_rules import Answer
from kpi.retention.probation_actions import resume
from kpi.retention.queries import proposal as proposal_view
from kpi.retention.rectification_actions import examine, submit_plan, submit_report
from kpi.retention.rectification_queries import rectifications
from kpi.retention.rectification_rules import OPEN, Verdict
from server.demo.calendar import later
from server.demo.cast import Party, Stage
from vendors.actors import SYSTEM
from vendors.periods import Period
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing

DECLINED: Final[Mapping[tuple[str, str], str]] = {
    ("D2", "2026Q1"): "首期磨合，已约谈并当面提出改进要求，本次不采取整改措施，下期从严。",
}
"""Proposals the leader did not follow, and why."""
AGREED: Final = "同意考核建议，按规则执行。"
AGREES: Final = "对考核结果和扣减金额无异议，按要求改进。"
STATED: Final = "承认问题，已更换上传人员并停用共用账号；请求暂停派单期间保留在办任务。"
ASKED: Final = "本季度故障系机房搬迁所致，且已完成整改；对不续签、解除合同的建议申请听证。"
REVIEWED: Final = "机构所述改正情况属实，但不影响本期考核结果，在办任务可以继续。"
PLAN: Final = "一、补足约定人员并重新培训；二、上传前由复核人逐表核对；三、账号一人一号，每周自查。"
REPORT: Final = "人员已补足并通过考试，连续两周上传零错误，账号自查无异常，附培训记录与自查表。"
PASSED: Final = "现场核对人员、账号与近两周上传记录，整改事项均已完成。"
RESUMED: Final = "整改验收合格，恢复派单并进入观察期，期内在办任务不超过两件。"


@dataclass(slots=True, kw_only=True)
class Retaining:
    """One proposal on its way to a decision and what the decision sets going."""

    stage: Stage
    key: str
    period: Period
    proposal: int
    place: int
    notice: int = 0

    @property
    def party(self) -> Party:
        return self.stage.parties[self.key]

    async def plan(self, *, published: date, decided: date | None) -> None:
        """A decision day that leaves no time to be heard is put off until the vendor was heard."""
        agenda, minute = self.stage.agenda, 4 * self.place
        found = await proposal_view(self.proposal, for_=SYSTEM)
        needed, grave = found.needed, any(item.procedure for item in found.items)
        if needed.notice:
            agenda.on(later(published, 1), 9, minute, self.tell)
        if needed.notice and not grave:
            agenda.on(later(published, 2), 15, minute, self.agree)
            decided = decided and max(decided, later(published, 3))
        elif needed.notice:
            agenda.on(later(published, 3), 15, minute, self.ask if needed.hearing else self.state)
            if needed.hearing:
                agenda.on(later(published, 6), 10, minute, self.call)
                return
            agenda.on(later(published, 4), 10, minute, self.hear)
            decided = decided and later(published, 5)
        if decided:
            agenda.on(decided, 10, 30 + self.place, self.decide)

    async def tell(self, at: datetime) -> None:
        self.notice = await serve_notice(proposal=self.proposal, by=self.stage.manager, at=at)

    async def state(self, at: datetime) -> None:
        await answer_notice(notice=self.notice, answer=Answer.STATEMENT, statement=STATED, by=self.party.lead, at=at)

    async def agree(self, at: datetime) -> None:
        await answer_notice(notice=self.notice, answer=Answer.NOTHING, statement=AGREES, by=self.party.lead, at=at)

    async def ask(self, at: datetime) -> None:
        await answer_notice(notice=self.notice, answer=Answer.HEARING, statement=ASKED, by=self.party.lead, at=at)

    async def call(self, at: datetime) -> None:
        day = later(at.date(), 12)
        await call_hearing(notice=self.notice, set_for=day, place="局机关三楼会议室", by=self.stage.manager, at=at)

    async def hear(self, at: datetime) -> None:
        heard = Heard(on=at.date(), record=REVIEWED, upheld=False, opinion=REVIEWED)
        await record_hearing(notice=self.notice, heard=heard, by=self.stage.legal, at=at)

    async def decide(self, at: datetime) -> None:
        against = DECLINED.get((self.key, str(self.period)))
        await decide(
            proposal=self.proposal, accepted=against is None, decision=against or AGREED, by=self.stage.leader, at=at
        )
        agenda, day = self.stage.agenda, at.date()
        for one in await rectifications(for_=SYSTEM, vendor=self.party.vendor, states=OPEN):
            agenda.on(later(day, 2), 16, self.place, _Rectifying(self, one.id).send_plan)
            agenda.on(later(day, 9), 16, self.place, _Rectifying(self, one.id).send_report)
            agenda.on(later(day, 11), 10, self.place, _Rectifying(self, one.id).examine)
            agenda.on(later(day, 12), 9, self.place, self.resume)

    async def resume(self, at: datetime) -> None:
        """A suspended vendor that passed works again, on probation."""
        if (await vendor_view(self.party.vendor, for_=SYSTEM)).standing is Standing.SUSPENDED:
            vendor = self.party.vendor
            await resume(vendor=vendor, reason=RESUMED, probation=True, by=self.stage.leader, at=at)


@dataclass(slots=True)
class _Rectifying:
    """限期整改: plan, report, exit test."""

    retaining: Retaining
    id: int

    async def send_plan(self, at: datetime) -> None:
        await submit_plan(rectification=self.id, plan=PLAN, by=self.retaining.party.lead, at=at)

    async def send_report(self, at: datetime) -> None:
        await submit_report(rectification=self.id, report=REPORT, by=self.retaining.party.lead, at=at)

    async def examine(self, at: datetime) -> None:
        by = self.retaining.stage.manager
        await examine(rectification=self.id, verdict=Verdict.PASSED, findings=PASSED, by=by, at=at)
