from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vendors.errors import Conflict
from vendors.labels import Labelled
from vendors.policy.parameters import parameter

MAIN_CERTIFICATE: Final = "1"
"""The kind (code list `staff_certificate`) the register's one certificate is of: 岗位证书."""


class StaffState(Labelled):
    """Where a person stands on a day (domain.md §2.3 服务人员); the first three are decided, dates give the rest."""

    PENDING = "pending", "待审核", "Awaiting approval"
    REFUSED = "refused", "审核不通过", "Not approved"
    ON_POST = "on_post", "在岗", "On post"
    EXPECTED = "expected", "待到岗", "Not yet on post"
    SUSPENDED = "suspended", "暂停", "Suspended"
    LAPSED = "lapsed", "资质到期", "Certificate lapsed"
    LEFT = "left", "离岗", "Left"


TRANSITIONS: Final[Mapping[StaffState, frozenset[StaffState]]] = {
    StaffState.PENDING: frozenset({StaffState.ON_POST, StaffState.REFUSED}),
    StaffState.REFUSED: frozenset({StaffState.PENDING}),
    StaffState.ON_POST: frozenset({StaffState.SUSPENDED, StaffState.LEFT}),
    StaffState.EXPECTED: frozenset({StaffState.SUSPENDED, StaffState.LEFT}),
    StaffState.SUSPENDED: frozenset({StaffState.ON_POST, StaffState.LEFT}),
    StaffState.LAPSED: frozenset({StaffState.SUSPENDED, StaffState.LEFT}),
    StaffState.LEFT: frozenset(),
}
"""What somebody may do; 待到岗 → 在岗 and ⇄ 资质到期 happen by the calendar alone."""


def check_transition(state: StaffState, to: StaffState) -> None:
    """Raise Conflict when a person cannot go so."""
    if to in TRANSITIONS[state]:
        return
    if state is StaffState.LEFT:
        raise Conflict("该人员已离岗。", "The person has left already.")
    raise Conflict(
        f"人员状态为“{state.zh}”，不能变为“{to.zh}”。", f"A person cannot go from “{state.en}” to “{to.en}”."
    )


def undertaking_from(on_post_from: date, *, today: date) -> date:
    """The first day an undertaking may bear: so many days before the person comes on post."""
    return on_post_from - timedelta(days=parameter("undertaking_early_days", today).whole)


def must_stay(standing: "Post", today: date) -> None:
    """Raise Conflict for a lead-to-be whose last day is today or before."""
    if not standing.stays(today):
        raise Conflict(
            f"该人员的最后在岗日为 {standing.on_post_to}，不能担任项目负责人。",
            f"The person's last day on post is {standing.on_post_to}: they cannot become the project lead.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from `begins`; the day `until` is the first that no longer belongs, None while it lasts."""

    begins: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.begins <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate of a kind; without dates it never began and never ends. Its last day still counts."""

    kind: str
    begins: date | None = None
    ends: date | None = None

    def valid(self, day: date) -> bool:
        return (self.begins is None or self.begins <= day) and not self.over(day)

    def over(self, day: date) -> bool:
        return self.ends is not None and self.ends < day


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What decides whether a person counts as on post (在岗且资质有效, indicator K01).

    `state` is what the bureau decided; without `admitted_on` an approval holds from the first day on post.
    """

    on_post_from: date
    on_post_to: date | None
    certified_until: date | None
    undertaking_signed_on: date | None
    state: StaffState = StaffState.ON_POST
    admitted_on: date | None = None
    suspensions: tuple[Span, ...] = ()
    certificates: tuple[Held, ...] = ()

    def present(self, day: date) -> bool:
        """On post that day, qualified or not; the last day still counts."""
        return self.on_post_from <= day and (self.on_post_to is None or day <= self.on_post_to)

    def stays(self, day: date) -> bool:
        """There is no last day, or it lies after that day."""
        return self.on_post_to is None or day < self.on_post_to

    def approved(self, day: date) -> bool:
        """By the bureau, on that day or before."""
        return self.state is StaffState.ON_POST and (self.admitted_on is None or self.admitted_on <= day)

    def suspended(self, day: date) -> bool:
        return any(day in span for span in self.suspensions)

    def certified(self, day: date) -> bool:
        """No certificate has run out without another of its kind that holds; one without an end never does."""
        main = () if self.certified_until is None else (Held(kind=MAIN_CERTIFICATE, ends=self.certified_until),)
        held = (*main, *self.certificates)
        return {one.kind for one in held if one.over(day)} <= {one.kind for one in held if one.valid(day)}

    def bound(self, day: date) -> bool:
        """Has signed the confidentiality undertaking (保密承诺书, LZ Art.38) by that day."""
        return self.undertaking_signed_on is not None and self.undertaking_signed_on <= day

    def works(self, day: date) -> bool:
        """On post with the bureau's approval, not suspended."""
        return self.present(day) and self.approved(day) and not self.suspended(day)

    def counts(self, day: date) -> bool:
        """Works, is certified and bound to confidentiality."""
        return self.works(day) and self.certified(day) and self.bound(day)

    def state_on(self, day: date) -> StaffState:
        """What people see on a day."""
        if self.state is not StaffState.ON_POST:
            return self.state
        if self.on_post_to is not None and self.on_post_to < day:
            return StaffState.LEFT
        if self.suspended(day):
            return StaffState.SUSPENDED
        if not self.certified(day):
            return StaffState.LAPSED
        return StaffState.ON_POST if self.on_post_from <= day else StaffState.EXPECTED
