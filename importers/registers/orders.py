"""What passes between the one who checks a register's file and the child that reads it, beside the rows themselves.

Frames of the child: `r` rows (COPY text: row, key, cells), `p` progress, `s` the summary, last.
"""

from dataclasses import dataclass, field
from datetime import date

import msgspec

from importers.workbook.issues import Issue

ROWS, PROGRESS, SUMMARY = "r", "p", "s"
KEPT = 2_000  # issues of one file that are kept; all are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`known` are the codes of other registers, `rules` the bureau's own (vendors.policy.bureau.packed)."""

    register: str
    on: date
    rules: bytes
    known: dict[str, list[str]] = field(default_factory=dict)

    def packed(self) -> bytes:
        return msgspec.msgpack.encode(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the child found; `places` and `titles` by column key, for issues that only the database can raise."""

    rows: int
    counts: dict[str, int]
    severities: dict[str, int]
    issues: list[Issue]
    sheet: str = ""
    places: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    peak_mb: int = 0

    def packed(self) -> bytes:
        return msgspec.msgpack.encode(self)


def summary_of(payload: bytes) -> Summary:
    return msgspec.msgpack.decode(payload, type=Summary)


class Tally:
    """Counts every issue and keeps the first of them, errors before all else."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.severities: dict[str, int] = {}
        self.kept: list[Issue] = []
        self.errors: list[Issue] = []

    def take(self, issues: list[Issue]) -> None:
        """Empties the list."""
        for issue in issues:
            self.counts[issue.code] = self.counts.get(issue.code, 0) + 1
            self.severities[issue.severity.value] = self.severities.get(issue.severity.value, 0) + 1
            place = self.errors if issue.severity.value == "error" else self.kept
            if len(place) < KEPT:
                place.append(issue)
        issues.clear()

    def begin(self, counts: dict[str, int], severities: dict[str, int], issues: list[Issue]) -> None:
        """Go on from what another has counted and kept."""
        self.counts, self.severities = dict(counts), dict(severities)
        for issue in issues:
            (self.errors if issue.severity.value == "error" else self.kept).append(issue)

    @property
    def first(self) -> list[Issue]:
        """Never more than KEPT, in the order of the file."""
        chosen = [*self.errors, *self.kept][:KEPT]
        return sorted(chosen, key=lambda issue: (issue.sheet, issue.row or 0, issue.column))
