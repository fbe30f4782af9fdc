"""Messages: what they are about, whom they are for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from vendors.actors import VENDOR_ROLES, Actor, Role
from vendors.errors import Words
from vendors.labels import Labelled


class MessageKind(Labelled):
    """What a message is about."""

    EXPIRY = "expiry", "到期提醒", "Expiry"
    DUE = "due", "期限提醒", "Deadline"
    NEWS = "news", "办理动态", "News"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """One person, or everybody who holds one of `roles` at `vendor` (without one: at the bureau)."""

    vendor: int | None = None
    roles: frozenset[Role] = frozenset()
    person: int | None = None
    region: str = ""

    @property
    def code(self) -> str:
        """Short and stable: part of what makes a message the same message."""
        where = "bureau" if self.vendor is None else f"vendor {self.vendor}"
        who = f"person {self.person}" if self.person else ",".join(sorted(self.roles))
        return f"{where}{self.region}: {who}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Something to tell. `once` names the matter: whoever has been told it is not told again."""

    once: str
    kind: MessageKind
    words: Words
    link: str
    to: tuple[Audience, ...]


_HEADS: Final = frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD})


def at_vendor(vendor: int, roles: Collection[Role] = _HEADS) -> Audience:
    """A vendor's administrator and project lead, unless others are named. ValueError for a role of the bureau."""
    if not VENDOR_ROLES.issuperset(roles):
        msg = "a role of the bureau at a vendor"
        raise ValueError(msg)
    return Audience(vendor=vendor, roles=frozenset(roles))


def at_bureau(*roles: Role, region: str = "") -> Audience:
    return Audience(roles=frozenset(roles), region=region)


def meant(audience: Audience, who: Actor) -> bool:
    """Whether a message reaches a person; `queries` asks the same in SQL."""
    if audience.vendor != who.vendor:
        return False
    if audience.person is not None:
        return audience.person == who.id
    return who.has(*audience.roles) and audience.region == who.region
