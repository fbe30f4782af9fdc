"""Conduct events of a period, over all vendors. For reports; scorecards count them by `collect`."""

from dataclasses import dataclass
from datetime import date, datetime

from kpi.facts.rules import event_names
from kpi.rulebooks.queries import in_force
from vendors.errors import Words
from vendors.periods import Period
from vendors.transaction import transaction

_EVENTS = """
SELECT e.vendor, v.name AS vendor_name, v.kind AS vendor_kind, e.happened_on, e.kind, e.times, e.basis
FROM kpi_conduct_event e JOIN vendors_vendor v ON v.id = e.vendor
WHERE e.happened_on BETWEEN $1 AND $2 AND e.recorded_at <= $3 AND (e.withdrawn_at IS NULL OR e.withdrawn_at > $3)
ORDER BY e.happened_on, e.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductRow:
    """An event that counts against a vendor; `words` is its kind as people call it."""

    vendor: int
    vendor_name: str
    happened_on: date
    kind: str
    words: Words
    times: int
    basis: str


async def conduct_events(*, period: Period, as_of: datetime) -> tuple[ConductRow, ...]:
    """Deductions and vetoes, oldest first; bonus events are left out. Call it within `seeing(None)`."""
    async with transaction() as connection:
        rows = await connection.fetch(_EVENTS, period.starts_on, period.ends_on, as_of)
    found = []
    for row in rows:
        fields = dict(row)
        rulebook = in_force(fields.pop("vendor_kind"), fields["happened_on"])
        if fields["kind"] in {rule.code for rule in rulebook.bonus.events}:
            continue
        words = event_names(rulebook).get(fields["kind"], Words(fields["kind"], fields["kind"]))
        found.append(ConductRow(words=words, **fields))
    return tuple(found)
