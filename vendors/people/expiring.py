"""Certificates that are about to end or have ended, for reminders and for the list."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vendors.labels import Labelled
from vendors.people.recusal.ties import PersonType
from vendors.people.rules import MAIN_CERTIFICATE
from vendors.policy.codes import code_list
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

REMINDERS: Final = ("certificate_reminder_days_1", "certificate_reminder_days_2", "certificate_reminder_days_3")
_SQL: Final = f"""
SELECT h.* FROM (
  SELECT 'staff' AS person_type, s.id AS person, s.name, s.vendor, '{MAIN_CERTIFICATE}' AS kind,
    s.certificate AS number, s.certified_until AS ends
  FROM vendors_staff s WHERE s.state = 'on_post' AND (s.on_post_to IS NULL OR s.on_post_to >= $1)
  UNION ALL
  SELECT 'staff', s.id, s.name, s.vendor, c.kind, c.number, c.valid_until
  FROM vendors_staff_certificate c JOIN vendors_staff s ON s.id = c.staff
  WHERE c.checked_at IS NOT NULL AND NOT c.void AND s.state = 'on_post'
    AND (s.on_post_to IS NULL OR s.on_post_to >= $1)
  UNION ALL
  SELECT 'inspector', p.id, p.name, NULL, '', p.certificate, p.valid_until FROM vendors_inspector p WHERE p.active
) h
WHERE h.ends <= $2 AND (h.person_type = 'inspector' OR NOT EXISTS (
  SELECT 1 FROM vendors_staff_certificate n WHERE n.staff = h.person AND n.kind = h.kind
    AND n.checked_at IS NOT NULL AND NOT n.void AND (n.valid_until IS NULL OR n.valid_until > h.ends)))
ORDER BY h.ends, h.person_type, h.name, h.person
"""  # noqa: S608 constant kind


class Due(Labelled):
    """How near the end is."""

    SOON = "soon", "将到期", "Ends soon"
    OVER = "over", "已到期", "Has ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """One certificate nobody has renewed; `days` are left until its last day, negative once it is over."""

    person_type: PersonType
    person: int
    name: str
    vendor: int | None
    certificate: str
    number: str
    ends: date
    days: int

    @property
    def due(self) -> Due:
        return Due.SOON if self.days >= 0 else Due.OVER


async def expiring_certificates(*, on: date) -> tuple[Expiring, ...]:
    """Certificates of staff and inspectors that end within the first reminder's days, or have ended; soonest first."""
    ahead = parameter(REMINDERS[0], on).whole
    kinds = code_list("staff_certificate")
    async with transaction() as connection:
        rows = await connection.fetch(_SQL, on, on + timedelta(days=ahead))
    return tuple(
        Expiring(
            person_type=PersonType(row["person_type"]),
            person=row["person"],
            name=row["name"],
            vendor=row["vendor"],
            certificate=kinds.get(row["kind"], "执法证" if row["person_type"] == "inspector" else ""),
            number=row["number"],
            ends=row["ends"],
            days=(row["ends"] - on).days,
        )
        for row in rows
    )
