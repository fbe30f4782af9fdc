"""What is known of uploads, one question to a file: as they are listed, row by row, version by version, replayed."""

from importers.batches.queries.differences import CellChange, Diff, RowDiff, diff
from importers.batches.queries.replays import Replay, replay
from importers.batches.queries.rows import Neighbourhood, SheetRow, SheetView, neighbourhood, sheets
from importers.batches.queries.uploads import (
    SHOWN,
    BatchView,
    Brought,
    IssueGroup,
    IssueView,
    Only,
    attempts,
    batch,
    batches,
    brought,
    issue_groups,
    issues,
)
from importers.batches.queries.versions import Standing, Version, takes_the_place_of, versions
from vendors.findings.incoming import Share

__all__ = [
    "SHOWN",
    "BatchView",
    "Brought",
    "CellChange",
    "Diff",
    "IssueGroup",
    "IssueView",
    "Neighbourhood",
    "Only",
    "Replay",
    "RowDiff",
    "Share",
    "SheetRow",
    "SheetView",
    "Standing",
    "Version",
    "attempts",
    "batch",
    "batches",
    "brought",
    "diff",
    "issue_groups",
    "issues",
    "neighbourhood",
    "replay",
    "sheets",
    "takes_the_place_of",
    "versions",
]
