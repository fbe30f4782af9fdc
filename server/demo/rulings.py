"""From the filing of findings to their determination, on the days it took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from server.demo.calendar import MINUTE, later
from server.demo.cast import Stage
from server.demo.plans import Fates, Job
from vendors.actors import SYSTEM
from vendors.errors import Conflict
from vendors.findings.actions import (
    NewEvidence,
    Pick,
    Supplement,
    answer_return,
    review_first,
    review_many,
    review_second,
    verify,
)
from vendors.findings.queries import Filters, FindingRow, finding, queue
from vendors.findings.rules import Certainty, EvidenceKind, FindingState, Opinion
from vendors.findings.rules import Stage as Level
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.codes import violation_type
from vendors.policy.parameters import parameter
from vendors.rulings.actions import (
    NewDefence,
    NewNotice,
    NewPanel,
    NewRuling,
    determine_many,
    expire_defences,
    recheck,
    record_defence,
    record_panel,
    serve_notice,
)
from vendors.rulings.panel_rules import Member
from vendors.rulings.rules import DefenceForm, Discussion, NoticeMethod, Outcome, ReasonCode, Verdict
from vendors.rulings.service_rules import Speaker
from vendors.transaction import transaction

_ALL: Final = 1000
_PERCENT: Final = 62
"""What is left of a line upheld in part."""
DEFENDED: Final = ("won", "eased", "lost")
_SAID: Final = {
    "won": "书面申辩：医嘱变更记录另存于护理信息系统，现补交截图与签名记录，请予核实。",
    "eased": "书面申辩：其中部分计费有医嘱依据，计算数量有误，请予核减。",
    "lost": "现场口述并制笔录：收费员操作失误，并非故意，请求从轻。",
}
_CLERK: Final = "苗青"
_PANEL: Final = (
    Member(name="方毅", post="分管负责人", outcome=Outcome.NOT_UPHELD, words="护理记录能够证明"),
    Member(name="邓岚", post="法制审核", outcome=Outcome.NOT_UPHELD, words="依据充分"),
    Member(name="苗青", post="基金监管科", outcome=Outcome.PARTLY_UPHELD, words="两日护理级别仍存疑，建议部分认定"),
)
_VERDICTS: Final = {
    "won": (Verdict.ACCEPTED, "补交材料与原始记录相互印证，申辩理由成立"),
    "eased": (Verdict.PARTLY, "部分计费有医嘱依据，应予核减"),
    "lost": (Verdict.REJECTED, "申辩未提供新的证据，不影响事实认定"),
}
_RULINGS: Final = {
    "won": (Outcome.NOT_UPHELD, ReasonCode.CLINICALLY_JUSTIFIED, "申辩材料证明诊疗及收费有据"),
    "eased": (Outcome.PARTLY_UPHELD, ReasonCode.AMOUNT_MISCOUNTED, "按核实数量重新计算违规金额"),
    "trimmed": (Outcome.PARTLY_UPHELD, ReasonCode.AMOUNT_MISCOUNTED, "费用清单与执行记录核对后核减"),
    "unproven": (Outcome.NOT_UPHELD, ReasonCode.EVIDENCE_LACKING, "现有书证不足以证明违规事实"),
}
_PLAIN: Final = (Outcome.UPHELD, ReasonCode.FACTS_PROVEN, "")


@dataclass(slots=True, kw_only=True)
class Proceedings:
    """The findings of one task on their way."""

    stage: Stage
    job: Job
    task: int
    rng: Random
    fates: dict[int, str] = field(default_factory=dict)

    def plan(self, *, filed: date) -> None:
        """Two reviews within four working days, notice on the fifth, the ruling when everybody has been heard."""
        agenda, notice = self.stage.agenda, later(filed, 5)
        minute = self.task % 20
        agenda.on(later(filed, 2), 9, 15 + minute, self.review_first)
        agenda.on(later(filed, 3), 14, 30 + minute, self.answer)
        agenda.on(later(filed, 4), 9, minute, self.look_again)
        agenda.on(later(filed, 4), 13, 30 + minute, self.review_second)
        agenda.on(notice, 10, minute, self.notify)
        agenda.on(later(notice, 3), 15, minute, self.defend)
        agenda.on(later(notice, 6), 0, 20 + minute, self.expire)
        agenda.on(later(notice, 7), 9, 30 + minute, self.recheck)
        agenda.on(later(notice, 7), 16, minute, self.convene)
        agenda.on(later(notice, 8), 10, minute, self.rule)

    async def rows(self, at: datetime, *states: FindingState) -> tuple[FindingRow, ...]:
        """The task's findings in some states, as they stand."""
        return (await queue(for_=SYSTEM, at=at, states=states, filters=Filters(task=self.task), size=_ALL)).rows

    def _decide_fates(self, rows: Sequence[FindingRow]) -> None:
        told = self.job.fates
        drawn = [name for name in Fates.__dataclass_fields__ if name != "returned" for _ in range(getattr(told, name))]
        ids = [row.id for row in rows]
        self.rng.shuffle(ids)
        self.fates = dict(zip(ids, drawn, strict=False))

    def _fate(self, row: FindingRow) -> str:
        return self.fates.get(row.id, "")

    async def review_first(self, at: datetime) -> None:
        """初审: what lacks evidence goes back, the rest goes on — with advice where it should be closed."""
        rows = await self.rows(at, FindingState.AWAITING_FIRST)
        self._decide_fates(rows)
        plain = [row for row in rows if not self._fate(row)]
        back = {row.id for row in plain[: self.job.fates.returned]}
        async with transaction():
            for place, row in enumerate(row for row in rows if row.id in back):
                await review_first(
                    finding=row.id, version=row.version, opinion=Opinion.RETURN,
                    reason="证据页码与材料不符，请补充费用清单对应页", by=self.stage.first, at=at + place * MINUTE,
                )  # fmt: skip
            doubted = [row for row in rows if self._fate(row) == "dismissed"]
            await self._review(Level.FIRST, doubted, Opinion.REJECT, at, "收费与医嘱一致，建议不予认定")
            rest = [row for row in rows if row.id not in back and self._fate(row) != "dismissed"]
            await self._review(Level.FIRST, rest, Opinion.PASS, at)

    async def _review(
        self, level: Level, rows: Iterable[FindingRow], opinion: Opinion, at: datetime, reason: str = ""
    ) -> None:
        by = self.stage.first if level is Level.FIRST else self.stage.second
        picks = [Pick(finding=row.id, version=row.version) for row in rows]
        done = await review_many(stage=level, picks=picks, opinion=opinion, reason=reason, by=by, at=at + 10 * MINUTE)
        refused = next((one.error for one in done if one.error), None)
        if refused:
            raise Conflict(refused.zh, refused.en)

    async def answer(self, at: datetime) -> None:
        """补证 by the vendor."""
        page = NewEvidence(kind=EvidenceKind.DOCUMENT, name="费用清单（补）", page="11")
        said = Supplement(note="已补充费用清单对应页并更正页码", evidence=(page,))
        for row in await self.rows(at, FindingState.RETURNED):
            lead = self.stage.parties[self.job.vendor].lead
            await answer_return(finding=row.id, version=row.version, supplement=said, by=lead, at=at)

    async def look_again(self, at: datetime) -> None:
        await self._review(Level.FIRST, await self.rows(at, FindingState.AWAITING_FIRST), Opinion.PASS, at)

    async def review_second(self, at: datetime) -> None:
        """复审 by another person."""
        rows = await self.rows(at, FindingState.AWAITING_SECOND)
        async with transaction():
            for place, row in enumerate(row for row in rows if self._fate(row) == "dismissed"):
                await review_second(
                    finding=row.id, version=row.version, opinion=Opinion.REJECT,
                    reason="同意初审意见：计费与医嘱、执行记录一致", by=self.stage.second, at=at + place * MINUTE,
                )  # fmt: skip
            await self._review(Level.SECOND, [r for r in rows if self._fate(r) != "dismissed"], Opinion.PASS, at)

    async def notify(self, at: datetime) -> None:
        """核查 of mere clues, then 告知 of all."""
        async with transaction():
            for row in await self.rows(at, FindingState.LEAD):
                if row.certainty is Certainty.CLUE:
                    await self._verify(row, at)
            for place, row in enumerate(await self.rows(at, FindingState.LEAD)):
                moment = at + (5 + place) * MINUTE
                notice = self._notice(row, moment)
                await serve_notice(finding=row.id, version=row.version, notice=notice, by=self.stage.second, at=moment)

    async def _verify(self, row: FindingRow, at: datetime) -> None:
        seen = NewEvidence(kind=EvidenceKind.SITE_RECORD, name="现场核查笔录", page="2")
        said = Supplement(note="已到机构调阅原始资料，事实属实", evidence=(seen,), certainty=Certainty.SUSPECTED)
        await verify(finding=row.id, version=row.version, supplement=said, by=self.stage.tasks, at=at)

    def _notice(self, row: FindingRow, at: datetime) -> NewNotice:
        known = violation_type(row.violation, local_date(at))
        name = known.name if known else row.violation
        return NewNotice(
            facts=f"{row.institution_name}在 {row.visit_id} 中涉及“{name}”，金额 {yuan(row.amount_fen)} 元。",
            reasons="经初审、复审，所附证据能够相互印证。",
            basis="《医疗保障基金使用监督管理条例》",
            method=NoticeMethod.ELECTRONIC if row.id % 3 else NoticeMethod.DIRECT,
            served_on=local_date(at),
        )

    async def defend(self, at: datetime) -> None:
        """陈述申辩, taken down the same afternoon."""
        async with transaction():
            rows = [row for row in await self.rows(at, FindingState.NOTIFIED) if self._fate(row) in DEFENDED]
            for place, row in enumerate(rows):
                fate, moment = self._fate(row), at + (10 + place) * MINUTE
                form = DefenceForm.ORAL if fate == "lost" else DefenceForm.WRITTEN
                people = Speaker(
                    name="周岚", capacity="委托代理人", asked_by=self.stage.legal.name, taken_down_by=_CLERK
                )
                said = NewDefence(form=form, content=_SAID[fate], made_at=moment - timedelta(minutes=8), speaker=people)
                await record_defence(finding=row.id, version=row.version, defence=said, by=self.stage.legal, at=moment)

    async def expire(self, at: datetime) -> None:
        await expire_defences(at=at)

    async def recheck(self, at: datetime) -> None:
        """复核 by somebody who reviewed nothing of it."""
        async with transaction():
            for place, row in enumerate(await self.rows(at, FindingState.DEFENDED)):
                verdict, opinion = _VERDICTS[self._fate(row)]
                moment = at + place * MINUTE
                await recheck(
                    finding=row.id,
                    version=row.version,
                    verdict=verdict,
                    opinion=opinion,
                    by=self.stage.legal,
                    at=moment,
                )

    async def convene(self, at: datetime) -> None:
        """合议 of what the recheck would drop against both reviews."""
        async with transaction():
            for row in [row for row in await self.rows(at, FindingState.RECHECKED) if self._fate(row) == "won"]:
                panel = NewPanel(
                    held_on=local_date(at), members=_PANEL, conclusion=Outcome.NOT_UPHELD, summary="多数意见不予认定"
                )
                await record_panel(finding=row.id, version=row.version, panel=panel, by=self.stage.legal, at=at)

    async def rule(self, at: datetime) -> None:
        """认定: one decision per institution, after a collective discussion where the sum asks for one."""
        by_institution: dict[str, list[FindingRow]] = {}
        for row in await self.rows(at, FindingState.WAIVED, FindingState.RECHECKED):
            by_institution.setdefault(row.institution_code, []).append(row)
        async with transaction():
            for place, rows in enumerate(by_institution.values()):
                rulings = [await self._ruling(row, at) for row in rows]
                discussion = self._discussion(rows, at)
                moment = at + place * 3 * MINUTE
                await determine_many(rulings=rulings, discussion=discussion, by=self.stage.leader, at=moment)

    async def _ruling(self, row: FindingRow, at: datetime) -> NewRuling:
        outcome, code, reason = _RULINGS.get(self._fate(row), _PLAIN)
        amounts = None
        if outcome is Outcome.PARTLY_UPHELD:
            lines = (await finding(id_=row.id, for_=SYSTEM, at=at)).lines
            amounts = {line.id: line.amount_fen * _PERCENT // 100 for line in lines}
        return NewRuling(
            finding=row.id, version=row.version, outcome=outcome, reason_code=code, reason=reason, amounts=amounts
        )

    def _discussion(self, rows: Sequence[FindingRow], at: datetime) -> Discussion | None:
        day = local_date(at)
        if sum(row.amount_fen for row in rows) < parameter("collective_discussion_fen", day).whole:
            return None
        people = (self.stage.leader, self.stage.legal, self.stage.second)
        return Discussion(
            held_on=day, attendees=tuple(one.name for one in people), conclusion="事实清楚、证据充分，一致同意认定。"
        )
