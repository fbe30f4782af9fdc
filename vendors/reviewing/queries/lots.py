"""Finished second looks, as lots of each vendor's work: how many were looked at, how many came out otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.actors import Actor
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

_LOTS: Final = """
SELECT n.vendor, s.id AS sample, s.number, s.opened_at, count(*) AS size, count(*) FILTER (WHERE n.hit) AS hits
FROM vendors_review_sample s JOIN (
  SELECT p.sample, f.vendor, f.state = 'superseded' OR EXISTS (SELECT FROM vendors_review r
      WHERE r.finding = p.finding AND r.stage = 'second' AND r.blind AND r.id > p.since) AS done,
    EXISTS (SELECT FROM vendors_review r WHERE r.finding = p.finding AND NOT r.settles AND r.id > p.since) AS hit
  FROM vendors_sampled_finding p JOIN vendors_finding f ON f.id = p.finding
  UNION ALL
  SELECT c.sample, t.vendor, c.outcome <> '', c.outcome = 'missed'
  FROM vendors_sampled_case c JOIN vendors_task t ON t.id = c.task
) n ON n.sample = s.id
WHERE s.opened_at IS NOT NULL AND s.cancelled_at IS NULL AND ($1::int IS NULL OR n.vendor = $1)
GROUP BY n.vendor, s.id HAVING bool_and(n.done) ORDER BY n.vendor, s.opened_at, s.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """What of a finished sample was one vendor's work."""

    sample: int
    number: str
    on: date
    size: int
    hits: int


async def lots(*, for_: Actor, vendor: int | None = None) -> Mapping[int, tuple[LotView, ...]]:
    """Vendor → its lots, oldest first. Forbidden to vendor people."""
    must_be_bureau(for_)
    async with transaction() as connection:
        rows = await connection.fetch(_LOTS, vendor)
    found: dict[int, list[LotView]] = {}
    for row in rows:
        lot = LotView(
            sample=row["sample"], number=row["number"], on=local_date(row["opened_at"]), size=row["size"],
            hits=row["hits"],
        )  # fmt: skip
        found.setdefault(row["vendor"], []).append(lot)
    return {key: tuple(value) for key, value in found.items()}
