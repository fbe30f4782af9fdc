"""Who acts in the world being made, and on what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from server.demo.calendar import Agenda
from server.web.house import House
from vendors.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A vendor once it is registered: `lead` accepts and answers, `clerk` uploads, `admin` keeps its people."""

    key: str
    vendor: int
    contract: int
    lead: Actor
    clerk: Actor
    admin: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything a step needs: the house, the agenda, the bureau's people by user name, the vendors by key.

    `turns` are the days of what happens, or is to happen, to one decision.
    """

    house: House
    agenda: Agenda
    bureau: Mapping[str, Actor]
    parties: dict[str, Party] = field(default_factory=dict)
    turns: dict[str, date] = field(default_factory=dict)

    @property
    def manager(self) -> Actor:
        return self.bureau["hetong"]

    @property
    def tasks(self) -> Actor:
        return self.bureau["renwu"]

    @property
    def first(self) -> Actor:
        return self.bureau["chushen"]

    @property
    def second(self) -> Actor:
        return self.bureau["fushen"]

    @property
    def leader(self) -> Actor:
        return self.bureau["lingdao"]

    @property
    def accountant(self) -> Actor:
        return self.bureau["kuaiji"]

    @property
    def legal(self) -> Actor:
        return self.bureau["fazhi"]


class Attended:
    """A queue for work that is done on the spot: the seeding checks each file itself, at its own time."""

    async def enqueue(self, job: str, arguments: Mapping[str, str | int], *, once: str | None = None) -> None:
        """Nothing to remember."""
