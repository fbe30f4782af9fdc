"""A campaign of the year's end: scope, phases, institutions and inspectors drawn twice at random, one task on site."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from server.demo.calendar import MINUTE
from server.demo.cast import Party, Stage
from server.demo.parties.institutions import HOSPITALS, TOWNSHIP
from server.demo.scans import kept
from vendors.actors import SYSTEM
from vendors.campaigns.actions import move_campaign, plan_campaign
from vendors.campaigns.plan_actions import (
    InstitutionFilter,
    add_milestone,
    add_phase,
    finish_milestone,
    put_institutions,
)
from vendors.campaigns.rules import CampaignKind, CampaignState, Focus, MilestoneKind, Plan, Scope
from vendors.draws.actions import commit_draw, open_draw
from vendors.draws.algorithm.drawing import Drawn
from vendors.draws.rules import Method, Purpose
from vendors.draws.rules import Plan as DrawPlan
from vendors.draws.scopes import Scope as Frame
from vendors.institutions.queries import institutions
from vendors.people.queries import staff_of
from vendors.people.recusal.actions import Person, declare
from vendors.people.recusal.ties import PersonType
from vendors.tasks.actions import accept_task, create_task, issue_task, start_task
from vendors.tasks.particulars import DeliverableKind, Owed, Particulars
from vendors.tasks.rules import TaskKind

NAME: Final = "2026年住院医保基金使用专项整治（示例）"
BASIS: Final = "张医保发〔2026〕31号（示例）"
PLANNED, STARTED, DRAWN, GIVEN = date(2026, 9, 7), date(2026, 9, 14), date(2026, 10, 12), date(2026, 10, 20)
# phase, first day, last day, its milestones: name, kind, due, done
PHASES: Final = (
    ("动员部署", date(2026, 9, 14), date(2026, 9, 30), (
        ("印发实施方案", MilestoneKind.WORK, date(2026, 9, 18), date(2026, 9, 16)),
        ("自查自纠启动会", MilestoneKind.WORK, date(2026, 9, 25), date(2026, 9, 24)),
    )),
    ("检查实施", date(2026, 10, 8), date(2026, 11, 27), (
        ("双随机抽取检查对象", MilestoneKind.WORK, date(2026, 10, 14), DRAWN),
        ("中期自评", MilestoneKind.MIDTERM, date(2026, 11, 6), date(2026, 11, 9)),
        ("现场检查全部完成", MilestoneKind.WORK, date(2026, 11, 25), None),
    )),
    ("处理总结", date(2026, 11, 30), date(2026, 12, 25), (
        ("报送专项整治总结", MilestoneKind.FINAL, date(2026, 12, 18), None),
    )),
)  # fmt: skip


@dataclass(slots=True)
class Campaign:
    """The campaign being acted out; one of the vendors of kind A goes along to an institution drawn."""

    stage: Stage
    id: int = 0
    drawn: Drawn | None = None
    task: int = 0

    def plan(self) -> None:
        agenda = self.stage.agenda
        agenda.on(PLANNED, 9, 0, self.set_up)
        agenda.on(STARTED, 9, 0, self.begin)
        agenda.on(DRAWN, 10, 0, self.draw)
        agenda.on(GIVEN, 10, 0, self.give)
        agenda.on(date(2026, 10, 21), 14, 0, self.accept)

    @property
    def party(self) -> Party:
        return self.stage.parties["A2"]

    async def set_up(self, at: datetime) -> None:
        by = self.stage.tasks
        scope = Scope(covers_from=date(2025, 10, 1), covers_to=date(2026, 9, 30), focus=(Focus.PATIENTS, Focus.ILLNESS))
        plan = Plan(
            name=NAME, kind=CampaignKind.SPECIAL, starts_on=STARTED, ends_on=date(2026, 12, 25), scope=scope,
            lead_name="方致远", agencies=("1", "4"), basis_number=BASIS,
            note="与公安、卫健部门联合开展；随机抽取，结果公开。",
        )  # fmt: skip
        self.id = await plan_campaign(plan=plan, by=by, at=at)
        which = InstitutionFilter(kinds=(*HOSPITALS, *TOWNSHIP))
        await put_institutions(campaign=self.id, which=which, by=by, at=at + 5 * MINUTE)
        for name, begins, ends, points in PHASES:
            phase = await add_phase(campaign=self.id, name=name, begins=begins, ends=ends, by=by, at=at + 8 * MINUTE)
            for title, kind, due, done in points:
                made = await add_milestone(
                    campaign=self.id, phase=phase, kind=kind, name=title, due_on=due, by=by, at=at + 9 * MINUTE
                )
                if done:
                    self.stage.agenda.on(done, 17, 20, partial(self.finish, made, title, kind))

    async def finish(self, milestone: int, title: str, kind: MilestoneKind, at: datetime) -> None:
        file, sha256 = await kept(self.stage, f"{title}（示例）.pdf", "EVALUATION", f"{at:%Y-%m-%d}")
        await finish_milestone(
            campaign=self.id, milestone=milestone, on=at.date(), remark="已完成",
            file=file if kind.needs_file else None, sha256=sha256, by=self.stage.tasks, at=at,
        )  # fmt: skip

    async def begin(self, at: datetime) -> None:
        reason = "实施方案已印发，按计划启动"
        await move_campaign(campaign=self.id, to=CampaignState.RUNNING, reason=reason, by=self.stage.tasks, at=at)

    async def draw(self, at: datetime) -> None:
        """双随机: the seed is sealed first; those with a tie to an institution are not paired with it."""
        by = self.stage.tasks
        made = await commit_draw(
            purpose=Purpose.DOUBLE, plan=DrawPlan(method=Method.DOUBLE, size=6, each=2),
            scope=Frame(kinds=HOSPITALS), title="专项整治检查对象与检查人员双随机抽取", basis=BASIS, campaign=self.id,
            seed="2026-10-12 zhangye double random", by=by, at=at,
        )  # fmt: skip
        self.drawn = await open_draw(draw_id=made, by=by, at=at + 6 * MINUTE, witnesses=("邓岚", "严守正"))

    async def give(self, at: datetime) -> None:
        """The first institution drawn is looked at on site, with the two inspectors drawn for it."""
        assert self.drawn  # noqa: S101 drawn a week before
        pick = self.drawn.picks[0]
        place = {one.code: one for one in await institutions()}[pick.unit.id]
        said = Particulars(
            campaign=self.id, on_site=True, institutions=(place.id,), basis=BASIS,
            inspectors=tuple(int(one) for one in pick.partners),
            deliverables=(
                Owed(kind=DeliverableKind.MINUTES, title="现场检查记录"),
                Owed(kind=DeliverableKind.REPORT, title="专项检查情况报告"),
            ),
        )  # fmt: skip
        self.task = await create_task(
            contract=self.party.contract, kind=TaskKind.SPECIAL_INSPECTION, title=f"{place.name}专项检查协助",
            covers_from=date(2025, 10, 1), covers_to=date(2026, 9, 30), deadline_days=30, particulars=said,
            instructions="配合检查人员现场核查病历与费用清单。", by=self.stage.tasks, at=at,
        )  # fmt: skip
        for one in said.inspectors:
            person = Person(type=PersonType.INSPECTOR, id=one)
            await declare(
                object_type="task",
                object_id=self.task,
                person=person,
                none=True,
                by=self.stage.tasks,
                at=at + 5 * MINUTE,
            )
        await issue_task(task=self.task, by=self.stage.tasks, at=at + 10 * MINUTE)

    async def accept(self, at: datetime) -> None:
        """A team of two, each of whom declares that nothing ties them to the place."""
        party = self.party
        people = await staff_of(party.vendor, for_=SYSTEM, on=at.date())
        team = [one.id for one in people if one.standing.counts(at.date())][:2]
        await accept_task(task=self.task, team=team, by=party.lead, at=at)
        for one in team:
            person = Person(type=PersonType.STAFF, id=one)
            await declare(
                object_type="task", object_id=self.task, person=person, none=True, by=party.lead, at=at + 20 * MINUTE
            )
        await start_task(task=self.task, by=party.lead, at=at + 40 * MINUTE)
