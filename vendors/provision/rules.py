from collections.abc import Mapping
from datetime import date
from typing import Final

from vendors.errors import Conflict, Gate
from vendors.labels import Labelled


class What(Labelled):
    """What is released."""

    CASES = "cases", "病例清单", "List of cases"
    TEMPLATE = "template", "任务模板", "Template of a task"
    FRAME = "frame", "抽样总体", "Frame of a draw"
    RECORDS = "records", "病历材料", "Medical records"
    OTHER = "other", "其他数据", "Other data"


class Channel(Labelled):
    """How it goes there."""

    SYSTEM = "system", "系统内下载", "Download from this system"
    NETWORK = "network", "专网传输", "Closed network"
    DISC = "disc", "光盘或移动介质", "Disc or removable medium"
    ON_SITE = "on_site", "现场查阅", "Read on site"
    PAPER = "paper", "纸质", "On paper"


class Disposal(Labelled):
    """What the vendor did with it in the end (个人信息保护法 Art.21)."""

    RETURNED = "returned", "返还", "Returned"
    DESTROYED = "destroyed", "销毁", "Destroyed"


class ProvisionState(Labelled):
    """A release from the request to the confirmed return. 逾期 is worked out, never a state."""

    REQUESTED = "requested", "待审批", "Awaiting approval"
    REFUSED = "refused", "不予批准", "Refused"
    APPROVED = "approved", "已批准待提供", "Approved, not yet provided"
    PROVIDED = "provided", "已提供", "Provided"
    DISPOSED = "disposed", "返还销毁待确认", "Return awaiting confirmation"
    CLOSED = "closed", "已确认返还销毁", "Return confirmed"


TRANSITIONS: Final[Mapping[ProvisionState, frozenset[ProvisionState]]] = {
    ProvisionState.REQUESTED: frozenset({ProvisionState.APPROVED, ProvisionState.REFUSED}),
    ProvisionState.REFUSED: frozenset(),
    ProvisionState.APPROVED: frozenset({ProvisionState.PROVIDED}),
    ProvisionState.PROVIDED: frozenset({ProvisionState.DISPOSED}),
    ProvisionState.DISPOSED: frozenset({ProvisionState.CLOSED, ProvisionState.PROVIDED}),
    ProvisionState.CLOSED: frozenset(),
}
TASK_OBJECTS: Final = frozenset({"task", "draw"})
"""Objects whose own approval, the task's issue, covers a release of its list."""
OUT: Final = frozenset({ProvisionState.PROVIDED, ProvisionState.DISPOSED})
"""The vendor still answers for the data."""


def check_transition(state: ProvisionState, to: ProvisionState) -> None:
    """Raise Conflict when a release cannot go from one state to the other."""
    if to not in TRANSITIONS[state]:
        raise Conflict(
            f"数据提供记录当前为“{state.zh}”，不能变为“{to.zh}”。",
            f"The release is “{state.en}” and cannot become “{to.en}”.",
        )


def interchangeable(what: What) -> frozenset[What]:
    """What an approval of it covers too: a template is the case list in another dress."""
    lists = frozenset({What.CASES, What.TEMPLATE})
    return lists if what in lists else frozenset({what})


def needs_leader(*, object_type: str, rows: int, most: int) -> bool:
    """Whether a leader must approve beforehand: outside a task, or more rows than a task's issue covers."""
    return object_type not in TASK_OBJECTS or rows > most


def closed_gate(*, rows: int, most: int, in_task: bool) -> Gate:
    """The refusal of a release without the leader's approval (数据安全法 Art.40)."""
    if in_task:
        return Gate(
            "provision_approval",
            f"本次提供 {rows} 行，超过 {most} 行，须先在“数据提供”中报分管领导批准。",
            f"{rows} rows are more than {most}: a leader must approve the release first, on the page of data provided.",
        )
    return Gate(
        "provision_approval",
        "任务之外提供个人信息，须先报分管领导批准。",
        "Personal data outside a task is released only after a leader's approval.",
    )


def overdue(state: ProvisionState, due_back_on: date | None, today: date) -> bool:
    """Not returned or destroyed by its day; what waits for the bureau's confirmation is not late."""
    return state is ProvisionState.PROVIDED and due_back_on is not None and today > due_back_on
