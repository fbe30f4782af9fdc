"""Sheets in, everything that can be said about them out: one pass, one row in hand. No database, no files.

Runs in the jailed child (`child.py`), and in tests in their own process. What is found goes to an `Outlet` as it is
found; only what whole sheets need is held (numbers seen, sums, the cases).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from importers.findings import messages
from importers.findings.asking import Asking
from importers.findings.checked import Counts, SheetRead
from importers.findings.context import TaskContext
from importers.findings.exposure import Exposure, first_titles
from importers.findings.recognising import Recognised, Tab, recognised
from importers.findings.scene import Kind, Scene
from importers.findings.summary import summary_issues
from importers.intake.cells import CellRow, CellSheet, column_index
from importers.intake.opening import SheetSource
from importers.workbook import messages as workbook
from importers.workbook.headers import Match
from importers.workbook.issues import Issue, Severity, ranges
from importers.workbook.meanings import Meaning
from importers.workbook.reading import SheetReader
from importers.workbook.rows import Row, Sheet

PULSE = 200
EXPOSING = frozenset({workbook.NAME_UNMASKED.code, workbook.ID_EXPOSED.code})
_MOST_MERGES = 10_000
_TOLD = 500  # rows of one meaning that are named, not only counted
_QUIET = {Meaning.PASSED: messages.ROWS_PASSED, Meaning.UNTOUCHED: messages.ROWS_UNTOUCHED}
_NOTHING: frozenset[int] = frozenset()


class Outlet(Protocol):
    """Where findings go. Every row of a recognised sheet comes to `row`, in order, before what its row means."""

    def row(self, tab: str, cells: CellRow, kind: Kind | None, row: Row | None, exposed: frozenset[int]) -> None: ...

    def finding(self, row: Row, kind: Kind) -> None: ...

    def result(self, row: Row, kind: Kind) -> None: ...

    def passed(self, row: Row) -> None: ...

    def told(self, issue: Issue) -> None: ...

    def progress(self, done: int, total: int) -> None: ...


class Examination:
    """One book on its way through. Afterwards `counts`, `sheets` and `kind` say what it was."""

    def __init__(self, sheets: Sequence[SheetSource], *, wanted: Kind | None, context: TaskContext, on: date) -> None:
        """Raises Refused, as `recognised` does."""
        self.book: Recognised = recognised(sheets, wanted)
        self.context, self.on = context, on
        self.counts = Counts()
        self.sheets: list[SheetRead] = []
        self.kind = self.book.kind
        self.details: list[Sheet] = []
        self.done = 0
        self.total = sum(tab.source.height for tab, _, _ in self.book.details)

    def run(self, outlet: Outlet) -> None:
        """Raises Refused when a sheet turns out to be unreadable or beyond the limits."""
        self.tell(self.book.issues, outlet)
        for tab, kind, match in self.book.details:
            _Pass(self, tab, kind, match, outlet).run()
        for tab in self.book.summaries if self.details else ():
            self._compare(tab, outlet)
        for tab in self.book.others:
            self._search(tab, outlet)
        outlet.progress(self.done, self.done)

    def _compare(self, tab: Tab, outlet: Outlet) -> None:
        rows, exposure = list(tab.source.rows()), Exposure(tab.name)
        for cells in rows:
            found = tuple(exposure.identities(cells))
            outlet.row(tab.name, cells, None, None, _exposed(found))
            self.tell(found, outlet)
            self.counts.rows_bad += bool(found)
        self.sheets.append(SheetRead(name=tab.name, merges=_merges(tab), frame=len(rows), hidden=tab.source.hidden))
        issues = tuple(summary_issues(CellSheet(tab.name, rows), self.details))
        self.tell(issues, outlet)
        self.counts.rows_bad += len(_bad_rows(issues))

    def _search(self, tab: Tab, outlet: Outlet) -> None:
        """A sheet that is not read and not kept."""
        exposure = Exposure(tab.name, first_titles(tab.head))
        for seen, cells in enumerate(tab.source.rows(), 1):
            self.tell(exposure.identities(cells), outlet)
            if seen % PULSE == 0:
                outlet.progress(self.done, max(self.done, self.total))

    def tell(self, issues: Iterable[Issue], outlet: Outlet) -> None:
        for issue in issues:
            outlet.told(issue)
            self.counts.add(issue)


class _Pass:
    """One detail sheet."""

    def __init__(self, whole: Examination, tab: Tab, kind: Kind, match: Match, outlet: Outlet) -> None:
        self.whole, self.tab, self.kind, self.outlet = whole, tab, kind, outlet
        self.merges = _merges(tab)
        self.reader = SheetReader(
            name=tab.name, hidden=tab.source.hidden, match=match, on=whole.on, head=tab.head, merges=self.merges
        )
        self.issues = self.reader.issues
        header = match.header
        self.exposure = Exposure(tab.name, match.titles, header.places.values(), header=header.last_row)
        scene = Scene(kind=kind, sheet=self.reader.sheet, on=whole.on, context=whole.context)
        self.ask = Asking(kind.row_checks, scene, self.issues)
        self.watches = [check(scene) for check in kind.sheet_checks]
        self.speaking = _speaking(kind, match)
        self.quiet: dict[Meaning, list[int]] = {Meaning.PASSED: [], Meaning.UNTOUCHED: []}
        self.bad_rows: set[int] = set()
        self.last = 0

    def run(self) -> None:
        whole, outlet, reader, seen = self.whole, self.outlet, self.reader, 0
        for cells in self.tab.source.rows():
            if self.issues:
                self._drain()
            row = reader.read(cells)
            self.issues.extend(self.exposure.look(cells, frame=row is None))
            meaning = None if row is None else self._checked(row)
            exposed = _exposed(self.issues) if self.issues else _NOTHING
            outlet.row(self.tab.name, cells, self.kind, row, exposed)
            if row is not None:
                self.last = row.number
                self._hand_on(row, meaning)
            seen += 1
            if seen % PULSE == 0:
                whole.done += PULSE
                outlet.progress(whole.done, max(whole.done, whole.total))
        whole.done += seen % PULSE
        self._end(seen)

    def _checked(self, row: Row) -> Meaning:
        """A pre-filled case that says nothing is no finding, and misses nothing."""
        meaning = Meaning.FINDING
        if self.speaking and not row.bad & self.speaking - self.reader.foreign:
            meaning = self.kind.reading.meaning(row.values)
        if meaning is Meaning.FINDING:
            self.ask(row)
            for watch in self.watches:
                self.issues.extend(watch.see(row))
        elif self.issues:
            self.issues[:] = [issue for issue in self.issues if issue.code != workbook.REQUIRED.code]
        return meaning

    def _hand_on(self, row: Row, meaning: Meaning | None) -> None:
        counts = self.whole.counts
        if meaning is Meaning.PASSED or meaning is Meaning.UNTOUCHED:
            self.quiet[meaning].append(row.number)
        if meaning is Meaning.PASSED:
            counts.passed += 1
            self.outlet.passed(row)
        elif meaning is Meaning.UNTOUCHED:
            counts.untouched += 1
        elif self.kind.record is not None:
            counts.results += 1
            self.outlet.result(row, self.kind)
        else:
            counts.findings += 1
            self.outlet.finding(row, self.kind)

    def _drain(self) -> None:
        self.whole.tell(self.issues, self.outlet)
        self.bad_rows |= _bad_rows(self.issues)
        self.issues.clear()

    def _silent(self) -> Iterator[Issue]:
        """Rows that are no findings are counted aloud: a forgotten violation looks the same."""
        for meaning, message in _QUIET.items():
            if rows := self.quiet[meaning]:
                said = ranges(rows[:_TOLD]) + ("…" if len(rows) > _TOLD else "")
                yield message.at(sheet=self.tab.name, value=str(len(rows)), rows=said)

    def _end(self, seen: int) -> None:
        self.reader.end()
        for watch in self.watches:
            self.issues.extend(watch.end())
        self.issues.extend(self._silent())
        self._drain()
        whole, sheet = self.whole, self.reader.sheet
        whole.counts.rows_bad += len(self.bad_rows)
        if self.kind.record is None:
            whole.counts.amount_fen += sheet.sums["vola_amt"]
            whole.counts.fund_loss_fen += sheet.sums["fund_loss"]
        whole.details.append(sheet)
        whole.sheets.append(
            SheetRead(
                name=self.tab.name,
                kind=self.kind.key,
                header_row=sheet.header.last_row,
                last_row=self.last,
                places=dict(sheet.header.places),
                titles=dict(sheet.header.titles),
                merges=self.merges,
                rows=sheet.count,
                frame=seen - sheet.count,
                blank=sheet.blank,
                hidden=self.tab.source.hidden,
            )
        )


def _exposed(issues: Iterable[Issue]) -> frozenset[int]:
    return frozenset(column_index(issue.column) for issue in issues if issue.code in EXPOSING)


def _speaking(kind: Kind, match: Match) -> frozenset[str]:
    """The columns that make a row a finding; none when the sheet has no such column that is required.

    Their lack is an error at the header then, and no row is taken for a case without a finding.
    """
    required = {column.key for column in match.layout.columns if column.required}.intersection(kind.reading.finding)
    lacking = bool(required) and required.isdisjoint(match.header.places)
    return frozenset() if lacking else frozenset(kind.reading.finding)


def _bad_rows(issues: Iterable[Issue]) -> set[int]:
    return {issue.row for issue in issues if issue.row is not None and issue.severity is Severity.ERROR}


def _merges(tab: Tab) -> list[tuple[int, int, int, int]]:
    return list(tab.source.merges[:_MOST_MERGES])
