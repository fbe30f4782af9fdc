from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from server.web.forms import Form
from server.web.history import Event
from server.web.paging import Paged
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.handoffs.queries import HandoffView, Responses, SideView
from vendors.handoffs.rules import WAITING, Answer, HandoffState, Side
from vendors.registry.queries import VendorView
from vendors.registry.rules import Group
from vendors.tasks.queries import TaskView

TONES: Mapping[HandoffState, str] = {
    HandoffState.PENDING: "warn",
    HandoffState.SENT: "warn",
    HandoffState.RECEIVED: "brand",
    HandoffState.ANSWERED: "good",
    HandoffState.FORWARDED: "",
    HandoffState.CLOSED: "good",
    HandoffState.WITHDRAWN: "",
}
ANSWER_TONES: Mapping[Answer, str] = {
    Answer.ADOPTED: "good",
    Answer.PARTLY: "brand",
    Answer.REJECTED: "bad",
    Answer.FORWARDED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffsScreen:
    """The list, and for the bureau how the four groups answer."""

    page: Paged[HandoffView]
    first: str
    export: str
    counts: Mapping[HandoffState, int]
    late: int
    today: date
    filters: Mapping[str, str]
    responses: Sequence[Responses]
    chart: Markup | None
    narrow: Markup | None
    groups: Sequence[Group] = tuple(Group)
    states: Sequence[HandoffState] = tuple(HandoffState)
    tones: Mapping[HandoffState, str] = field(default_factory=lambda: TONES)

    @property
    def narrowed(self) -> bool:
        return any(self.filters.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHandoffScreen:
    """The form of a slip; `group` is the sender's own when a vendor sends it."""

    form: Form
    group: Group | None
    vendors: Sequence[VendorView]
    tasks: Sequence[TaskView]
    days: int
    groups: Sequence[Group] = tuple(Group)
    accept: str = ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffScreen:
    """One slip; what may be done to it follows from its state and the asking person's side."""

    slip: HandoffView
    sides: Sequence[SideView]
    candidates: Sequence[VendorView]
    files: Sequence[AttachmentView]
    history: Sequence[Event]
    today: date
    at_bureau: bool
    form: Form
    asked: str
    answers: Sequence[Answer] = (Answer.ADOPTED, Answer.PARTLY, Answer.REJECTED)
    accept: str = ACCEPTED

    @property
    def tone(self) -> str:
        return "bad" if self.late else TONES[self.slip.state]

    @property
    def answer_tone(self) -> str:
        return ANSWER_TONES[self.slip.answer] if self.slip.answer else ""

    @property
    def late(self) -> bool:
        return self.slip.overdue(self.today)

    @property
    def receiving(self) -> bool:
        return self.slip.state in WAITING and (self.at_bureau or self.slip.mine is Side.RECEIVER)

    @property
    def sending(self) -> bool:
        return self.at_bureau or self.slip.mine is Side.SENDER

    @property
    def withdrawable(self) -> bool:
        return self.sending and self.slip.state in {HandoffState.PENDING, HandoffState.SENT}

    @property
    def closable(self) -> bool:
        return self.sending and self.slip.state is HandoffState.ANSWERED

    @property
    def groups(self) -> Sequence[Group]:
        """Where the receiver may hand it on to."""
        return [group for group in Group if group is not self.slip.to_group]

    def form_of(self, name: str) -> Form:
        return self.form if self.asked == name else Form()
