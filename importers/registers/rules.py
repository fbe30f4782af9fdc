from collections.abc import Mapping
from typing import Final

from vendors.errors import Conflict
from vendors.labels import Labelled


class UploadState(Labelled):
    """登记表文件 from its arrival to the record."""

    RECEIVED = "received", "已上传", "Received"
    CHECKING = "checking", "核对中", "Checking"
    READY = "ready", "待提交", "Ready to commit"
    REFUSED = "refused", "核对不通过", "Refused"
    COMMITTING = "committing", "提交中", "Being committed"
    COMMITTED = "committed", "已生效", "Committed"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"
    FAILED = "failed", "处理失败", "Failed"


_S = UploadState
NEXT: Final[Mapping[UploadState, frozenset[UploadState]]] = {
    _S.RECEIVED: frozenset({_S.CHECKING, _S.WITHDRAWN, _S.FAILED}),
    _S.CHECKING: frozenset({_S.CHECKING, _S.READY, _S.REFUSED, _S.FAILED}),
    _S.READY: frozenset({_S.COMMITTING, _S.RECEIVED, _S.WITHDRAWN}),
    _S.REFUSED: frozenset({_S.RECEIVED}),
    _S.COMMITTING: frozenset({_S.COMMITTING, _S.COMMITTED, _S.READY, _S.FAILED}),
    _S.COMMITTED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.FAILED: frozenset({_S.RECEIVED}),
}
UNDER_WAY: Final = frozenset({_S.RECEIVED, _S.CHECKING, _S.COMMITTING})
SAME_ANSWER: Final = frozenset({_S.RECEIVED, _S.CHECKING, _S.READY, _S.REFUSED, _S.COMMITTING})
"""States in which the same bytes get the first answer. What was committed may be loaded again, to show what has come
apart since."""


def move(now: UploadState, to: UploadState) -> UploadState:
    """`to`, when the file may go there; Conflict otherwise."""
    if to not in NEXT[now]:
        raise Conflict(
            f"该文件{now.zh}，不能变为{to.zh}。", f"The file is {now.en.lower()}; it cannot become {to.en.lower()}."
        )
    return to
