from collections.abc import Collection, Mapping
from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden
from vendors.labels import Labelled


class CardState(Labelled):
    """绩效考核 (domain.md §2.3): a draft is shown to nobody outside; a published card is never edited."""

    DRAFT = "draft", "初评", "Draft"
    FED_BACK = "fed_back", "已反馈", "Fed back"
    REVIEWED = "reviewed", "已复核", "Reviewed"
    APPROVED = "approved", "已审定", "Approved"
    PUBLISHED = "published", "已公布", "Published"
    SUPERSEDED = "superseded", "已被取代", "Superseded"


NEXT: Final[Mapping[CardState, frozenset[CardState]]] = {
    CardState.DRAFT: frozenset({CardState.FED_BACK, CardState.SUPERSEDED}),
    CardState.FED_BACK: frozenset({CardState.REVIEWED, CardState.SUPERSEDED}),
    CardState.REVIEWED: frozenset({CardState.APPROVED, CardState.SUPERSEDED}),
    CardState.APPROVED: frozenset({CardState.PUBLISHED, CardState.SUPERSEDED}),
    CardState.PUBLISHED: frozenset({CardState.SUPERSEDED}),
    CardState.SUPERSEDED: frozenset(),
}
UNDER_WAY: Final = frozenset({CardState.DRAFT, CardState.FED_BACK, CardState.REVIEWED, CardState.APPROVED})
"""On the way to publication; at most one version of a contract's period is."""
CURRENT: Final = UNDER_WAY | {CardState.PUBLISHED}
"""Every version that has not been superseded: a published one and beside it perhaps its restatement."""


class Origin(Labelled):
    """Why a version of a card was made."""

    FIRST = "first", "初次出具", "First issued"
    RECOUNT = "recount", "数据更新后重新出具", "Issued again on newer data"
    OBJECTION = "objection", "异议成立后更正", "Put right after an objection"
    RESTATEMENT = "restatement", "公布后重新核算", "Restated after publication"


class Stage(Labelled):
    """Where a contract's assessment of a period stands, from before there is a card until long after."""

    NOT_BEGUN = "not_begun", "未启动", "Not begun"
    FROZEN = "frozen", "数据已冻结，自评中", "Frozen, self-evaluation open"
    SELF_EVALUATED = "self_evaluated", "已自评", "Self-evaluated"
    DRAFT = "draft", "初评", "Draft"
    FED_BACK = "fed_back", "已反馈", "Fed back"
    REVIEWED = "reviewed", "已复核", "Reviewed"
    APPROVED = "approved", "已审定", "Approved"
    PUBLISHED = "published", "已公布", "Published"
    APPLIED = "applied", "结果已应用", "Applied"
    ARCHIVED = "archived", "已归档", "Archived"
    SUPERSEDED = "superseded", "已被取代", "Superseded"


def move(now: CardState, to: CardState) -> CardState:
    """`to`, when a card may go there; Conflict otherwise."""
    if to not in NEXT[now]:
        raise Conflict(
            f"记分卡{now.zh}，不能变为{to.zh}。", f"The card is {now.en.lower()}; it cannot become {to.en.lower()}."
        )
    return to


def must_approve(by: Actor, *, issued_by: int, reviewed_by: int | None, decided_by: Collection[int]) -> None:
    """审定 is a leader's who neither issued nor reviewed the card, nor decided an objection on the way to it.

    Raises Forbidden.
    """
    if not by.at_bureau or not by.has(Role.LEADER):
        raise Forbidden("记分卡由分管领导审定。", "A leader approves scorecards.")
    if by.id == issued_by:
        raise Forbidden("出具人不能审定自己出具的记分卡。", "Whoever issued a card does not approve it.")
    if by.id == reviewed_by:
        raise Forbidden("复核人不能审定自己复核的记分卡。", "Whoever reviewed a card does not approve it.")
    if by.id in decided_by:
        raise Forbidden("异议复核人不能审定该记分卡。", "Whoever decided an objection does not approve the card.")


def must_publish(by: Actor) -> None:
    """公布 is done by a leader or a contract manager. Raises Forbidden."""
    if not by.at_bureau or not by.has(Role.LEADER, Role.CONTRACT_MANAGER):
        raise Forbidden("记分卡由分管领导或合同管理员公布。", "A leader or a contract manager publishes scorecards.")
