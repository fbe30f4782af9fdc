"""盲审: what of a finding is kept from whom until its second reviewer has spoken; and what a vendor is not told.

Everything a page, a list, an export or the JSON shows of reviews comes through here, so no template has to hide it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Forbidden
from vendors.findings.rules import REVIEW_ACTS, TIE_ACTS, Act, FindingState, Opinion, Stage

JUDGING: Final = frozenset({*REVIEW_ACTS.values(), *TIE_ACTS.values(), Act.SECOND_DIFFER})
"""Acts that say, or let one work out, what a reviewer thinks."""
_AS_SECOND: Final = {
    TIE_ACTS[opinion]: REVIEW_ACTS[Stage.SECOND, opinion] for opinion in (Opinion.PASS, Opinion.RETURN, Opinion.REJECT)
}


def kept_back(for_: Actor) -> bool:
    """Whether blind reviews are closed to this person at all: not to an auditor who reviews nothing."""
    reviews = for_.has(Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.LEADER)
    return for_.at_bureau and (reviews or not for_.has(Role.AUDITOR))


def must_read_no_journal(by: Actor) -> None:
    """A blind opinion, and the tie it may lead to, is nobody's who reads the whole journal. Raises Forbidden."""
    if by.has(Role.AUDITOR, Role.AUDIT_ADMIN):
        raise Forbidden(
            "兼任纪检/审计的账号可查阅全部操作日志，不能作盲审复审和裁定；请由系统管理员为其分设账号。",
            "An account that is also an auditor's reads the whole journal: it gives no blind opinion and breaks no tie."
            " Have its roles parted.",
        )


def sealed(*, blind: bool, state: FindingState, first_reviewer: int | None, for_: Actor) -> bool:
    """Whether the opinions on a finding are closed to this person of the bureau.

    While it waits for its blind second review: to everybody but the first reviewer and an auditor who reviews nothing.
    """
    return blind and state is FindingState.AWAITING_SECOND and kept_back(for_) and for_.id != first_reviewer


NOT_SEALED: Final = """
(NOT $1::boolean OR ordered_by = $2 OR id NOT IN (
  SELECT b.bulk FROM vendors_finding f JOIN vendors_bulk_item b ON b.finding = f.id
  WHERE f.state = 'awaiting_second' AND f.blind))
"""
"""Which bulk acts a person may look at: none of another's that touched a finding now under blind review, since what it
said of all it said of that one. $1 is `kept_back`, $2 the person."""


def shown_state(state: FindingState, *, for_: Actor) -> FindingState:
    """A vendor is not told that two reviewers differ: to it the finding still awaits its second review."""
    if not for_.at_bureau and state is FindingState.AWAITING_TIE:
        return FindingState.AWAITING_SECOND
    return state


def stored_states(states: Collection[FindingState], *, for_: Actor) -> Collection[FindingState]:
    """The stored states of what is asked for under the names this person knows; of none for none."""
    if for_.at_bureau:
        return states
    known = set(states) - {FindingState.AWAITING_TIE}
    return known | {FindingState.AWAITING_TIE} if FindingState.AWAITING_SECOND in known else known


def shown_act(act: Act, *, for_: Actor) -> Act | None:
    """A vendor reads a tie-break as the second review it ends, and nothing of the difference before it."""
    if for_.at_bureau:
        return act
    return None if act is Act.SECOND_DIFFER else _AS_SECOND.get(act, act)


def shown_reviews(
    rows: Sequence[Mapping[str, object]], *, is_sealed: bool, for_: Actor
) -> Sequence[Mapping[str, object]]:
    """The opinions this person may read, each with its stage as they know it."""
    if for_.at_bureau:
        return [row for row in rows if not is_sealed or row["reviewer"] == for_.id]
    told = [row for row in rows if row["settles"]]
    return [{**row, "stage": Stage.SECOND if row["stage"] == Stage.TIE else row["stage"]} for row in told]
