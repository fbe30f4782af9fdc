"""A task from its draft to its acceptance, with every file its vendor sent."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from typing import Final

from importers.batches.actions import Upload, confirm, take_in
from importers.batches.checking import check_batch
from importers.batches.rules import BatchState
from importers.batches.templates import task_workbook
from server.demo.calendar import MINUTE, later
from server.demo.cast import Attended, Party, Stage
from server.demo.decisions.rulings import Proceedings
from server.demo.parties.institutions import of
from server.demo.plans import RATIO, SLOW, WHERE, Attempt, Job, med_types
from server.demo.work.cases import WINDOWS, Window
from server.demo.work.mistakes import spoilt
from server.demo.work.workbooks import Filling, Row, filled
from vendors.errors import Conflict
from vendors.findings.actions import link_duplicates, record_missed
from vendors.institutions.queries import CaseFilter, cases_by_visit
from vendors.periods import local_date
from vendors.tasks.actions import accept_task, begin_check, check_off, create_task, issue_task, start_task
from vendors.tasks.list_actions import assign_cases, commit_draw, draw_cases
from vendors.tasks.queries import task_cases
from vendors.tasks.results.sheet_queries import task_sheet

MISSED: Final = ("0202", "0305", "0201")


def title(job: Job, window: Window) -> str:
    """As the bureau names its tasks."""
    first, last = window.first, window.last
    span = (
        f"{first.year}年{first.month}月" if first.month == last.month else f"{first.year}年{first.month}–{last.month}月"
    )
    what = {
        "A": "住院病历" + job.kind.zh.replace("病历", ""),
        "B1": "住院结算智能监控筛查",
        "B2": "门诊与药店智能监控筛查",
    }
    where = {"1": "东片", "2": "西片"}[job.vendor[1]] if job.vendor[0] != "B" else ""
    return f"{span}{where}{what.get(job.vendor) or what.get(job.vendor[0]) or job.kind.zh}"


@dataclass(slots=True, kw_only=True)
class Work:
    """One task being acted out."""

    stage: Stage
    job: Job
    task: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def party(self) -> Party:
        return self.stage.parties[self.job.vendor]

    @property
    def rng(self) -> Random:
        return Random(f"{self.job.vendor} {self.job.kind.value} {self.job.window}")  # noqa: S311 a made-up world

    def plan(self) -> None:
        """Put the task's life on the agenda."""
        job, agenda = self.job, self.stage.agenda
        agenda.on(job.issued, 9, 40, self.issue)
        if job.accepted:
            agenda.on(later(job.issued, 1), 10, 5, self.accept)
        for place, attempt in enumerate(job.attempts):
            hour = 10 + 3 * (place > 0 and job.attempts[place - 1].on == attempt.on)
            agenda.on(attempt.on, hour, 12, partial(self.send, attempt, last=place == len(job.attempts) - 1))

    async def issue(self, at: datetime) -> None:
        job, window, by = self.job, WINDOWS[self.job.window], self.stage.tasks
        self.task = await create_task(
            contract=self.party.contract, kind=job.kind, title=title(job, window), covers_from=window.first,
            covers_to=window.last, deadline_days=job.days, by=by, at=at,
            instructions="按附发模板填报，逐条注明证据名称与页码；疑点如需调阅资料请在表内写明。",
        )  # fmt: skip
        if job.kind.needs_cases:
            await self._list(window, at)
        await issue_task(task=self.task, by=by, at=at + 20 * MINUTE)

    async def _list(self, window: Window, at: datetime) -> None:
        job, by = self.job, self.stage.tasks
        places = tuple(one.code for one in of(WHERE[job.kind], job.counties)) if job.kind in WHERE else ()
        which = CaseFilter(
            settled_from=window.first, settled_to=window.last, institutions=places, med_types=med_types(job)
        )
        await assign_cases(task=self.task, cases=which, by=by, at=at + 5 * MINUTE)
        if job.kind in RATIO:
            seed = f"{window.first:%Y%m}-{job.vendor}-{self.task}"
            drawn = await commit_draw(task=self.task, ratio=RATIO[job.kind], seed=seed, by=by, at=at + 8 * MINUTE)
            await draw_cases(draw_id=drawn, by=by, at=at + 10 * MINUTE)

    async def accept(self, at: datetime) -> None:
        await accept_task(task=self.task, by=self.party.lead, at=at)
        await start_task(task=self.task, by=self.party.lead, at=at + 30 * MINUTE)

    async def send(self, attempt: Attempt, at: datetime, *, last: bool) -> None:
        """Fill in the template, send it up, have it checked; a clean last one is confirmed the same morning."""
        house, clerk = self.stage.house, self.party.clerk
        content, name = await self._file(attempt, at)
        upload = Upload(filename=name, content=content)
        taken = await take_in(task=self.task, upload=upload, by=clerk, at=at, blobs=house.blobs, queue=Attended())
        secret = house.settings.secret.encode()
        state = await check_batch(batch=taken.batch, secret=secret, blobs=house.blobs, at=at + MINUTE)
        wanted = BatchState.REFUSED if attempt.mistakes else BatchState.READY
        if state is not wanted:
            raise Conflict(
                f"演示文件 {taken.number} 校验结果为{state.zh}", f"Demo file {taken.number} came out {state.en}"
            )
        if last and not attempt.mistakes and not self.job.kept:
            self.stage.agenda.at(at + 25 * MINUTE, partial(self.store, taken.batch))

    async def _file(self, attempt: Attempt, at: datetime) -> tuple[bytes, str]:
        sheet = await task_sheet(self.task, on=local_date(at), for_=self.party.clerk)
        if not self.rows:
            job = self.job
            filling = Filling(
                sheet=sheet, rng=self.rng, on=attempt.on, found=job.found,
                left=job.left, great=job.great, slow=SLOW.get(job.vendor, 0),
            )  # fmt: skip
            self.rows = filled(filling)
        rows = spoilt(self.rows, attempt.mistakes)
        secret = self.stage.house.settings.secret.encode()
        serial = self.job.attempts.index(attempt)
        again = f"_更正{serial}" if serial else ""
        name = f"{sheet.number}_{sheet.title}{again}.xlsx"
        return task_workbook(sheet, secret=secret, at=at, rows=rows), name

    async def store(self, batch: int, at: datetime) -> None:
        """确认提交, and what the bureau does next."""
        await confirm(batch=batch, by=self.party.clerk, at=at)
        await link_duplicates(batch=batch, at=at)
        day, agenda = local_date(at), self.stage.agenda
        Proceedings(stage=self.stage, job=self.job, task=self.task, rng=self.rng).plan(filed=day)
        agenda.on(later(day, 1), 9, 10, self.begin)
        agenda.on(later(day, 6), 16, 20, self.check_off)
        if self.job.missed:
            agenda.on(later(day, 4), 15, 40, self.miss)

    async def begin(self, at: datetime) -> None:
        await begin_check(task=self.task, by=self.stage.tasks, at=at)

    async def check_off(self, at: datetime) -> None:
        await check_off(task=self.task, by=self.stage.tasks, at=at, note="清单、抽样与报送数据核对一致")

    async def miss(self, at: datetime) -> None:
        """漏检: the re-review of a passed case finds what the vendor did not."""
        lines = await task_cases(self.task, for_=self.stage.second)
        spoken = {row["mdtrt_id"] for row in self.rows if row.get("vola_type")}
        passed = [line for line in lines if line.visit_id not in spoken]
        for place, line in enumerate(passed[: self.job.missed]):
            ids = await cases_by_visit([line.visit_id])
            await record_missed(
                task=self.task, case=ids[line.visit_id], violation=MISSED[place % len(MISSED)],
                note="复审抽查病历发现护理级别与医嘱不符，机构未报", by=self.stage.second, at=at + place * MINUTE,
            )  # fmt: skip
