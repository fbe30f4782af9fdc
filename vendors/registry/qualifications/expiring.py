from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Words
from vendors.policy.parameters import parameter
from vendors.registry.qualifications.rules import QualificationState, named, reminder_step
from vendors.registry.rules import Kind, Standing
from vendors.transaction import transaction

_PARAMETERS: Final = tuple(f"qualification_reminder_days_{number}" for number in (1, 2, 3))
_KEPT_UP: Final = (
    Standing.PENDING, Standing.REGISTERED, Standing.IN_SERVICE, Standing.RECTIFYING, Standing.SUSPENDED,
)  # fmt: skip
# a renewed certificate takes the place of the one before: only the one that reaches farthest is looked at
_FARTHEST = """
SELECT * FROM (
  SELECT DISTINCT ON (q.vendor, q.code) q.id, q.vendor, q.code, q.valid_until, v.kind, v.name
  FROM vendors_qualification q JOIN vendors_vendor v ON v.id = q.vendor
  WHERE q.status = $1 AND v.status = ANY($2::text[]) AND ($3::int IS NULL OR q.vendor = $3)
  ORDER BY q.vendor, q.code, q.valid_until DESC NULLS FIRST, q.id DESC
) farthest WHERE valid_until IS NOT NULL ORDER BY valid_until, vendor, code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """A certificate about to lapse. `step` is the reminder reached, in days before the last day; 0 once lapsed."""

    qualification: int
    vendor: int
    vendor_name: str
    what: Words
    required: bool
    valid_to: date
    days_left: int
    step: int


def steps(on: date) -> tuple[int, ...]:
    """Days before the last day at which a reminder goes out: three dated parameters."""
    return tuple(parameter(code, on).whole for code in _PARAMETERS)


async def expiring_qualifications(*, on: date, vendor: int | None = None) -> tuple[Expiring, ...]:
    """Every certificate in sight whose reminder is due or that has lapsed unrenewed, the most urgent first."""
    states = [standing.value for standing in _KEPT_UP]
    async with transaction() as connection:
        rows = await connection.fetch(_FARTHEST, QualificationState.VERIFIED.value, states, vendor)
    days, found = steps(on), []
    for row in rows:
        left = (row["valid_until"] - on).days
        step = reminder_step(left, days)
        if step is None:
            continue
        meant = named(Kind(row["kind"]), row["code"])
        found.append(
            Expiring(
                qualification=row["id"],
                vendor=row["vendor"],
                vendor_name=row["name"],
                what=meant.words if meant else Words(row["code"], row["code"]),
                required=bool(meant and meant.required),
                valid_to=row["valid_until"],
                days_left=left,
                step=step,
            )
        )
    return tuple(found)
