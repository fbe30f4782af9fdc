from collections.abc import Mapping
from typing import Final

from vendors.errors import Conflict
from vendors.labels import Labelled

WAITING_PER_VENDOR: Final = 3


class BatchState(Labelled):
    """上传批次 (domain.md §2.3)."""

    RECEIVED = "received", "已上传", "Received"
    CHECKING = "checking", "校验中", "Checking"
    REFUSED = "refused", "校验不通过", "Refused"
    READY = "ready", "待确认", "Ready to confirm"
    STORED = "stored", "已入库", "Stored"
    SUPERSEDED = "superseded", "被替换", "Superseded"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"
    FAILED = "failed", "处理失败", "Failed"
    VOIDED = "voided", "作废", "Voided"


NEXT: Final[Mapping[BatchState, frozenset[BatchState]]] = {
    BatchState.RECEIVED: frozenset({BatchState.CHECKING, BatchState.WITHDRAWN, BatchState.FAILED}),
    BatchState.CHECKING: frozenset({BatchState.CHECKING, BatchState.REFUSED, BatchState.READY, BatchState.FAILED}),
    BatchState.REFUSED: frozenset(),
    BatchState.READY: frozenset({BatchState.STORED, BatchState.SUPERSEDED, BatchState.WITHDRAWN, BatchState.VOIDED}),
    BatchState.STORED: frozenset({BatchState.SUPERSEDED, BatchState.VOIDED}),
    BatchState.SUPERSEDED: frozenset(),
    BatchState.WITHDRAWN: frozenset(),
    BatchState.FAILED: frozenset(),
    BatchState.VOIDED: frozenset(),
}
UNDER_WAY: Final = frozenset({BatchState.RECEIVED, BatchState.CHECKING})
SAME_ANSWER: Final = frozenset(BatchState) - {
    BatchState.WITHDRAWN,
    BatchState.FAILED,
    BatchState.SUPERSEDED,
    BatchState.VOIDED,
}
"""States in which the same bytes for the same task get the first answer instead of a new batch."""


def move(now: BatchState, to: BatchState) -> BatchState:
    """`to`, when the batch may go there; Conflict otherwise."""
    if to not in NEXT[now]:
        raise Conflict(
            f"批次{now.zh}，不能变为{to.zh}。", f"The batch is {now.en.lower()}; it cannot become {to.en.lower()}."
        )
    return to
