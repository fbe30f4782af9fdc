"""Who does what after a decision; the access matrix names the same roles."""

from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Forbidden, NotFound

PROPOSE: Final = frozenset({Role.SECOND_REVIEWER, Role.LEGAL})
REVIEW: Final = frozenset({Role.LEGAL})
APPROVE: Final = frozenset({Role.LEADER})
TRANSFER: Final = frozenset({Role.LEGAL, Role.LEADER})


def must_hold(by: Actor, roles: frozenset[Role]) -> None:
    """NotFound for vendor people: nothing of this is there for them. Forbidden for another role of the bureau."""
    if not by.at_bureau:
        raise NotFound
    if by.roles.isdisjoint(roles):
        raise Forbidden("您的角色不能进行这项处理。", "Your role does not do this part of handling.")
