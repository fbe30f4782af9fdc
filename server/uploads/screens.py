from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from importers.batches.queries import SHOWN, BatchView, IssueGroup, IssueView
from importers.batches.rules import BatchState
from server.uploads.queries import Summary
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import words
from vendors.errors import Words
from vendors.tasks.queries import TaskView
from vendors.tasks.rules import UPLOADABLE

TONES: Mapping[BatchState, str] = {
    BatchState.RECEIVED: "brand",
    BatchState.CHECKING: "brand",
    BatchState.REFUSED: "bad",
    BatchState.READY: "warn",
    BatchState.STORED: "good",
    BatchState.SUPERSEDED: "muted",
    BatchState.WITHDRAWN: "muted",
    BatchState.FAILED: "bad",
    BatchState.VOIDED: "muted",
}
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
    """Step two of the wizard; `limit` in bytes, `attempts` those of this task, newest first."""

    task: TaskView
    attempts: Sequence[Attempt]
    limit: int
    today: date
    form: Form

    @property
    def open(self) -> bool:
        return self.task.state in UPLOADABLE

    @property
    def limit_mb(self) -> int:
        return self.limit // MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesScreen:
    attempts: Sequence[Attempt]
    counts: Mapping[BatchState, int]
    status: str
    total: int
    cut: bool
    states: Sequence[BatchState] = tuple(BatchState)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchScreen:
    """One upload, as its vendor and, replayed, the bureau see it; `mine` when the reader's own vendor sent it."""

    attempt: Attempt
    mine: bool
    limit: int
    issues: Sequence[IssueView]
    groups: Sequence[IssueGroup]
    summary: Summary | None
    history: Sequence[Event]
    severity: str
    code: str
    shown: int = SHOWN
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
    def problems(self) -> int:
        return self.batch.errors + self.batch.warnings + self.batch.notices

    @property
    def matching(self) -> int:
        """How many problems the chosen chip and code have, shown or not."""
        return sum(
            group.count
            for group in self.groups
            if self.severity in ("", group.severity) and self.code in ("", group.code)
        )


def _size(size: int) -> str:
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(1, size // KIB)} KB"
