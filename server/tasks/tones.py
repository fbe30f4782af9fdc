"""How a task's states and its deliverables' look."""

from collections.abc import Mapping
from typing import Final

from vendors.tasks.deliverables.actions import DeliverableState
from vendors.tasks.rules import TaskState

TONES: Final[Mapping[TaskState, str]] = {
    TaskState.DRAFT: "",
    TaskState.ISSUED: "brand",
    TaskState.REFUSED: "bad",
    TaskState.ACCEPTED: "brand",
    TaskState.IN_PROGRESS: "brand",
    TaskState.PAUSED: "warn",
    TaskState.SUBMITTED: "warn",
    TaskState.CHECKING: "warn",
    TaskState.RETURNED: "bad",
    TaskState.DONE: "good",
    TaskState.ARCHIVED: "",
    TaskState.TERMINATED: "",
}
STEPS: Final[Mapping[TaskState, int]] = {
    TaskState.DRAFT: 1,
    TaskState.ISSUED: 2,
    TaskState.REFUSED: 2,
    TaskState.ACCEPTED: 3,
    TaskState.IN_PROGRESS: 3,
    TaskState.PAUSED: 3,
    TaskState.RETURNED: 3,
    TaskState.SUBMITTED: 4,
    TaskState.CHECKING: 4,
    TaskState.DONE: 6,
    TaskState.ARCHIVED: 6,
    TaskState.TERMINATED: 1,
}
DELIVERED: Final[Mapping[DeliverableState, str]] = {
    DeliverableState.OWED: "",
    DeliverableState.DELIVERED: "brand",
    DeliverableState.RETURNED: "bad",
    DeliverableState.ACCEPTED: "good",
}
