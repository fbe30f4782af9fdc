"""When things happen: the last day of the world, and the order in which acts are done."""

import heapq
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Final

from vendors.periods import at_local
from vendors.policy.calendar import deadline

TODAY: Final = date(2026, 11, 20)
END: Final = at_local(TODAY, 17, 30)
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)

Step = Callable[[datetime], Awaitable[None]]


def later(day: date, days: int) -> date:
    """So many working days after a day."""
    return deadline(day, days).on


@dataclass(slots=True)
class Agenda:
    """Steps in order of time, so that the journal reads as things happened; a step may put later ones on it."""

    _waiting: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _serial: "count[int]" = field(default_factory=count)

    def at(self, when: datetime, step: Step) -> None:
        heapq.heappush(self._waiting, (when, next(self._serial), step))

    def on(self, day: date, hour: int, minute: int, step: Step) -> None:
        """At a Shanghai time of day."""
        self.at(at_local(day, hour, minute), step)

    async def run(self, *, until: datetime) -> None:
        """Do every step up to a moment; what lies after it has not happened."""
        while self._waiting and self._waiting[0][0] <= until:
            when, _, step = heapq.heappop(self._waiting)
            await step(when)
