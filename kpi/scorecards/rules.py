from collections.abc import Mapping
from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden
from vendors.labels import Labelled


class CardState(Labelled):
    """绩效考核 (domain.md §2.3): a draft is shown to nobody outside; a published card is never edited."""

    DRAFT = "draft", "初评", "Draft"
    PUBLISHED = "published", "已公布", "Published"
    SUPERSEDED = "superseded", "已被取代", "Superseded"


NEXT: Final[Mapping[CardState, frozenset[CardState]]] = {
    CardState.DRAFT: frozenset({CardState.PUBLISHED, CardState.SUPERSEDED}),
    CardState.PUBLISHED: frozenset({CardState.SUPERSEDED}),
    CardState.SUPERSEDED: frozenset(),
}


def move(now: CardState, to: CardState) -> CardState:
    """`to`, when a card may go there; Conflict otherwise."""
    if to not in NEXT[now]:
        raise Conflict(
            f"记分卡{now.zh}，不能变为{to.zh}。", f"The card is {now.en.lower()}; it cannot become {to.en.lower()}."
        )
    return to


def must_approve(by: Actor, *, issued_by: int) -> None:
    """审定 is a leader's, and not by the person who issued the card. Raises Forbidden."""
    if not by.at_bureau or not by.has(Role.LEADER):
        raise Forbidden("记分卡由分管领导审定。", "A leader approves scorecards.")
    if by.id == issued_by:
        raise Forbidden("出具人不能审定自己出具的记分卡。", "Whoever issued a card does not approve it.")
