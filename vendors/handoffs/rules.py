from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Conflict, Words
from vendors.labels import Labelled
from vendors.policy.identity import exposures
from vendors.registry.rules import Group, Kind


class HandoffState(Labelled):
    """线索流转单 from one 小组 to another. 逾期 is worked out, never a state."""

    PENDING = "pending", "待分派", "Awaiting a receiver"
    SENT = "sent", "待接收", "Sent"
    RECEIVED = "received", "待答复", "Received"
    ANSWERED = "answered", "已答复", "Answered"
    FORWARDED = "forwarded", "已转办", "Forwarded"
    CLOSED = "closed", "已办结", "Closed"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


TRANSITIONS: Final[Mapping[HandoffState, frozenset[HandoffState]]] = {
    HandoffState.PENDING: frozenset({HandoffState.SENT, HandoffState.WITHDRAWN}),
    HandoffState.SENT: frozenset(
        {HandoffState.RECEIVED, HandoffState.ANSWERED, HandoffState.FORWARDED, HandoffState.WITHDRAWN}
    ),
    HandoffState.RECEIVED: frozenset({HandoffState.ANSWERED, HandoffState.FORWARDED}),
    HandoffState.ANSWERED: frozenset({HandoffState.CLOSED}),
    HandoffState.FORWARDED: frozenset(),
    HandoffState.CLOSED: frozenset(),
    HandoffState.WITHDRAWN: frozenset(),
}
WAITING: Final = frozenset({HandoffState.SENT, HandoffState.RECEIVED})
"""States in which the receiver's time runs."""


class Answer(Labelled):
    """What the receiving group makes of it."""

    ADOPTED = "adopted", "采纳", "Adopted"
    PARTLY = "partly", "部分采纳", "Partly adopted"
    REJECTED = "rejected", "不采纳", "Not adopted"
    FORWARDED = "forwarded", "转办", "Forwarded"


class Side(Labelled):
    """A vendor's part in a slip."""

    SENDER = "sender", "发出机构", "Sender"
    RECEIVER = "receiver", "接收机构", "Receiver"
    CONTRIBUTOR = "contributor", "协同机构", "Contributor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is handed on. `institution` is a code of the register; `contributors` other vendors behind the facts."""

    to_group: Group
    subject: str
    facts: str
    from_group: Group | None = None
    to_vendor: int | None = None
    institution: str = ""
    task: int | None = None
    contributors: tuple[int, ...] = ()


def check_transition(state: HandoffState, to: HandoffState) -> None:
    """Raise Conflict when a slip cannot go from one state to the other."""
    if to not in TRANSITIONS[state]:
        raise Conflict(
            f"流转单当前为“{state.zh}”，不能变为“{to.zh}”。", f"The slip is “{state.en}” and cannot become “{to.en}”."
        )


def problems(slip: Slip, from_group: Group | None) -> dict[str, Words]:
    """What is wrong with a slip, by field."""
    found: dict[str, Words] = {}
    if from_group is None:
        found["from_group"] = Words("请选择发出小组。", "Choose the sending group.")
    elif from_group is slip.to_group:
        found["to_group"] = Words("接收小组应与发出小组不同。", "A slip goes to another group.")
    if not slip.subject.strip():
        found["subject"] = Words("请填写事由。", "Say what it is about.")
    if not slip.facts.strip():
        found["facts"] = Words("请写明线索事实。", "State the facts.")
    return found | exposures({"subject": slip.subject, "facts": slip.facts})


def kind_of(group: Group) -> Kind:
    """The kind of vendor that works in a group (ZY-12)."""
    return next(kind for kind in Kind if kind.group is group)


def overdue(state: HandoffState, due_on: date | None, today: date) -> bool:
    return state in WAITING and due_on is not None and today > due_on
