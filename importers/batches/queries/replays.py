"""What a vendor was shown of an upload."""

from dataclasses import dataclass

from importers.batches.queries.rows import SheetView, sheets
from importers.batches.queries.uploads import SHOWN, BatchView, IssueGroup, IssueView, batch, issue_groups, issues
from vendors.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Exactly what the vendor saw: how the upload ended, the sheets read, the problems grouped and the first of them.

    Refusal, rule counts and timings are the batch's own.
    """

    batch: BatchView
    sheets: tuple[SheetView, ...]
    groups: tuple[IssueGroup, ...]
    issues: tuple[IssueView, ...]


async def replay(id_: int, *, for_: Actor) -> Replay:
    """Raises NotFound as `batch` does."""
    return Replay(
        batch=await batch(id_, for_=for_),
        sheets=await sheets(id_, for_=for_),
        groups=await issue_groups(id_, for_=for_),
        issues=await issues(id_, for_=for_, size=SHOWN),
    )
