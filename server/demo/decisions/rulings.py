"""From the filing of findings to their determination, on the days it took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from server.demo.calendar import MINUTE, later
from server.demo.cast import Stage
from server.demo.decisions import spoken
from server.demo.decisions.aftermath import Aftermath
from server.demo.decisions.second_looks import NO_FAULT, SecondLooks
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
from vendors.institutions.queries import institutions_by_code
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.codes import violation_type
from vendors.policy.law import citations
from vendors.policy.parameters import parameter
from vendors.rulings.actions import (
    NewDefence,
    NewDiscussion,
    NewPanel,
    NewRuling,
    Part,
    determine_many,
    draft_notice,
    expire_defences,
    print_notice,
    recheck,
    record_discussion,
    record_hearing,
    record_panel,
    serve_letter,
)
from vendors.rulings.decision_rules import DiscussionKind
from vendors.rulings.rules import DefenceForm, DiscussionVerdict, NoticeMethod, Outcome
from vendors.rulings.service_rules import Service, Speaker
from vendors.transaction import transaction

_ALL: Final = 1000
_PERCENT: Final = 62
"""What is left of a line upheld in part."""
_REASONS: Final = "经初审、复审，所附证据能够相互印证，与医嘱、执行记录不符"
_REGULATION: Final = "《医疗保障基金使用监督管理条例》"
DEFENDED: Final = ("won", "eased", "lost")


@dataclass(slots=True, kw_only=True)
class Proceedings:
    """The findings of one task on their way."""

    stage: Stage
    job: Job
    task: int
    rng: Random
    fates: dict[int, str] = field(default_factory=dict)

    @property
    def looks(self) -> SecondLooks:
        return SecondLooks(stage=self.stage, job=self.job, task=self.task)

    def plan(self, *, filed: date) -> None:
        """Two reviews within four working days, notice on the fifth, the ruling when everybody has been heard."""
        agenda, notice = self.stage.agenda, later(filed, 5)
        minute = self.task % 20
        agenda.on(later(filed, 2), 9, 15 + minute, self.review_first)
        agenda.on(later(filed, 3), 14, 30 + minute, self.answer)
        agenda.on(later(filed, 4), 9, minute, self.look_again)
        agenda.on(later(filed, 4), 10, minute, self.looks.draw)
        agenda.on(later(filed, 4), 13, 30 + minute, self.review_second)
        agenda.on(later(filed, 4), 15, minute, self.looks.ask)
        agenda.on(later(filed, 4), 16, minute, self.looks.settle)
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
        """复审 by another person; what is under blind review one by one."""
        rows = await self.rows(at, FindingState.AWAITING_SECOND)
        async with transaction():
            at = await self.looks.review(rows, self.fates, at)
            seen = [row for row in rows if not row.blind]
            for place, row in enumerate(row for row in seen if self._fate(row) == "dismissed"):
                await review_second(
                    finding=row.id, version=row.version, opinion=Opinion.REJECT,
                    reason=NO_FAULT, by=self.stage.second, at=at + place * timedelta(seconds=30),
                )  # fmt: skip
            await self._review(Level.SECOND, [r for r in seen if self._fate(r) != "dismissed"], Opinion.PASS, at)

    async def notify(self, at: datetime) -> None:
        """核查 of mere clues, then one 告知书 to each institution, made in the morning and served before noon."""
        async with transaction():
            for row in await self.rows(at, FindingState.LEAD):
                if row.certainty is Certainty.CLUE:
                    await self._verify(row, at)
            told = _by_institution(await self.rows(at, FindingState.LEAD))
            for place, rows in enumerate(told.values()):
                await self._tell(rows, at + (5 + place) * MINUTE)

    async def _tell(self, rows: Sequence[FindingRow], at: datetime) -> None:
        by, day = self.stage.second, local_date(at)
        parts = [
            Part(finding=row.id, version=row.version, facts=_facts(row, day), reasons=_REASONS, basis=_basis(row, day))
            for row in rows
        ]
        letter = await draft_notice(parts=parts, by=by, at=at)
        await print_notice(letter=letter, by=by, at=at + 2 * MINUTE)
        method = NoticeMethod.ELECTRONIC if rows[0].id % 3 else NoticeMethod.DIRECT
        service = Service(method=method, told_on=day, receiver=spoken.SPOKESMAN)
        await serve_letter(letter=letter, service=service, by=by, at=at + 4 * MINUTE)

    async def _verify(self, row: FindingRow, at: datetime) -> None:
        seen = NewEvidence(kind=EvidenceKind.SITE_RECORD, name="现场核查笔录", page="2")
        said = Supplement(note="已到机构调阅原始资料，事实属实", evidence=(seen,), certainty=Certainty.SUSPECTED)
        await verify(finding=row.id, version=row.version, supplement=said, by=self.stage.tasks, at=at)

    async def defend(self, at: datetime) -> None:
        """陈述申辩, taken down the same afternoon: in writing, or by word of mouth with one transcript for all."""
        async with transaction():
            rows = [row for row in await self.rows(at, FindingState.NOTIFIED) if self._fate(row) in DEFENDED]
            heard = _by_institution(row for row in rows if self._fate(row) == "lost")
            groups = [[row] for row in rows if self._fate(row) != "lost"] + list(heard.values())
            for place, group in enumerate(groups):
                await self._hear(group, at + (10 + place) * MINUTE)

    async def _hear(self, rows: Sequence[FindingRow], at: datetime) -> None:
        written = spoken.WRITTEN.get(self._fate(rows[0]), "")
        people = Speaker(
            name=spoken.SPOKESMAN, capacity="委托代理人", asked_by=self.stage.legal.name,
            taken_down_by=spoken.CLERK, place="市医疗保障局302室",
        )  # fmt: skip
        said = NewDefence(
            form=DefenceForm.WRITTEN if written else DefenceForm.ORAL, content=written,
            made_at=at - timedelta(minutes=8), exchanges=() if written else spoken.TRANSCRIPT, speaker=people,
        )  # fmt: skip
        picks = [Pick(finding=row.id, version=row.version) for row in rows]
        await record_hearing(picks=picks, defence=said, by=self.stage.legal, at=at)

    async def expire(self, at: datetime) -> None:
        await expire_defences(at=at)

    async def recheck(self, at: datetime) -> None:
        """复核 by somebody who reviewed nothing of it."""
        async with transaction():
            for place, row in enumerate(await self.rows(at, FindingState.DEFENDED)):
                verdict, opinion = spoken.VERDICTS[self._fate(row)]
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
                    held_on=local_date(at),
                    members=spoken.PANEL,
                    conclusion=Outcome.NOT_UPHELD,
                    summary="多数意见不予认定",
                )
                await record_panel(finding=row.id, version=row.version, panel=panel, by=self.stage.legal, at=at)

    async def rule(self, at: datetime) -> None:
        """认定: one decision per institution, after a collective discussion where the sum asks for one."""
        waiting = _by_institution(await self.rows(at, FindingState.WAIVED, FindingState.RECHECKED))
        async with transaction():
            for place, rows in enumerate(waiting.values()):
                moment = at + place * 3 * MINUTE
                rulings = [await self._ruling(row, at) for row in rows]
                discussed = await self._discussion(rows, moment - MINUTE)
                made = await determine_many(rulings=rulings, discussion_id=discussed, by=self.stage.leader, at=moment)
                Aftermath(stage=self.stage, job=self.job, decision=made, discussion=discussed).plan(moment)

    async def _ruling(self, row: FindingRow, at: datetime) -> NewRuling:
        outcome, code, reason = spoken.RULINGS.get(self._fate(row), spoken.PLAIN)
        amounts = None
        if outcome is Outcome.PARTLY_UPHELD:
            lines = (await finding(id_=row.id, for_=SYSTEM, at=at)).lines
            amounts = {line.id: line.amount_fen * _PERCENT // 100 for line in lines}
        return NewRuling(
            finding=row.id, version=row.version, outcome=outcome, reason_code=code, reason=reason, amounts=amounts
        )

    async def _discussion(self, rows: Sequence[FindingRow], at: datetime) -> int | None:
        day = local_date(at)
        if sum(row.amount_fen for row in rows) < parameter("collective_discussion_fen", day).whole:
            return None
        code = rows[0].institution_code
        record = NewDiscussion(
            kind=DiscussionKind.LEADERS, institution=(await institutions_by_code([code]))[code].id, held_on=day,
            attendees=spoken.LEADERS, absent=spoken.AWAY, conclusion=spoken.AGREED, findings=[row.id for row in rows],
            verdict=DiscussionVerdict.AGREED,
            place="三楼会议室", chair="方致远", recorder=spoken.CLERK, opinions=spoken.OPINIONS,
        )  # fmt: skip
        return await record_discussion(discussion=record, by=self.stage.legal, at=at)


def _by_institution(rows: Iterable[FindingRow]) -> dict[str, list[FindingRow]]:
    found: dict[str, list[FindingRow]] = {}
    for row in rows:
        found.setdefault(row.institution_code, []).append(row)
    return found


def _facts(row: FindingRow, day: date) -> str:
    known = violation_type(row.violation, day)
    name = known.name if known else row.violation
    return f"{row.institution_name}在 {row.visit_id} 中涉及“{name}”，金额 {yuan(row.amount_fen)} 元"


def _basis(row: FindingRow, day: date) -> str:
    known = violation_type(row.violation, day)
    return "；".join(one.words.zh for one in citations(known.law)) if known else _REGULATION
