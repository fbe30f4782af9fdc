"""What the bureau saw itself of the third quarter: questionnaires, things looked at again, logs of outages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from kpi.facts.availability.actions import record_log
from kpi.facts.availability.rules import OutageKind, OutageRow, minutes_of
from kpi.facts.checks.actions import record_check
from kpi.facts.checks.rules import CheckKind, Item
from kpi.facts.questionnaires.actions import Sheet, record_questionnaire
from kpi.facts.questionnaires.rules import Side, questions
from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from server.demo.parties.institutions import HOSPITALS, of
from server.demo.plans import EAST, WEST
from server.demo.scans import kept
from vendors.periods import Period, at_local

QUARTER: Final = Period.parse("2026Q3")
ASKED, LOOKED, LOGGED = date(2026, 10, 9), date(2026, 10, 12), date(2026, 10, 10)
BUREAU: Final[Mapping[str, tuple[str, ...]]] = {"A1": ("5554", "5545"), "A2": ("4454", "4434"), "D1": ("5544",)}
"""Marks by vendor, one word a sheet: what the bureau's own people answered."""
INSPECTED: Final[Mapping[str, tuple[str, ...]]] = {"A1": ("5544", "4554"), "A2": ("4343", "3444")}
"""Likewise of the first hospitals the vendor looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Something looked at again: so many items, of which some did not pass."""

    vendor: str
    kind: CheckKind
    stem: str
    items: int
    wrong: tuple[int, ...]
    paper: str


LOOKS: Final = (
    Look(vendor="C1", kind=CheckKind.PAPERS, stem="DG", items=40, wrong=(), paper="2026年第三季度审计底稿检查记录"),
    Look(vendor="B1", kind=CheckKind.DOCTORS, stem="D6207029990", items=50, wrong=(17,),
         paper="医保医师库抽查记录（第三季度）"),
    Look(vendor="B2", kind=CheckKind.DOCTORS, stem="D6207249990", items=50, wrong=(3, 11, 29, 44),
         paper="医保医师库抽查记录（第三季度）"),
)  # fmt: skip
OUTAGES: Final[Mapping[str, tuple[tuple[str, int, str], ...]]] = {
    "B1": (("2026-07-08 02:10", 85, "数据库主备切换"), ("2026-08-19 22:40", 430, "存储控制器故障"),
           ("2026-09-11 09:05", 395, "专网中断")),
    "B2": (("2026-07-15 10:20", 690, "机房搬迁"), ("2026-08-26 08:30", 300, "核心交换机故障"),
           ("2026-09-03 14:00", 655, "应用升级失败回退"), ("2026-09-22 07:30", 345, "链路拥塞")),
}  # fmt: skip
"""Minutes from a moment on, and why."""
MAJOR: Final = 240


def plan_observed(stage: Stage) -> None:
    agenda = stage.agenda
    agenda.on(ASKED, 10, 30, partial(_ask, stage))
    agenda.on(LOGGED, 9, 20, partial(_log, stage))
    for place, look in enumerate(LOOKS):
        agenda.on(LOOKED, 14, 10 * place, partial(_look, stage, look))


async def _ask(stage: Stage, at: datetime) -> None:
    sheets = [(key, Side.BUREAU, marks, "") for key, own in BUREAU.items() for marks in own]
    for key, theirs in INSPECTED.items():
        places = of(HOSPITALS, EAST if key.endswith("1") else WEST)
        sheets += [(key, Side.INSTITUTION, marks, place.code) for marks, place in zip(theirs, places, strict=False)]
    for place, (key, side, marks, institution) in enumerate(sheets):
        codes = [question.code for question in questions(side)]
        answers = dict(zip(codes, map(int, marks), strict=True))
        respondent = "" if institution else (stage.tasks.name, stage.second.name)[place % 2]
        sheet = Sheet(side=side, answers=answers, answered_on=at.date(), respondent=respondent, institution=institution)
        contract = stage.parties[key].contract
        await record_questionnaire(
            contract=contract, period=QUARTER, sheet=sheet, by=stage.manager, at=at + place * 2 * MINUTE
        )


async def _look(stage: Stage, look: Look, at: datetime) -> None:
    items = [
        Item(subject=f"{look.stem}{number:02d}", passed=number not in look.wrong, note="与原件不符")
        if number in look.wrong
        else Item(subject=f"{look.stem}{number:02d}", passed=True)
        for number in range(1, look.items + 1)
    ]
    file, sha256 = await kept(stage, "抽查记录（示例）.pdf", "SPOT CHECK", look.stem)
    await record_check(
        contract=stage.parties[look.vendor].contract, period=QUARTER, kind=look.kind, items=items,
        checked_on=at.date(), checkers=f"{stage.second.name}、{stage.tasks.name}", basis=look.paper, by=stage.manager,
        at=at, file=file, sha256=sha256,
    )  # fmt: skip


async def _log(stage: Stage, at: datetime) -> None:
    for key, outages in OUTAGES.items():
        for month in QUARTER.months:
            rows = [
                _outage(began, minutes, cause) for began, minutes, cause in outages if began.startswith(_stem(month))
            ]
            await record_log(
                contract=stage.parties[key].contract, month=month, service_minutes=minutes_of(month), rows=rows,
                basis=f"监控平台导出日志 {month.zh}", by=stage.manager, at=at,
            )  # fmt: skip


def _stem(month: Period) -> str:
    return f"{month.starts_on:%Y-%m}"


def _outage(began: str, minutes: int, cause: str) -> OutageRow:
    day, hour, minute = date.fromisoformat(began[:10]), int(began[11:13]), int(began[14:16])
    start = at_local(day, hour, minute)
    kind = OutageKind.MAJOR if minutes > MAJOR else OutageKind.MINOR
    return OutageRow(
        began_at=start, ended_at=start + timedelta(minutes=minutes), kind=kind, system="智能监控平台", cause=cause
    )
