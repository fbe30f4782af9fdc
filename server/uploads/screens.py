from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from importers.batches.queries import SHOWN, BatchView, Diff, IssueView, Only, SheetView, Standing
from importers.batches.queries.grouping import Group
from importers.batches.rules import BatchState
from importers.findings.kinds import KINDS, kind_named
from server.uploads.queries import Summary
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import _, words
from server.web.templating import number
from vendors.errors import Words
from vendors.findings.version_queries import CarryOver
from vendors.tasks.queries import TaskView
from vendors.tasks.rules import UPLOADABLE, TaskState

TONES: Mapping[BatchState, str] = {
    BatchState.RECEIVED: "brand",
    BatchState.CHECKING: "brand",
    BatchState.REFUSED: "bad",
    BatchState.READY: "warn",
    BatchState.STORED: "good",
    BatchState.SUPERSEDED: "muted",
    BatchState.WITHDRAWN: "muted",
    BatchState.FAILED: "bad",
    BatchState.VOIDED: "bad",
}
STAGES: Final[Mapping[str, Words]] = {
    "check": Words("收到至写完", "From start to written"),
    "child": Words("其中读取与校验（隔离进程）", "of it reading and checking (jailed)"),
}
TELLING: Final = frozenset({key for kind in KINDS for key in kind.reading.unique} | {"fixmedins_name", "vola_amt"})
"""Columns that say which row is meant; a difference shows these first."""
PATIENCE: Final = timedelta(minutes=5)
"""How long the annotated copy may be on its way before somebody may ask for it again."""
_CHECKED_ONLY = Words("仅校验", "Checked only")
KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One upload as lists draw it: its state in a word with the tone that goes with it."""

    batch: BatchView

    @property
    def said(self) -> str:
        if self.batch.check_only and self.batch.state is BatchState.READY:
            return words(_CHECKED_ONLY)
        return words(Words(self.batch.state.zh, self.batch.state.en))

    @property
    def tone(self) -> str:
        if self.batch.check_only and self.batch.state is BatchState.READY:
            return "good"
        return TONES[self.batch.state]

    @property
    def size(self) -> str:
        return _size(self.batch.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadScreen:
    """Step two of the wizard; `limit` in bytes, `attempts` those of this task, newest first.

    `refused` says why what has been submitted can no longer be corrected.
    """

    task: TaskView
    attempts: Sequence[Attempt]
    limit: int
    today: date
    form: Form
    refused: Words | None

    @property
    def open(self) -> bool:
        return self.task.state in UPLOADABLE or (self.correcting and self.refused is None)

    @property
    def correcting(self) -> bool:
        """Submitted already: another workbook takes the place of the one on record."""
        return self.task.state is TaskState.SUBMITTED

    @property
    def results(self) -> int:
        """How many record sheets are stored of a task that delivers nothing else and waits to be submitted."""
        stored = [each.batch.deliverable for each in self.attempts if each.batch.state is BatchState.STORED]
        kinds = [kind_named(key) for key in stored]
        return (
            len(stored)
            if self.task.state in UPLOADABLE and all(kind is not None and kind.record for kind in kinds)
            else 0
        )

    @property
    def limit_mb(self) -> int:
        return self.limit // MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesScreen:
    """Uploads, of one `task` when the list was asked for so."""

    attempts: Sequence[Attempt]
    counts: Mapping[BatchState, int]
    status: str
    task: TaskView | None
    total: int
    cut: bool
    states: Sequence[BatchState] = tuple(BatchState)

    def address(self, status: str = "") -> str:
        asked = {"task": self.task.id if self.task else "", "status": status}
        return _address("/batches", asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """The problems somebody wants to see of an upload; empty is all."""

    batch: int
    only: Only

    @property
    def asked(self) -> Mapping[str, str]:
        return asdict(self.only)

    @property
    def any(self) -> bool:
        return any(self.asked.values())

    @property
    def closer(self) -> bool:
        """Narrowed to more than a severity."""
        return any((self.only.code, self.only.sheet, self.only.column))

    def address(self, **asked: str) -> str:
        return _address(f"/batches/{self.batch}", asked)

    def wants(self, group: Group) -> bool:
        known = {"severity": group.severity, "code": group.code, "sheet": group.sheet, "column": group.column}
        return all(known[name] == value for name, value in self.asked.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyScreen:
    """The annotated copy of an upload: there, being made, missing, or none needed."""

    batch: BatchView
    now: datetime

    @property
    def wanted(self) -> bool:
        problems = self.batch.errors + self.batch.warnings + self.batch.notices
        return problems > 0 and not self.batch.under_way and self.batch.state is not BatchState.FAILED

    @property
    def there(self) -> bool:
        return bool(self.batch.annotated)

    @property
    def missing(self) -> bool:
        """Long enough after the check for somebody to ask again."""
        checked = self.batch.checked_at
        return self.wanted and not self.there and (checked is None or self.now - checked > PATIENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchScreen:
    """One upload, as its vendor and, replayed, the bureau see it; `mine` when the reader's own vendor sent it.

    For one that waits to be confirmed, `standing` is the version it would replace, `changes` what would change and
    `carried` what becomes of the opinions given.
    """

    attempt: Attempt
    mine: bool
    limit: int
    issues: Sequence[IssueView]
    groups: Sequence[Group]
    narrowed: Narrowed
    summary: Summary | None
    sheets: Sequence[SheetView]
    copy: CopyScreen
    standing: Standing | None
    changes: Diff | None
    carried: CarryOver | None
    attempts: Sequence[Attempt]
    history: Sequence[Event]
    shown: int = SHOWN
    telling: frozenset[str] = TELLING
    steps: Mapping[BatchState, int] = field(
        default_factory=lambda: {BatchState.READY: 4, BatchState.STORED: 5, BatchState.SUPERSEDED: 5}
    )

    @property
    def batch(self) -> BatchView:
        return self.attempt.batch

    @property
    def limit_mb(self) -> int:
        return self.limit // MIB

    @property
    def step(self) -> int:
        return 3 if self.batch.check_only else self.steps.get(self.batch.state, 3)

    @property
    def state(self) -> str:
        return str(self.batch.state.value)

    @property
    def rows_good(self) -> int:
        return max(0, self.batch.rows_total - self.batch.rows_bad)

    @property
    def percent(self) -> int:
        total = self.batch.rows_total
        return min(99, self.batch.rows_done * 100 // total) if total else 0

    @property
    def stage(self) -> str:
        """What is being done, with the rows it has come to."""
        if self.batch.state is BatchState.RECEIVED:
            return _("已收到，排队等待校验")
        if not self.batch.rows_total:
            return _("正在打开文件")
        done, total = number(self.batch.rows_done), number(self.batch.rows_total)
        return _("正在逐格核对：%(done)s / %(total)s 行", done=done, total=total)

    @property
    def problems(self) -> int:
        return self.batch.errors + self.batch.warnings + self.batch.notices

    @property
    def matching(self) -> int:
        """How many problems the chosen chip and code have, shown or not."""
        return sum(group.count for group in self.groups if self.narrowed.wants(group))

    @property
    def columns(self) -> Sequence[tuple[str, str]]:
        """The columns with problems: letter and heading."""
        named = {group.column: group.header for group in self.groups if group.column}
        return sorted(named.items(), key=lambda pair: (len(pair[0]), pair[0]))

    @property
    def timings(self) -> Sequence[tuple[str, str]]:
        """Stage and seconds."""
        return tuple(
            (words(STAGES.get(stage, Words(stage, stage))), said) for stage, said in self.batch.timings.items()
        )

    @property
    def refused(self) -> Words | None:
        """Why it may not take the place of the version on record."""
        return self.standing.refused if self.standing else None

    def kind(self, sheet: SheetView) -> Words:
        known = kind_named(sheet.kind) if sheet.kind else None
        return Words(known.zh, known.en) if known else Words("—", "—")


def _size(size: int) -> str:
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(1, size // KIB)} KB"


def _address(path: str, asked: Mapping[str, str | int]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
