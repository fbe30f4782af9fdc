"""Terms in working days, each worked out once: a hundred thousand rows begin on ninety days."""

from datetime import date

from vendors.policy.calendar import deadline


class Terms:
    """Last days of one term."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._known: dict[date, date] = {}

    def last_day(self, start: date) -> date:
        """`start` itself is not counted."""
        if start not in self._known:
            self._known[start] = deadline(start, self._days).on
        return self._known[start]
