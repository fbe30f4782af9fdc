"""The bureau's own people in the field: inspectors with their certificates, experts, and who must keep away."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from server.demo.parties.institutions import IMPORTED
from vendors.institutions.queries import institutions
from vendors.money import Fen
from vendors.people.pool.actions import keep_expert, keep_inspector, link_account, record_session
from vendors.people.pool.cards import ExpertCard, InspectorCard, Speciality
from vendors.people.recusal.actions import Given, Person, decide_tie, note_tie
from vendors.people.recusal.ties import PersonType, TieKind, TieState

# name, unit, certificate, until, speciality
INSPECTORS: Final = (
    ("关雎", "市医疗保障局基金监管科", "2026-12-10", "医学"),
    ("左思远", "市医疗保障局基金监管科", "2028-05-31", "财务"),
    ("樊川", "市医疗保险经办中心", "2028-05-31", "审计"),
    ("祁连月", "市医疗保险经办中心", "2027-11-30", "信息"),
    ("冯晓棠", "甘州区医疗保障局", "2028-05-31", "医学"),
    ("梅问雪", "民乐县医疗保障局", "2028-05-31", "医学"),
    ("温故", "临泽县医疗保障局", "2028-05-31", "统计"),
    ("高歌", "高台县医疗保障局", "2028-05-31", "财务"),
    ("山河", "山丹县医疗保障局", "2028-05-31", "审计"),
    ("肃然", "肃南县医疗保障局", "2027-03-31", "医学"),
)
_M, _I, _F = Speciality.MEDICAL, Speciality.INFORMATION, Speciality.FINANCE
# name, employer, title, specialities
EXPERTS: Final = (
    ("苏问津", "民乐示例中医医院", "主任医师", (_M,)),
    ("陆九思", "高台示例县人民医院", "副主任医师", (_M,)),
    ("纪淮", "山丹示例县人民医院", "主任医师", (_M,)),
    ("代码行", "示例大学信息学院", "教授", (_I, Speciality.STATISTICS)),
    ("算无遗", "示例大学财经学院", "教授", (_F, Speciality.AUDIT)),
    ("常均数", "示例统计学会", "高级统计师", (Speciality.STATISTICS,)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A tie as it was told; `decided` None leaves it to be decided."""

    kind: PersonType
    name: str
    institution: str
    tie: TieKind
    detail: str
    told: date
    ended_on: date | None = None
    decided: TieState | None = None


BONDS: Final = (
    Bond(
        kind=PersonType.INSPECTOR, name="关雎", institution="H62070200001", tie=TieKind.FORMER,
        ended_on=date(2024, 8, 31), detail="调入前任该院医务科科员", told=date(2026, 1, 12), decided=TieState.UPHELD,
    ),
    Bond(
        kind=PersonType.INSPECTOR, name="高歌", institution="H62072400001", tie=TieKind.KIN,
        detail="配偶为该院内科护士", told=date(2026, 1, 12), decided=TieState.UPHELD,
    ),
    Bond(
        kind=PersonType.EXPERT, name="苏问津", institution="H62072200002", tie=TieKind.EMPLOYED, detail="现任职",
        told=date(2026, 1, 14), decided=TieState.UPHELD,
    ),
    Bond(
        kind=PersonType.EXPERT, name="陆九思", institution="H62072400001", tie=TieKind.EMPLOYED, detail="现任职",
        told=date(2026, 1, 14), decided=TieState.UPHELD,
    ),
    Bond(
        kind=PersonType.EXPERT, name="纪淮", institution="H62070200002", tie=TieKind.OTHER,
        detail="每月一次在该院坐诊", told=date(2026, 11, 18),
    ),
)  # fmt: skip


@dataclass(slots=True)
class Pool:
    """The people once they are kept: id by name, of either kind."""

    stage: Stage
    inspectors: dict[str, int]
    experts: dict[str, int]

    def plan(self) -> None:
        agenda = self.stage.agenda
        agenda.on(date(2026, 1, 8), 9, 0, self.keep)
        for bond in BONDS:
            agenda.on(bond.told, 10, 40, partial(self.tell, bond))
        agenda.on(date(2026, 6, 18), 17, 0, self.review)

    async def keep(self, at: datetime) -> None:
        """Entered after the institutions: some of the experts work at one."""
        assert at.date() > IMPORTED  # noqa: S101 a matter of the tables above
        known = {one.name: one.id for one in await institutions()}
        for number, (name, unit, until, speciality) in enumerate(INSPECTORS, start=1):
            card = InspectorCard(
                name=name, unit=unit, certificate=f"甘6207{number:04d}（示例）", valid_from=date(2023, 6, 1),
                valid_until=date.fromisoformat(until), speciality=speciality,
            )  # fmt: skip
            self.inspectors[name] = await keep_inspector(card=card, by=self.stage.tasks, at=at)
        for name, employer, title, specialities in EXPERTS:
            expert = ExpertCard(
                name=name, employer=employer, title=title, specialities=specialities, institution=known.get(employer)
            )
            self.experts[name] = await keep_expert(card=expert, by=self.stage.tasks, at=at)
        signed_in = self.stage.bureau["zhuanjia"]
        await link_account(
            expert=self.experts[signed_in.name], account=signed_in.id, by=self.stage.tasks, at=at + 5 * MINUTE
        )

    async def tell(self, bond: Bond, at: datetime) -> None:
        known = {one.code: one.id for one in await institutions()}
        ids = self.inspectors if bond.kind is PersonType.INSPECTOR else self.experts
        given = Given(institution=known[bond.institution], kind=bond.tie, detail=bond.detail, ended_on=bond.ended_on)
        tie = await note_tie(person=Person(type=bond.kind, id=ids[bond.name]), tie=given, by=self.stage.tasks, at=at)
        if bond.decided:
            basis = "《兰州市医疗保障基金使用监督管理办法》第三十四条"
            await decide_tie(tie=tie, to=bond.decided, reason="经核实属实", basis=basis, by=self.stage.leader, at=at)

    async def review(self, at: datetime) -> None:
        """One morning of expert review, remunerated."""
        for name in ("苏问津", "纪淮"):
            await record_session(
                expert=self.experts[name], held_on=at.date(), purpose="疑难病历评审", sessions=1, fee_fen=Fen(80_000),
                by=self.stage.tasks, at=at,
            )  # fmt: skip
