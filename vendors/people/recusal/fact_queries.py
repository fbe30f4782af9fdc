"""Ties that were found, not declared, and then upheld: what may count as a recusal not declared (K05)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.transaction import transaction

_FOUND: Final = """
SELECT t.id, coalesce(s.name, v.name) AS who, i.name AS institution_name,
  (coalesce(t.decided_at, t.noted_at) AT TIME ZONE 'Asia/Shanghai')::date AS decided_on
FROM vendors_tie t JOIN vendors_institution i ON i.id = t.institution
LEFT JOIN vendors_staff s ON t.person_type = 'staff' AND s.id = t.person
LEFT JOIN vendors_vendor v ON t.person_type = 'vendor' AND v.id = t.person
WHERE t.vendor = $1 AND t.source = 'found' AND t.state = 'upheld' AND t.person_type IN ('staff', 'vendor')
  AND (coalesce(t.decided_at, t.noted_at) AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $2 AND $3 ORDER BY t.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTie:
    id: int
    who: str
    institution_name: str
    decided_on: date


async def found_ties(vendor: int, *, window: tuple[date, date]) -> tuple[FoundTie, ...]:
    """Of a vendor and its people, upheld on the days of a window."""
    async with transaction() as connection:
        return tuple(FoundTie(**row) for row in await connection.fetch(_FOUND, vendor, *window))
