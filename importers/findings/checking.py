"""The one way in: bytes of a findings workbook → everything that can be said about it. No database, no files."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

from importers.findings import messages
from importers.findings.context import NOTHING_KNOWN, TaskContext
from importers.findings.kinds import KINDS
from importers.findings.scene import Kind, Scene
from importers.findings.summary import NAME as SUMMARY
from importers.findings.summary import summary_issues
from importers.intake.cells import CellSheet
from importers.intake.jail import Book, read
from importers.intake.limits import LIMITS, Limits
from importers.intake.refusals import Refusal, refuse
from importers.workbook import messages as workbook
from importers.workbook import signature
from importers.workbook.headers import Match, find
from importers.workbook.issues import Issue, Severity, count
from importers.workbook.meanings import Meaning
from importers.workbook.reading import read_sheet
from importers.workbook.rows import Row, Sheet
from vendors.labels import Labelled

OURS = frozenset({"填表说明", SUMMARY, "代码表", "问题清单", signature.SHEET})
_PULSE = 200
_SURE = 0.8  # of the required columns: enough to say that a file is of another kind
Progress = Callable[[int, int], None]


class Verdict(Labelled):
    """CLEAN: no error, it may be stored. ISSUES: at least one error. REFUSED: it was not read at all."""

    CLEAN = "clean", "通过", "clean"
    ISSUES = "issues", "有错误", "issues"
    REFUSED = "refused", "拒收", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The whole answer. `rows` are the findings, `passed` the pre-filled cases reviewed without one.

    `read_rows` = findings + passed + `untouched`; `seconds` names the stages. `sheets` are the cells as they stood,
    `merges` their merged areas, `headers` the row where the header of each detail sheet ends.
    """

    filename: str
    verdict: Verdict
    kind: Kind | None = None
    refusal: Refusal | None = None
    issues: tuple[Issue, ...] = ()
    rows: tuple[Row, ...] = ()
    passed: tuple[Row, ...] = ()
    untouched: int = 0
    details: tuple[Sheet, ...] = ()
    sheets: tuple[CellSheet, ...] = ()
    merges: Mapping[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def read_rows(self) -> int:
        return len(self.rows) + len(self.passed) + self.untouched

    @property
    def errors(self) -> int:
        return count(self.issues, Severity.ERROR)

    @property
    def warnings(self) -> int:
        return count(self.issues, Severity.WARNING)

    @property
    def notices(self) -> int:
        return count(self.issues, Severity.NOTICE)

    @property
    def headers(self) -> Mapping[str, int]:
        return {sheet.name: sheet.header.last_row for sheet in self.details}


async def check(
    content: bytes,
    filename: str,
    *,
    kind: Kind | None = None,
    context: TaskContext | None = None,
    on: date,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> Checked:
    """Gate → jailed reader → headers → cells → rows → sheets → book. Bad files are answers, never exceptions.

    Without `kind` it is recognised by its headers; without `context` nothing outside the file is compared. `on` is
    the day whose code lists hold. `progress(done, total)` counts each row twice: once read, once checked.
    """
    started = perf_counter()
    told = progress or _silent
    book = await read(content, filename, limits=limits, progress=lambda done, total: told(done, total * 2))
    seconds = {"read": perf_counter() - started}
    if isinstance(book, Refusal):
        return _refused(filename, book, kind, seconds)
    run = _Run(book, context or NOTHING_KNOWN, on, told)
    refusal = run.stamped() or run.recognise(kind)
    if refusal is not None:
        return _refused(filename, refusal, kind, seconds)
    await run.read_details()
    run.compare_summary()
    seconds["check"] = perf_counter() - started - seconds["read"]
    verdict = Verdict.ISSUES if count(run.issues, Severity.ERROR) else Verdict.CLEAN
    return Checked(
        filename=filename,
        verdict=verdict,
        kind=run.kind,
        issues=tuple(run.issues),
        rows=tuple(run.findings),
        passed=tuple(run.passed),
        untouched=run.untouched,
        details=tuple(run.details),
        sheets=tuple(book.sheets),
        merges=book.merges,
        seconds=seconds,
    )


def _refused(filename: str, refusal: Refusal, kind: Kind | None, seconds: Mapping[str, float]) -> Checked:
    return Checked(filename=filename, verdict=Verdict.REFUSED, refusal=refusal, kind=kind, seconds=seconds)


def _silent(_done: int, _total: int) -> None:
    return


class _Run:
    """One file on its way through."""

    def __init__(self, book: Book, context: TaskContext, on: date, told: Progress) -> None:
        self.book = book
        self.context = context
        self.on = on
        self.told = told
        self.total = sum(len(sheet.rows) for sheet in book.sheets)
        self.kind: Kind = KINDS[0]
        self.matches: list[tuple[CellSheet, Match]] = []
        self.issues: list[Issue] = []
        self.details: list[Sheet] = []
        self.findings: list[Row] = []
        self.passed: list[Row] = []
        self.untouched = 0

    def stamped(self) -> Refusal | None:
        """A template issued for another vendor or task is refused; a broken stamp is only worth a warning."""
        context = self.context
        if not context.secret or context.vendor is None:
            return None
        rows = next(([row.texts for row in s.rows] for s in self.book.sheets if s.name == signature.SHEET), [])
        stamp = signature.read_stamp(rows)
        verdict = signature.verify(stamp, context.secret)
        if stamp is not None and verdict is signature.Verdict.OK:
            stray = signature.strays(stamp, task=context.task_number, vendor=context.vendor)
            return Refusal("wrong-stamp", stray, refuse("wrong-stamp", found="", wanted="").fix) if stray else None
        if verdict is signature.Verdict.FORGED:
            self.issues.append(messages.STAMP_FORGED.at())
        return None

    def recognise(self, wanted: Kind | None) -> Refusal | None:
        """Finds the detail sheets. Refuses a file that is plainly of another kind than the one chosen."""
        sheets = [sheet for sheet in self.book.sheets if sheet.name not in OURS and sheet.rows]
        best = [(sheet, match) for sheet in sheets if (match := find(sheet.rows, [k.layout for k in KINDS]))]
        found = max(best, key=lambda pair: (pair[1].matched, pair[1].share), default=None)
        kind = _kind_of(found[1]) if found else None
        if wanted is not None and kind is not None and kind is not wanted and found is not None:
            asked = [match for sheet in sheets if (match := find(sheet.rows, [wanted.layout]))]
            if found[1].share >= _SURE > max((match.share for match in asked), default=0):
                return refuse("wrong-kind", found=kind.zh, wanted=wanted.zh)
        self.kind = wanted or kind or KINDS[0]
        for sheet in sheets:
            match = find(sheet.rows, [self.kind.layout])
            if match is not None and match.good:
                self.matches.append((sheet, match))
            else:
                self._skipped(sheet)
        if not self.matches:
            self.issues = [issue for issue in self.issues if issue.code != workbook.SHEET_SKIPPED.code]
            self._no_header(found)
        return None

    def _skipped(self, sheet: CellSheet) -> None:
        layout = self.kind.layout
        self.issues.append(workbook.SHEET_SKIPPED.at(sheet=sheet.name, layout=layout.zh, layout_en=layout.en))

    def _no_header(self, found: tuple[CellSheet, Match] | None) -> None:
        layout = self.kind.layout
        self.issues.append(
            workbook.HEADER_NOT_FOUND.at(
                sheet=found[0].name if found else "",
                layout=layout.zh,
                layout_en=layout.en,
                matched=found[1].matched if found else 0,
            )
        )

    async def read_details(self) -> None:
        for cells, match in self.matches:
            merges = self.book.merges.get(cells.name)
            sheet = await read_sheet(cells, match, on=self.on, merges=merges)
            self.details.append(sheet)
            findings = self._sorted(sheet)
            self.issues.extend(sheet.issues)
            scene = Scene(kind=self.kind, sheet=sheet, on=self.on, context=self.context)
            await self._rows(findings, scene)
            for sheet_check in self.kind.sheet_checks:
                watch = sheet_check(scene)
                for row in findings:
                    self.issues.extend(watch.see(row))
                self.issues.extend(watch.end())
                await asyncio.sleep(0)
            self.findings.extend(findings)

    def _sorted(self, sheet: Sheet) -> list[Row]:
        """Findings; a pre-filled case that says nothing is no finding, and misses nothing."""
        findings, quiet, speaking = [], set(), frozenset(self.kind.reading.finding)
        for row in sheet.rows:
            meaning = Meaning.FINDING if row.bad & speaking else self.kind.reading.meaning(row.values)
            if meaning is Meaning.FINDING:
                findings.append(row)
                continue
            quiet.add(row.number)
            if meaning is Meaning.PASSED:
                self.passed.append(row)
            else:
                self.untouched += 1
        required = workbook.REQUIRED.code
        sheet.issues = [i for i in sheet.issues if not (i.row in quiet and i.code == required)]
        return findings

    async def _rows(self, rows: Sequence[Row], scene: Scene) -> None:
        checks = self.kind.row_checks
        for done, row in enumerate(rows):
            for row_check in checks:
                self.issues.extend(row_check(row, scene))
            if done % _PULSE == 0:
                await asyncio.sleep(0)
                self.told(self.total + done, self.total * 2)

    def compare_summary(self) -> None:
        summary = next((sheet for sheet in self.book.sheets if sheet.name.strip() == SUMMARY), None)
        if summary is not None and self.details:
            self.issues.extend(summary_issues(summary, self.details))


def _kind_of(match: Match) -> Kind:
    return next(kind for kind in KINDS if kind.layout is match.layout)
